using System.Buffers;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;

namespace OpsHub.Gateway.Live;

/// <summary>
/// SignalR messages of the JSON protocol as bytes, written by hand so that one encoding serves every connection: an
/// invocation object, ended by the record separator.
/// </summary>
internal static class LiveMessages
{
    /// <summary>Ends every message of SignalR's JSON protocol.</summary>
    public const byte RecordSeparator = 0x1e;

    private static readonly JsonWriterOptions s_writer = new() { SkipValidation = true };

    public static ReadOnlySpan<byte> TilesHead => """{"type":1,"target":"Tiles","arguments":[{"frame":"""u8;

    public static ReadOnlySpan<byte> RosterHead => """{"type":1,"target":"Roster","arguments":[{"entries":["""u8;

    /// <summary>Ends an invocation whose argument ends in an array.</summary>
    public static ReadOnlySpan<byte> ArrayTail => "]}]}\u001e"u8;

    /// <param name="data">JSON of the event, taken as it is.</param>
    public static byte[] Event(string topic, long seq, string type, DateTimeOffset at, string subject, string by, string data)
    {
        var buffer = new ArrayBufferWriter<byte>(data.Length + 256);
        using (var json = new Utf8JsonWriter(buffer, s_writer))
        {
            Begin(json, nameof(Event));
            json.WriteStartObject();
            json.WriteString("topic"u8, topic);
            json.WriteNumber("seq"u8, seq);
            json.WriteString("type"u8, type);
            json.WriteString("at"u8, at);
            json.WriteString("subject"u8, subject);
            json.WriteString("by"u8, by);
            json.WritePropertyName("data"u8);
            json.WriteRawValue(data, skipInputValidation: true);
            json.WriteEndObject();
            End(json);
        }

        return Finish(buffer);
    }

    public static byte[] Heartbeat(LiveHeartbeat heartbeat) => Invocation(nameof(Heartbeat), heartbeat);

    public static byte[] Reset(string reason) => Invocation(nameof(Reset), new ResetNotice(reason));

    public static byte[] Aggregates(AggregatesChanged aggregates) => Invocation(nameof(Aggregates), aggregates);

    private static byte[] Invocation<T>(string target, T argument)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer, s_writer))
        {
            Begin(json, target);
            JsonSerializer.Serialize(json, argument, ContractJson.Options);
            End(json);
        }

        return Finish(buffer);
    }

    private static void Begin(Utf8JsonWriter json, string target)
    {
        json.WriteStartObject();
        json.WriteNumber("type"u8, 1);
        json.WriteString("target"u8, target);
        json.WriteStartArray("arguments"u8);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static byte[] Finish(ArrayBufferWriter<byte> buffer)
    {
        buffer.GetSpan(1)[0] = RecordSeparator;
        buffer.Advance(1);
        return buffer.WrittenSpan.ToArray();
    }
}
