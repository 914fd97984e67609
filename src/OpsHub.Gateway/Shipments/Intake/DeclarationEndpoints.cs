using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;
using OpsHub.Wire.Declarations;

namespace OpsHub.Gateway.Shipments.Intake;

/// <summary>
/// Declarations, one or a million: CSV, JSON or XML of the WCO Data Model, read as they arrive. With <c>Accept: application/x-ndjson</c> the answer
/// is a stream of lines, <c>{"progress":{...}}</c> twice a second and <c>{"answer":IntakeAnswer}</c> last.
/// </summary>
internal static class DeclarationEndpoints
{
    private const string LinesType = "application/x-ndjson";
    private static readonly TimeSpan s_progressEvery = TimeSpan.FromMilliseconds(500);

    public static void Map(IEndpointRouteBuilder api) =>
        api.MapPost("/ports/{port}/declarations", Post).RequireAccess(AccessTable.Lodge).WithBodyLimit(BodyLimits.Declarations)
            .Accepts<object>("application/json", "text/csv", "application/xml", LinesType)
            .Produces<IntakeAnswer>().ProducesProblem(413).ProducesProblem(415).WithSummary("Lodges declarations; rows that cannot be taken are refused one by one.");

    private static async Task<IResult> Post(PortId port, HttpContext http, DeclarationIntake intake, TimeProvider time)
    {
        if (Rows(http.Request, time) is not { } rows)
        {
            return Problems.Result(
                StatusCodes.Status415UnsupportedMediaType, "UnsupportedContentType",
                $"Declarations cannot be '{Problems.Cut(http.Request.ContentType ?? "of no stated type")}'.", "content-type", "text/csv, application/json, application/x-ndjson or application/xml");
        }

        // A slow radio link may need an hour for a large file; the rate limit is for idle connections.
        if (http.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
            rate.MinDataRate = null;
        var run = new IntakeRun(port, Caller.Of(http));
        if (http.Request.Headers.Accept.ToString().Contains(LinesType, StringComparison.Ordinal))
            return new ProgressAnswer(run, rows, intake, time);
        try
        {
            await intake.LodgeAsync(run, rows, http.RequestAborted);
            return Results.Ok(run.Answer());
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return TooLarge(run);
        }
    }

    /// <summary>What was lodged before the limit stays lodged, and is told.</summary>
    private static IResult TooLarge(IntakeRun run)
    {
        var problem = Problems.Of(
            StatusCodes.Status413PayloadTooLarge, "BodyTooLarge", "The body is larger than this call takes; rows before that were taken.", "body", $"at most {BodyLimits.Declarations} bytes");
        problem.Extensions["answer"] = run.Answer();
        return Results.Problem(problem);
    }

    private static IAsyncEnumerable<DeclarationRead>? Rows(HttpRequest request, TimeProvider time) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out var type) ? type.MediaType.Value?.ToLowerInvariant() switch
        {
            "text/csv" or "application/csv" => DeclarationCsv.ReadAsync(request.Body, DeclarationOptions.Default, request.HttpContext.RequestAborted),
            "application/json" or LinesType => DeclarationJson.ReadAsync(request.Body, DeclarationOptions.Default, request.HttpContext.RequestAborted),
            // Most XML carries no date: that of its receipt is the date of lodgement.
            "application/xml" or "text/xml" => DeclarationXml.ReadAsync(
                request.Body, new DeclarationOptions { ReceivedOn = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime) }, request.HttpContext.RequestAborted),
            _ => null,
        }
        : null;

    /// <summary>The answer as lines while the work goes on.</summary>
    private sealed class ProgressAnswer(IntakeRun run, IAsyncEnumerable<DeclarationRead> rows, DeclarationIntake intake, TimeProvider time) : IResult
    {
        public async Task ExecuteAsync(HttpContext httpContext)
        {
            // Compression would hold lines back.
            httpContext.Features.Get<IHttpsCompressionFeature>()?.Mode = HttpsCompressionMode.DoNotCompress;
            httpContext.Response.ContentType = LinesType;
            httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
            var lodging = intake.LodgeAsync(run, rows, httpContext.RequestAborted);
            while (await Task.WhenAny(lodging, Task.Delay(s_progressEvery, time)) != lodging)
                await WriteAsync(httpContext, new { progress = run.Progress() });
            try
            {
                await lodging;
                await WriteAsync(httpContext, new { answer = run.Answer() });
            }
            catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                await WriteAsync(httpContext, new { problem = Problems.Of(413, "BodyTooLarge", "The body is larger than this call takes; rows before that were taken."), answer = run.Answer() });
            }
        }

        private static async Task WriteAsync<T>(HttpContext http, T line)
        {
            var bytes = JsonSerializer.SerializeToUtf8Bytes(line, ContractJson.Options);
            await http.Response.Body.WriteAsync(bytes, http.RequestAborted);
            await http.Response.Body.WriteAsync("\n"u8.ToArray(), http.RequestAborted);
            await http.Response.Body.FlushAsync(http.RequestAborted);
        }
    }
}
