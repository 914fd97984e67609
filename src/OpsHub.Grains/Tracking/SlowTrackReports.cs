using System.Globalization;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Tracking;
using Orleans;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Tells the port's watch for meetings which of a shard's trackers are slow where a rule watches: what changed, if only that
/// nothing did, and the whole at the beginning and when a report was not taken. Runs on the grain's scheduler.
/// </summary>
internal sealed class SlowTrackReports(IGrainFactory grains, TimeProvider time, ILogger log, string shard)
{
    private readonly PortId _port = new(shard.Split('/')[0]);
    private readonly int _number = int.Parse(shard.Split('/')[1], CultureInfo.InvariantCulture);
    private readonly long _epoch = time.GetUtcNow().ToUnixTimeMilliseconds();
    private readonly SlowTracks _slow = new();
    private Dictionary<string, SlowTrack> _told = new(StringComparer.Ordinal);
    private long _sequence;
    private bool _needsWhole = true;
    private bool _telling;

    /// <summary>Reports what changed since it was last called; nothing as long as nobody is slow. The first report of an activation is made in any case: pairs of before may be gone.</summary>
    public async Task Tell(TrackTable table)
    {
        if (_telling)
            return;
        _telling = true;
        try
        {
            // Twice at most: a watch that does not know what was told before asks for the whole at once.
            for (var tries = 0; tries < 2 && !await TellOnce(table); tries++)
                _needsWhole = true;
        }
        catch (Exception error)
        {
            _needsWhole = true;
            log.LogInformation(error, "{Shard}: slow trackers could not be told to the watch for meetings; told again as a whole.", shard);
        }
        finally
        {
            _telling = false;
        }
    }

    private async Task<bool> TellOnce(TrackTable table)
    {
        var slow = _slow.Find(table);
        var before = _needsWhole ? [] : _told;
        var changed = slow.Where(track => !before.TryGetValue(track.Key, out var told) || !track.Value.Says(told)).Select(track => track.Value).ToArray();
        var gone = before.Keys.Where(id => !slow.ContainsKey(id)).Select(id => new TrackerId(id)).ToArray();
        // Who has told of any says so again without news: a watch that was lost and came back elsewhere asks for the whole.
        if (!_needsWhole && before.Count + slow.Count == 0)
            return true;
        var version = table.Watch?.Index.Set.Version ?? 0;
        var taken = await grains.MeetingWatch(_port).Report(new SlowTracksReport(_number, _epoch, ++_sequence, version, _needsWhole, [.. changed], [.. gone]));
        if (taken)
            (_told, _needsWhole) = (slow, false);
        return taken;
    }
}
