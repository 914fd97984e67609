using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Routing;
using OpsHub.Contracts;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Access;

/// <summary>Holds a call against its rule: role first, then port.</summary>
internal sealed class AccessHandler : AuthorizationHandler<AccessRule>
{
    protected override Task HandleRequirementAsync(AuthorizationHandlerContext context, AccessRule requirement)
    {
        if (context.User.Identity is not Caller caller)
            return Task.CompletedTask;
        if (Missing(caller, requirement, (context.Resource as HttpContext)?.Request.RouteValues) is { } missing)
            context.Fail(new AccessFailure(this, missing));
        else
            context.Succeed(requirement);
        return Task.CompletedTask;
    }

    private static ProblemDetails? Missing(Caller caller, AccessRule rule, RouteValueDictionary? route)
    {
        if (rule.Roles.Length > 0 && !rule.Roles.Any(caller.Is))
        {
            return Problems.Of(
                StatusCodes.Status403Forbidden, "RoleMissing",
                $"'{caller.Scope.User}' is {List(caller.Scope.Roles)}; this needs {List(rule.Roles)}.", "role", List(rule.Roles));
        }

        return PortOf(rule, route) is { } port && !caller.MayAct(port) ? PortMissing(caller, port) : null;
    }

    internal static ProblemDetails PortMissing(Caller caller, PortId port) => Problems.Of(
        StatusCodes.Status403Forbidden, "PortOutOfScope",
        $"'{caller.Scope.User}' may act in {List(caller.Scope.Ports)}; this is about {Problems.Cut(port.Value)}.", "port", Problems.Cut(port.Value));

    private static PortId? PortOf(AccessRule rule, RouteValueDictionary? route) => rule.Port switch
    {
        PortFrom.Route => new PortId(route?["port"]?.ToString() ?? ""),
        PortFrom.Id => new ShipmentId(route?["id"]?.ToString() ?? "").Port,
        _ => null,
    };

    private static string List(IEnumerable<string> values) => string.Join(" or ", values.DefaultIfEmpty("nothing"));
}

/// <summary>A refusal at the door, with what would be needed.</summary>
internal sealed class AccessFailure(IAuthorizationHandler handler, ProblemDetails problem)
    : AuthorizationFailureReason(handler, problem.Detail ?? "")
{
    public ProblemDetails Problem { get; } = problem;
}

/// <summary>Answers a refused call: 401 for who, 403 for what would be needed, both as problems.</summary>
internal sealed class AccessResultHandler : IAuthorizationMiddlewareResultHandler
{
    public async Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult)
    {
        // Signed in, but there is nothing behind the address: say that, not that it is closed.
        if (authorizeResult.Succeeded || (authorizeResult.Forbidden && IsNoDoor(context.GetEndpoint())))
        {
            await next(context);
            return;
        }

        var problem = authorizeResult.Challenged ? Unauthenticated(context) : Forbidden(authorizeResult);
        context.Response.StatusCode = problem.Status!.Value;
        await context.Response.WriteAsJsonAsync(problem, ContractJson.Options, Problems.ContentType);
    }

    /// <summary>No endpoint at all, or the ones routing makes up to answer 405 and 415, which do nothing else.</summary>
    private static bool IsNoDoor(Endpoint? endpoint) =>
        endpoint is null || (endpoint is not RouteEndpoint && endpoint.DisplayName is "405 HTTP Method Not Supported" or "415 HTTP Unsupported Media Type");

    private static ProblemDetails Unauthenticated(HttpContext context)
    {
        var failure = context.Items[TokenAuthenticationHandler.FailureItem] as string;
        context.Response.Headers.WWWAuthenticate = failure is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return failure is null
            ? Problems.Of(StatusCodes.Status401Unauthorized, "TokenMissing", "This call needs a token.", "authorization", "Bearer {accessToken} from POST /api/v1/session")
            : Problems.Of(StatusCodes.Status401Unauthorized, "TokenInvalid", "The token is not good. " + failure, "authorization", "a token from POST /api/v1/session");
    }

    private static ProblemDetails Forbidden(PolicyAuthorizationResult result)
    {
        var failure = result.AuthorizationFailure?.FailureReasons.OfType<AccessFailure>().FirstOrDefault();
        return failure?.Problem
            ?? Problems.Of(StatusCodes.Status403Forbidden, "Closed", "This door names no rule, so it is closed to everybody.");
    }
}
