using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Contracts.Officers;

namespace OpsHub.Gateway.Access;

/// <summary>Who is calling: an account's scope and the session it came with.</summary>
public sealed class Caller(AccountScope scope, AccessToken token) : ClaimsIdentity(
    [new Claim(ClaimTypes.Name, scope.User.Value), .. scope.Roles.Select(role => new Claim(ClaimTypes.Role, role))],
    AccessToken.Scheme)
{
    public AccountScope Scope { get; } = scope;

    internal AccessToken Token { get; } = token;

    public string SessionId => Token.SessionId;

    /// <summary>An officer's id is the user name.</summary>
    public OfficerId Officer => new(Scope.User.Value);

    public static Caller Of(HttpContext context) => Of(context.User);

    /// <exception cref="InvalidOperationException">The door let an unauthenticated call through: a fault of ours.</exception>
    public static Caller Of(ClaimsPrincipal? principal) =>
        principal?.Identity as Caller ?? throw new InvalidOperationException("No signed-in caller behind a door that asks for one.");

    public bool Is(string role) => Scope.Roles.Contains(role);

    public bool IsAny(params ReadOnlySpan<string> roles)
    {
        foreach (var role in roles)
        {
            if (Is(role))
                return true;
        }

        return false;
    }

    public bool MayAct(PortId port) => Scope.Ports.Contains("*") || Scope.Ports.Contains(port.Value);

    /// <summary>The actor for the ledger: in the first role of the rule that the caller holds.</summary>
    public Actor ActorFor(AccessRule rule) => new(Scope.User, rule.Roles.FirstOrDefault(Is) ?? Scope.Roles.FirstOrDefault() ?? "none");
}
