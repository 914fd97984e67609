using System.Globalization;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Alarms;
using OpsHub.Domain.Common;
using OpsHub.Domain.Tracking;
using Orleans;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Keeps the alarm board in line with which of a shard's devices are silent. Keeps nothing of its own: after a restart the
/// board is asked which of these alarms stand, so one that ended meanwhile returns, and one that stands is not raised twice.
/// Runs on the grain's scheduler.
/// </summary>
internal sealed class SilenceWatch(IGrainFactory grains, TimeProvider time, ILogger log, string shard, string source)
{
    /// <summary>Alarms raised or returned in one look: the next goes on, so that an outage does not crowd out everybody else's alarms (default).</summary>
    private const int MostAtOnce = 100;

    private static readonly Actor s_actor = Actor.Of("tracking");
    private static readonly SilenceLimits s_defaults = new();
    private static readonly TimeSpan s_settingsAge = TimeSpan.FromMinutes(1);

    private readonly PortId _port = new(shard.Split('/')[0]);
    private readonly int _number = int.Parse(shard.Split('/')[1], CultureInfo.InvariantCulture);
    private readonly long _listeningSinceUnixMs = time.GetUtcNow().ToUnixTimeMilliseconds();
    private HashSet<AlarmId>? _standing;
    private PortConfiguration? _settings;
    private DateTimeOffset _settingsAt;
    private long _attempts;
    private bool _looking;

    /// <summary>Raises what is silent and returns what is not any more.</summary>
    public async Task Look(TrackTable table)
    {
        if (_looking)
            return;
        _looking = true;
        try
        {
            await LookNow(table);
        }
        catch (Exception error)
        {
            log.LogInformation(error, "{Shard}: silent devices could not be told to the alarm board; the next look repeats it.", shard);
        }
        finally
        {
            _looking = false;
        }
    }

    private async Task LookNow(TrackTable table)
    {
        if (await Settings() is not { } settings)
            return;
        var silent = new Dictionary<AlarmId, SilentDevice>();
        foreach (var device in DeviceSilence.Find(table, settings.Silence ?? s_defaults, _listeningSinceUnixMs, time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            if (device.Track.Kind is not TrackKind.Officer || await IsOnDuty(device))
                silent[AlarmOf(device)] = device;
        }

        if (silent.Count == 0 && _standing is { Count: 0 })
            return;
        var board = grains.AlarmBoard(_port);
        _standing ??= [.. (await board.List()).Where(alarm => alarm.ReturnedAt is null && IsOurs(alarm, settings)).Select(alarm => alarm.Id)];
        foreach (var gone in _standing.Where(id => !silent.ContainsKey(id)).Take(MostAtOnce).ToArray())
        {
            if ((await board.Return(new ReturnAlarm { CommandId = NextId(), Actor = s_actor, Alarm = gone })).IsAccepted)
                _standing.Remove(gone);
        }

        foreach (var (id, device) in silent.Where(s => !_standing.Contains(s.Key)).Take(MostAtOnce).ToArray())
        {
            if ((await board.Raise(Alarm(id, device) with { CommandId = NextId() })).IsAccepted)
                _standing.Add(id);
        }
    }

    private async Task<PortConfiguration?> Settings()
    {
        if (_settings is null || time.GetUtcNow() - _settingsAt >= s_settingsAge)
        {
            _settings = await grains.Port(_port).Get();
            _settingsAt = time.GetUtcNow();
        }

        return _settings;
    }

    /// <summary>Asked for silent phones only. One that has been silent since before the shift owes its first report a limit after its beginning.</summary>
    private async Task<bool> IsOnDuty(SilentDevice device)
    {
        var id = device.Track.Tracker.Value;
        if (!id.StartsWith(TrackerId.OfDevice("").Value, StringComparison.Ordinal))
            return false;
        if ((await grains.Device(id[TrackerId.OfDevice("").Value.Length..]).Get())?.Officer is not { } officer)
            return false;
        return await grains.Officer(officer).Get() is { Status: not OfficerStatus.OffShift } view
            && view.ShiftStartedAt is { } began && time.GetUtcNow() - began >= TimeSpan.FromSeconds(device.LimitSeconds);
    }

    private bool IsOurs(AlarmView alarm, PortConfiguration settings) =>
        (AlarmCatalogue.ClassOf(alarm) == AlarmCatalogue.DeviceSilent.Class || AlarmCatalogue.ClassOf(alarm) == AlarmCatalogue.OfficerSilent.Class)
        && alarm.Subject is { } subject && GrainAccess.ShardOf(new TrackerId(subject), settings.TrackShards) == _number;

    private static AlarmCatalogueRow RowOf(SilentDevice device) =>
        device.Track.Kind is TrackKind.Officer ? AlarmCatalogue.OfficerSilent : AlarmCatalogue.DeviceSilent;

    private static AlarmId AlarmOf(SilentDevice device) => new($"{RowOf(device).Class}/{device.Track.Tracker}");

    private static RaiseAlarm Alarm(AlarmId id, SilentDevice device)
    {
        var name = device.Track.Description.Label ?? device.Track.Tracker.Value;
        var row = RowOf(device);
        return row.Raise(s_actor, id, $"{name} does not report", device.RootCause, device.Track.Tracker.Value) with
        {
            Cause = string.Create(
                CultureInfo.InvariantCulture,
                $"not heard since {DateTimeOffset.FromUnixTimeMilliseconds(device.SinceUnixMs):HH:mm:ss} UTC, {device.LimitSeconds / 60.0:0.#} min allowed: {row.Cause}"),
            LatitudeDegrees = device.Track.Fix?.LatitudeDegrees,
            LongitudeDegrees = device.Track.Fix?.LongitudeDegrees,
        };
    }

    private CommandId NextId() => DerivedCommandId.Of($"{source}/silence/{_listeningSinceUnixMs}", ++_attempts);
}
