using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Live;
using OpsHub.Gateway.Ports;
using OpsHub.Storage.Projections;

namespace OpsHub.Gateway.Shipments;

/// <summary>One page of shipments.</summary>
/// <param name="Next">Pass it as <c>page</c> for the next one; null on the last.</param>
public sealed record ShipmentPage(ImmutableArray<ShipmentRow> Items, string? Next);

/// <summary>One shipment: its story, and what may be done to it.</summary>
internal static class ShipmentEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/shipments", List).RequireAccess(AccessTable.Shipments)
            .Produces<ShipmentPage>().ProducesProblem(403).ProducesProblem(422).WithSummary("Shipments of a port, newest first; next is the page to ask for then.");
        api.MapGet("/shipments/{id}", Get).RequireAccess(AccessTable.Shipment)
            .Produces<ShipmentView>().ProducesProblem(403).ProducesProblem(404).WithSummary("A shipment with its story, as the caller may see it.");
        api.MapGet("/shipments/{id}/position", Position).RequireAccess(AccessTable.ShipmentPosition)
            .Produces<ShipmentPosition>().ProducesProblem(403).ProducesProblem(404).WithSummary("Where a shipment is: what carries it, or where it was put down.");
        api.MapPost("/shipments/{id}/movements", Move).RequireAccess(AccessTable.Movements).Command().WithSummary("Records a physical step of the cargo.");
        api.MapPost("/shipments/{id}/documents", Attach).RequireAccess(AccessTable.Documents).Command().WithSummary("Attaches or announces a document.");
        api.MapPost("/shipments/{id}/holds", Hold).RequireAccess(AccessTable.Holds).Command().WithSummary("Places an agency's hold.");
        api.MapPost("/shipments/{id}/holds/lift", Lift).RequireAccess(AccessTable.Holds).Command().WithSummary("Lifts an agency's hold.");
        api.MapPost("/shipments/{id}/lane", Lane).RequireAccess(AccessTable.Lane).Command().WithSummary("Moves a shipment to a stricter lane, or with a second person to a lighter one.");
    }

    private static async Task<IResult> List(
        HttpContext http, ShipmentSearch search, PortDirectory ports, PortId? port = null, ShipmentStatus? status = null, Contracts.Selectivity.Lane? lane = null,
        string? q = null, string? page = null, int size = 50)
    {
        var caller = Caller.Of(http);
        if (port is { } one && caller.RefusePort(one) is { } refused)
            return refused;
        try
        {
            var found = await search.SearchAsync(
                new ShipmentQuery { Ports = port is { } asked ? [asked] : [.. ports.Of(caller)], Text = q, Status = status, Lane = lane, PageSize = size, Cursor = page },
                http.RequestAborted);
            return Results.Ok(new ShipmentPage([.. found.Items], found.Next));
        }
        catch (ArgumentException e)
        {
            return Problems.Result(StatusCodes.Status422UnprocessableEntity, "PageRefused", e.Message, "page", "size 1 to 500, page as it was given in next");
        }
    }

    private static async Task<IResult> Get(ShipmentId id, HttpContext http, IClusterClient grains)
    {
        var caller = Caller.Of(http);
        if (await grains.Shipment(id).Get() is not { } shipment)
            return Problems.NotFound("shipment", id.Value);
        if (await SeenBy(caller, shipment, grains) is { } seen)
            return Results.Ok(seen);

        // Others' shipments do not even exist for a trader: ids are easy to guess.
        return caller.Is(Roles.Trader)
            ? Problems.NotFound("shipment", id.Value)
            : AccessExtensions.NotYours("You have no case of this shipment.", "a case of it, offered or held");
    }

    private static async Task<IResult> Position(ShipmentId id, HttpContext http, IClusterClient grains, PortDirectory ports, Boards boards, ShipmentPositions positions)
    {
        if (await grains.Shipment(id).Get() is not { } shipment)
            return Problems.NotFound("shipment", id.Value);
        if (await SeenBy(Caller.Of(http), shipment, grains) is null)
            return AccessExtensions.NotYours("You have no case of this shipment.", "a case of it, offered or held");
        return await ports.FindAsync(id.Port) is { } port && boards.Find(id.Port) is { } board && await positions.FindAsync(shipment, port, board) is { } position
            ? Results.Ok(position)
            : Problems.NotFound("known position of shipment", id.Value);
    }

    /// <summary>The one way a shipment leaves the gateway; null for who may not see it.</summary>
    private static async Task<ShipmentView?> SeenBy(Caller caller, ShipmentView shipment, IClusterClient grains)
    {
        if (caller.IsAny(Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor))
            return shipment;
        if (caller.Is(Roles.Agency) || (caller.Is(Roles.Officer) && await HasCaseOf(shipment, caller, grains)))
            return shipment.WithoutDraw();
        return caller.Is(Roles.Trader) && shipment.BelongsTo(caller) ? shipment.ForTrader() : null;
    }

    private static async Task<bool> HasCaseOf(ShipmentView shipment, Caller caller, IClusterClient grains) =>
        shipment.Inspection is { } inspection && (await grains.Inspection(inspection).Get())?.Officer == caller.Officer;

    private static Task<IResult> Move(ShipmentId id, RecordMovement command, HttpContext http, IClusterClient grains) =>
        Commands.Run(http, AccessTable.Movements, command, grains.Shipment(id).RecordMovement, Current(http, grains, id));

    private static async Task<IResult> Attach(ShipmentId id, AttachDocument command, HttpContext http, IClusterClient grains)
    {
        var caller = Caller.Of(http);
        var own = caller.IsAny(Roles.Supervisor, Roles.Agency, Roles.Officer)
            || (await grains.Shipment(id).Get() is { } shipment && shipment.BelongsTo(caller));
        return own
            ? await Commands.Run(http, AccessTable.Documents, command, grains.Shipment(id).AttachDocument)
            : Problems.NotFound("shipment", id.Value);
    }

    private static Task<IResult> Hold(ShipmentId id, PlaceHold command, HttpContext http, IClusterClient grains) =>
        RefuseForeignAgency(http, command.Agency)
        ?? Commands.Run(http, AccessTable.Holds, command, grains.Shipment(id).PlaceHold, Current(http, grains, id));

    private static Task<IResult> Lift(ShipmentId id, LiftHold command, HttpContext http, IClusterClient grains) =>
        RefuseForeignAgency(http, command.Agency)
        ?? Commands.Run(http, AccessTable.Holds, command, grains.Shipment(id).LiftHold, Current(http, grains, id));

    private static Task<IResult> Lane(ShipmentId id, OverrideLane command, HttpContext http, IClusterClient grains) =>
        Commands.Run(http, AccessTable.Lane, command, grains.Shipment(id).OverrideLane, Current(http, grains, id));

    private static Task<IResult>? RefuseForeignAgency(HttpContext http, string agency)
    {
        var caller = Caller.Of(http);
        return caller.IsAny(Roles.Commander, Roles.Supervisor) || caller.Scope.Agency == agency
            ? null
            : Task.FromResult(AccessExtensions.NotYours("A hold belongs to the agency that places it.", caller.Scope.Agency ?? "an account with an agency"));
    }

    private static Func<Task<object?>> Current(HttpContext http, IClusterClient grains, ShipmentId id) => async () =>
        await grains.Shipment(id).Get() is { } shipment ? await SeenBy(Caller.Of(http), shipment, grains) : null;
}
