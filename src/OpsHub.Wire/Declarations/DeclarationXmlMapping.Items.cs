using System.Globalization;
using static OpsHub.Wire.Declarations.DeclarationField;

namespace OpsHub.Wire.Declarations;

/// <summary>Goods items and what they add up to.</summary>
internal sealed partial class DeclarationXmlMapping
{
    /// <summary>Where a field stands that the declaration has not.</summary>
    private static readonly Dictionary<string, string> s_paths = new(StringComparer.Ordinal)
    {
        [DeclarationFields.JsonName(DeclarationId)] = "/FunctionalReferenceID",
        [DeclarationFields.JsonName(Date)] = "/IssueDateTime/DateTimeString",
        [DeclarationFields.JsonName(DeclarantId)] = "/Declarant/ID",
        [DeclarationFields.JsonName(ImporterId)] = "/GoodsShipment/Importer/ID",
        [DeclarationFields.JsonName(Hs6)] = "/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/Classification/ID",
        [DeclarationFields.JsonName(CountryOfDeparture)] = "/GoodsShipment/ExportCountry/ID",
        [DeclarationFields.JsonName(CountryOfOrigin)] = "/GoodsShipment/GovernmentAgencyGoodsItem/Origin/CountryCode",
        [DeclarationFields.JsonName(NetMassKilograms)] = "/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/GoodsMeasure/NetNetWeightMeasure",
        [DeclarationFields.JsonName(ItemPrice)] = "/GoodsShipment/GovernmentAgencyGoodsItem/StatisticalValueAmount",
    };

    private int _itemCount;

    /// <summary>TSP and HS are the tariff's code; GN, TRA and others add to it what no other country knows.</summary>
    private static XmlElement? Classification(XmlElement item) => item.Find("Commodity")?.All("Classification")
        .FirstOrDefault(c => c.Find("IdentificationTypeCode")?.Text is null or "" or "TSP" or "HS" or "SRZ")?.Find("ID");

    private static XmlElement? Mass(XmlElement item) => item.Find("Commodity", "GoodsMeasure", "NetNetWeightMeasure");

    /// <summary>The price on the invoice, else the value for customs, else that for statistics.</summary>
    private static XmlElement? Value(XmlElement item) =>
        Charge(item) ?? item.Find("CustomsValueAmount") ?? item.Find("CustomsValuation", "CustomsValueAmount") ?? item.Find("StatisticalValueAmount");

    private static XmlElement? Charge(XmlElement item) => item.Find("Commodity", "InvoiceLine", "ItemChargeAmount");

    private void Item(XmlElement item)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"items[{_itemCount++}]");
        var (sequence, classification, description) = (item.Find("SequenceNumeric"), Classification(item), item.Find("Commodity", "Description"));
        var (quantity, mass, value) = (item.Find("Commodity", "GoodsMeasure", "TariffQuantity"), Mass(item), Value(item));
        Place(name + ".line", sequence, item, "/SequenceNumeric");
        Place(name + ".hs", classification, item, "/Commodity/Classification/ID");
        Place(name + ".hsCode", classification, item, "/Commodity/Classification/ID");
        Place(name + ".description", description, item, "/Commodity/Description");
        Place(name + ".quantity", quantity, item, "/Commodity/GoodsMeasure/TariffQuantity");
        Place(name + ".netMassKilograms", mass, item, "/Commodity/GoodsMeasure/NetNetWeightMeasure");
        Place(name + ".value", value, item, "/StatisticalValueAmount");
        _builder.AddItem(sequence?.Text, classification?.Text, description?.Text, quantity?.Text, quantity?.Code, mass?.Text, value?.Text);
    }

    private void Sums(List<XmlElement> items)
    {
        Packages(items);
        if (items.Count == 0)
            return;
        // The net mass is stated item by item only: a sum of them is right by itself, if each can be read.
        if (items.TrueForAll(i => Mass(i) is { Text.Length: > 0 }))
            Set(NetMassKilograms, Mass(items[0]), Sum(items, Mass));
        var values = items.Select(Value).ToList();
        if (values.Exists(v => v is null or { Text.Length: 0 }))
            return;
        // An invoice's total is compared with its lines, never with values of another kind or currency.
        var invoice = _root.Find("InvoiceAmount") ?? _shipment?.Find("Invoice", "TotalAmount");
        var currency = values[0]!.Currency;
        if (invoice is not null && items.TrueForAll(i => Charge(i) is { } charge && charge.Currency == invoice.Currency))
            Set(ItemPrice, invoice);
        else
            Set(ItemPrice, values[0], Sum(items, Value));
        if (currency is not null)
            Set(Currency, values[0], currency);
        foreach (var other in values.Where(v => v!.Currency != currency))
            FindAt(other!, other!.Currency ?? "", "is in another currency than the first item", currency ?? "no currencyID, as in the first item");
    }

    private void Packages(List<XmlElement> items)
    {
        var packages = items.SelectMany(i => i.All("Packaging")).Select(p => p.Find("QuantityQuantity")).OfType<XmlElement>().ToList();
        decimal sum = 0;
        var isWhole = true;
        foreach (var package in packages)
        {
            if (decimal.TryParse(package.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && package.Text.Length <= 12)
            {
                sum += number;
                continue;
            }

            isWhole = false;
            FindAt(package, package.Text, "is no count of packages", "a whole number");
        }

        if (isWhole && packages.Count > 0)
            Count(_root.Find("TotalPackageQuantity"), sum, "is not the sum of the packages of the items");
    }

    /// <summary>The sum of what can be read.</summary>
    private static string Sum(List<XmlElement> items, Func<XmlElement, XmlElement?> part)
    {
        decimal sum = 0;
        foreach (var item in items)
        {
            // Parts that cannot be read, or are more than anything weighs or costs, are told item by item.
            if (decimal.TryParse(part(item)!.Text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number < 1_000_000_000_000m)
                sum += number;
        }

        return sum.ToString(CultureInfo.InvariantCulture);
    }

    private void Place(string name, XmlElement? element, XmlElement item, string below) =>
        _places[name] = element is null ? new FieldPlace(item.Path + below, item.Line) : PlaceOf(element);

    private FieldPlace PlaceOfMissing(string field)
    {
        var below = s_paths.GetValueOrDefault(field);
        // As much of the path as there is tells the line.
        var at = _root;
        foreach (var step in (below ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (at.Find(step) is not { } next)
                break;
            at = next;
        }

        return new FieldPlace(below is null ? field : _root.Path + below, at.Line);
    }
}
