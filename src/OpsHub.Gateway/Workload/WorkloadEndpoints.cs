using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Workload;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Workload;

/// <summary>The supervisor's board: who has what, and moving it.</summary>
internal static class WorkloadEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/workload", Get).RequireAccess(AccessTable.Workload)
            .Produces<WorkloadView>().WithSummary("Open cases and officers at one moment.");
        api.MapGet("/ports/{port}/moves/preview", Preview).RequireAccess(AccessTable.Moves)
            .Produces<MoveEffect>().WithSummary("What moving a case would do; without 'to': back to the queue.");
        api.MapPost("/ports/{port}/moves", Move).RequireAccess(AccessTable.Moves).Command().WithSummary("Moves a case to an officer, or back to the queue.");
    }

    private static async Task<IResult> Get(PortId port, IClusterClient grains) => Results.Ok(await grains.WorkloadBalancer(port).Workload());

    private static async Task<IResult> Preview(PortId port, InspectionId inspection, OfficerId? to, IClusterClient grains) =>
        RefuseForeign(port, inspection) ?? Results.Ok(await grains.WorkloadBalancer(port).PreviewMove(inspection, to));

    private static async Task<IResult> Move(PortId port, MoveCase command, HttpContext http, IClusterClient grains) =>
        RefuseForeign(port, command.Inspection)
        ?? await Commands.Run(
            http, AccessTable.Moves, command, grains.WorkloadBalancer(port).Move, async () => await grains.Inspection(command.Inspection).Get());

    /// <summary>The port in the address was checked; a case of another port must not slip through in the body.</summary>
    private static IResult? RefuseForeign(PortId port, InspectionId inspection) => inspection.Port == port
        ? null
        : Problems.Result(StatusCodes.Status422UnprocessableEntity, "PortMismatch", "The case is of another port than the address.", "inspection", $"a case of {port}");
}
