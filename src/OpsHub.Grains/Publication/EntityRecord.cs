using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpsHub.Contracts;

namespace OpsHub.Grains.Publication;

/// <summary>
/// What a publishing grain keeps in storage, in one record: the entity's state, the results of its latest commands and
/// the events that may not have reached the port's log yet. One write makes all of them durable together.
/// </summary>
/// <typeparam name="TState">The entity's state, a plain record of Domain.</typeparam>
public sealed record EntityRecord<TState>
    where TState : class
{
    /// <summary>Null until the first event.</summary>
    public TState? State { get; init; }

    /// <summary>Counts the commands that changed the state.</summary>
    public long Version { get; init; }

    /// <summary>The latest commands, oldest first; at most <see cref="OutboxLimits.RememberedCommands"/>.</summary>
    public ImmutableArray<RememberedCommand> Commands { get; init; } = [];

    /// <summary>
    /// Events written and perhaps not yet published, by number. Emptied in memory when published and in storage by the
    /// next write, so a record can hold published ones: the intents tell (see <see cref="OutboxRegistry"/>).
    /// </summary>
    public ImmutableArray<OutboxEntry> Outbox { get; init; } = [];

    /// <summary>Silo whose intents cover <see cref="Outbox"/>.</summary>
    public string? OutboxOwner { get; init; }

    /// <summary>Number the next event gets, from 1.</summary>
    public long NextSourceSequence { get; init; } = 1;
}

/// <summary>A command and its first result.</summary>
public sealed record RememberedCommand(CommandId Id, long Version, Refusal? Refusal = null);

/// <summary>An event in an outbox: a <see cref="PortEventDraft"/> without the source, which is the grain itself.</summary>
public sealed record OutboxEntry(
    long Sequence,
    PortId Port,
    DateTimeOffset At,
    string Topic,
    string Type,
    string Subject,
    Actor Actor,
    [property: JsonConverter(typeof(RawJsonConverter))] string Data);

/// <summary>Stores JSON text as JSON instead of as a string of escaped JSON, byte for byte: the ledger's hash covers it.</summary>
internal sealed class RawJsonConverter : JsonConverter<string>
{
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement.GetRawText();
    }

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value, skipInputValidation: true);
}

internal static class OutboxLimits
{
    /// <summary>A client retries within minutes; nobody sends 64 commands to one entity in that time.</summary>
    public const int RememberedCommands = 64;

    /// <summary>Events one entity may have unpublished; beyond it commands are refused as Busy until the log takes them.</summary>
    public const int UnpublishedEvents = 256;

    /// <summary>Drafts in one append, as the ledger's contract says.</summary>
    public const int DraftsPerAppend = 512;
}
