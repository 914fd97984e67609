using System.Collections.Frozen;

namespace OpsHub.Wire.Declarations;

/// <summary>Fields of a declaration, whatever the format.</summary>
internal enum DeclarationField : byte
{
    DeclarationId,
    Date,
    Office,
    ProcessType,
    ImportType,
    ImportUse,
    PaymentType,
    TransportMode,
    DeclarantId,
    ImporterId,
    SellerId,
    CourierId,
    Hs6,
    CountryOfDeparture,
    CountryOfOrigin,
    TaxRatePercent,
    TaxType,
    OriginIndicator,
    NetMassKilograms,
    ItemPrice,
    Currency,
    Containers,
    VesselImo,
    Voyage,
    Documents,
    Items,
    Fraud,
    CriticalFraud,
    Regime,
}

/// <summary>Names of the fields: the JSON name, the CSV column, and what else senders call them.</summary>
internal static class DeclarationFields
{
    /// <summary>JSON name and CSV column of each field, in the order of the enumeration.</summary>
    private static readonly (string Json, string Column, string[] Others)[] Names =
    [
        ("declarationId", "Declaration ID", []),
        ("date", "Date", []),
        ("office", "Office ID", []),
        ("processType", "Process Type", []),
        ("importType", "Import Type", []),
        ("importUse", "Import Use", []),
        ("paymentType", "Payment Type", []),
        ("transportMode", "Mode of Transport", []),
        ("declarantId", "Declarant ID", []),
        ("importerId", "Importer ID", []),
        ("sellerId", "Seller ID", []),
        ("courierId", "Courier ID", []),
        ("hs6", "HS6 Code", ["hs", "hsCode"]),
        ("countryOfDeparture", "Country of Departure", []),
        ("countryOfOrigin", "Country of Origin", []),
        ("taxRatePercent", "Tax Rate", []),
        ("taxType", "Tax Type", []),
        ("originIndicator", "Country of Origin Indicator", []),
        ("netMassKilograms", "Net Mass", []),
        ("itemPrice", "Item Price", []),
        ("currency", "Currency", []),
        ("containers", "Containers", []),
        ("vesselImo", "Vessel IMO", []),
        ("voyage", "Voyage", []),
        ("documents", "Documents", []),
        ("items", "Items", []),
        ("fraud", "Fraud", []),
        ("criticalFraud", "Critical Fraud", []),
        ("regime", "Regime", []),
    ];

    private static readonly FrozenDictionary<string, DeclarationField> ByName = Names
        .SelectMany((names, i) => names.Others.Append(names.Json).Append(names.Column).Select(Plain).Distinct().Select(n => (n, (DeclarationField)i)))
        .ToFrozenDictionary(pair => pair.n, pair => pair.Item2);

    /// <summary>Number of fields.</summary>
    public static int Count => Names.Length;

    /// <summary>Fields without which a declaration is none.</summary>
    public static ReadOnlySpan<DeclarationField> Required =>
    [
        DeclarationField.DeclarationId, DeclarationField.Date, DeclarationField.ImporterId, DeclarationField.Hs6,
        DeclarationField.CountryOfDeparture, DeclarationField.CountryOfOrigin, DeclarationField.NetMassKilograms, DeclarationField.ItemPrice,
    ];

    public static string JsonName(DeclarationField field) => Names[(int)field].Json;

    /// <summary>What the declaration calls it, for what the rules of the domain find. A code of the head is that of the only item.</summary>
    public static string DeclarationName(DeclarationField field) => field switch
    {
        DeclarationField.Office => "officeId",
        DeclarationField.ItemPrice => "price",
        DeclarationField.Hs6 => "items[0].hsCode",
        _ => JsonName(field),
    };

    public static string Column(DeclarationField field) => Names[(int)field].Column;

    /// <summary>The field of a column or a property; case, blanks, <c>-</c> and <c>_</c> do not matter.</summary>
    public static bool TryFind(ReadOnlySpan<char> name, out DeclarationField field)
    {
        field = default;
        return name.Length <= 64 && ByName.TryGetValue(Plain(name.ToString()), out field);
    }

    private static string Plain(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
}
