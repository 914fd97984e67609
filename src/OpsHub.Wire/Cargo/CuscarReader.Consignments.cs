using System.Globalization;
using OpsHub.Wire.Codes;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Cargo;

/// <summary>Consignments and their goods.</summary>
internal sealed partial class CuscarReader
{
    /// <summary>Five lines of 512 characters, which is what one FTX can carry.</summary>
    private const int MaxDescription = 2_560;

    private int _items;

    private void Consignment(EdifactSegment cni)
    {
        _level = Level.Consignment;
        if (_consignments.Count == CargoReader.MaxEntries)
        {
            TooMany(cni);
            return;
        }

        var document = Values.Required(cni, 2, 1, 35, "the number of the transport document");
        if (document.Length > 0 && !Seen.TransportDocuments.Add(document))
            Findings.Add(EdifactFault.Duplicate, cni.At(2, 1), document, "occurs twice in this interchange", "each transport document once");
        _consignments.Add(new ConsignmentBuilder { Start = cni, Document = document });
    }

    private void InConsignment(EdifactSegment segment, ConsignmentBuilder consignment)
    {
        switch (segment.Tag)
        {
            case "CNT":
                AddControl(consignment.Controls, segment);
                break;
            case "LOC":
                Place(segment, consignment);
                break;
            case "NAD":
                Party(segment, consignment);
                break;
            case "DTM":
                Values.Date(segment);
                break;
            case "RFF" when segment[1] == "BM" && segment[1, 2].Length > 0 && consignment.Document.Length > 0 && segment[1, 2] != consignment.Document:
                Findings.Add(EdifactFault.Undeclared, segment.At(1, 2), segment[1, 2], "is not the transport document of this consignment", consignment.Document);
                break;
        }
    }

    private void Place(EdifactSegment loc, ConsignmentBuilder consignment)
    {
        switch (loc[1])
        {
            case "9" or "6":
                consignment.Loading = Values.Port(loc);
                break;
            case "11" or "12":
                consignment.Discharge = Values.Port(loc);
                break;
            case "27":
                consignment.Origin = Values.Country(loc, 2, 1);
                break;
            default:
                if (IsPort(loc))
                    Values.Port(loc);
                break;
        }
    }

    /// <summary>NAD: 2.1 the code; 3 name and address in lines, or 4 the name, 5 street, 6 town; 9 the country.</summary>
    private void Party(EdifactSegment nad, ConsignmentBuilder consignment)
    {
        if (nad[1] is not ("CN" or "CZ" or "NI" or "N1"))
            return;
        var id = Values.Optional(nad, 2, 1, 35);
        var name = string.Join(", ", Texts(nad, 3).Concat(Texts(nad, 4)).Concat(Texts(nad, 5)).Append(nad[6]).Where(part => part.Length > 0));
        if (id is null && name.Length == 0)
            Findings.Add(EdifactFault.ElementMissing, nad.At(2, 1), "", "is missing: code or name of the party", "a code in 2.1, or a name in 3.1 or 4.1");
        var party = new CargoParty(id, name.Length == 0 ? null : name, nad[9].Length == 0 ? null : Values.Country(nad, 9, 1));
        if (nad[1] == "CN")
            consignment.Consignee = party;
        else if (nad[1] == "CZ")
            consignment.Consignor = party;
        else
            consignment.Notify = party;
    }

    private void Item(EdifactSegment gid)
    {
        _level = Level.Item;
        if (_items++ == CargoReader.MaxEntries)
            TooMany(gid);
        var hasPackages = gid[2].Length > 0;
        _consignments[^1].Items.Add(new ItemBuilder
        {
            Start = gid,
            Packages = hasPackages ? Values.Count(gid, 2, 1) : 0,
            PackageKind = Values.Optional(gid, 2, 2, 17),
        });
    }

