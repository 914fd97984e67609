using System.Collections.Immutable;
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
/// <param name="Findings">Everything that is wrong, where a validation found more than one thing; at most 100, null when there is one.</param>
[GenerateSerializer, Immutable, Alias("Refusal")]
public sealed record Refusal(
    [property: Id(0)] string Name,
    [property: Id(1)] string Detail,
    [property: Id(2)] string? Field = null,
    [property: Id(3)] string? Expected = null,
    [property: Id(4)] ImmutableArray<RefusalFinding>? Findings = null);

/// <summary>One thing that is wrong with what was sent.</summary>
/// <param name="Field">Path of the field, such as <c>items[3].hsCode</c>.</param>
/// <param name="Problem">What is wrong, one sentence.</param>
/// <param name="Value">What was there, cut to 40 characters; null when it was missing.</param>
/// <param name="Expected">What would be right.</param>
[GenerateSerializer, Immutable, Alias("RefusalFinding")]
public sealed record RefusalFinding(
    [property: Id(0)] string Field,
    [property: Id(1)] string Problem,
    [property: Id(2)] string? Value,
    [property: Id(3)] string Expected);

/// <summary>Refusals that any command can meet.</summary>
public static class CommonRefusals
{
    /// <summary>Too much is on its way to the ledger; the same command may be sent again a little later.</summary>
    public const string Busy = "Busy";

    /// <summary>A command came without an id, so a repeat of it could not be told from a second one.</summary>
    public const string CommandIdMissing = "CommandIdMissing";
}

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
