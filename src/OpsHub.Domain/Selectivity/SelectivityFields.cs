using System.Collections.Frozen;
using System.Globalization;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>What a criterion can look at. One table: names, kinds, and how the value is got, without reflection.</summary>
public static class SelectivityFields
{
    private static readonly FrozenDictionary<string, SelectivityField> s_fields = new SelectivityField[]
    {
        SelectivityField.OfText("importerId", d => d.ImporterId),
        SelectivityField.OfText("declarantId", d => d.DeclarantId),
        SelectivityField.OfText("sellerId", d => d.SellerId),
        SelectivityField.OfText("courierId", d => d.CourierId),
        SelectivityField.OfText("officeId", d => d.OfficeId),
        SelectivityField.OfText("regime", d => RegimeName(d.Regime)),
        SelectivityField.OfText("processType", d => d.ProcessType),
        SelectivityField.OfText("importType", d => d.ImportType),
        SelectivityField.OfText("importUse", d => d.ImportUse),
        SelectivityField.OfText("paymentType", d => d.PaymentType),
        SelectivityField.OfText("transportMode", d => d.TransportMode),
        SelectivityField.OfText("countryOfDeparture", d => d.CountryOfDeparture),
        SelectivityField.OfText("countryOfOrigin", d => d.CountryOfOrigin),
        SelectivityField.OfText("taxType", d => d.TaxType),
        SelectivityField.OfText("originIndicator", d => d.OriginIndicator),
        SelectivityField.OfText("currency", d => d.Currency),
        SelectivityField.OfItems("hs2", i => i.HsCode, 2),
        SelectivityField.OfItems("hs4", i => i.HsCode, 4),
        SelectivityField.OfItems("hs6", i => i.HsCode, 6),
        SelectivityField.OfNumber("taxRatePercent", d => d.TaxRatePercent),
        SelectivityField.OfNumber("netMassKilograms", d => d.NetMassKilograms),
        SelectivityField.OfNumber("price", d => d.Price),
        SelectivityField.OfNumber("pricePerKilogram", d => d.NetMassKilograms > 0 ? d.Price / d.NetMassKilograms : null),
        SelectivityField.OfNumber("items", d => d.Items.Length),
        SelectivityField.OfNumber("containers", d => d.Containers.IsDefault ? 0 : d.Containers.Length),
        SelectivityField.OfNumber("documents", d => d.Documents.IsDefault ? 0 : d.Documents.Length),
    }.ToFrozenDictionary(f => f.Name, StringComparer.Ordinal);

    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. s_fields.Keys.Order(StringComparer.Ordinal)];

    /// <summary>Null for an unknown name.</summary>
    public static SelectivityField? Find(string name) => s_fields.GetValueOrDefault(name);

    private static string RegimeName(Regime regime) => regime switch
    {
        Regime.Import => "import",
        Regime.Export => "export",
        Regime.Transit => "transit",
        Regime.Transshipment => "transshipment",
        _ => "",
    };
}

/// <summary>A field of a declaration as criteria see it: a text, a number, or the leading digits of each item's code.</summary>
public sealed class SelectivityField
{
    private readonly Func<Declaration, string?>? _text;
    private readonly Func<Declaration, decimal?>? _number;
    private readonly Func<GoodsItem, string>? _code;
    private readonly int _digits;

    private SelectivityField(string name, Func<Declaration, string?>? text, Func<Declaration, decimal?>? number, Func<GoodsItem, string>? code, int digits)
    {
        Name = name;
        _text = text;
        _number = number;
        _code = code;
        _digits = digits;
    }

    public string Name { get; }

    public bool IsNumber => _number is not null;

    /// <summary>True for a code of each goods item: a criterion holds when it holds for any of them.</summary>
    public bool IsOfItems => _code is not null;

    internal static SelectivityField OfText(string name, Func<Declaration, string?> text) => new(name, text, null, null, 0);

    internal static SelectivityField OfNumber(string name, Func<Declaration, decimal?> number) => new(name, null, number, null, 0);

    internal static SelectivityField OfItems(string name, Func<GoodsItem, string> code, int digits) => new(name, null, null, code, digits);

    /// <summary>Null when the declaration does not say.</summary>
    internal decimal? Number(Declaration declaration) => _number!(declaration);

    /// <summary>Empty when the declaration does not say.</summary>
    internal ReadOnlySpan<char> Text(Declaration declaration) => _text!(declaration);

    internal ReadOnlySpan<char> Code(GoodsItem item)
    {
        var code = _code!(item);
        return code.AsSpan(0, Math.Min(_digits, code.Length));
    }

    /// <summary>The value in words, for an explanation: the first item's code and how many more there are.</summary>
    internal string Show(Declaration declaration)
    {
        if (IsNumber)
            return Number(declaration) is { } number ? Math.Round(number, 2).ToString("0.##", CultureInfo.InvariantCulture) : "not stated";
        if (!IsOfItems)
            return Text(declaration) is { IsEmpty: false } text ? text.ToString() : "not stated";
        var first = Code(declaration.Items[0]).ToString();
        return declaration.Items.Length == 1 ? first : string.Create(CultureInfo.InvariantCulture, $"{first} and {declaration.Items.Length - 1} more");
    }
}
