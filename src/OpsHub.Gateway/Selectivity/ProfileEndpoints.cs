using System.Collections.Immutable;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Selectivity;

/// <summary>Risk profiles: reading them with their performance, publishing and retiring.</summary>
internal static class ProfileEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/profiles", List).RequireAccess(AccessTable.Profiles)
            .Produces<RiskProfileView[]>().WithSummary("Profiles of a port with hits and hit rates.");
        api.MapPut("/profiles/{port}/{name}", Publish).RequireAccess(AccessTable.Profiles).Command().WithSummary("Publishes a profile's next version.");
        api.MapPost("/profiles/{port}/{name}/retire", Retire).RequireAccess(AccessTable.Profiles).Command().WithSummary("Takes a profile out of use.");
    }

    private static async Task<IResult> List(PortId port, IClusterClient grains)
    {
        var views = await Task.WhenAll((await grains.Port(port).Profiles()).Select(profile => grains.RiskProfile(profile).Get()));
        return Results.Ok(views.OfType<RiskProfileView>().ToImmutableArray());
    }

    private static async Task<IResult> Publish(PortId port, string name, PublishProfile command, HttpContext http, IClusterClient grains)
    {
        var id = RiskProfileId.Of(port, name);
        if (command.Definition.Profile != id)
        {
            return Problems.Result(
                StatusCodes.Status422UnprocessableEntity, "ProfileMismatch", "The body is about another profile than the address.", "definition.profile", id.Value);
        }

        // The author decides who may not examine its hits: it is who sends it, not who the body says.
        var own = command with { Definition = command.Definition with { Author = Caller.Of(http).Scope.User } };
        return await Commands.Run(http, AccessTable.Profiles, own, grains.RiskProfile(id).Publish, async () => await grains.RiskProfile(id).Get());
    }

    private static Task<IResult> Retire(PortId port, string name, RetireProfile command, HttpContext http, IClusterClient grains) =>
        Commands.Run(http, AccessTable.Profiles, command, grains.RiskProfile(RiskProfileId.Of(port, name)).Retire);
}
