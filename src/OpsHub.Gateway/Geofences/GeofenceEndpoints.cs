using System.Text;
using System.Text.Json;
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
    internal const string GeoJson = "application/geo+json";

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/geofences", Get).RequireAccess(AccessTable.Geofences)
            .Produces<string>(200, GeoJson).ProducesProblem(404).WithSummary("The port's geofences: a GeoJSON FeatureCollection.");
        api.MapPut("/ports/{port}/geofences", PutAll).RequireAccess(AccessTable.GeofencesManage).WithBodyLimit(BodyLimits.PortPlan)
            .Produces<GeofencesAnswer>().ProducesProblem(412).ProducesProblem(422).WithSummary("Replaces the port's geofences; a feature that is wrong is refused by itself.");
        api.MapGet("/ports/{port}/geofences/{name}", GetOne).RequireAccess(AccessTable.Geofences)
            .Produces<string>(200, GeoJson).ProducesProblem(404).WithSummary("One geofence: a GeoJSON Feature.");
        api.MapPut("/ports/{port}/geofences/{name}", PutOne).RequireAccess(AccessTable.GeofencesManage).WithBodyLimit(BodyLimits.Geofence)
            .Produces<GeofencesAnswer>().ProducesProblem(412).ProducesProblem(422).WithSummary("Sets one geofence: a GeoJSON Feature.");
        api.MapDelete("/ports/{port}/geofences/{name}", Delete).RequireAccess(AccessTable.GeofencesManage)
            .Produces<CommandResult>().ProducesProblem(404).ProducesProblem(412).WithSummary("Removes one geofence.");
        GeofenceViews.Map(api);
    }

    /// <summary>A name as in the path: routing leaves an escaped slash as it is.</summary>
    internal static string NameOf(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    internal static async Task<string> BodyOf(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync(http.RequestAborted);
    }

    private static async Task<IResult> Get(PortId port, HttpContext http, IClusterClient grains) =>
        await grains.Port(port).GeofenceDocument() is { } document
            ? Tagged(http, $"{document.Version}", document.GeoJson)
            : Problems.NotFound("configured port", port.Value);

    private static async Task<IResult> GetOne(PortId port, string name, HttpContext http, IClusterClient grains) =>
        await grains.Port(port).Geofence(NameOf(name)) is { } feature
            ? Tagged(http, feature.Tag, feature.GeoJson)
            : Problems.NotFound("geofence", NameOf(name));

    private static IResult Tagged(HttpContext http, string tag, string geoJson)
    {
        // Strong, so that it can stand in If-Match: the same tag is the same text.
        var etag = new EntityTagHeaderValue($"\"{tag}\"");
        http.Response.Headers.ETag = etag.ToString();
        http.Response.Headers.CacheControl = "private, no-cache";
        return http.Request.GetTypedHeaders().IfNoneMatch.Any(candidate => candidate.Compare(etag, useStrongComparison: false))
            ? Results.StatusCode(StatusCodes.Status304NotModified)
            : Results.Bytes(Encoding.UTF8.GetBytes(geoJson), GeoJson);
    }

    /// <param name="keep">True: geofences the collection does not name stay.</param>
    private static Task<IResult> PutAll(PortId port, HttpContext http, IClusterClient grains, TimeProvider time, bool keep = false) =>
        Put(port, null, http, grains, time, keep);

    private static Task<IResult> PutOne(PortId port, string name, HttpContext http, IClusterClient grains, TimeProvider time) =>
        Put(port, NameOf(name), http, grains, time, keep: true);

    private static async Task<IResult> Put(PortId port, string? name, HttpContext http, IClusterClient grains, TimeProvider time, bool keep)
    {
        if (!TryConditions(http, out var ifMatch, out var ifNew, out var unreadable))
            return unreadable!;
        var answer = await grains.Port(port).PutGeofences(new PutGeofences
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = Caller.Of(http).ActorFor(AccessTable.GeofencesManage),
            GeoJson = await BodyOf(http),
            ReplaceAll = !keep,
            Name = name,
            IfMatch = ifMatch,
            IfNew = ifNew,
        });
        return answer.Result.IsAccepted ? Results.Ok(answer) : await Refused(answer.Result, port, name, grains);
    }

    private static async Task<IResult> Delete(PortId port, string name, HttpContext http, IClusterClient grains, TimeProvider time)
    {
        if (!TryConditions(http, out var ifMatch, out _, out var unreadable))
            return unreadable!;
        var result = await grains.Port(port).RemoveGeofence(new RemoveGeofence
        {
            CommandId = new CommandId(Guid.CreateVersion7(time.GetUtcNow())),
            Actor = Caller.Of(http).ActorFor(AccessTable.GeofencesManage),
            Name = NameOf(name),
            IfMatch = ifMatch,
        });
        return result.Refusal?.Name == "GeofenceUnknown" ? Problems.NotFound("geofence", NameOf(name)) : await Refused(result, port, NameOf(name), grains);
    }

    /// <summary>A stale change is answered with what there is now, so that a person can compare.</summary>
    private static async Task<IResult> Refused(CommandResult result, PortId port, string? name, IClusterClient grains)
    {
        var now = result.IsConflict() && name is not null ? await grains.Port(port).Geofence(name) : null;
        return result.ToHttp(now is null ? null : new { now.Tag, Feature = JsonSerializer.Deserialize<JsonElement>(now.GeoJson) }, StatusCodes.Status412PreconditionFailed);
    }

    /// <summary>What the change was made on. One tag at most: a change is made on one state.</summary>
    private static bool TryConditions(HttpContext http, out string? ifMatch, out bool ifNew, out IResult? unreadable)
    {
        var headers = http.Request.GetTypedHeaders();
        ifMatch = headers.IfMatch.Count == 0 ? null : $"{headers.IfMatch[0].Tag}".Trim('"');
        ifNew = headers.IfNoneMatch.Any(tag => tag.Equals(EntityTagHeaderValue.Any));
        var isReadable = headers.IfMatch.Count <= 1 && (ifMatch is not null || http.Request.Headers.IfMatch.Count == 0);
        unreadable = isReadable ? null : Problems.Result(
            StatusCodes.Status400BadRequest, "IfMatchMalformed", "The tag the change was made on cannot be read.", "If-Match", "one ETag in quotes, as the GET gave it");
        return isReadable;
    }
}
