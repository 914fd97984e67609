using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Net.Http.Headers;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Geofences;

/// <summary>The port's geofences as GeoJSON.</summary>
internal static class GeofenceEndpoints
{
    private const string GeoJson = "application/geo+json";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/geofences", Get).RequireAccess(AccessTable.Geofences)
            .Produces<string>(200, GeoJson).ProducesProblem(404).WithSummary("The port's geofences: a GeoJSON FeatureCollection.");
        api.MapPut("/ports/{port}/geofences", PutAll).RequireAccess(AccessTable.GeofencesManage).WithBodyLimit(BodyLimits.PortPlan)
            .Produces<GeofencesAnswer>().ProducesProblem(422).WithSummary("Replaces the port's geofences; a feature that is wrong is refused by itself.");
        api.MapPut("/ports/{port}/geofences/{name}", PutOne).RequireAccess(AccessTable.GeofencesManage).WithBodyLimit(BodyLimits.Geofence)
            .Produces<GeofencesAnswer>().ProducesProblem(422).WithSummary("Sets one geofence: a GeoJSON Feature.");
        api.MapDelete("/ports/{port}/geofences/{name}", Delete).RequireAccess(AccessTable.GeofencesManage)
            .Produces<CommandResult>().ProducesProblem(422).WithSummary("Removes one geofence.");
    }

    private static async Task<IResult> Get(PortId port, HttpContext http, IClusterClient grains)
    {
        if (await grains.Port(port).GeofenceDocument() is not { } document)
            return Problems.NotFound("configured port", port.Value);
        var etag = new EntityTagHeaderValue($"\"{document.Version}\"", isWeak: true);
        http.Response.Headers.ETag = etag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(candidate => candidate.Compare(etag, useStrongComparison: false))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(Encoding.UTF8.GetBytes(document.GeoJson), GeoJson);
    }

    private static Task<IResult> PutAll(PortId port, HttpContext http, IClusterClient grains, TimeProvider time) => Put(port, null, http, grains, time);

    private static Task<IResult> PutOne(PortId port, string name, HttpContext http, IClusterClient grains, TimeProvider time) => Put(port, name, http, grains, time);

    private static async Task<IResult> Put(PortId port, string? name, HttpContext http, IClusterClient grains, TimeProvider time)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var answer = await grains.Port(port).PutGeofences(new PutGeofences
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = Caller.Of(http).ActorFor(AccessTable.GeofencesManage),
            GeoJson = await reader.ReadToEndAsync(http.RequestAborted),
            ReplaceAll = name is null,
            Name = name,
        });
        return answer.Result.IsAccepted ? Results.Ok(answer) : answer.Result.ToHttp();
    }

    private static async Task<IResult> Delete(PortId port, string name, HttpContext http, IClusterClient grains, TimeProvider time) =>
        (await grains.Port(port).RemoveGeofence(new RemoveGeofence
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = Caller.Of(http).ActorFor(AccessTable.GeofencesManage),
            Name = name,
        })).ToHttp();
}
