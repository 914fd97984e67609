using System.Collections.Frozen;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Cargo;

/// <summary>
/// One BAPLIE: the head with ship and voyage, and from each LOC+147 on a position on board and what stands there. Ports are those of the
/// SMDG's guide (9 loading, 11 discharge) or of its later one (6, 12).
/// </summary>
internal sealed class BaplieReader(EdifactMessage message, FindingSink findings, InterchangeDocuments seen) : MessageReader(message, findings, seen)
{
    private static readonly FrozenSet<string> s_head = Tags("BGM DTM RFF NAD TDT LOC FTX CTA COM");
    private static readonly FrozenSet<string> s_stow = Tags("LOC GID GDS FTX MEA DIM TMP RNG RFF EQD EQA NAD DGS CNT DTM HAN TSR SEL");
    private static readonly FrozenSet<string> s_known = s_head.Concat(s_stow).ToFrozenSet(StringComparer.Ordinal);

    private readonly HashSet<string> _positions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _numbers = new(StringComparer.Ordinal);
    private readonly List<Stow> _stows = [];
    private string? _departure;
    private string? _nextCall;

    /// <summary>Reads to the end. What comes back is whole only when nothing was found.</summary>
    public StowPlan Read()
    {
        foreach (var segment in Message.Segments())
        {
            if (segment.Tag == "BGM")
            {
                if (!TakeBeginning(segment))
                    Misplaced(segment, s_known);
            }
            else if (segment.Tag == "LOC" && segment[1] == "147")
                Position(segment);
            else if (!(_stows.Count == 0 ? s_head : s_stow).Contains(segment.Tag))
                Misplaced(segment, s_known);
            else if (_stows.Count == 0)
                InHead(segment);
            else
                InStow(segment, _stows[^1]);
        }

        RequireHead();
        if (_departure is null)
            Missing(Head("LOC"), "the port of departure", "LOC+5 behind TDT");
        if (_nextCall is null)
            Missing(Head("LOC"), "the next port of call", "LOC+61 behind TDT");
        foreach (var stow in _stows)
            Complete(stow);
        return new StowPlan
        {
            Document = Document,
            Function = Function,
            PreparedAt = PreparedAt,
            Voyage = Voyage,
            Departure = _departure ?? "",
            NextCall = _nextCall ?? "",
            Containers = [.. _stows.Where(s => s.IsContainer).Select(s => s.Build())],
        };
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
            case "LOC" when segment[1] == "5":
                _departure = Values.Port(segment);
                break;
            case "LOC" when segment[1] == "61":
                _nextCall = Values.Port(segment);
                break;
        }
    }

    /// <summary>LOC+147+BBBRRTT::5, a leading zero of the bay may be left out.</summary>
    private void Position(EdifactSegment loc)
    {
        var position = loc[2];
        if (position.Length is not (6 or 7) || position.AsSpan().ContainsAnyExceptInRange('0', '9'))
        {
            Findings.Add(EdifactFault.StowPosition, loc.At(2, 1), position, "is no position on board", "ISO 9711: bay, row and tier in seven digits, like 0050302");
        }
        else
        {
            position = position.PadLeft(7, '0');
            if (!_positions.Add(position))
                Findings.Add(EdifactFault.Duplicate, loc.At(2, 1), position, "is taken by another container", "each position once");
        }

        if (_stows.Count == CargoReader.MaxEntries)
            Findings.Add(EdifactFault.TooMany, loc.At(), "", "is one too many", $"at most {CargoReader.MaxEntries} in a message");
        else
            _stows.Add(new Stow { Start = loc, Position = position });
    }

    private void InStow(EdifactSegment segment, Stow stow)
    {
        switch (segment.Tag)
        {
            case "MEA" when segment[1] is "WT" or "VGM" or "AAE":
                stow.HasMass = true;
                // Gross in 2 and unit and value in 3, as in other messages.
                stow.Mass = Values.Mass(segment, (3, 1), (3, 2));
                break;
            case "LOC" when segment[1] is "9" or "6":
                stow.Loading = Values.Port(segment);
                break;
            case "LOC" when segment[1] is "11" or "12":
                stow.Discharge = Values.Port(segment);
                break;
            case "LOC" when segment[1] is "13" or "76" or "80":
                Values.Port(segment);
                break;
            case "EQD":
                Equipment(segment, stow);
                break;
            case "NAD" when segment[1] is "CA" or "CF":
                stow.Operator = Values.Optional(segment, 2, 1, 17);
                break;
            case "DTM":
                Values.Date(segment);
                break;
        }
    }

    private void Equipment(EdifactSegment eqd, Stow stow)
    {
        stow.HasEquipment = true;
        if (eqd[1] != "CN")
            return;
        if (stow.IsContainer)
        {
            Findings.Add(EdifactFault.TooMany, eqd.At(), eqd[2], "is a second container at one position", "one EQD+CN behind each LOC+147");
            return;
        }

        stow.IsContainer = true;
        stow.Number = Values.Container(eqd, 2);
        stow.SizeType = Values.SizeType(eqd);
        stow.IsFull = Values.IsFull(eqd);
        if (stow.Number.Length > 0 && !_numbers.Add(stow.Number))
            Findings.Add(EdifactFault.Duplicate, eqd.At(2, 1), stow.Number, "stands on board twice", "each container once");
    }

    private void Complete(Stow stow)
    {
        var at = stow.Start.Number;
        if (!stow.HasEquipment)
            Missing(new EdifactPlace(at, "EQD"), "the container", "EQD behind this LOC+147");
        if (!stow.IsContainer)
            return;
        if (!stow.HasMass)
            Missing(new EdifactPlace(at, "MEA"), "the gross mass", "MEA+WT++KGM or MEA+VGM++KGM behind this LOC+147");
        if (stow.Loading is null)
            Missing(new EdifactPlace(at, "LOC"), "the port of loading", "LOC+9 behind this LOC+147");
        if (stow.Discharge is null)
            Missing(new EdifactPlace(at, "LOC"), "the port of discharge", "LOC+11 behind this LOC+147");
    }

    private static FrozenSet<string> Tags(string tags) => tags.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    private sealed class Stow
    {
        public required EdifactSegment Start { get; init; }

        public required string Position { get; init; }

        public bool HasEquipment { get; set; }

        public bool IsContainer { get; set; }

        public string Number { get; set; } = "";

        public string? SizeType { get; set; }

        public bool? IsFull { get; set; }

        public bool HasMass { get; set; }

        public decimal? Mass { get; set; }

        public string? Loading { get; set; }

        public string? Discharge { get; set; }

        public string? Operator { get; set; }

        public StowedContainer Build() => new()
        {
            Position = Position,
            Number = Number,
            SizeType = SizeType,
            IsFull = IsFull,
            GrossMassKilograms = Mass ?? 0,
            Loading = Loading ?? "",
            Discharge = Discharge ?? "",
            Operator = Operator,
        };
    }
}
