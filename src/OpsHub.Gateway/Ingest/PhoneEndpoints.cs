using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using OpsHub.Contracts;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Wire.Phones;

namespace OpsHub.Gateway.Ingest;

/// <summary>Marks a connection that came through a door of its own; set by the listener.</summary>
/// <param name="Name">Such as <see cref="PhoneEndpoints.OsmAnd"/>.</param>
public sealed record DoorFeature(string Name);

/// <summary>OwnTracks under /ingest, and OsmAnd and Traccar clients on a port of their own, where every path is the same.</summary>
public static class PhoneEndpoints
{
    public const string OsmAnd = "osmand";
    private const string OwnTracks = "owntracks";

    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapPost("/ingest/owntracks", FromOwnTracks).RequireAccess(AccessTable.IngestPhone).WithBodyLimit(BodyLimits.PositionReport)
            .Accepts<object>("application/json").Produces<object[]>().ProducesProblem(400).ProducesProblem(401).WithSummary("A report of the OwnTracks app.");

    /// <summary>Serves connections of the OsmAnd door and nothing else on them.</summary>
    internal static void UseOsmAnd(this WebApplication app) => app.Use(next => http =>
        http.Features.Get<DoorFeature>() is { Name: OsmAnd } ? FromOsmAnd(http) : next(http));

    private static async Task<IResult> FromOwnTracks(HttpContext http, PhoneDoor phones)
    {
        var body = await ReadAsync(http);
        var user = Header(http, "X-Limit-U");
        var device = Header(http, "X-Limit-D");
        return await phones.TakeAsync(OwnTracksJson.Parse(body.Span, user, device), http, OwnTracks) is { } problem
            ? Results.Problem(problem)
            : Results.Json(Array.Empty<object>(), ContractJson.Options);
    }

    private static async Task FromOsmAnd(HttpContext http)
    {
        var services = http.RequestServices;
        var phones = (PhoneDoor)services.GetService(typeof(PhoneDoor))!;
        var unit = ((IOptions<IngestOptions>)services.GetService(typeof(IOptions<IngestOptions>))!).Value.OsmAndSpeed;
        try
        {
            var body = await ReadAsync(http);
            var reading = Parse(http.Request, body, unit);
            var problem = await phones.TakeAsync(reading, http, OsmAnd);
            if (problem is not null)
                await RefuseAsync(http, problem);
            else if (reading.Findings.Count > 0)
                // Taken but for these: a 400 would have the app send the same again for ever.
                await http.Response.WriteAsJsonAsync(new { findings = PhoneDoor.Told(reading.Findings) }, ContractJson.Options);
        }
        catch (Exception e) when (e is BadHttpRequestException or TimeoutException)
        {
            await RefuseAsync(http, ProblemExceptionHandler.Describe(e, http));
        }
    }

    private static Task RefuseAsync(HttpContext http, ProblemDetails problem)
    {
        http.Response.StatusCode = problem.Status!.Value;
        return http.Response.WriteAsJsonAsync(problem, ContractJson.Options, Problems.ContentType);
    }

    /// <summary>JSON when it looks like it; a form when the address has no query; else the query, whatever the method.</summary>
    private static PhoneReading Parse(HttpRequest request, ReadOnlyMemory<byte> body, SpeedUnit unit)
    {
        var text = body.Span.TrimStart(" \t\r\n"u8);
        if (!text.IsEmpty && (text[0] == '{' || request.HasJsonContentType()))
            return TraccarJson.Parse(body.Span);
        return !text.IsEmpty && !request.QueryString.HasValue
            ? OsmAndQuery.Parse(System.Text.Encoding.UTF8.GetString(text), unit)
            : OsmAndQuery.Parse(request.QueryString.Value, unit);
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContext http)
    {
        // Also on the door of its own, where no endpoint sets it.
        if (http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
            limit.MaxRequestBodySize = BodyLimits.PositionReport;
        using var buffer = new MemoryStream();
        var chunk = new byte[4 * 1024];
        int read;
        while ((read = await http.Request.Body.ReadAsync(chunk, http.RequestAborted)) > 0)
        {
            buffer.Write(chunk, 0, read);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    private static string? Header(HttpContext http, string name) => http.Request.Headers.TryGetValue(name, out var value) ? value.ToString() : null;
}
