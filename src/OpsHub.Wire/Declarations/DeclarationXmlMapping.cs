using System.Globalization;
using OpsHub.Wire.Text;
using static OpsHub.Wire.Declarations.DeclarationField;

namespace OpsHub.Wire.Declarations;

/// <summary>
/// From the elements of the WCO Data Model to the fields of a declaration. The builder judges the values as it does for the other formats;
/// what it finds is then told with path and line of the element it came from.
/// </summary>
internal sealed partial class DeclarationXmlMapping(DeclarationOptions options)
{
    private readonly DeclarationBuilder _builder = new(DeclarationFields.JsonName, options.DefaultCurrency);
    private readonly Dictionary<string, FieldPlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<int, FieldPlace> _placeOfFinding = [];
    private XmlElement _root = null!;
    private XmlElement? _shipment;

    /// <summary>Maps one declaration.</summary>
    public DeclarationRead Map(XmlElement declaration)
    {
        _root = declaration;
        _shipment = declaration.Find("GoodsShipment");
        _places.Clear();
        _placeOfFinding.Clear();
        _itemCount = 0;
        _builder.Begin(declaration.Line);
        var items = _shipment?.All("GovernmentAgencyGoodsItem").ToList() ?? [];
        Head(items);
        Parties();
        Equipment();
        DocumentsOf(declaration, items);
        foreach (var item in items)
            Item(item);
        Sums(items);
        var read = _builder.Build();
        var findings = new Finding[read.Findings.Count];
        for (var i = 0; i < findings.Length; i++)
        {
            var finding = read.Findings[i];
            var place = _placeOfFinding.GetValueOrDefault(i) ?? _places.GetValueOrDefault(finding.Field) ?? PlaceOfMissing(finding.Field);
            findings[i] = finding with { Field = place.Field, Line = place.Line };
        }

        foreach (var name in s_paths.Keys)
            _places.TryAdd(name, PlaceOfMissing(name));
        return read with { Findings = findings, Places = new Dictionary<string, FieldPlace>(_places, StringComparer.Ordinal) };
    }

    private void Head(List<XmlElement> items)
    {
        Set(DeclarationId, _root.Find("FunctionalReferenceID"));
        Function();
        Kind();
        LodgedOn();
        Set(Office, _root.Find("DeclarationOfficeID") ?? _root.Find("EntryOffice", "ID") ?? _root.Find("ExitOffice", "ID") ?? _root.Find("SupervisingOffice", "ID"));
        var transport = _root.Find("BorderTransportMeans");
        Set(TransportMode, transport?.Find("ModeCode"));
        Set(Voyage, transport?.Find("JourneyID"));
        // 10: the number of the IMO. Names, call signs and registrations are not kept.
        if (transport?.Find("IdentificationTypeCode")?.Text == "10")
            Set(VesselImo, transport.Find("ID"));
        if (items.Count > 0 && items[0].Find("GovernmentProcedure", "CurrentCode") is { } current)
            Set(ProcessType, current, current.Text + items[0].Find("GovernmentProcedure", "PreviousCode")?.Text);
        Count(_root.Find("GoodsItemQuantity"), items.Count, "is not the count of the goods items");
    }

    /// <summary>Only originals can be lodged; what else a message can do has its own way.</summary>
    private void Function()
    {
        if (_root.Find("FunctionCode") is { } function && function.Text != "9")
            FindAt(function, function.Text, "is no function that can be lodged", "9, an original declaration");
    }

    /// <summary>IM, EX, CO (Union trade, which comes in), TR and what kind of lodgement it is.</summary>
    private void Kind()
    {
        var kind = _root.Find("TypeCode");
        Set(ImportType, kind);
        var regime = kind?.Text is { Length: >= 2 } text ? text[..2] : null;
        if (regime is "IM" or "CO")
            Set(Regime, kind!, nameof(Contracts.Shipments.Regime.Import));
        else if (regime == "EX")
            Set(Regime, kind!, nameof(Contracts.Shipments.Regime.Export));
        else if (regime is "TR" or "T1" or "T2")
            Set(Regime, kind!, nameof(Contracts.Shipments.Regime.Transit));
        else
            FindAt(kind ?? _root, kind?.Text ?? "", kind is null ? "has no TypeCode" : "is no kind of declaration that is read here", "IM, EX, CO or TR and one letter, like IMA", kind is null ? "/TypeCode" : "");
    }

