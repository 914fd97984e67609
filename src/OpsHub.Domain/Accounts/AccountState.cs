using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Accounts;

/// <summary>An account as it is stored. Secrets are here as hashes only.</summary>
public sealed record AccountState
{
    /// <summary>Null until created.</summary>
    public AccountScope? Scope { get; init; }

    public string PasswordHash { get; init; } = "";

    /// <summary>Counts creations and replacements.</summary>
    public long Version { get; init; }

    /// <summary>The command that made this version: repeating it changes nothing.</summary>
    public CommandId LastCommand { get; init; }

    /// <summary>Open sessions, oldest first; at most <see cref="AccountRules.MaxSessions"/>.</summary>
    public ImmutableArray<AccountSession> Sessions { get; init; } = [];

    /// <summary>Failed sign-ins in a row.</summary>
    public int Failures { get; init; }

    public DateTimeOffset? LockedUntil { get; init; }
}

/// <summary>What happens to accounts. Pure.</summary>
public static class AccountRules
{
    public const int MaxSessions = 32;

    /// <summary>
    /// Ten wrong passwords in a row lock for a minute: a guesser gets 14,400 tries a day, a person who mistypes hardly notices.
    /// </summary>
    private const int FailuresBeforeLock = 10;

    private static readonly TimeSpan s_lockedFor = TimeSpan.FromMinutes(1);

    private static readonly string[] s_roles =
    [
        Roles.Commander, Roles.Supervisor, Roles.Officer, Roles.Analyst, Roles.Agency, Roles.Auditor, Roles.Trader, Roles.Device, Roles.Administrator,
    ];

    /// <summary>Null when the account can be made as asked.</summary>
    public static Refusal? Check(UserId id, CreateAccount command)
    {
        var scope = command.Scope;
        var findings = new FindingList(20);
        if (scope.User != id || id.Value != id.Value.ToLowerInvariant() || !CodeShapes.IsText(id.Value, 1, 64))
            findings.Add("user", "cannot be a sign-in name", scope.User.Value, "1 to 64 lower-case characters, the account's own");
        if (!CodeShapes.IsText(scope.DisplayName, 1, 100))
            findings.Add("displayName", "is missing or too long", scope.DisplayName, "1 to 100 characters");
        if (scope.Roles.IsDefaultOrEmpty || scope.Roles.Any(r => !s_roles.Contains(r)))
            findings.Add("roles", "are none, or not all known", scope.Roles.IsDefault ? null : string.Join(", ", scope.Roles), string.Join(", ", s_roles));
        if (scope.Ports.IsDefault || scope.Ports.Any(p => p != "*" && !CodeShapes.IsPort(p)))
            findings.Add("ports", "are not all port codes", scope.Ports.IsDefault ? null : string.Join(", ", scope.Ports), "UN/LOCODEs, or * for all");
        if (!CodeShapes.IsText(command.PasswordHash, 16, 1_024))
            findings.Add("passwordHash", "is no hash", null, "what the framework's password hasher made");
        return findings.ToRefusal("AccountInvalid");
    }

    /// <summary>Created, or replaced: then every session ends, because a new password or scope must not leave old tokens alive.</summary>
    public static AccountState Create(AccountState state, CreateAccount command) => new()
    {
        Scope = command.Scope, PasswordHash = command.PasswordHash, Version = state.Version + 1, LastCommand = command.CommandId,
    };

    public static bool IsLocked(AccountState state, DateTimeOffset now) => state.LockedUntil > now;

    public static AccountState OpenSession(AccountState state, AccountSession session, DateTimeOffset now)
    {
        var open = state.Sessions.RemoveAll(s => s.ExpiresAt <= now || s.SessionId == session.SessionId);
        if (open.Length >= MaxSessions)
            open = open.RemoveRange(0, open.Length - MaxSessions + 1);
        return state with { Sessions = open.Add(session), Failures = 0, LockedUntil = null };
    }

    public static AccountState SignInFailed(AccountState state, DateTimeOffset now) => state.Failures + 1 < FailuresBeforeLock
        ? state with { Failures = state.Failures + 1 }
        : state with { Failures = 0, LockedUntil = now + s_lockedFor };

    /// <summary>The session, when it is open and the secret is its own; compared in constant time.</summary>
    public static AccountSession? Find(AccountState state, string sessionId, string secretSha256, DateTimeOffset now)
    {
        var session = state.Sessions.FirstOrDefault(s => s.SessionId == sessionId);
        return session is not null && session.ExpiresAt > now
            && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(session.SecretSha256), Encoding.UTF8.GetBytes(secretSha256))
                ? session
                : null;
    }
}
