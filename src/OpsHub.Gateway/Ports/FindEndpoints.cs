using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpsHub.Contracts;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ledger;
using OpsHub.Gateway.Live;
using OpsHub.Storage.Projections;

namespace OpsHub.Gateway.Ports;

/// <summary>Something that matches a search on the wall board.</summary>
/// <param name="Kind">shipment, tracker or officer.</param>
/// <param name="Label">What a person calls it.</param>
/// <param name="LatitudeDegrees">Where it is; null when it is nowhere on the map.</param>
public sealed record Found(string Kind, string Id, string Label, double? LatitudeDegrees = null, double? LongitudeDegrees = null);

/// <summary>Find by number, name or container.</summary>
internal static class FindEndpoints
{
    private const int MaxFound = 20;
    private const int MaxQuery = 64;

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapGet("/ports/{port}/find", Find).RequireAccess(AccessTable.Find)
            .Produces<Found[]>().ProducesProblem(422).WithSummary("Shipments, trackers and officers that match, at most 20.");

    private static async Task<IResult> Find(PortId port, string q, HttpContext http, Boards boards, ShipmentSearch shipments, AuditTrail audit)
    {
        var text = q.Trim();
        if (text.Length is 0 or > MaxQuery)
            return Problems.Result(StatusCodes.Status422UnprocessableEntity, "QueryRefused", "There is nothing to look for.", "q", $"1 to {MaxQuery} characters");
        if (boards.Find(port) is not { } board)
            return Problems.NotFound("configured port", port.Value);
        var caller = Caller.Of(http);
        var grant = TopicGrant.Of(caller);
        var found = ImmutableArray.CreateBuilder<Found>();

        // Trackers and officers first: there are few, and a shipment's number is longer than what is typed for them.
        found.AddRange(board.Search(text, grant, MaxFound));
        foreach (var track in board.Tracks.Search(text, grant.Visibility, MaxFound))
            found.Add(new Found("tracker", track.Id.Value, track.Label, track.LatitudeDegrees, track.LongitudeDegrees));
        var rows = await shipments.SearchAsync(new ShipmentQuery { Ports = [port], Text = text, PageSize = MaxFound }, http.RequestAborted);
        foreach (var row in rows.Items)
            found.Add(new Found("shipment", row.Id.Value, row.Containers.Count > 0 ? string.Join(' ', row.Containers) : row.DeclarationId));
        if (grant.Visibility == Visibility.Full)
            audit.RecordRead(port, caller, "find");
        return Results.Ok(found.DistinctBy(f => (f.Kind, f.Id)).Take(MaxFound));
    }
}
