using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Tracking;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ledger;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Tracking;

/// <summary>The latest state of one tracker.</summary>
internal static class TrackerEndpoints
{
    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/trackers/{id}", Get).RequireAccess(AccessTable.Trackers)
            .Produces<TrackView>().ProducesProblem(404).WithSummary("Latest fix and description of a tracker in the caller's ports.");

    private static async Task<IResult> Get(TrackerId id, HttpContext http, IClusterClient grains, PortDirectory ports, AuditTrail audit)
    {
        var caller = Caller.Of(http);
        foreach (var port in ports.Of(caller))
        {
            if (await ports.FindAsync(port) is not { } configuration || await grains.TrackShard(configuration, id).Get(id) is not { } track)
                continue;
            if (track.Kind == TrackKind.Officer)
                audit.RecordRead(port, caller, id.Value);
            return Results.Ok(track);
        }

        return Problems.NotFound("tracker in your ports", id.Value);
    }
}
