using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Workload;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Inspections;

/// <summary>A case: reading it, an officer's answers, a chief's word.</summary>
internal static class InspectionEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/inspections/{id}", Get).RequireAccess(AccessTable.Inspection)
            .Produces<InspectionView>().ProducesProblem(403).ProducesProblem(404).WithSummary("A case.");
        api.MapGet("/inspections/{id}/why", Why).RequireAccess(AccessTable.InspectionWhy)
            .Produces<AssignmentReasons>().ProducesProblem(404).WithSummary("Why this officer: every candidate, cost and exclusion.");
        api.MapPost("/inspections/{id}/accept", Accept).RequireAccess(AccessTable.InspectionAnswer).Command().WithSummary("Takes an offered case.");
        api.MapPost("/inspections/{id}/decline", Decline).RequireAccess(AccessTable.InspectionAnswer).Command().WithSummary("Declines or recuses.");
        api.MapPost("/inspections/{id}/start", Start).RequireAccess(AccessTable.InspectionAnswer).Command().WithSummary("Starts the examination.");
        api.MapPost("/inspections/{id}/finish", Finish).RequireAccess(AccessTable.InspectionAnswer).Command().WithSummary("Submits findings.");
        api.MapPost("/inspections/{id}/endorse", Endorse).RequireAccess(AccessTable.Endorse).Command().WithSummary("A chief's word on adverse findings.");
    }

    private static async Task<IResult> Get(InspectionId id, HttpContext http, IClusterClient grains)
    {
        var caller = Caller.Of(http);
        if (await grains.Inspection(id).Get() is not { } inspection)
            return Problems.NotFound("inspection", id.Value);
        if (caller.IsAny(Roles.Commander, Roles.Supervisor, Roles.Auditor))
            return Results.Ok(inspection);
        return inspection.Officer == caller.Officer
            ? Results.Ok(inspection.ForHolder())
            : AccessExtensions.NotYours("This case is not yours.", "to hold it, or to have it offered");
    }

    private static async Task<IResult> Why(InspectionId id, IClusterClient grains) =>
        await grains.WorkloadBalancer(id.Port).Why(id) is { } reasons ? Results.Ok(reasons) : Problems.NotFound("decision for inspection", id.Value);

    private static Task<IResult> Accept(InspectionId id, AcceptInspection command, HttpContext http, IClusterClient grains) =>
        Answer(id, command, http, grains, (inspection, c) => inspection.Accept(c));

    private static Task<IResult> Decline(InspectionId id, DeclineInspection command, HttpContext http, IClusterClient grains) =>
        Answer(id, command, http, grains, (inspection, c) => inspection.Decline(c));

    private static Task<IResult> Start(InspectionId id, StartInspection command, HttpContext http, IClusterClient grains) =>
        Answer(id, command, http, grains, (inspection, c) => inspection.Start(c));

    private static Task<IResult> Finish(InspectionId id, FinishInspection command, HttpContext http, IClusterClient grains) =>
        Answer(id, command, http, grains, (inspection, c) => inspection.Finish(c));

    /// <summary>An officer answers in the own name only.</summary>
    private static async Task<IResult> Answer<TCommand>(
        InspectionId id, TCommand command, HttpContext http, IClusterClient grains, Func<IInspectionGrain, TCommand, Task<CommandResult>> send)
        where TCommand : OfficerAnswer
    {
        var caller = Caller.Of(http);
        if (command.Officer != caller.Officer)
            return AccessExtensions.NotYours($"The answer is in the name of '{Problems.Cut(command.Officer.Value)}'.", caller.Officer.Value);
        var inspection = grains.Inspection(id);
        return await Commands.Run(http, AccessTable.InspectionAnswer, command, c => send(inspection, c), async () => (await inspection.Get())?.ForHolder());
    }

    private static Task<IResult> Endorse(InspectionId id, EndorseFindings command, HttpContext http, IClusterClient grains) =>
        Commands.Run(http, AccessTable.Endorse, command, grains.Inspection(id).Endorse, async () => await grains.Inspection(id).Get());
}
