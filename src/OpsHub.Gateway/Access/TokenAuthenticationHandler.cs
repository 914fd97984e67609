using System.Security.Claims;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Access;

/// <summary>
/// Reads the bearer token from the header, or for the hub only from the <c>access_token</c> query parameter (browsers
/// cannot set headers on a WebSocket), and asks the account grain.
/// </summary>
internal sealed class TokenAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logs, UrlEncoder encoder, SessionCache sessions)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logs, encoder)
{
    /// <summary>Why a presented token was not good; for the 401 problem.</summary>
    internal const string FailureItem = "opshub.token-failure";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var text = TokenText(Request);
        if (text is null)
            return AuthenticateResult.NoResult();
        if (!AccessToken.TryParse(text, out var token))
            return Fail("It is not a token of this server.");
        var scope = await sessions.ValidateAsync(token);
        if (scope is null)
            return Fail("It has expired or was revoked.");
        var caller = new Caller(scope, token);
        return AuthenticateResult.Success(new AuthenticationTicket(new ClaimsPrincipal(caller), Scheme.Name));
    }

    private AuthenticateResult Fail(string why)
    {
        Context.Items[FailureItem] = why;
        return AuthenticateResult.Fail(why);
    }

    private static string? TokenText(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        if (header.StartsWith(AccessToken.Scheme + " ", StringComparison.OrdinalIgnoreCase))
            return header[(AccessToken.Scheme.Length + 1)..].Trim();
        if (header.Length > 0)
            return header;
        return request.Path.StartsWithSegments(OperationsHub.Path) && request.Query.TryGetValue("access_token", out var query)
            ? query.ToString()
            : null;
    }
}
