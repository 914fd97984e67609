using System.Globalization;
using System.Text;
using System.Text.Json;

namespace OpsHub.Wire.Tests.Validation;

/// <summary>A declaration as its sender has it, drawn at random and right; written in every format that is read.</summary>
internal sealed class DeclarationCase
{
    private static readonly string[] s_countries = ["EE", "SE", "FI", "DE", "NL", "CN"];

    private static readonly (string Json, string Column)[] s_fields =
    [
        ("declarationId", "Declaration ID"), ("date", "Date"), ("office", "Office ID"), ("transportMode", "Mode of Transport"), ("declarantId", "Declarant ID"),
        ("importerId", "Importer ID"), ("hs6", "HS6 Code"), ("countryOfDeparture", "Country of Departure"), ("countryOfOrigin", "Country of Origin"),
        ("taxRatePercent", "Tax Rate"), ("netMassKilograms", "Net Mass"), ("itemPrice", "Item Price"), ("currency", "Currency"), ("vesselImo", "Vessel IMO"), ("regime", "Regime"),
    ];

    public DeclarationCase(Random random)
    {
        var items = random.Next(1, 5);
        for (var i = 1; i <= items; i++)
        {
            var (mass, value) = (random.Next(10, 5_000), random.Next(10, 90_000));
            Items.Add([Text(i), Text(random.Next(10_000_0, 99_999_9)), "Goods", Text(random.Next(1, 100)), "pcs", Text(mass), Text(value)]);
        }

        for (var i = random.Next(1, 4); i > 0; i--)
            Containers.Add(BrokenCargo.Container(random));
        Documents.AddRange([("380", $"INV{random.Next(100_000)}"), ("705", $"BL{random.Next(100_000)}")]);
        string[] values =
        [
            $"D{random.Next(1_000_000)}", $"2026-02-{random.Next(1, 29):D2}", "EE1310EE", "1", "EE90001", $"EE{random.Next(10_000, 99_999)}", Items[0][1],
            s_countries[random.Next(s_countries.Length)], s_countries[random.Next(s_countries.Length)], Text(random.Next(0, 30)), "", "", "EUR", "9074729", "import",
        ];
        for (var i = 0; i < values.Length; i++)
            this[s_fields[i].Json] = values[i];
        AddUp();
    }

    public List<string> Containers { get; } = [];

    public List<(string Type, string Number)> Documents { get; } = [];

    /// <summary>Line, code, description, quantity, unit, net mass, value.</summary>
    public List<string[]> Items { get; } = [];

    /// <summary>Packages in all as stated, in the formats that state them; each item has three.</summary>
    public int Packages { get; set; } = -1;

    /// <summary>Count of items as stated, in the formats that state it.</summary>
    public int ItemCount { get; set; } = -1;

    private readonly Dictionary<string, string> _fields = new(StringComparer.Ordinal);

    /// <summary>The text of a field, by its name in JSON.</summary>
    public string this[string json]
    {
        get => _fields[json];
        set => _fields[json] = value;
    }

    private void AddUp()
    {
        this["netMassKilograms"] = Text(Items.Sum(i => int.Parse(i[5], CultureInfo.InvariantCulture)));
        this["itemPrice"] = Text(Items.Sum(i => int.Parse(i[6], CultureInfo.InvariantCulture)));
    }

    public static string CsvHeader => string.Join(',', s_fields.Select(f => f.Column)) + ",Containers,Documents,Items";

    public string ToCsv() => string.Join(',', s_fields.Select(f => this[f.Json]))
        + $",{string.Join(';', Containers)},{string.Join(';', Documents.Select(d => $"{d.Type}:{d.Number}"))},{string.Join(';', Items.Select(i => string.Join('|', i)))}";

    public string ToJson()
    {
        var shape = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (json, _) in s_fields)
            shape[json] = this[json];
        shape["containers"] = Containers;
        shape["documents"] = Documents.Select(d => new { type = d.Type, number = d.Number });
        shape["items"] = Items.Select(i => new { line = i[0], hs = i[1], description = i[2], quantity = i[3], unit = i[4], netMassKilograms = i[5], value = i[6] });
        return JsonSerializer.Serialize(shape);
    }

    /// <summary>One element a line.</summary>
    public string ToXml()
    {
        var xml = new StringBuilder("<Declaration xmlns=\"urn:wco:datamodel:WCO:DEC-DMS:2\">\n");
        Add("<FunctionCode>9</FunctionCode>", $"<FunctionalReferenceID>{this["declarationId"]}</FunctionalReferenceID>");
        Add("<IssueDateTime>", $"<DateTimeString formatCode=\"102\">{this["date"].Replace("-", "", StringComparison.Ordinal)}</DateTimeString>", "</IssueDateTime>");
        Add($"<TypeCode>{(this["regime"] == "import" ? "IMA" : this["regime"])}</TypeCode>", $"<GoodsItemQuantity>{(ItemCount < 0 ? Items.Count : ItemCount)}</GoodsItemQuantity>");
        Add($"<InvoiceAmount currencyID=\"{this["currency"]}\">{this["itemPrice"]}</InvoiceAmount>", $"<TotalPackageQuantity>{(Packages < 0 ? Items.Count * 3 : Packages)}</TotalPackageQuantity>");
        Add("<BorderTransportMeans>", $"<ID>{this["vesselImo"]}</ID>", "<IdentificationTypeCode>10</IdentificationTypeCode>", $"<ModeCode>{this["transportMode"]}</ModeCode>", "</BorderTransportMeans>");
        Add("<Declarant>", $"<ID>{this["declarantId"]}</ID>", "</Declarant>", "<EntryOffice>", $"<ID>{this["office"]}</ID>", "</EntryOffice>", "<GoodsShipment>", "<Consignment>");
        foreach (var container in Containers)
            Add("<TransportEquipment>", $"<ID>{container}</ID>", "</TransportEquipment>");
        Add("</Consignment>", "<ExportCountry>", $"<ID>{this["countryOfDeparture"]}</ID>", "</ExportCountry>");
        foreach (var item in Items)
        {
            Add("<GovernmentAgencyGoodsItem>", $"<SequenceNumeric>{item[0]}</SequenceNumeric>", "<Commodity>", $"<Description>{item[2]}</Description>", "<Classification>", $"<ID>{item[1]}</ID>", "</Classification>");
            Add("<GoodsMeasure>", $"<NetNetWeightMeasure>{item[5]}</NetNetWeightMeasure>", $"<TariffQuantity unitCode=\"{item[4]}\">{item[3]}</TariffQuantity>", "</GoodsMeasure>");
            Add("<InvoiceLine>", $"<ItemChargeAmount currencyID=\"{this["currency"]}\">{item[6]}</ItemChargeAmount>", "</InvoiceLine>", "</Commodity>");
            Add("<Origin>", $"<CountryCode>{this["countryOfOrigin"]}</CountryCode>", "</Origin>", "<Packaging>", "<QuantityQuantity>3</QuantityQuantity>", "</Packaging>", "</GovernmentAgencyGoodsItem>");
        }

        Add("<Importer>", $"<ID>{this["importerId"]}</ID>", "</Importer>");
        foreach (var (type, number) in Documents)
            Add("<PreviousDocument>", $"<ID>{number}</ID>", $"<TypeCode>{type}</TypeCode>", "</PreviousDocument>");
        Add("</GoodsShipment>");
        return xml.Append("</Declaration>").ToString();

        void Add(params ReadOnlySpan<string> lines)
        {
            foreach (var line in lines)
                xml.Append(line).Append('\n');
        }
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
