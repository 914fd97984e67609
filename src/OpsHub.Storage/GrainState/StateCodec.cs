using System.Buffers;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpsHub.Contracts;

namespace OpsHub.Storage.GrainState;

/// <summary>
/// The one stored form of grain state, whatever runtime or database: <c>{"schema":1,"state":{...}}</c> in UTF-8, the
/// state in the JSON of the contracts (camel case, enums and ids as strings, nulls left out). Unknown fields are ignored,
/// so that an older program can read what a newer one of the same schema wrote.
/// </summary>
public sealed class StateCodec
{
    private static ReadOnlySpan<byte> SchemaName => "schema"u8;

    private static ReadOnlySpan<byte> StateName => "state"u8;

    private static readonly JsonEncodedText s_schema = JsonEncodedText.Encode("schema");
    private static readonly JsonEncodedText s_state = JsonEncodedText.Encode("state");
    private static readonly ConcurrentDictionary<Type, int> s_versions = new();

    private readonly FrozenDictionary<(Type, int), IStateUpgrade> _upgrades;

    /// <summary>Creates the codec with the upgrade steps of all state types.</summary>
    public StateCodec(IEnumerable<IStateUpgrade>? upgrades = null) =>
        _upgrades = (upgrades ?? []).ToFrozenDictionary(u => (u.StateType, u.FromSchema));

    /// <summary>Encodes a state with its type's schema version.</summary>
    public ReadOnlyMemory<byte> Encode<T>(T state)
    {
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true }))
        {
            writer.WriteStartObject();
            writer.WriteNumber(s_schema, VersionOf(typeof(T)));
            writer.WritePropertyName(s_state);
            JsonSerializer.Serialize(writer, state, ContractJson.Options);
            writer.WriteEndObject();
        }

        return buffer.WrittenMemory;
    }

    /// <summary>Decodes a state, upgrading it step by step if an older program wrote it.</summary>
    /// <exception cref="StateSchemaException">A newer schema, a missing upgrade step, or bytes that are no stored state.</exception>
    public T Decode<T>(ReadOnlySpan<byte> payload)
    {
        try
        {
            var reader = new Utf8JsonReader(payload);
            var schema = ReadSchema(ref reader);
            var current = VersionOf(typeof(T));
            if (schema == current)
                return JsonSerializer.Deserialize<T>(ref reader, ContractJson.Options) ?? throw new JsonException("the state is null");
            return Upgrade<T>(JsonNode.Parse(ref reader) ?? throw new JsonException("the state is null"), schema, current);
        }
        catch (JsonException error)
        {
            throw new StateSchemaException($"The stored {typeof(T).Name} cannot be read: {error.Message}", error);
        }
    }

    private static int ReadSchema(ref Utf8JsonReader reader)
    {
        if (reader.Read() && reader.TokenType == JsonTokenType.StartObject
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(SchemaName)
            && reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var schema)
            && reader.Read() && reader.TokenType == JsonTokenType.PropertyName && reader.ValueTextEquals(StateName)
            && reader.Read())
        {
            return schema;
        }

        throw new JsonException("it does not start with {\"schema\":n,\"state\":");
    }

    private static int VersionOf(Type type) =>
        s_versions.GetOrAdd(type, static t => t.GetCustomAttribute<StateSchemaAttribute>()?.Version ?? 1);

    private T Upgrade<T>(JsonNode state, int schema, int current)
    {
        if (schema > current)
        {
            throw new StateSchemaException(
                $"The stored {typeof(T).Name} has schema {schema}; this program knows {current}. A newer version has written it: start that one again.");
        }

        for (; schema < current; schema++)
        {
            if (!_upgrades.TryGetValue((typeof(T), schema), out var step))
                throw new StateSchemaException($"No upgrade of {typeof(T).Name} from schema {schema} to {schema + 1} is registered; {current} is needed.");
            state = step.Upgrade(state);
        }

        return state.Deserialize<T>(ContractJson.Options) ?? throw new JsonException("the upgraded state is null");
    }
}
