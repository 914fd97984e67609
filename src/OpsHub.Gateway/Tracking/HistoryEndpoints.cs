using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ledger;
using OpsHub.Gateway.Live;
using OpsHub.Gateway.Ports;
using OpsHub.Storage.Projections;

namespace OpsHub.Gateway.Tracking;

/// <summary>Where things were: one tracker's track, and the whole board played back.</summary>
internal static class HistoryEndpoints
{
    private static readonly TimeSpan s_longestHistory = TimeSpan.FromHours(24);
    private static readonly TimeSpan s_longestPlayback = TimeSpan.FromHours(1);

    /// <summary>Positions of one playback: an hour of 500 trackers that report each 5 s; 6 MB on the wire.</summary>
    private const int MaxPositions = 400_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/trackers/{id}/history", History).RequireAccess(AccessTable.TrackerHistory)
            .Produces<TrackHistoryAnswer>().ProducesProblem(404).ProducesProblem(422)
            .WithSummary("Where a tracker was: at most 24 h (the last one by default), thinned to max points (2,000; at most 10,000).");
        api.MapGet("/ports/{port}/playback", Playback).RequireAccess(AccessTable.Playback)
            .Produces<PlaybackAnswer>().ProducesProblem(404).ProducesProblem(422)
            .WithSummary("The board as it was: everybody at from, then changes in buckets of 1 to 60 s (5); at most an hour (the last ten minutes).");
    }

    private static async Task<IResult> History(
        TrackerId id, HttpContext http, IClusterClient grains, PortDirectory ports, Boards boards, DutyHistory duty, AuditTrail audit, TimeProvider time,
        DateTimeOffset? from = null, DateTimeOffset? to = null, int max = 2_000)
    {
        var now = time.GetUtcNow();
        var (begin, end) = Span(from, to, now, TimeSpan.FromHours(1));
        if (Refuse(begin, end, s_longestHistory) is { } refused)
            return refused;
        if (max is < 2 or > 10_000)
            return Refused("PointsRefused", $"{max} points cannot be answered.", "max", "2 to 10000");
        var caller = Caller.Of(http);
        foreach (var port in ports.Of(caller))
        {
            if (await ports.FindAsync(port) is not { } configuration || boards.Find(port) is not { } board)
                continue;
            var officer = board.OfficersByTracker().TryGetValue(id, out var found) ? found : (OfficerId?)null;
            var windows = officer is null ? [new TrackWindow(Ms(begin), Ms(end))] : Shifts(await duty.OfPortAsync(port, begin, end, http.RequestAborted), officer.Value, begin, end);
            var slice = await grains.TrackHistory(port, GrainAccess.ShardOf(id, configuration.TrackShards)).OfTracker(new TrackHistoryQuery(id, windows, max));
            var view = await grains.TrackShard(configuration, id).Get(id);
            if (slice.Fixes.IsEmpty && view is null)
                continue;
            http.Response.Headers.CacheControl = "private, no-store";
            var kind = view?.Kind ?? slice.Fixes[^1].Kind;
            var isOfficer = officer is not null || kind == TrackKind.Officer;
            var isCoarse = isOfficer && TopicGrant.Of(caller).Visibility == Visibility.Coarse;
            if (isOfficer && !isCoarse)
                audit.RecordRead(port, caller, $"{id} history");
            return Results.Ok(Answer(id, kind, view?.Description.Label, begin, end, slice, isCoarse));
        }

        return Problems.NotFound("tracker in your ports", id.Value);
    }

    private static async Task<IResult> Playback(
        PortId port, HttpContext http, IClusterClient grains, PortDirectory ports, Boards boards, DutyHistory duty, AuditTrail audit, TimeProvider time,
        IOptions<LiveOptions> live, DateTimeOffset? from = null, DateTimeOffset? to = null, int bucket = 5)
    {
        var now = time.GetUtcNow();
        var (begin, end) = Span(from, to, now, TimeSpan.FromMinutes(10));
        if (Refuse(begin, end, s_longestPlayback) is { } refused)
            return refused;
        if (bucket is < 1 or > 60)
            return Refused("BucketRefused", $"A bucket of {bucket} s cannot be had.", "bucket", "1 to 60");
        if (await ports.FindAsync(port) is not { } configuration || boards.Find(port) is not { } board)
            return Problems.NotFound("configured port", port.Value);
        var caller = Caller.Of(http);
        var query = new TrackPlaybackQuery(Ms(begin), Ms(end), bucket * 1000, MaxPositions);
        var slices = await Task.WhenAll(Enumerable.Range(0, configuration.TrackShards).Select(shard => grains.TrackHistory(port, shard).Playback(query)));
        if (slices.Any(slice => slice.IsTooMuch) || slices.Sum(slice => slice.Fixes.Length) > MaxPositions)
            return Refused("PlaybackTooMuch", $"There are more than {MaxPositions} positions in that time.", "to", "a shorter time, or a longer bucket");
        var tape = new PlaybackTape(slices, new PlaybackScope(
            TopicGrant.Of(caller).Visibility, board.OfficersByTracker(), await duty.OfPortAsync(port, begin, end, http.RequestAborted),
            live.Value.ForgetTrackMinutes * 60_000L));
        var buckets = (int)((query.ToUnixMs - query.FromUnixMs + query.BucketMs - 1) / query.BucketMs);
        var frames = tape.Frames(query.FromUnixMs, query.BucketMs, buckets);
        if (tape.ShowsOfficersExactly)
            audit.RecordRead(port, caller, "playback");
        http.Response.Headers.CacheControl = "private, no-store";
        return Results.Ok(new PlaybackAnswer(port, begin, end, KeptFrom(slices), bucket, tape.Trackers, frames));
    }

    private static (DateTimeOffset Begin, DateTimeOffset End) Span(DateTimeOffset? from, DateTimeOffset? to, DateTimeOffset now, TimeSpan usual)
    {
        var end = to is { } asked && asked < now ? asked : now;
        return (from ?? end - usual, end);
    }

    private static IResult? Refuse(DateTimeOffset begin, DateTimeOffset end, TimeSpan longest) =>
        begin >= end ? Refused("RangeEmpty", "The time ends before it begins.", "from", "before to, and not in the future")
        : end - begin > longest ? Refused("RangeTooLong", $"{(end - begin).TotalHours:F1} h are too long for one answer.", "from", $"at most {longest.TotalHours:F0} h before to")
        : null;

    private static IResult Refused(string name, string detail, string field, string expected) =>
        Problems.Result(StatusCodes.Status422UnprocessableEntity, name, detail, field, expected);

    /// <summary>The parts of a span in which an officer was on duty.</summary>
    private static ImmutableArray<TrackWindow> Shifts(OnDuty onDuty, OfficerId officer, DateTimeOffset begin, DateTimeOffset end) =>
    [
        .. onDuty.Of(officer).Where(shift => shift.To >= Ms(begin) && shift.From <= Ms(end))
            .Select(shift => new TrackWindow(Math.Max(shift.From, Ms(begin)), Math.Min(shift.To, Ms(end)))),
    ];

    private static TrackHistoryAnswer Answer(
        TrackerId id, TrackKind kind, string? label, DateTimeOffset begin, DateTimeOffset end, TrackHistorySlice slice, bool isCoarse) => new(
            id, kind, label ?? id.Value, begin, end, At(slice.KeptFromUnixMs), slice.Of, slice.Of > slice.Fixes.Length ? "douglasPeucker" : "all",
            slice.ToleranceMetres, slice.IsCut, [.. slice.Fixes.Select(fix => Point(fix, isCoarse))]);

    private static TrackHistoryPoint Point(PositionFix fix, bool isCoarse)
    {
        var (latitude, longitude, speed, course) = isCoarse
            ? TileGrid.Coarse(fix.LatitudeDegrees, fix.LongitudeDegrees)
            : (fix.LatitudeDegrees, fix.LongitudeDegrees, fix.SpeedKnots, fix.CourseDegrees);
        return new TrackHistoryPoint(At(fix.AtUnixMs)!.Value, Math.Round(latitude, 6), Math.Round(longitude, 6), Known(speed), Known(course));
    }

    /// <summary>From when on the answer is whole: what every shard keeps, of those that have forgotten anything; else the first report of all.</summary>
    private static DateTimeOffset? KeptFrom(IReadOnlyList<TrackPlaybackSlice> slices)
    {
        var forgotten = slices.Where(slice => slice.IsTruncated).Max(slice => slice.KeptFromUnixMs);
        return At(forgotten ?? slices.Min(slice => slice.KeptFromUnixMs));
    }

    private static float? Known(float value) => float.IsNaN(value) ? null : MathF.Round(value, 1);

    private static DateTimeOffset? At(long? unixMs) => unixMs is { } known ? DateTimeOffset.FromUnixTimeMilliseconds(known) : null;

    private static long Ms(DateTimeOffset at) => at.ToUnixTimeMilliseconds();
}