    private void LodgedOn()
    {
        var date = _root.Find("IssueDateTime", "DateTimeString") ?? _root.Find("AcceptanceDateTime", "DateTimeString") ?? _root.Find("AcceptanceDateTime");
        if (date is null)
        {
            if (options.ReceivedOn is { } received)
                _builder.Set(Date, received.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            return;
        }

        // 102 is the date alone; 304 has time and zone behind it, 203 and 204 the time.
        var text = date.Code is "304" or "203" or "204" && date.Text.Length > 8 ? date.Text[..8] : date.Text;
        Set(Date, date, text);
    }

    private void Parties()
    {
        var isExport = _builder.Text(Regime) == nameof(Contracts.Shipments.Regime.Export);
        var exporter = _root.Find("Exporter", "ID") ?? _shipment?.Find("Exporter", "ID");
        Set(DeclarantId, _root.Find("Declarant", "ID"));
        // Who answers for the goods here: in an export that is the exporter.
        Set(ImporterId, isExport ? exporter : _shipment?.Find("Importer", "ID") ?? _root.Find("Importer", "ID") ?? _shipment?.Find("Consignee", "ID"));
        Set(SellerId, _shipment?.Find("Seller", "ID") ?? (isExport ? null : exporter));
        var departure = _shipment?.Find("ExportCountry", "ID") ?? _root.Find("ExportCountry", "ID");
        Set(CountryOfDeparture, departure);
        var origin = _shipment?.Find("GovernmentAgencyGoodsItem", "Origin", "CountryCode") ?? _shipment?.Find("Origin", "CountryCode");
        if (origin is null && isExport && departure is { Text.Length: > 0 })
        {
            // An export need not say where its goods were made.
            Set(CountryOfOrigin, departure);
            FindAt(departure, departure.Text, "stands for the country of origin, which is not stated", "Origin/CountryCode in the goods item", severity: FindingSeverity.Warning);
        }
        else
        {
            Set(CountryOfOrigin, origin);
        }
    }

    private void Equipment()
    {
        var containers = _shipment?.Find("Consignment")?.All("TransportEquipment").Select(e => e.Find("ID")).OfType<XmlElement>() ?? [];
        var index = 0;
        foreach (var container in containers)
        {
            _places[string.Create(CultureInfo.InvariantCulture, $"containers[{index++}]")] = PlaceOf(container);
            var next = _builder.FindingCount;
            _builder.AddContainer(container.Text);
            Locate(next, container);
        }
    }

    private void DocumentsOf(XmlElement declaration, List<XmlElement> items)
    {
        XmlElement?[] owners = [declaration, _shipment, .. items];
        var index = 0;
        var ofOthers = new HashSet<(string?, string?)>();
        foreach (var owner in owners.OfType<XmlElement>())
        {
            // What belongs to several items is named by each of them and is one document.
            var own = owner.All("PreviousDocument").Concat(owner.All("AdditionalDocument"))
                .Where(d => !ofOthers.Contains((TypeOf(d), d.Find("ID")?.Text))).ToList();
            foreach (var document in own)
                AddDocument(document, index++);
            ofOthers.UnionWith(own.Select(d => ((string?)TypeOf(d), d.Find("ID")?.Text)));
        }
    }

    private static string TypeOf(XmlElement document) => document.Find("CategoryCode")?.Text + document.Find("TypeCode")?.Text;

    private void AddDocument(XmlElement document, int index)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"documents[{index}]");
        var (type, number) = (document.Find("TypeCode"), document.Find("ID"));
        _places[name] = PlaceOf(document);
        _places[name + ".kind"] = PlaceOf(type ?? document);
        _places[name + ".number"] = PlaceOf(number ?? document);
        var next = _builder.FindingCount;
        _builder.AddDocument(TypeOf(document), number?.Text);
        Locate(next, type ?? document);
    }

    private void Set(DeclarationField field, XmlElement? element) => Set(field, element, element?.Text ?? "");

    private void Set(DeclarationField field, XmlElement? element, string text)
    {
        if (element is null)
            return;
        _builder.Set(field, text);
        _places[DeclarationFields.JsonName(field)] = PlaceOf(element);
        // What the rules of the domain call it.
        if (field == ItemPrice)
            _places["price"] = PlaceOf(element);
        else if (field == Office)
            _places["officeId"] = PlaceOf(element);
    }

    private void Count(XmlElement? stated, decimal counted, string problem)
    {
        if (stated is null)
            return;
        if (!decimal.TryParse(stated.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            FindAt(stated, stated.Text, "is no count", "a whole number");
        else if (number != counted)
            FindAt(stated, stated.Text, problem, counted.ToString(CultureInfo.InvariantCulture));
    }

    private void FindAt(
        XmlElement element, string value, string problem, string expected, string below = "", FindingSeverity severity = FindingSeverity.Error)
    {
        var next = _builder.FindingCount;
        _builder.Find(element.Name, value, problem, expected, severity);
        if (_builder.FindingCount > next)
            _placeOfFinding[next] = new FieldPlace(element.Path + below, element.Line);
    }

    /// <summary>What was found since then is about this element.</summary>
    private void Locate(int since, XmlElement element)
    {
        for (var i = since; i < _builder.FindingCount; i++)
            _placeOfFinding[i] = PlaceOf(element);
    }

    private static FieldPlace PlaceOf(XmlElement element) => new(element.Path, element.Line);
}
