using System.Globalization;
using OpsHub.Wire.Codes;

namespace OpsHub.Wire.Tests.Validation;

/// <summary>Where a broken rule must be found, in each format; null where the format cannot break it.</summary>
internal readonly record struct DeclarationPlace(string? Csv, string? Json, string? Xml);

/// <param name="Name">What is broken.</param>
/// <param name="Break">Breaks it and says where it must be found.</param>
internal sealed record DeclarationBreakage(string Name, Func<DeclarationCase, Random, DeclarationPlace> Break);

/// <summary>The ways to break one rule of a declaration: those of reading and those of the domain.</summary>
internal static class BrokenDeclarations
{
    private const string Shipment = "Declaration/GoodsShipment";

    public static readonly DeclarationBreakage[] All =
    [
        Field("declarationId", "Declaration ID", "Declaration/FunctionalReferenceID", "", "identifier missing"),
        Field("declarationId", "declarationId", "Declaration/FunctionalReferenceID", "has a blank", "characters of the identifier"),
        Field("declarationId", "declarationId", "Declaration/FunctionalReferenceID", new string('D', 40), "identifier too long"),
        Field("date", "Date", "Declaration/IssueDateTime/DateTimeString", "2026-02-30", "no date"),
        Field("date", "date", "Declaration/IssueDateTime/DateTimeString", "1999-12-31", "date long past"),
        Field("date", "date", "Declaration/IssueDateTime/DateTimeString", "2027-12-31", "date far ahead"),
        Field("declarantId", "declarantId", "Declaration/Declarant/ID", "", "declarant missing"),
        Field("importerId", "Importer ID", Shipment + "/Importer/ID", "", "importer missing"),
        Field("importerId", "Importer ID", Shipment + "/Importer/ID", new string('I', 33), "importer too long"),
        Field("office", "Office ID", "Declaration/EntryOffice/ID", new string('O', 33), "office too long"),
        Field("transportMode", "Mode of Transport", "Declaration/BorderTransportMeans/ModeCode", new string('M', 33), "mode too long"),
        Field("countryOfDeparture", "Country of Departure", Shipment + "/ExportCountry/ID", "SWE", "no country of departure"),
        Field("countryOfDeparture", "Country of Departure", Shipment + "/ExportCountry/ID", "", "country of departure missing"),
        Field("countryOfOrigin", "Country of Origin", Shipment + "/GovernmentAgencyGoodsItem/Origin/CountryCode", "fi", "no country of origin"),
        Field("taxRatePercent", "Tax Rate", null, "-1", "negative rate"),
        Field("taxRatePercent", "taxRatePercent", null, "1001", "rate too high"),
        Field("netMassKilograms", "Net Mass", null, "heavy", "no mass"),
        Field("itemPrice", "Item Price", "Declaration/InvoiceAmount", "-5", "negative price"),
        Field("currency", "Currency", Shipment + "/GovernmentAgencyGoodsItem/Commodity/InvoiceLine/ItemChargeAmount", "EURO", "no currency"),
        Field("vesselImo", "Vessel IMO", "Declaration/BorderTransportMeans/ID", "90747", "no IMO number"),
        Field("regime", "Regime", "Declaration/TypeCode", "smuggling", "no regime"),
        Field("hs6", "HS6 Code", null, "no code", "no HS code of the head"),
        new("mass is not the sum", (d, _) => Set(d, "netMassKilograms", d["netMassKilograms"] + "0", new("netMassKilograms", "netMassKilograms", null))),
        new("price is not the sum", (d, _) => Set(d, "itemPrice", d["itemPrice"] + "0", new("price", "price", "Declaration/InvoiceAmount"))),
        new("packages are not the sum", (d, _) => With(() => d.Packages = d.Items.Count * 3 + 1, new(null, null, "Declaration/TotalPackageQuantity"))),
        new("count of items", (d, _) => With(() => d.ItemCount = d.Items.Count + 1, new(null, null, "Declaration/GoodsItemQuantity"))),
        Container("check digit", n => ContainerNumber.CheckDigit(n.AsSpan(0, 10)) is var digit ? n[..10] + (digit + 1) % 10 : n),
        Container("no container number", n => n[..8]),
        Container("no container category", n => n[..3] + "A" + n[4..]),
        new("container twice", ContainerTwice),
        new("document without number", (d, r) => Document(d, r, (type, _) => (type, ""), ".number", "/ID", "")),
        new("document twice", DocumentTwice),
        Item(0, "1", "line twice", ".line", ".line", "/SequenceNumeric", (d, i) => d.Items.Count > 1 ? d.Items[i == 0 ? 1 : 0][0] : "0"),
        Item(1, "00X", "no HS code", ".hs", ".hs", "/Commodity/Classification/ID"),
        Item(1, "12345678901", "HS code too long", ".hsCode", ".hsCode", "/Commodity/Classification/ID"),
        Item(3, "some", "no quantity", ".quantity", ".quantity", "/Commodity/GoodsMeasure/TariffQuantity"),
        Item(5, "-3", "negative mass of an item", ".netMassKilograms", ".netMassKilograms", "/Commodity/GoodsMeasure/NetNetWeightMeasure"),
        Item(6, "much", "no value of an item", ".value", ".value", "/Commodity/InvoiceLine/ItemChargeAmount"),
    ];

