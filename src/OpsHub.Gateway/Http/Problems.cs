using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using OpsHub.Contracts;

namespace OpsHub.Gateway.Http;

/// <summary>
/// Problem answers (RFC 9457): <c>type</c> is <c>/problems/{name}</c>, <c>name</c> repeats the name, <c>detail</c> is one
/// sentence for a person; <c>field</c> and <c>expected</c> say where and what would be right.
/// </summary>
public static class Problems
{
    public const string TypePrefix = "/problems/";
    public const string ContentType = "application/problem+json";

    /// <summary>Refusals with this name are a stale version; the answer carries the current view in <c>current</c>.</summary>
    public const string Conflict = "Conflict";

    public static ProblemDetails Of(int status, string name, string detail, string? field = null, string? expected = null)
    {
        var problem = new ProblemDetails { Status = status, Type = TypePrefix + name, Title = Titles(status), Detail = detail };
        problem.Extensions["name"] = name;
        if (field is not null)
            problem.Extensions["field"] = field;
        if (expected is not null)
            problem.Extensions["expected"] = expected;
        return problem;
    }

    public static IResult Result(int status, string name, string detail, string? field = null, string? expected = null) =>
        Results.Problem(Of(status, name, detail, field, expected));

    public static IResult NotFound(string what, string id) =>
        Result(StatusCodes.Status404NotFound, "NotFound", $"There is no {what} '{Cut(id)}'.");

    /// <summary>A command's outcome: 200 with the result, or the refusal as a problem. Content is 422, state is 409.</summary>
    /// <param name="current">The entity as it is now, for a stale version; null otherwise.</param>
    /// <param name="stale">Status of a stale version: 409, or 412 where it was a condition of the request's header.</param>
    public static IResult ToHttp(this CommandResult result, object? current = null, int stale = StatusCodes.Status409Conflict)
    {
        if (result.Refusal is not { } refusal)
            return Results.Ok(result);
        var problem = Of(refusal.Name == Conflict ? stale : StatusOf(refusal), refusal.Name, refusal.Detail, refusal.Field, refusal.Expected);
        problem.Extensions["version"] = result.Version;
        if (refusal.Findings is { } findings)
            problem.Extensions["findings"] = findings;
        if (current is not null)
            problem.Extensions["current"] = current;
        return Results.Problem(problem);
    }

    public static bool IsConflict(this CommandResult result) => result.Refusal?.Name == Conflict;

    /// <summary>Untrusted text as it may be shown: at most 40 characters.</summary>
    public static string Cut(string value) => value.Length <= 40 ? value : value[..40] + "...";

    /// <summary>A refusal that names a field is about what was sent; any other is about the state it met.</summary>
    private static int StatusOf(Refusal refusal) => refusal.Name switch
    {
        Conflict => StatusCodes.Status409Conflict,
        _ => refusal.Field is null ? StatusCodes.Status409Conflict : StatusCodes.Status422UnprocessableEntity,
    };

    private static string Titles(int status) => status switch
    {
        400 => "The request cannot be read",
        401 => "Sign in",
        403 => "Not allowed",
        404 => "Not found",
        409 => "Refused in the present state",
        412 => "Changed in between",
        413 => "Too large",
        415 => "Unsupported content type",
        422 => "Refused for its content",
        429 => "Too many",
        503 => "Not available now",
        _ => "Failed",
    };
}
