using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;
using OpsHub.Contracts;

namespace OpsHub.Storage.Projections;

/// <summary>The typed events of one family (<c>ShipmentEvent</c>, ...) inside the log.</summary>
internal static class EventData<TEvent>
    where TEvent : class, IPortEventData
{
    private static readonly FrozenSet<string> s_types = typeof(TEvent)
        .GetCustomAttributes<JsonDerivedTypeAttribute>()
        .Select(a => (string)a.TypeDiscriminator!)
        .ToFrozenSet();

    /// <summary>Null for events of other families, and for those a newer program has added.</summary>
    public static TEvent? TryRead(PortEvent entry) =>
        s_types.Contains(entry.Draft.Type) ? JsonSerializer.Deserialize<TEvent>(entry.Draft.Data, ContractJson.Options) : null;
}

/// <summary>Enums as the contracts' JSON writes them.</summary>
internal static class EnumText<TEnum>
    where TEnum : struct, Enum
{
    private static readonly FrozenDictionary<TEnum, string> s_texts =
        Enum.GetValues<TEnum>().Distinct().ToFrozenDictionary(v => v, v => JsonNamingPolicy.CamelCase.ConvertName(v.ToString()));

    private static readonly FrozenDictionary<string, TEnum> s_values = s_texts.ToFrozenDictionary(t => t.Value, t => t.Key);

    public static string Of(TEnum value) => s_texts[value];

    public static TEnum? Parse(string? text) => text is not null && s_values.TryGetValue(text, out var value) ? value : null;
}
