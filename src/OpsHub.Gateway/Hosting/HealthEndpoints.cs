using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Live;
using OpsHub.Gateway.Ports;

namespace OpsHub.Gateway.Hosting;

/// <summary>Is the process up, and can it work.</summary>
internal static class HealthEndpoints
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/healthz", (RuntimeName runtime) => Results.Ok(new HealthAnswer("healthy", runtime.Name, runtime.Version)))
            .RequireAccess(AccessTable.Health).Produces<HealthAnswer>().WithSummary("The process is up.");
        app.MapGet("/readyz", Ready).RequireAccess(AccessTable.Health)
            .Produces<HealthAnswer>().ProducesProblem(503).WithSummary("Storage and cluster answer, and the boards have caught up.");
    }

    private static async Task<IResult> Ready(IClusterClient grains, PortDirectory ports, Boards boards, RuntimeName runtime, TimeProvider time)
    {
        try
        {
            // One read through a grain goes through membership, placement and storage.
            await grains.Ledger(ports.Default).Head().WaitAsync(s_patience, time);
        }
        catch (Exception)
        {
            return Problems.Result(503, "NotReady", "Grains or storage do not answer.");
        }

        return boards.AreReady
            ? Results.Ok(new HealthAnswer("ready", runtime.Name, runtime.Version))
            : Problems.Result(503, "NotReady", "The boards are catching up with their logs.");
    }
}