    private static DeclarationBreakage Field(string json, string found, string? xml, string value, string name) =>
        new(name, (d, _) => Set(d, json, value, new(found, char.IsLower(found[0]) ? found : json, xml)));

    private static DeclarationBreakage Container(string name, Func<string, string> change) => new(name, (d, r) =>
    {
        var at = r.Next(d.Containers.Count);
        d.Containers[at] = change(d.Containers[at]);
        return new("Containers", "containers", $"{Shipment}/Consignment/TransportEquipment{Index(at)}/ID");
    });

    private static DeclarationBreakage Item(
        int part, string value, string name, string csv, string json, string xml, Func<DeclarationCase, int, string>? of = null) => new(name, (d, r) =>
    {
        var at = r.Next(d.Items.Count);
        d.Items[at][part] = of?.Invoke(d, at) ?? value;
        // A line number that is there twice is told at the second, whichever was changed; that is what the rules call it.
        if (part == 0 && d.Items.Count > 1)
            at = Math.Max(at, at == 0 ? 1 : 0);
        var ofDomain = csv == ".hsCode" || (part == 0 && d.Items.Count > 1);
        var index = string.Create(CultureInfo.InvariantCulture, $"tems[{at}]");
        return new((ofDomain ? "i" : "I") + index + csv, "i" + index + json, $"{Shipment}/GovernmentAgencyGoodsItem{Index(at)}{xml}");
    });

    private static DeclarationPlace ContainerTwice(DeclarationCase d, Random random)
    {
        d.Containers.Add(d.Containers[random.Next(d.Containers.Count)]);
        var at = d.Containers.Count - 1;
        return new($"containers[{at}]", $"containers[{at}]", $"{Shipment}/Consignment/TransportEquipment{Index(at)}/ID");
    }

    private static DeclarationPlace DocumentTwice(DeclarationCase d, Random random)
    {
        d.Documents.Add(d.Documents[random.Next(d.Documents.Count)]);
        var at = d.Documents.Count - 1;
        return new($"documents[{at}]", $"documents[{at}]", $"{Shipment}/PreviousDocument{Index(at)}");
    }

    private static DeclarationPlace Document(
        DeclarationCase d, Random random, Func<string, string, (string, string)> change, string part, string xml, string index)
    {
        var at = random.Next(d.Documents.Count);
        d.Documents[at] = change(d.Documents[at].Type, d.Documents[at].Number);
        return new($"documents[{at}]{part}{index}", $"documents[{at}]{part}{index}", $"{Shipment}/PreviousDocument{Index(at)}{xml}");
    }

    private static DeclarationPlace Set(DeclarationCase d, string json, string value, DeclarationPlace place) => With(() => d[json] = value, place);

    private static DeclarationPlace With(Action change, DeclarationPlace place)
    {
        change();
        return place;
    }

    private static string Index(int at) => at == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"[{at + 1}]");
}
