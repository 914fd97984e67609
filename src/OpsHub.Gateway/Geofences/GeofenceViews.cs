using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ledger;
using OpsHub.Gateway.Live;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Geofences;

/// <summary>What goes on at geofences, and what a change of them would do.</summary>
internal static class GeofenceViews
{
    private const int MaxInside = 200;
    private const int MaxNames = 20;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/geofences/{name}/activity", Activity).RequireAccess(AccessTable.GeofenceActivity)
            .Produces<GeofenceActivity>().ProducesProblem(404).WithSummary("Who is in a geofence, and what happened there lately.");
        api.MapPost("/ports/{port}/geofences/check", Check).RequireAccess(AccessTable.GeofencesManage).WithBodyLimit(BodyLimits.PortPlan)
            .Produces<GeofenceCheck>().ProducesProblem(404).WithSummary("What putting geofences would do; nothing is changed.");
    }

    private static async Task<IResult> Activity(
        PortId port, string name, HttpContext http, IClusterClient grains, PortDirectory ports, Boards boards, AuditTrail audit)
    {
        name = GeofenceEndpoints.NameOf(name);
        if (await ports.FindAsync(port) is not { } configuration || boards.Find(port) is not { } board)
            return Problems.NotFound("configured port", port.Value);
        if (await grains.Port(port).Geofence(name) is null)
            return Problems.NotFound("geofence", name);
        var all = await Task.WhenAll(Shards(grains, configuration).Select(shard => shard.Occupants(name)));
        // An officer is on the map on duty only, and so is where the officer was.
        bool IsShown(TrackerId tracker) => !board.Tracks.IsOffDuty(tracker);
        var inside = all.SelectMany(some => some).Where(one => IsShown(one.Tracker)).OrderBy(one => one.EnteredAt).ToArray();
        var events = board.EventsAt(name).Where(one => IsShown(one.Tracker)).ToArray();
        if (inside.Any(one => one.Kind == TrackKind.Officer) || events.Any(one => one.Kind == TrackKind.Officer))
            audit.RecordRead(port, Caller.Of(http), "geofence " + name);
        var labels = inside.Where(one => one.Label is not null).ToDictionary(one => one.Tracker, one => one.Label);
        return Results.Ok(new GeofenceActivity(
            [.. inside.Take(MaxInside)], inside.Length, [.. events.Select(one => one with { Label = labels.GetValueOrDefault(one.Tracker) ?? board.Tracks.LabelOf(one.Tracker) })]));
    }

    private static async Task<IResult> Check(PortId port, HttpContext http, IClusterClient grains, PortDirectory ports, bool replace = false)
    {
        var put = new PutGeofences { GeoJson = await GeofenceEndpoints.BodyOf(http), ReplaceAll = replace };
        if (await ports.FindAsync(port) is not { } configuration || await grains.Port(port).CheckGeofences(put) is not { } trial)
            return Problems.NotFound("configured port", port.Value);
        var of = await Task.WhenAll(Shards(grains, configuration).Select(shard => shard.TryGeofences(trial.Trial, trial.Check.Removed)));
        // Every shard looks at the same geofences in the same order.
        var effects = Enumerable.Range(0, of[0].Length).Select(at => Sum([.. of.Select(effects => effects[at])]));
        return Results.Ok(trial.Check with { Effects = [.. effects] });
    }

    private static IEnumerable<ITrackShardGrain> Shards(IClusterClient grains, PortConfiguration port) =>
        Enumerable.Range(0, port.TrackShards).Select(shard => grains.TrackShard(port.Port, shard));

    private static GeofenceEffect Sum(ImmutableArray<GeofenceEffect> ofShards) => new(
        ofShards[0].Name, ofShards.Sum(e => e.InsideBefore), ofShards.Sum(e => e.InsideAfter),
        [.. ofShards.SelectMany(e => e.Entering).Take(MaxNames)], [.. ofShards.SelectMany(e => e.Leaving).Take(MaxNames)], ofShards.Sum(e => e.AlarmsEnding));
}
