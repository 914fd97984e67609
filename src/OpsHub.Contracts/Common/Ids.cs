using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using Orleans;

namespace OpsHub.Contracts;

/// <summary>An id that is a string with a type: two different ids cannot be mixed up, and JSON shows the bare string.</summary>
public interface IStringId<TSelf> where TSelf : struct, IStringId<TSelf>
{
    string Value { get; }
    static abstract TSelf From(string value);
}

/// <summary>UN/LOCODE of the port, five upper-case letters or digits, such as EETLL.</summary>
[GenerateSerializer, Immutable, Alias("PortId"), JsonConverter(typeof(StringIdJsonConverter<PortId>))]
public readonly record struct PortId([property: Id(0)] string Value) : IStringId<PortId>
{
    public static PortId From(string value) => new(value);
    /// <summary>False for anything but a UN/LOCODE. For addresses of the REST API.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out PortId id)
    {
        var fits = text is { Length: 5 } && text.All(c => char.IsAsciiLetterUpper(c) || char.IsAsciiDigit(c));
        id = fits ? new(text!) : default;
        return fits;
    }

    public override string ToString() => Value;
}

/// <summary>A declared consignment. Equal to the declaration id, prefixed by the port: <c>EETLL-97061800</c>.</summary>
[GenerateSerializer, Immutable, Alias("ShipmentId"), JsonConverter(typeof(StringIdJsonConverter<ShipmentId>))]
public readonly record struct ShipmentId([property: Id(0)] string Value) : IStringId<ShipmentId>
{
    public static ShipmentId From(string value) => new(value);

    /// <summary>The one place where a shipment's id is made from its parts.</summary>
    public static ShipmentId Of(PortId port, string declarationId) => new($"{port.Value}-{declarationId}");

    /// <summary>The port part, the text before the first hyphen.</summary>
    [JsonIgnore]
    public PortId Port => new(Value.Split('-', 2)[0]);

    /// <summary>False for what cannot be one. For addresses of the REST API.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ShipmentId id)
    {
        var fits = text is { Length: >= 7 and <= 64 } && text[5] == '-' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/');
        id = fits ? new(text!) : default;
        return fits;
    }

    public override string ToString() => Value;
}

/// <summary>One examination of a shipment: <c>{shipment}~{n}</c>, n from 1.</summary>
[GenerateSerializer, Immutable, Alias("InspectionId"), JsonConverter(typeof(StringIdJsonConverter<InspectionId>))]
public readonly record struct InspectionId([property: Id(0)] string Value) : IStringId<InspectionId>
{
    public static InspectionId From(string value) => new(value);
    public static InspectionId Of(ShipmentId shipment, int number) => new($"{shipment.Value}~{number}");

    [JsonIgnore]
    public PortId Port => new(Value.Split('-', 2)[0]);

    [JsonIgnore]
    public ShipmentId Shipment => new(Value[..Value.LastIndexOf('~')]);

    /// <summary>False for what cannot be one. For addresses of the REST API.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out InspectionId id)
    {
        var fits = text is { Length: >= 9 and <= 72 } && text[5] == '-' && text.LastIndexOf('~') is > 6 and var at && at < text.Length - 1
            && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/' or '~');
        id = fits ? new(text!) : default;
        return fits;
    }

    public override string ToString() => Value;
}

/// <summary>An officer, unique within the administration: <c>officer7</c>. Also the officer's user name.</summary>
[GenerateSerializer, Immutable, Alias("OfficerId"), JsonConverter(typeof(StringIdJsonConverter<OfficerId>))]
public readonly record struct OfficerId([property: Id(0)] string Value) : IStringId<OfficerId>
{
    public static OfficerId From(string value) => new(value);
    /// <summary>False for what cannot be one. For addresses of the REST API.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out OfficerId id)
    {
        var fits = text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@');
        id = fits ? new(text!) : default;
        return fits;
    }

    public override string ToString() => Value;
}

