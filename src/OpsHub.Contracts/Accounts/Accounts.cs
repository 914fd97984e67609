using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Tracking;

namespace OpsHub.Contracts.Accounts;

/// <summary>What a signed-in caller may do.</summary>
/// <param name="Ports">Ports the account is scoped to; <c>*</c> = all.</param>
[GenerateSerializer, Immutable, Alias("AccountScope")]
public sealed record AccountScope(
    [property: Id(0)] UserId User,
    [property: Id(1)] string DisplayName,
    [property: Id(2)] ImmutableArray<string> Roles,
    [property: Id(3)] ImmutableArray<string> Ports,
    [property: Id(4)] string? Agency = null,
    [property: Id(5)] string? TraderId = null);

[GenerateSerializer, Immutable, Alias("CreateAccount")]
public sealed record CreateAccount : Command
{
    [Id(0)] public required AccountScope Scope { get; init; }

    /// <summary>PBKDF2 hash as made by the framework's password hasher; never the password.</summary>
    [Id(1)] public required string PasswordHash { get; init; }
}

/// <summary>A session of an account. The secret itself is only in the token; here is its SHA-256.</summary>
[GenerateSerializer, Immutable, Alias("AccountSession")]
public sealed record AccountSession(
    [property: Id(0)] string SessionId,
    [property: Id(1)] string SecretSha256,
    [property: Id(2)] DateTimeOffset IssuedAt,
    [property: Id(3)] DateTimeOffset ExpiresAt);

/// <summary>
/// A person's account. Key: <see cref="UserId"/>. Durable: password hash, scope, open sessions (at most 32, oldest go), failed sign-ins.
/// Not reentrant.
/// </summary>
[Alias("IAccountGrain")]
public interface IAccountGrain : IGrainWithStringKey
{
    /// <summary>Creates, or replaces scope and password.</summary>
    [Alias("Create")] Task<CommandResult> Create(CreateAccount command);

    /// <summary>True once the account was created, also while it is locked.</summary>
    [Alias("IsCreated"), ReadOnly] Task<bool> IsCreated();

    /// <summary>Hash to verify a password against; null when there is no such account or it is locked after 10 failures for 1 minute.</summary>
    [Alias("PasswordHash")] Task<string?> PasswordHash();

    [Alias("OpenSession")] Task<AccountScope> OpenSession(AccountSession session);
    [Alias("SignInFailed")] Task SignInFailed();

    /// <summary>The scope when the session is open and the secret's hash matches; null otherwise.</summary>
    [Alias("Validate"), ReadOnly] Task<AccountScope?> Validate(string sessionId, string secretSha256);

    [Alias("CloseSession")] Task CloseSession(string sessionId);

    /// <summary>Closes every session: revokes every token.</summary>
    [Alias("Revoke")] Task Revoke();
}

/// <summary>A tracking device: what it reports as, and its key.</summary>
/// <param name="KeySha256">SHA-256 of the device key, lower-case hex; null = the device id alone is enough (OsmAnd clients on a closed network).</param>
[GenerateSerializer, Immutable, Alias("DeviceRegistration")]
public sealed record DeviceRegistration(
    [property: Id(0)] string DeviceId,
    [property: Id(1)] PortId Port,
    [property: Id(2)] TrackKind Kind,
    [property: Id(3)] string Label,
    [property: Id(4)] string? KeySha256,
    [property: Id(5)] OfficerId? Officer = null,
    [property: Id(6)] ShipmentId? Carries = null);

/// <summary>A registered device. Key: device id. Durable: its registration.</summary>
[Alias("IDeviceGrain")]
public interface IDeviceGrain : IGrainWithStringKey
{
    [Alias("Register")] Task Register(DeviceRegistration registration);

    /// <summary>Null for an unknown device.</summary>
    [Alias("Get"), ReadOnly] Task<DeviceRegistration?> Get();
}

/// <summary>Access and sign-in events: in the ledger, never pushed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(SignedIn), "signedIn")]
[JsonDerivedType(typeof(SignInRefused), "signInRefused")]
[JsonDerivedType(typeof(OfficerPositionsRead), "officerPositionsRead")]
[JsonDerivedType(typeof(LedgerExported), "ledgerExported")]
public abstract record AuditEvent : IPortEventData
{
    public required UserId User { get; init; }
    [JsonIgnore] public string Topic => Topics.Audit;
    [JsonIgnore] public string Subject => User.Value;
}

public sealed record SignedIn : AuditEvent;

public sealed record SignInRefused : AuditEvent { public required string Reason { get; init; } }

public sealed record OfficerPositionsRead : AuditEvent { public required string What { get; init; } }

public sealed record LedgerExported : AuditEvent { public required long Entries { get; init; } }
