using System.Collections.Concurrent;
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
    private readonly ConcurrentDictionary<string, long> _keptFrom = new(StringComparer.Ordinal);
    private readonly Counter<long> _keyframeBytes;
    private readonly Counter<long> _forgotten;
    private readonly Counter<long> _accepted;
    private readonly Counter<long> _refused;
    private readonly Counter<long> _observersDropped;
    private readonly Counter<long> _pairsOverlooked;

    public TrackMeters(TimeProvider time)
    {
        _keyframeBytes = _meter.CreateCounter<long>("opshub.tracking.keyframes", "By", "Keyframes of the track history written.");
        _forgotten = _meter.CreateCounter<long>("opshub.tracking.history.forgotten", "{entry}", "Batches of the track history forgotten because of their age.");
        _meter.CreateObservableGauge(
            "opshub.tracking.history.age",
            () => _keptFrom.Select(kept => new Measurement<double>(
                (time.GetUtcNow().ToUnixTimeMilliseconds() - kept.Value) / 1000.0, new KeyValuePair<string, object?>("shard", kept.Key))),
            "s", "Age of the oldest batch kept, by shard.");
        _accepted = _meter.CreateCounter<long>("opshub.tracking.fixes", "{fix}", "Fixes taken.");
        _refused = _meter.CreateCounter<long>("opshub.tracking.refused", "{fix}", "Fixes not taken, by reason.");
        _observersDropped = _meter.CreateCounter<long>("opshub.tracking.observers.dropped", "{host}", "Hosts that no longer took deltas.");
        _pairsOverlooked = _meter.CreateCounter<long>("opshub.tracking.meetings.overlooked", "{pair}", "Pairs not watched for meetings because there were too many.");
    }

    /// <param name="accepted">Fixes taken.</param>
    /// <param name="reasons">Of every fix; nothing when all were taken.</param>
    public void Ingested(int accepted, ReadOnlySpan<FixRefusal> reasons)
    {
        if (accepted > 0)
            _accepted.Add(accepted);
        foreach (var reason in reasons)
        {
            if (reason != FixRefusal.None)
                _refused.Add(1, s_reasons[(int)reason]);
        }
    }

    public void ObserverDropped() => _observersDropped.Add(1);

    public void PairsOverlooked(long pairs) => _pairsOverlooked.Add(pairs);

    public void KeyframeLaid(int bytes) => _keyframeBytes.Add(bytes);

    public void Forgotten(long entries) => _forgotten.Add(entries);

    public void KeptFrom(string shard, long receivedAtUnixMs) => _keptFrom[shard] = receivedAtUnixMs;

    public void Dispose() => _meter.Dispose();
}
