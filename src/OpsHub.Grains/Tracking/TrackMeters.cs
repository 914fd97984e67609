using System.Diagnostics.Metrics;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Grains.Tracking;

/// <summary>Meter <c>OpsHub.Tracking</c>.</summary>
public sealed class TrackMeters : IDisposable
{
    public const string MeterName = "OpsHub.Tracking";

    private static readonly KeyValuePair<string, object?>[] s_reasons =
        [.. Enum.GetValues<FixRefusal>().Select(r => new KeyValuePair<string, object?>("reason", r.ToString()))];

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _observersDropped;

    public TrackMeters()
    {
        _accepted = _meter.CreateCounter<long>("opshub.tracking.fixes", "{fix}", "Fixes taken.");
        _refused = _meter.CreateCounter<long>("opshub.tracking.refused", "{fix}", "Fixes not taken, by reason.");
        _observersDropped = _meter.CreateCounter<long>("opshub.tracking.observers.dropped", "{host}", "Hosts that no longer took deltas.");
    }

    public void Ingested(int accepted, ReadOnlySpan<FixRefusal> reasons)
    {
        if (accepted > 0)
            _accepted.Add(accepted);
        if (accepted == reasons.Length)
            return;
        foreach (var reason in reasons)
        {
            if (reason != FixRefusal.None)
                _refused.Add(1, s_reasons[(int)reason]);
        }
    }

    public void ObserverDropped() => _observersDropped.Add(1);

    public void Dispose() => _meter.Dispose();
}
