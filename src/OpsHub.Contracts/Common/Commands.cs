using System.Text.Json.Serialization;
using Orleans;

namespace OpsHub.Contracts;

/// <summary>Roles a user can hold; each is scoped to ports. The policy table of the gateway is written in these names.</summary>
public static class Roles
{
    public const string Commander = "commander";
    public const string Supervisor = "supervisor";
    public const string Officer = "officer";
    public const string Analyst = "analyst";
    public const string Agency = "agency";
    public const string Auditor = "auditor";
    public const string Trader = "trader";
    public const string Device = "device";
    public const string Administrator = "administrator";

    /// <summary>A part of OpsHub itself, such as the balancer. Never given to a person.</summary>
    public const string System = "system";
}

/// <summary>Who asked for something, as recorded in the ledger.</summary>
/// <param name="User">Sign-in name, or the name of the part of OpsHub that acted.</param>
/// <param name="Role">The role the user acted in, one of <see cref="Roles"/>.</param>
[GenerateSerializer, Immutable, Alias("Actor")]
public sealed record Actor([property: Id(0)] UserId User, [property: Id(1)] string Role)
{
    /// <summary>A part of OpsHub acting by itself.</summary>
    public static Actor Of(string part) => new(new UserId(part), Roles.System);
}

/// <summary>What every command carries. The gateway sets <see cref="Actor"/>; a client's own value is never used.</summary>
[GenerateSerializer, Immutable, Alias("Command")]
public abstract record Command
{
    [Id(0)] public CommandId CommandId { get; init; }

    [Id(1), JsonIgnore] public Actor Actor { get; init; } = Actor.Of("unknown");
}

/// <summary>An expected "no": why, where, and what would be right.</summary>
/// <param name="Name">Stable name, such as <c>InspectorOffShift</c>.</param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Field">The command's field it is about, or null.</param>
/// <param name="Expected">What would be right, or null where nothing would be.</param>
[GenerateSerializer, Immutable, Alias("Refusal")]
public sealed record Refusal(
    [property: Id(0)] string Name,
    [property: Id(1)] string Detail,
    [property: Id(2)] string? Field = null,
    [property: Id(3)] string? Expected = null);

/// <summary>The outcome of a command: accepted with the entity's new version, or refused by name.</summary>
/// <param name="Version">The entity's version after the command; unchanged when refused.</param>
/// <param name="Refusal">Null when accepted.</param>
/// <param name="Repeated">True when this command id had been seen: the first result is returned.</param>
[GenerateSerializer, Immutable, Alias("CommandResult")]
public sealed record CommandResult(
    [property: Id(0)] long Version,
    [property: Id(1)] Refusal? Refusal = null,
    [property: Id(2)] bool Repeated = false)
{
    [JsonIgnore]
    public bool IsAccepted => Refusal is null;

    public static CommandResult Accepted(long version) => new(version);
    public static CommandResult Refused(long version, Refusal refusal) => new(version, refusal);
}
