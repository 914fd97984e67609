using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using Orleans;

namespace OpsHub.Gateway.Selectivity;

/// <summary>What analysts work with beside the profiles themselves: how selectivity does, conditions, trials on the past.</summary>
internal static class SelectivityEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/selectivity", Standing).RequireAccess(AccessTable.Profiles)
            .Produces<SelectivityStanding>().WithSummary("Lanes by day against their targets, random's hit rate, and each profile held against it.");
        api.MapGet("/ports/{port}/conditions/fields", Fields).RequireAccess(AccessTable.Profiles)
            .Produces<ConditionField[]>().WithSummary("What conditions can look at.");
        api.MapPost("/ports/{port}/conditions/check", Check).RequireAccess(AccessTable.Profiles)
            .Produces<ConditionCheck>().WithSummary("Whether a condition is understood, and if not, what is wrong where.");
        api.MapPost("/ports/{port}/profile-trials", Start).RequireAccess(AccessTable.Profiles)
            .Produces<ProfileTrialView>(StatusCodes.Status202Accepted).WithSummary("Runs a condition over the port's past; answers before it is over.");
        api.MapGet("/ports/{port}/profile-trials/{trial}", Get).RequireAccess(AccessTable.Profiles)
            .Produces<ProfileTrialView>().WithSummary("A trial's progress and what it found so far.");
        api.MapDelete("/ports/{port}/profile-trials/{trial}", Cancel).RequireAccess(AccessTable.Profiles)
            .Produces<ProfileTrialView>().WithSummary("Stops a trial; what it found so far stays.");
    }

    private static async Task<IResult> Standing(PortId port, IClusterClient grains) =>
        await grains.ProfilePerformance(port).Standing() is { } standing
            ? Results.Ok(standing)
            : Problems.Result(StatusCodes.Status404NotFound, "PortUnknown", $"{port} is not configured.", "port", "a configured port");

    private static async Task<IResult> Fields(PortId port, IClusterClient grains) => Results.Ok(await grains.Selectivity(port).Fields());

    private static async Task<IResult> Check(PortId port, ConditionRequest request, IClusterClient grains) =>
        Results.Ok(await grains.Selectivity(port).Check(request.When));

    private static async Task<IResult> Start(PortId port, ConditionRequest request, HttpContext http, IClusterClient grains, TimeProvider time)
    {
        if ((await grains.Selectivity(port).Check(request.When)).Finding is { } finding)
            return Problems.Result(StatusCodes.Status422UnprocessableEntity, "ConditionInvalid", $"when {finding.Problem}", finding.Field, finding.Expected);
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var begun = await grains.ProfileTrial(port, id).Start(request.When!, Caller.Of(http).Scope.User);
        return Results.Accepted($"/api/v1/ports/{port}/profile-trials/{id}", begun);
    }

    private static async Task<IResult> Get(PortId port, string trial, IClusterClient grains) =>
        Answer(Guid.TryParse(trial, out var id) ? await grains.ProfileTrial(port, id).Get() : null);

    private static async Task<IResult> Cancel(PortId port, string trial, IClusterClient grains) =>
        Answer(Guid.TryParse(trial, out var id) ? await grains.ProfileTrial(port, id).Cancel() : null);

    private static IResult Answer(ProfileTrialView? trial) => trial is null
        ? Problems.Result(StatusCodes.Status404NotFound, "TrialUnknown", "There is no such trial, or no longer: they are kept for an hour.", "trial", "a trial of the last hour")
        : Results.Ok(trial);
}

/// <param name="When">A condition.</param>
internal sealed record ConditionRequest(string? When);