    private void InItem(EdifactSegment segment, ItemBuilder item)
    {
        switch (segment.Tag)
        {
            case "FTX" when segment[1] == "AAA":
                Describe(segment, item);
                break;
            case "MEA" when IsGrossMass(segment):
                item.HasMass = true;
                item.GrossMass = Values.Mass(segment, (3, 1), (3, 2));
                break;
            case "SGP":
                Split(segment, item);
                break;
            case "CST" when segment[2].Length > 0:
                item.Hs = HsCode.Normalize(segment[2]);
                if (item.Hs is null)
                    Findings.Add(EdifactFault.HsCode, segment.At(2, 1), segment[2], "is no HS code", HsCode.Expected);
                break;
            case "LOC" when segment[1] == "27":
                Values.Country(segment, 2, 1);
                break;
        }
    }

    /// <summary>SGP: which container, and how many of the packages are in it.</summary>
    private void Split(EdifactSegment sgp, ItemBuilder item)
    {
        var number = Values.Required(sgp, 1, 1, 17, "the number of the container");
        if (number.Length == 0)
            return;
        if (!_equipment.ContainsKey(number))
            Findings.Add(EdifactFault.Undeclared, sgp.At(1, 1), number, "is not among the containers of this report", "the number of one of its EQD");
        if (!item.Containers.TryAdd(number, true))
            Findings.Add(EdifactFault.Duplicate, sgp.At(1, 1), number, "occurs twice for these goods", "each container once");
        if (sgp[2].Length == 0)
            item.IsSplitStated = false;
        else
            item.Split += Values.Count(sgp, 2, 1) ?? 0;
    }

    private void Describe(EdifactSegment ftx, ItemBuilder item)
    {
        if (item.DescriptionLength > MaxDescription)
            return;
        foreach (var text in Texts(ftx, 4))
        {
            item.Description.Add(text);
            item.DescriptionLength += text.Length + 1;
        }

        if (item.DescriptionLength > MaxDescription)
            Findings.Add(EdifactFault.TooLong, ftx.At(4), item.Description[^1], "makes the description too long", $"at most {MaxDescription} characters in all");
    }

    private static IEnumerable<string> Texts(EdifactSegment segment, int element)
    {
        for (var i = 1; i <= segment.Components(element); i++)
        {
            if (segment[element, i].Trim() is { Length: > 0 } text)
                yield return text;
        }
    }

    private sealed class ConsignmentBuilder
    {
        public required EdifactSegment Start { get; init; }

        public required string Document { get; init; }

        public string? Loading { get; set; }

        public string? Discharge { get; set; }

        public string? Origin { get; set; }

        public CargoParty? Consignee { get; set; }

        public CargoParty? Consignor { get; set; }

        public CargoParty? Notify { get; set; }

        public List<EdifactSegment> Controls { get; } = [];

        public decimal? StatedMass { get; set; }

        public int? StatedPackages { get; set; }

        public List<ItemBuilder> Items { get; } = [];

        public CargoConsignment Build(string? arrival) => new()
        {
            Document = Document,
            Loading = Loading ?? "",
            Discharge = Discharge ?? arrival ?? "",
            CountryOfOrigin = Origin,
            Consignee = Consignee,
            Consignor = Consignor,
            Notify = Notify,
            GrossMassKilograms = StatedMass ?? Items.Sum(i => i.GrossMass ?? 0),
            Packages = StatedPackages ?? Items.Sum(i => i.Packages ?? 0),
            Items = [.. Items.Select(i => i.Build())],
        };
    }

    private sealed class ItemBuilder
    {
        public required EdifactSegment Start { get; init; }

        public int? Packages { get; init; }

        public string? PackageKind { get; init; }

        public List<string> Description { get; } = [];

        public int DescriptionLength { get; set; }

        public bool HasMass { get; set; }

        public decimal? GrossMass { get; set; }

        public string? Hs { get; set; }

        /// <summary>Numbers, in the order given; the value says nothing.</summary>
        public OrderedDictionary<string, bool> Containers { get; } = new(StringComparer.Ordinal);

        public long Split { get; set; }

        public bool IsSplitStated { get; set; } = true;

        public CargoItem Build() => new()
        {
            Packages = Packages ?? 0,
            PackageKind = PackageKind,
            Description = string.Join(' ', Description),
            GrossMassKilograms = GrossMass ?? 0,
            Hs = Hs,
            Containers = [.. Containers.Keys],
        };
    }
}