/// <summary>A risk profile within a port: <c>{port}/{name}</c>.</summary>
[GenerateSerializer, Immutable, Alias("RiskProfileId"), JsonConverter(typeof(StringIdJsonConverter<RiskProfileId>))]
public readonly record struct RiskProfileId([property: Id(0)] string Value) : IStringId<RiskProfileId>
{
    public static RiskProfileId From(string value) => new(value);
    public static RiskProfileId Of(PortId port, string name) => new($"{port.Value}/{name}");
    public override string ToString() => Value;
}

/// <summary>
/// A thing that reports positions: <c>mmsi:276829000</c> for AIS, <c>dev:{deviceId}</c> for a registered device
/// (phone, truck unit, cargo tracker).
/// </summary>
[GenerateSerializer, Immutable, Alias("TrackerId"), JsonConverter(typeof(StringIdJsonConverter<TrackerId>))]
public readonly record struct TrackerId([property: Id(0)] string Value) : IStringId<TrackerId>
{
    public static TrackerId From(string value) => new(value);
    public static TrackerId OfMmsi(int mmsi) => new($"mmsi:{mmsi:D9}");
    public static TrackerId OfDevice(string deviceId) => new($"dev:{deviceId}");
    /// <summary>False for what cannot be one. For addresses of the REST API.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out TrackerId id)
    {
        var fits = text is { Length: >= 5 and <= 80 } && text.IndexOf(':') is > 0 and var at && at < text.Length - 1 && !text.Any(char.IsControl);
        id = fits ? new(text!) : default;
        return fits;
    }

    public override string ToString() => Value;
}

/// <summary>One alarm of a port: its source and condition, so that raising it again is the same alarm: <c>inspection-overdue/EETLL-97061800</c>.</summary>
[GenerateSerializer, Immutable, Alias("AlarmId"), JsonConverter(typeof(StringIdJsonConverter<AlarmId>))]
public readonly record struct AlarmId([property: Id(0)] string Value) : IStringId<AlarmId>
{
    public static AlarmId From(string value) => new(value);
    public override string ToString() => Value;
}

/// <summary>A user's sign-in name, lower case.</summary>
[GenerateSerializer, Immutable, Alias("UserId"), JsonConverter(typeof(StringIdJsonConverter<UserId>))]
public readonly record struct UserId([property: Id(0)] string Value) : IStringId<UserId>
{
    public static UserId From(string value) => new(value);
    /// <summary>False for what cannot be one. For addresses of the REST API.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out UserId id)
    {
        var fits = text is { Length: >= 1 and <= 64 } && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '.' or '_' or '-' or '@');
        id = fits ? new(text!) : default;
        return fits;
    }

    public override string ToString() => Value;
}

/// <summary>Makes a command's repeat harmless: the same id returns the first result. UUIDv7 made by whoever decided to send the command.</summary>
[GenerateSerializer, Immutable, Alias("CommandId"), JsonConverter(typeof(CommandIdJsonConverter))]
public readonly record struct CommandId([property: Id(0)] Guid Value)
{
    public override string ToString() => Value.ToString();
}

internal sealed class StringIdJsonConverter<T> : JsonConverter<T> where T : struct, IStringId<T>
{
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        T.From(reader.GetString() ?? throw new JsonException($"{typeof(T).Name} is a string, not null"));

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.From(reader.GetString()!);

    public override void WriteAsPropertyName(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value);
}

internal sealed class CommandIdJsonConverter : JsonConverter<CommandId>
{
    public override CommandId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetGuid());
    public override void Write(Utf8JsonWriter writer, CommandId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    public override CommandId ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(Guid.Parse(reader.GetString()!));
    public override void WriteAsPropertyName(Utf8JsonWriter writer, CommandId value, JsonSerializerOptions options) => writer.WritePropertyName(value.Value.ToString());
}
