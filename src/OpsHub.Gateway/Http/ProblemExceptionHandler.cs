using System.Text.Json;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;

namespace OpsHub.Gateway.Http;

/// <summary>
/// Turns what went wrong while reading a request, and faults, into problems. Malformed JSON names line, byte and path;
/// a body over its limit names the limit; a fault says nothing of the inside and is logged.
/// </summary>
internal sealed partial class ProblemExceptionHandler(ILogger<ProblemExceptionHandler> log) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext context, Exception exception, CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException or ConnectionResetException && context.RequestAborted.IsCancellationRequested)
        {
            context.Response.StatusCode = StatusCodes.Status499ClientClosedRequest;
            return true;
        }

        var problem = Describe(exception, context);
        if (problem.Status >= 500)
            Faulted(log, exception, context.Request.Method, context.Request.Path);
        context.Response.StatusCode = problem.Status!.Value;
        await context.Response.WriteAsJsonAsync(problem, ContractJson.Options, Problems.ContentType, cancellationToken);
        return true;
    }

    internal static ProblemDetails Describe(Exception exception, HttpContext context) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => Malformed(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => TooLarge(context),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } => Problems.Of(
            StatusCodes.Status415UnsupportedMediaType, "UnsupportedContentType",
            $"The body is '{Problems.Cut(context.Request.ContentType ?? "of no stated type")}'.", "content-type", "application/json"),
        BadHttpRequestException bad => Problems.Of(bad.StatusCode, "BadRequest", bad.Message),
        JsonException json => Malformed(json),
        TimeoutException => Problems.Of(StatusCodes.Status503ServiceUnavailable, "Timeout", "The answer did not come in time. Send the same command again."),
        _ => Problems.Of(StatusCodes.Status500InternalServerError, "Fault", "Something failed on our side. Send the same command again."),
    };

    internal static ProblemDetails Malformed(JsonException json)
    {
        var where = json.LineNumber is { } line ? $" at line {line + 1}, byte {json.BytePositionInLine + 1}" : "";
        var problem = Problems.Of(StatusCodes.Status400BadRequest, "MalformedJson", $"The JSON cannot be read{where}: {Plain(json)}", json.Path);
        if (json.LineNumber is { } number)
        {
            problem.Extensions["line"] = number + 1;
            problem.Extensions["byte"] = json.BytePositionInLine + 1;
        }

        return problem;
    }

    internal static ProblemDetails TooLarge(HttpContext context)
    {
        var limit = context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize;
        return Problems.Of(
            StatusCodes.Status413PayloadTooLarge, "BodyTooLarge", "The body is larger than this call takes.", "body",
            limit is null ? null : $"at most {limit} bytes");
    }

    /// <summary>The parser's own sentence, without the position it repeats and without names of our types.</summary>
    private static string Plain(JsonException json)
    {
        var text = json.Message;
        var end = text.IndexOf(" Path: ", StringComparison.Ordinal);
        if (end < 0)
            end = text.IndexOf(" LineNumber: ", StringComparison.Ordinal);
        text = end < 0 ? text : text[..end];
        return text.Replace("OpsHub.Contracts.", "", StringComparison.Ordinal);
    }

    [LoggerMessage(LogLevel.Error, "{Method} {Path} failed")]
    private static partial void Faulted(ILogger log, Exception exception, string method, string path);
}
