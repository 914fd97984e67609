using System.Collections.Frozen;
using System.Globalization;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>What a condition can look at. One table: names, kinds, and how the value is got, without reflection.</summary>
public static class SelectivityFields
{
    private static readonly FrozenDictionary<string, SelectivityField> s_fields = Numbered(
    [
        SelectivityField.OfText("importerId", "who imports", d => d.ImporterId),
        SelectivityField.OfText("declarantId", "who lodged it", d => d.DeclarantId),
        SelectivityField.OfText("sellerId", "who sold the goods", d => d.SellerId),
        SelectivityField.OfText("courierId", "who brings them", d => d.CourierId),
        SelectivityField.OfText("officeId", "customs office", d => d.OfficeId),
        SelectivityField.OfText("regime", "import, export, transit or transshipment", d => RegimeName(d.Regime)),
        SelectivityField.OfText("processType", "process code", d => d.ProcessType),
        SelectivityField.OfText("importType", "import type code", d => d.ImportType),
        SelectivityField.OfText("importUse", "use code", d => d.ImportUse),
        SelectivityField.OfText("paymentType", "payment code", d => d.PaymentType),
        SelectivityField.OfText("transportMode", "transport mode code", d => d.TransportMode),
        SelectivityField.OfText("countryOfDeparture", "ISO 3166 alpha-2", d => d.CountryOfDeparture),
        SelectivityField.OfText("countryOfOrigin", "ISO 3166 alpha-2", d => d.CountryOfOrigin),
        SelectivityField.OfText("taxType", "tax type code", d => d.TaxType),
        SelectivityField.OfText("originIndicator", "how the origin is marked", d => d.OriginIndicator),
        SelectivityField.OfText("currency", "ISO 4217", d => d.Currency),
        SelectivityField.OfText("voyage", "the vessel's voyage", d => d.Voyage),
        SelectivityField.OfItemText("hs2", "first 2 digits of the line's HS code", i => Digits(i, 2)),
        SelectivityField.OfItemText("hs4", "first 4 digits of the line's HS code", i => Digits(i, 4)),
        SelectivityField.OfItemText("hs6", "first 6 digits of the line's HS code", i => Digits(i, 6)),
        SelectivityField.OfItemText("description", "the line's description", i => i.Description),
        SelectivityField.OfItemText("unit", "unit of the line's quantity", i => i.Unit),
        SelectivityField.OfNumber("taxRatePercent", "duty rate, percent", d => d.TaxRatePercent),
        SelectivityField.OfNumber("netMassKilograms", "of the whole declaration, kg", d => d.NetMassKilograms),
        SelectivityField.OfNumber("price", "of the whole declaration, in its currency", d => d.Price),
        SelectivityField.OfNumber("pricePerKilogram", "price / netMassKilograms", d => d.NetMassKilograms > 0 ? d.Price / d.NetMassKilograms : null),
        SelectivityField.OfNumber("items", "number of lines", d => d.Items.Length),
        SelectivityField.OfNumber("containers", "number of containers", d => d.Containers.IsDefault ? 0 : d.Containers.Length),
        SelectivityField.OfNumber("documents", "number of documents", d => d.Documents.IsDefault ? 0 : d.Documents.Length),
        SelectivityField.OfNumber("vesselImo", "IMO number of the vessel", d => d.VesselImo),
        SelectivityField.OfItemNumber("itemNetMassKilograms", "of the line, kg", i => i.NetMassKilograms),
        SelectivityField.OfItemNumber("itemValue", "of the line, in the declaration's currency", i => i.Value),
        SelectivityField.OfItemNumber("itemValuePerKilogram", "itemValue / itemNetMassKilograms", i => i.NetMassKilograms > 0 ? i.Value / i.NetMassKilograms : null),
        SelectivityField.OfItemNumber("itemQuantity", "of the line, in its unit", i => i.Quantity),
    ]);

    /// <summary>All, by name.</summary>
    public static IReadOnlyList<SelectivityField> All { get; } = [.. s_fields.Values.OrderBy(f => f.Name, StringComparer.Ordinal)];

    /// <summary>How many numbers of a whole declaration there are; their indexes are below it.</summary>
    internal static int Numbers { get; } = s_fields.Values.Count(f => f.IsNumber && !f.IsOfItems);

    /// <summary>Null for an unknown name. Case counts for nothing.</summary>
    public static SelectivityField? Find(string name) => s_fields.GetValueOrDefault(name);

    private static FrozenDictionary<string, SelectivityField> Numbered(SelectivityField[] fields)
    {
        var number = 0;
        foreach (var field in fields.Where(f => f.IsNumber && !f.IsOfItems))
            field.Index = number++;
        return fields.ToFrozenDictionary(f => f.Name, StringComparer.OrdinalIgnoreCase);
    }

    private static ReadOnlySpan<char> Digits(GoodsItem item, int digits) => item.HsCode.AsSpan(0, Math.Min(digits, item.HsCode.Length));

    private static string RegimeName(Regime regime) => regime switch
    {
        Regime.Import => "import",
        Regime.Export => "export",
        Regime.Transit => "transit",
        Regime.Transshipment => "transshipment",
        _ => "",
    };
}

/// <summary>A field of a declaration, or of each of its lines, as conditions see it: a text or a number.</summary>
public sealed class SelectivityField
{
    private Func<Declaration, string?>? _text;
    private TextOfItem? _itemText;
    private Func<Declaration, decimal?>? _number;
    private Func<GoodsItem, decimal?>? _itemNumber;

    private SelectivityField(string name, string meaning) => (Name, Meaning) = (name, meaning);

    internal delegate ReadOnlySpan<char> TextOfItem(GoodsItem item);

    public string Name { get; }

    /// <summary>In a few words, with the unit.</summary>
    public string Meaning { get; }

    public bool IsNumber => _number is not null || _itemNumber is not null;

    /// <summary>True for a field of each line of goods.</summary>
    public bool IsOfItems => _itemText is not null || _itemNumber is not null;

    /// <summary>Among the numbers of a whole declaration, from 0.</summary>
    internal int Index { get; set; }

    internal static SelectivityField OfText(string name, string meaning, Func<Declaration, string?> text) => new(name, meaning) { _text = text };

    internal static SelectivityField OfNumber(string name, string meaning, Func<Declaration, decimal?> number) => new(name, meaning) { _number = number };

    internal static SelectivityField OfItemText(string name, string meaning, TextOfItem text) => new(name, meaning) { _itemText = text };

    internal static SelectivityField OfItemNumber(string name, string meaning, Func<GoodsItem, decimal?> number) => new(name, meaning) { _itemNumber = number };

    /// <summary>Null when the declaration does not say.</summary>
    internal decimal? Number(Declaration declaration, GoodsItem? item) => _number is not null ? _number(declaration) : _itemNumber!(item!);

    /// <summary>Empty when the declaration does not say.</summary>
    internal ReadOnlySpan<char> Text(Declaration declaration, GoodsItem? item) => _text is not null ? _text(declaration) : _itemText!(item!);

    /// <summary>A number as explanations show it: at most two decimals.</summary>
    internal static string Show(decimal? number) => number is { } known ? Math.Round(known, 2).ToString("0.##", CultureInfo.InvariantCulture) : "not stated";
}
