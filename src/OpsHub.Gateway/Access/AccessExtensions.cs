using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Access;

public static class AccessExtensions
{
    /// <summary>Names the rule of a door. Doors without one are closed by the fallback policy.</summary>
    public static TBuilder RequireAccess<TBuilder>(this TBuilder builder, AccessRule rule) where TBuilder : IEndpointConventionBuilder
    {
        builder.WithMetadata(rule);
        return rule.Entry == Entry.User ? builder.RequireAuthorization(rule.Name) : builder.AllowAnonymous();
    }

    /// <summary>For doors whose port stands in the body: the 403 problem, or null when the caller may act there.</summary>
    public static IResult? RefusePort(this Caller caller, PortId port) =>
        caller.MayAct(port) ? null : Results.Problem(AccessHandler.PortMissing(caller, port));

    /// <summary>For doors that narrow a rule themselves: 403 with what would be needed.</summary>
    public static IResult NotYours(string detail, string expected) =>
        Problems.Result(StatusCodes.Status403Forbidden, "NotYours", detail, null, expected);

    internal static IServiceCollection AddAccess(this IServiceCollection services)
    {
        services.AddSingleton<SessionCache>();
        services.AddSingleton<IAuthorizationHandler, AccessHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessResultHandler>();
        services.AddAuthentication(AccessToken.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthenticationHandler>(AccessToken.Scheme, null);
        services.AddAuthorization(options =>
        {
            foreach (var rule in AccessTable.All.Values.Where(rule => rule.Entry == Entry.User))
                options.AddPolicy(rule.Name, policy => policy.RequireAuthenticatedUser().AddRequirements(rule));
            options.FallbackPolicy = new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireAssertion(_ => false).Build();
        });
        return services;
    }
}
