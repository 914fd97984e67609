using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Hosting;
using OpsHub.Wire.Ais;

namespace OpsHub.Gateway.Ingest;

/// <summary>
/// One feed's sentences becoming reports. Static data comes every six minutes per ship and hardly ever changes, so a
/// description is only passed on when it is news. One thread at a time.
/// </summary>
internal sealed class AisDoor(GatewayMeters meters, TimeProvider time)
{
    /// <summary>Ships of a busy strait; beyond it the memory starts over, which costs a repeat each.</summary>
    private const int MaxKnown = 20_000;

    private readonly AisReceiver _receiver = new();
    private readonly Dictionary<uint, TrackDescription> _known = [];

    public AisCounters Counters => _receiver.Counters;

    /// <summary>Reads one line; false when there is nothing in it to pass on.</summary>
    public bool TryRead(ReadOnlySpan<byte> line, ulong feed, out PositionFix? fix, out TrackDescription? description)
    {
        (fix, description) = (null, null);
        var outcome = _receiver.Accept(line, feed, time.GetUtcNow().ToUnixTimeMilliseconds(), out var message, out var refusal);
        if (outcome == AisOutcome.Refused)
            meters.SentencesRefused.Add(1, new KeyValuePair<string, object?>("reason", refusal.ToString()));
        if (outcome != AisOutcome.Message)
            return false;
        fix = AisTracks.FixOf(message);
        description = News(message.Mmsi, AisTracks.DescriptionOf(message));
        return fix is not null || description is not null;
    }

    private TrackDescription? News(uint mmsi, TrackDescription? said)
    {
        if (said is null || (_known.TryGetValue(mmsi, out var known) && known == said))
            return null;
        if (_known.Count >= MaxKnown)
            _known.Clear();

        // Class B tells name and ship in two messages; both halves are news once.
        _known[mmsi] = said;
        return said;
    }
}
