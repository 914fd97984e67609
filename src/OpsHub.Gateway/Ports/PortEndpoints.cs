using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Ports;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Ports;

/// <summary>Ports, their plan, and the snapshot the boards start from.</summary>
internal static class PortEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports", List).RequireAccess(AccessTable.PortsList)
            .Produces<PortConfiguration[]>().WithSummary("Ports in the caller's scope, without their plan.");
        api.MapGet("/ports/{port}/snapshot", Snapshot).RequireAccess(AccessTable.Snapshot)
            .Produces<PortSnapshot>().ProducesProblem(404).WithSummary("Everything the boards start from, consistent with the sequences.");
        api.MapGet("/ports/{port}/plan", Plan).RequireAccess(AccessTable.Plan)
            .Produces<string>(200, "application/geo+json").ProducesProblem(404).WithSummary("GeoJSON of the port plan.");
        api.MapPut("/ports/{port}", Configure).RequireAccess(AccessTable.PortsManage).WithBodyLimit(BodyLimits.PortPlan)
            .Produces<CommandResult>().ProducesProblem(422).WithSummary("Sets a port up, or changes how it is set up.");
    }

    private static async Task<IResult> List(HttpContext http, PortDirectory ports)
    {
        var caller = Caller.Of(http);
        var seesTargeting = caller.IsAny(Roles.Commander, Roles.Supervisor, Roles.Analyst, Roles.Auditor, Roles.Administrator);
        var found = ImmutableArray.CreateBuilder<PortConfiguration>();
        foreach (var port in ports.Of(caller))
        {
            if (await ports.FindAsync(port) is { } configuration)
                found.Add((seesTargeting ? configuration : configuration.WithoutTargeting()) with { PlanGeoJson = "" });
        }

        return Results.Ok(found);
    }

    private static IResult Snapshot(PortId port, HttpContext http, Boards boards)
    {
        if (boards.Find(port) is not { } board)
            return Problems.NotFound("configured port", port.Value);
        var snapshot = board.SnapshotFor(Caller.Of(http));
        var etag = new EntityTagHeaderValue($"\"{snapshot.Tag}\"", isWeak: true);
        http.Response.Headers.ETag = etag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        if (Matches(http.Request, etag))
            return Results.StatusCode(StatusCodes.Status304NotModified);
        return Results.Json(snapshot.Take(), ContractJson.Options);
    }

    private static async Task<IResult> Plan(PortId port, HttpContext http, PortDirectory ports)
    {
        if (await ports.FindAsync(port) is not { } configuration)
            return Problems.NotFound("configured port", port.Value);
        var bytes = Encoding.UTF8.GetBytes(configuration.PlanGeoJson);
        var etag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12))}\"", isWeak: true);
        http.Response.Headers.ETag = etag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        return Matches(http.Request, etag)
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(bytes, "application/geo+json");
    }

    private static async Task<IResult> Configure(PortId port, PortConfiguration configuration, HttpContext http, IClusterClient grains, PortDirectory ports, TimeProvider time)
    {
        if (configuration.Port != port)
            return Problems.Result(422, "PortMismatch", "The body is about another port than the address.", "port", port.Value);
        if (!ports.IsServed(port))
            return Problems.Result(422, "PortNotServed", "This hub does not serve that port.", "port", string.Join(", ", ports.Served));
        var result = await grains.Port(port).Configure(new ConfigurePort
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = Caller.Of(http).ActorFor(AccessTable.PortsManage),
            Configuration = configuration,
        });
        ports.Forget(port);
        return result.ToHttp();
    }

    private static bool Matches(HttpRequest request, EntityTagHeaderValue etag) =>
        request.GetTypedHeaders().IfNoneMatch.Any(candidate => candidate.Compare(etag, useStrongComparison: false));
}
