using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Inspections;

namespace OpsHub.Gateway.Officers;

/// <summary>The officer's own page, and the word that an officer is safe.</summary>
internal static class OfficerEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/officers/me", Me).RequireAccess(AccessTable.OfficerSelf).Produces<OfficerView>().ProducesProblem(404).WithSummary("The own record.");
        api.MapGet("/officers/me/cases", Cases).RequireAccess(AccessTable.OfficerSelf).Produces<InspectionView[]>().WithSummary("Cases offered to or held by the caller.");
        api.MapPost("/officers/me/shift/start", StartShift).RequireAccess(AccessTable.OfficerSelf).Command();
        api.MapPost("/officers/me/shift/end", EndShift).RequireAccess(AccessTable.OfficerSelf).Command();
        api.MapPost("/officers/me/break/start", TakeBreak).RequireAccess(AccessTable.OfficerSelf).Command();
        api.MapPost("/officers/me/break/end", EndBreak).RequireAccess(AccessTable.OfficerSelf).Command();
        api.MapPost("/officers/me/duress", Duress).RequireAccess(AccessTable.OfficerSelf).Command().WithSummary("Calls for help.");
        api.MapPost("/officers/{officer}/duress/clear", ClearDuress).RequireAccess(AccessTable.DuressClear).Command().WithSummary("The officer is safe.");
    }

    private static async Task<IResult> Me(HttpContext http, IClusterClient grains)
    {
        var me = Caller.Of(http).Officer;
        return await grains.Officer(me).Get() is { } officer ? Results.Ok(officer) : Problems.NotFound("officer", me.Value);
    }

    private static async Task<IResult> Cases(HttpContext http, IClusterClient grains)
    {
        var me = Caller.Of(http).Officer;
        if (await grains.Officer(me).Get() is not { } officer)
            return Problems.NotFound("officer", me.Value);
        var cases = ImmutableArray.CreateBuilder<InspectionView>();
        foreach (var assignment in officer.Assignments)
        {
            // The inspection is the truth about who holds it; a reservation that came to nothing is no case.
            if (await grains.Inspection(assignment.Inspection).Get() is { } inspection && inspection.Officer == me)
                cases.Add(inspection.ForHolder());
        }

        return Results.Ok(cases);
    }

    private static async Task<IResult> StartShift(StartShift command, HttpContext http, IClusterClient grains) =>
        command.RestWaiver is null
            ? await Run(http, grains, command, (officer, c) => officer.StartShift(c))
            : AccessExtensions.NotYours("Nobody waives the own daily rest.", "restWaiver left out, or a supervisor");

    private static Task<IResult> EndShift(EndShift command, HttpContext http, IClusterClient grains) =>
        Run(http, grains, command, (officer, c) => officer.EndShift(c));

    private static Task<IResult> TakeBreak(TakeBreak command, HttpContext http, IClusterClient grains) =>
        Run(http, grains, command, (officer, c) => officer.TakeBreak(c));

    private static Task<IResult> EndBreak(EndBreak command, HttpContext http, IClusterClient grains) =>
        Run(http, grains, command, (officer, c) => officer.EndBreak(c));

    private static Task<IResult> Duress(RaiseDuress command, HttpContext http, IClusterClient grains) =>
        Run(http, grains, command, (officer, c) => officer.RaiseDuress(c));

    private static async Task<IResult> ClearDuress(OfficerId officer, ClearDuress command, HttpContext http, IClusterClient grains)
    {
        var grain = grains.Officer(officer);
        if (await grain.Get() is not { } view)
            return Problems.NotFound("officer", officer.Value);
        return Caller.Of(http).RefusePort(view.Profile.HomePort)
            ?? await Commands.Run(http, AccessTable.DuressClear, command, grain.ClearDuress, async () => await grain.Get());
    }

    private static Task<IResult> Run<TCommand>(HttpContext http, IClusterClient grains, TCommand command, Func<IOfficerGrain, TCommand, Task<CommandResult>> send)
        where TCommand : Command
    {
        var officer = grains.Officer(Caller.Of(http).Officer);
        return Commands.Run(http, AccessTable.OfficerSelf, command, c => send(officer, c), async () => await officer.Get());
    }
}
