using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Http;
using OpsHub.Gateway.Ledger;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Sessions;

/// <summary>Sign in, sign out, who am I.</summary>
internal static class SessionEndpoints
{
    private const int MaxPasswordLength = 256;

    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapPost("/session", SignIn).RequireAccess(AccessTable.SignIn).WithBodyLimit(BodyLimits.Command)
            .Produces<SessionAnswer>().ProducesProblem(401).ProducesProblem(429).WithSummary("Signs in; the token goes into the Authorization header.");
        api.MapDelete("/session", SignOut).RequireAccess(AccessTable.Session)
            .Produces(204).WithSummary("Signs out: the token is dead at once, its live connections within a second.");
        api.MapGet("/me", (HttpContext http) => Results.Ok(Caller.Of(http).Scope)).RequireAccess(AccessTable.Session)
            .Produces<AccountScope>().WithSummary("What the signed-in caller may do.");
    }

    private static async Task<IResult> SignIn(
        SessionRequest request, HttpContext http, IClusterClient grains, Passwords passwords, SignInThrottle throttle,
        AuditTrail audit, TimeProvider time, IOptions<GatewayOptions> options)
    {
        var name = (request.User ?? "").Trim().ToLowerInvariant();
        var address = http.Connection.RemoteIpAddress?.ToString() ?? "";
        if (throttle.SecondsToWait(name, address) is { } seconds)
            return TooMany(http, seconds);
        if (!AccessToken.IsUserName(name) || request.Password is not { Length: >= 1 and <= MaxPasswordLength })
        {
            throttle.Failed(Problems.Cut(name), address);
            return Refused();
        }

        var user = new UserId(name);
        var account = grains.Account(user);
        var hash = await account.PasswordHash();
        if (await passwords.VerifyAsync(hash, request.Password, http.RequestAborted) is not { } matches)
            return TooMany(http, 1);
        if (matches)
            return await Open(user, account, audit, time.GetUtcNow(), options.Value.SessionHours);
        throttle.Failed(name, address);
        if (hash is not null)
            await account.SignInFailed();
        audit.Record(new SignInRefused { User = user, Reason = hash is null ? "no such account, or locked" : "wrong password" });
        return Refused();
    }

    private static async Task<IResult> Open(UserId user, IAccountGrain account, AuditTrail audit, DateTimeOffset now, int hours)
    {
        var token = AccessToken.Issue(user, now);
        var expires = now.AddHours(hours);
        var scope = await account.OpenSession(new AccountSession(token.SessionId, token.SecretSha256, now, expires));
        audit.Record(new SignedIn { User = user }, scope);
        return Results.Ok(new SessionAnswer(token.Text, expires, scope.Roles, scope.Ports, user.Value, scope.DisplayName));
    }

    private static async Task<IResult> SignOut(HttpContext http, IClusterClient grains, SessionCache sessions, LiveConnections live)
    {
        var token = Caller.Of(http).Token;
        await grains.Account(token.User).CloseSession(token.SessionId);
        sessions.Forget(token);
        live.Abort(token.SessionId);
        return Results.NoContent();
    }

    /// <summary>One answer for a wrong name and a wrong password.</summary>
    private static IResult Refused() => Problems.Result(
        StatusCodes.Status401Unauthorized, "SignInRefused", "User or password is wrong, or the account is locked for a minute.");

    private static IResult TooMany(HttpContext http, int seconds)
    {
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return Problems.Result(
            StatusCodes.Status429TooManyRequests, "TooManySignIns", "Too many failed sign-ins.", null, $"try again in {seconds} s");
    }
}
