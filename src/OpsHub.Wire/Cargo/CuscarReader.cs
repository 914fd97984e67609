using System.Collections.Frozen;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Cargo;

/// <summary>
/// One CUSCAR: the head with ship and voyage, the containers (EQD), the consignments (CNI) and their goods (GID). A segment belongs to the
/// nearest of these before it.
/// </summary>
internal sealed partial class CuscarReader(EdifactMessage message, FindingSink findings, InterchangeDocuments seen) : MessageReader(message, findings, seen)
{
    private enum Level : byte
    {
        Head,
        Equipment,
        Consignment,
        Item,
    }

    /// <summary>Which segments stand on which level; those without a meaning here are passed over.</summary>
    private static readonly FrozenSet<string>[] s_allowed =
    [
        Tags("BGM DTM LOC QTY CNT RFF NAD CTA COM FTX TDT GIS MEA EQD CNI"),
        Tags("TSR MEA DIM SEL NAD GIS TMP RNG LOC HAN FTX RFF DTM CNT EQD CNI"),
        Tags("CNT RFF DTM MOA LOC GIS TDT NAD CTA COM FTX TSR HAN DOC CUX TCC CNI GID"),
        Tags("HAN NAD MEA DIM FTX SGP DGS PCI CST MOA TMP RNG GIS RFF LOC DOC PAC GIN CTA COM GID CNI"),
    ];

    private static readonly FrozenSet<string> s_known = s_allowed.SelectMany(tags => tags).ToFrozenSet(StringComparer.Ordinal);

    private readonly Dictionary<string, EquipmentBuilder> _equipment = new(StringComparer.Ordinal);
    private readonly List<EquipmentBuilder> _equipmentInOrder = [];
    private readonly List<ConsignmentBuilder> _consignments = [];
    private readonly List<EdifactSegment> _controls = [];
    private EquipmentBuilder? _container;
    private Level _level;
    private string? _arrival;

    /// <summary>Reads to the end. What comes back is whole only when nothing was found.</summary>
    public CargoReport Read()
    {
        foreach (var segment in Message.Segments())
        {
            if (segment.Tag == "BGM" ? !TakeBeginning(segment) : !s_allowed[(int)_level].Contains(segment.Tag))
                Misplaced(segment, s_known);
            else if (segment.Tag != "BGM")
                Take(segment);
        }

        RequireHead();
        foreach (var consignment in _consignments)
            Complete(consignment);
        if (_consignments.Count == 0 && Function != CargoFunction.Cancellation)
            Missing(Head("CNI"), "the consignments", "at least one CNI, but for a cancellation");
        Controls();
        return new CargoReport
        {
            Document = Document,
            Function = Function,
            PreparedAt = PreparedAt,
            Voyage = Voyage,
            Arrival = _arrival,
            Equipment = [.. _equipmentInOrder.Select(e => e.Build())],
            Consignments = [.. _consignments.Select(c => c.Build(_arrival))],
        };
    }

    private void Take(EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case "EQD":
                Equipment(segment);
                return;
            case "CNI":
                Consignment(segment);
                return;
            case "GID":
                Item(segment);
                return;
        }

        switch (_level)
        {
            case Level.Head:
                InHead(segment);
                break;
            case Level.Equipment:
                InEquipment(segment, _container!);
                break;
            case Level.Consignment:
                InConsignment(segment, _consignments[^1]);
                break;
            default:
                InItem(segment, _consignments[^1].Items[^1]);
                break;
        }
    }

    private void InHead(EdifactSegment segment)
    {
        switch (segment.Tag)
        {
            case "DTM":
                HeadDate(segment);
                break;
            case "TDT":
                Transport(segment);
                break;
            // 60 place of arrival, 11 port of discharge: where the cargo is reported.
            case "LOC" when segment[1] is "60" or "11":
                _arrival = Values.Port(segment);
                break;
            case "LOC" when IsPort(segment):
                Values.Port(segment);
                break;
            case "CNT":
                AddControl(_controls, segment);
                break;
        }
    }

    private void Equipment(EdifactSegment eqd)
    {
        _level = Level.Equipment;
        _container = new EquipmentBuilder { Number = eqd[2] };
        // CN container; others (breakbulk, pallets, trailers) have numbers of no standard.
        if (eqd[1] == "CN")
        {
            Values.Container(eqd, 2);
            _container.SizeType = Values.SizeType(eqd);
            _container.IsFull = Values.IsFull(eqd);
        }
        else
        {
            Values.Required(eqd, 2, 1, 17, "the number of the equipment");
        }

        if (_equipment.Count == CargoReader.MaxEntries)
            TooMany(eqd);
        else if (_container.Number.Length > 0 && !_equipment.TryAdd(_container.Number, _container))
            Findings.Add(EdifactFault.Duplicate, eqd.At(2, 1), _container.Number, "occurs twice", "each container once");
        else if (eqd[1] == "CN")
            _equipmentInOrder.Add(_container);
    }

    private void InEquipment(EdifactSegment segment, EquipmentBuilder container)
    {
        switch (segment.Tag)
        {
            case "MEA" when IsGrossMass(segment):
                container.GrossMass = Values.Mass(segment, (3, 1), (3, 2));
                break;
            case "SEL" when container.Seals.Count < 9 && Values.Optional(segment, 1, 1, 15) is { } seal:
                container.Seals.Add(seal);
                break;
            case "SEL" when container.Seals.Count == 9:
                Findings.Add(EdifactFault.TooMany, segment.At(), "", "is a tenth seal", "at most 9");
                break;
            case "LOC" when IsPort(segment):
                Values.Port(segment);
                break;
            case "DTM":
                Values.Date(segment);
                break;
            case "CNT":
                AddControl(_controls, segment);
                break;
        }
    }

    /// <summary>Each control total is compared with all it counts: there are at most nine, as the directory has it.</summary>
    private void AddControl(List<EdifactSegment> controls, EdifactSegment cnt)
    {
        if (controls.Count == 9)
            Findings.Add(EdifactFault.TooMany, cnt.At(), "", "is a tenth control total", "at most 9");
        else
            controls.Add(cnt);
    }

    /// <summary>AAE or WT, gross (G, AAB, or not said); net and tare are passed over.</summary>
    private static bool IsGrossMass(EdifactSegment mea) => mea[1] is "AAE" or "WT" && mea[2] is "" or "G" or "AAB" or "AAD";

    /// <summary>Ports of loading, discharge, transshipment, call: these have a UN/LOCODE.</summary>
    private static bool IsPort(EdifactSegment loc) => loc[1] is "5" or "6" or "9" or "11" or "12" or "13" or "60" or "61" or "76" or "80";

    private void TooMany(EdifactSegment segment) =>
        Findings.Add(EdifactFault.TooMany, segment.At(), "", "is one too many", $"at most {CargoReader.MaxEntries} in a message");

    private static FrozenSet<string> Tags(string tags) => tags.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private sealed class EquipmentBuilder
    {
        public required string Number { get; init; }

        public string? SizeType { get; set; }

        public bool? IsFull { get; set; }

        public decimal? GrossMass { get; set; }

        public List<string> Seals { get; } = [];

        public CargoEquipment Build() => new() { Number = Number, SizeType = SizeType, IsFull = IsFull, GrossMassKilograms = GrossMass, Seals = Seals };
    }
}
