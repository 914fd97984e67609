using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Ledger;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Ledger;

/// <summary>The audit ledger for auditors. Reading it is an entry of it.</summary>
internal static class LedgerEndpoints
{
    private const int MaxEntries = 5_000;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/ledger", Read).RequireAccess(AccessTable.Ledger)
            .Produces<PortEvent[]>().ProducesProblem(422).WithSummary("Entries from a sequence on, at most 5,000.");
        api.MapGet("/ports/{port}/ledger/head", async (PortId port, IClusterClient grains) => Results.Ok(await grains.Ledger(port).Head()))
            .RequireAccess(AccessTable.Ledger).Produces<LedgerHead>().WithSummary("The newest entry.");
    }

    private static async Task<IResult> Read(PortId port, HttpContext http, IClusterClient grains, AuditTrail audit, long from = 1, int max = 500)
    {
        if (from < 1 || max is < 1 or > MaxEntries)
        {
            return Problems.Result(
                StatusCodes.Status422UnprocessableEntity, "RangeRefused", "There are no such entries.",
                from < 1 ? "from" : "max", from < 1 ? "1 or more" : $"1 to {MaxEntries}");
        }

        var entries = await grains.Ledger(port).Read(from, max);
        var caller = Caller.Of(http);
        audit.Record(port, new LedgerExported { User = caller.Scope.User, Entries = entries.Length }, Roles.Auditor);
        return Results.Ok(entries);
    }
}
