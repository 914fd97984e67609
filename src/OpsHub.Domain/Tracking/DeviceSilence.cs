using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Alarms;

namespace OpsHub.Domain.Tracking;

/// <summary>A device that should report and does not.</summary>
/// <param name="SinceUnixMs">Its last report, as received.</param>
/// <param name="LimitSeconds">What its class allows.</param>
/// <param name="RootCause">The device; or what its kind reports through, when half of the kind went silent with it.</param>
public sealed record SilentDevice(TrackView Track, long SinceUnixMs, int LimitSeconds, string RootCause);

/// <summary>
/// Which devices are too long silent. A truck or cargo tracker should report while it carries a shipment or is inside a
/// geofence: what drove home owes nothing. Phones of officers are named all; who knows their shifts leaves out who is off
/// duty. Vessels are the matter of geofences' silence rules: out at sea nobody owes us a report.
/// </summary>
public static class DeviceSilence
{
    /// <summary>Fewer than these at once are a coincidence, not a common cause (default).</summary>
    private const int FeedAtLeast = 3;

    /// <summary>The limit of a kind, seconds; 0: it is never an alarm.</summary>
    public static int LimitOf(SilenceLimits limits, TrackKind kind)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return kind switch
        {
            TrackKind.Officer => limits.OfficerSeconds,
            TrackKind.Truck => limits.TruckSeconds,
            TrackKind.Cargo => limits.CargoSeconds,
            _ => 0,
        };
    }

    /// <summary>Those too long silent now, in no order.</summary>
    /// <param name="table">The trackers.</param>
    /// <param name="limits">What the port allows.</param>
    /// <param name="listeningSinceUnixMs">Since when somebody has listened: silence before that is not theirs.</param>
    /// <param name="nowUnixMs">Now.</param>
    public static IReadOnlyList<SilentDevice> Find(TrackTable table, SilenceLimits limits, long listeningSinceUnixMs, long nowUnixMs)
    {
        ArgumentNullException.ThrowIfNull(table);
        var silent = new List<(string Tracker, TrackKind Kind, long Since, int Limit)>();
        Span<int> heardLately = stackalloc int[16];
        Span<int> silentLately = stackalloc int[16];
        foreach (var (tracker, state, _) in table.Rows())
        {
            var limit = LimitOf(limits, state.Kind);
            if (limit == 0 || !state.HasFix)
                continue;
            var isSilent = nowUnixMs - Math.Max(state.ReceivedAtUnixMs, listeningSinceUnixMs) >= limit * 1_000L;
            // With twice its limit a device counts among those that were there when the silence began.
            var isLately = nowUnixMs - Math.Max(state.ReceivedAtUnixMs, listeningSinceUnixMs) < 2_000L * limit;
            heardLately[(int)state.Kind] += isLately ? 1 : 0;
            silentLately[(int)state.Kind] += isLately && isSilent ? 1 : 0;
            if (isSilent)
                silent.Add((tracker, state.Kind, state.ReceivedAtUnixMs, limit));
        }

        var found = new List<SilentDevice>();
        foreach (var (tracker, kind, since, limit) in silent)
        {
            if (table.Find(new TrackerId(tracker)) is not { } track || !ShouldReport(track))
                continue;
            var isFeed = silentLately[(int)kind] >= FeedAtLeast && silentLately[(int)kind] * 2 >= heardLately[(int)kind];
            found.Add(new SilentDevice(track, since, limit, isFeed ? AlarmRootCause.Feed(WordOf(kind)) : AlarmRootCause.Device(track.Tracker)));
        }

        return found;
    }

    private static bool ShouldReport(TrackView track) =>
        track.Kind is TrackKind.Officer || track.Description.Carries is not null || !track.Geofences.IsEmpty;

    private static string WordOf(TrackKind kind) => kind switch
    {
        TrackKind.Officer => "officer",
        TrackKind.Truck => "truck",
        _ => "cargo",
    };
}
