using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Orleans;

namespace OpsHub.Contracts;

/// <summary>Topics of the lossless lane. A client is subscribed to the topics its role may see.</summary>
public static class Topics
{
    public const string Shipments = "shipments";
    public const string Inspections = "inspections";
    public const string Officers = "officers";
    public const string Alarms = "alarms";
    public const string Port = "port";

    /// <summary>In the ledger only, never pushed: access to positions, sign-ins, exports.</summary>
    public const string Audit = "audit";

    /// <summary>One officer's own assignments; derived from <see cref="Inspections"/> by the gateway.</summary>
    public static string Assignments(OfficerId officer) => $"assignments/{officer.Value}";
}

/// <summary>An event on its way into the port's log: written with the grain's state, published from its outbox.</summary>
/// <param name="SourceSequence">Counts up by one per source grain; with <paramref name="Source"/> it tells a repeat.</param>
/// <param name="Data">JSON object with a <c>type</c> field equal to <paramref name="Type"/>.</param>
[GenerateSerializer, Immutable, Alias("PortEventDraft")]
public sealed record PortEventDraft(
    [property: Id(0)] string Source,
    [property: Id(1)] long SourceSequence,
    [property: Id(2)] DateTimeOffset At,
    [property: Id(3)] string Topic,
    [property: Id(4)] string Type,
    [property: Id(5)] string Subject,
    [property: Id(6)] Actor Actor,
    [property: Id(7)] string Data);

/// <summary>
/// An entry of a port's log, which is its audit ledger too: dense sequence from 1, chained by hash. What the log says
/// happened, happened; everything that is shown or searched is derived from it.
/// </summary>
/// <param name="Hash">SHA-256, lower-case hex, over the previous hash and the entry (see LedgerHash in Domain).</param>
[GenerateSerializer, Immutable, Alias("PortEvent")]
public sealed record PortEvent(
    [property: Id(0)] PortId Port,
    [property: Id(1)] long Sequence,
    [property: Id(2)] PortEventDraft Draft,
    [property: Id(3)] string PreviousHash,
    [property: Id(4)] string Hash);

/// <summary>Entries published together on the stream <c>port-events</c>, ascending and dense; at most 512.</summary>
[GenerateSerializer, Immutable, Alias("PortEventBatch")]
public sealed record PortEventBatch([property: Id(0)] PortId Port, [property: Id(1)] ImmutableArray<PortEvent> Events);

/// <summary>Base of all events. The JSON discriminator is <c>type</c>.</summary>
public interface IPortEventData
{
    /// <summary>Lossless topic the event belongs to.</summary>
    [JsonIgnore] string Topic { get; }

    /// <summary>What it is about, such as a shipment id.</summary>
    [JsonIgnore] string Subject { get; }
}

/// <summary>The one JSON form of contracts: on the wire, in the log and in stored state.</summary>
public static class ContractJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    /// <summary>Gives options made by somebody else (with the web defaults) this form.</summary>
    public static void Apply(JsonSerializerOptions options)
    {
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.AllowOutOfOrderMetadataProperties = true;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
    }

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };
        Apply(options);
        options.MakeReadOnly();
        return options;
    }
}
