using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpsHub.Contracts;

namespace OpsHub.Grains.Publication;

/// <summary>JSON of an entity's events, as in the log.</summary>
internal static class EventCodec<TEvent>
    where TEvent : class, IPortEventData
{
    private static readonly FrozenDictionary<Type, string> s_names = typeof(TEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .ToFrozenDictionary(a => a.DerivedType, a => (string)a.TypeDiscriminator!);

    /// <summary>The discriminator, such as <c>laneAssigned</c>.</summary>
    public static string NameOf(TEvent happened) => NameOf(happened.GetType());

    /// <inheritdoc cref="NameOf(TEvent)"/>
    public static string NameOf(Type type) => s_names[type];

    public static string Write(TEvent happened) => JsonSerializer.Serialize(happened, ContractJson.Options);

    /// <exception cref="JsonException">Written by a newer program that knows more events.</exception>
    public static TEvent Read(string data) =>
        JsonSerializer.Deserialize<TEvent>(data, ContractJson.Options) ?? throw new JsonException("the event is null");
}
