using OpsHub.Wire.Codes;
using OpsHub.Wire.Edifact;

namespace OpsHub.Wire.Tests.Validation;

/// <summary>A way to break one rule of a cargo message.</summary>
/// <param name="Name">What is broken.</param>
/// <param name="Break">
/// Breaks it in the segments of the message (without UNH and UNT) and says where it must be found: the segment's index in the list, -1 for
/// UNH; tag, element and component as a finding tells them. Null where this message has nothing of the kind.
/// </param>
internal sealed record CargoBreakage(string Name, Func<List<string>, Random, (int Index, string Place, EdifactFault Fault)?> Break);

/// <summary>Cargo messages that are right, drawn at random, and the ways to break them.</summary>
internal static class BrokenCargo
{
    private static readonly string[] s_ports = ["EETLL", "SEGOT", "FIHEL", "DEHAM", "NLRTM", "LVRIX", "PLGDY"];
    private static readonly string[] s_countries = ["EE", "SE", "FI", "DE", "NL", "CN"];

    public static string Container(Random random)
    {
        var ten = $"{Letter(random)}{Letter(random)}{Letter(random)}U{random.Next(1_000_000):D6}";
        return ten + ContainerNumber.CheckDigit(ten);
    }

    public static List<string> Cuscar(Random random)
    {
        var containers = Enumerable.Range(0, random.Next(2, 5)).Select(_ => Container(random)).Distinct().ToList();
        var consignments = random.Next(2, 5);
        List<string> lines =
        [
            $"BGM+785+MAN{random.Next(100_000)}+9", $"DTM+137:{Stamp(random)}:203", $"TDT+20+{random.Next(100, 999)}W+1++MSCU:172:166+++9074729:146::NORDIC STAR",
            $"LOC+60+{Port(random)}:139:6", $"DTM+132:{Stamp(random)}:203", $"CNT+10:{consignments}", $"CNT+16:{containers.Count}",
        ];
        foreach (var container in containers)
            lines.AddRange([$"EQD+CN+{container}+22G1:102:5+++5", $"MEA+AAE+G+KGM:{random.Next(2_000, 30_000)}", $"SEL+S{random.Next(100_000)}+CA", $"LOC+9+{Port(random)}:139:6"]);
        for (var c = 1; c <= consignments; c++)
            Consignment(lines, random, c, containers);
        return lines;
    }

    private static void Consignment(List<string> lines, Random random, int number, List<string> containers)
    {
        var items = Enumerable.Range(0, random.Next(1, 4)).Select(_ => (Packages: random.Next(2, 500), Mass: random.Next(100, 20_000))).ToList();
        var bill = $"BL{number}X{random.Next(100_000)}";
        lines.AddRange(
        [
            $"CNI+{number}+{bill}", $"RFF+BM:{bill}", $"CNT+7:{items.Sum(i => i.Mass)}:KGM", $"CNT+11:{items.Sum(i => i.Packages)}", $"LOC+9+{Port(random)}:139:6",
            $"LOC+11+{Port(random)}:139:6", $"LOC+27+{s_countries[random.Next(s_countries.Length)]}", $"NAD+CN+EE{random.Next(10_000)}++IMPORTER OU+QUAY 1+TALLINN++10111+EE",
        ]);
        foreach (var (item, i) in items.Select((item, i) => (item, i)))
        {
            var first = random.Next(1, item.Packages);
            lines.AddRange([$"GID+{i + 1}+{item.Packages}:CT", "FTX+AAA+++STEEL COILS", $"MEA+AAE+G+KGM:{item.Mass}"]);
            lines.AddRange([$"SGP+{containers[0]}+{first}", $"SGP+{containers[1]}+{item.Packages - first}", $"CST+1+{random.Next(10_000_0, 99_999_9)}"]);
        }
    }

    public static List<string> Baplie(Random random)
    {
        List<string> lines =
        [
            $"BGM++PLAN{random.Next(100_000)}+9", $"DTM+137:{Stamp(random)}:203", $"TDT+20+{random.Next(100, 999)}W+++MSCU:172:20+++9074729:146::NORDIC STAR",
            $"LOC+5+{Port(random)}:139:6", $"LOC+61+{Port(random)}:139:6", $"DTM+178:{Stamp(random)}:203",
        ];
        for (var i = random.Next(2, 8); i > 0; i--)
        {
            lines.AddRange([$"LOC+147+{i:D3}{random.Next(1, 20):D2}82::5", $"MEA+VGM++KGM:{random.Next(2_000, 30_000)}", $"LOC+9+{Port(random)}:139:6"]);
            lines.AddRange([$"LOC+11+{Port(random)}:139:6", "RFF+BM:1", $"EQD+CN+{Container(random)}+45G1+++5", "NAD+CA+MSCU:172:20"]);
        }

        return lines;
    }

    /// <summary>Rules both messages have.</summary>
    private static readonly CargoBreakage[] s_both =
    [
        new("number missing", (l, r) => Change(l, r, "BGM", s => Element(s, 2, ""), "BGM 2.1", EdifactFault.ElementMissing)),
        new("function unknown", (l, r) => Change(l, r, "BGM", s => Element(s, 3, "7"), "BGM 3.1", EdifactFault.Code)),
        new("no date", (l, r) => Change(l, r, "DTM", s => s[..8] + "20260231" + s[16..], "DTM 1.2", EdifactFault.Date)),
        new("format of date", (l, r) => Change(l, r, "DTM", s => s[..^3] + "999", "DTM 1.3", EdifactFault.Date)),
        new("voyage missing", (l, r) => Change(l, r, "TDT+20", s => Element(s, 2, ""), "TDT 2.1", EdifactFault.ElementMissing)),
        new("no IMO number", (l, r) => Change(l, r, "TDT+20", s => s.Replace("9074729", "907472", StringComparison.Ordinal), "TDT 8.1", EdifactFault.ImoNumber)),
        new("IMO check digit", (l, r) => Change(l, r, "TDT+20", s => s.Replace("9074729", "9074728", StringComparison.Ordinal), "TDT 8.1", EdifactFault.ImoCheckDigit)),
        new("transport missing", (l, r) => Without(l, l.FindIndex(s => s.StartsWith("TDT+20", StringComparison.Ordinal)), -1, "TDT")),
        new("beginning missing", (l, r) => Without(l, 0, -1, "BGM")),
        new("no place", (l, r) => Change(l, r, "LOC+9", s => Element(s, 2, "GOTHENBURG"), "LOC 2.1", EdifactFault.Location)),
        new("digits in a place", (l, r) => Change(l, r, "LOC+11", s => Element(s, 2, "EE1LL"), "LOC 2.1", EdifactFault.Location)),
        new("no amount", (l, r) => Change(l, r, "MEA", s => s[..(s.LastIndexOf(':') + 1)] + "HEAVY", "MEA 3.2", EdifactFault.Number)),
        new("negative amount", (l, r) => Change(l, r, "MEA", s => s.Replace("KGM:", "KGM:-", StringComparison.Ordinal), "MEA 3.2", EdifactFault.Number)),
        new("no unit", (l, r) => Change(l, r, "MEA", s => s.Replace("KGM", "LTR", StringComparison.Ordinal), "MEA 3.1", EdifactFault.Unit)),
        new("container check digit", (l, r) => Everywhere(l, r, n => n[..10] + (char)('0' + (n[10] - '0' + r.Next(1, 10)) % 10), EdifactFault.ContainerCheckDigit)),
        new("no container number", (l, r) => Everywhere(l, r, n => n[..9], EdifactFault.ContainerNumber)),
        new("no container category", (l, r) => Everywhere(l, r, n => n[..3] + "X" + n[4..], EdifactFault.ContainerNumber)),
        new("no status", (l, r) => Change(l, r, "EQD", s => s[..^1] + "9", "EQD 6.1", EdifactFault.Code)),
        new("no size and type", (l, r) => Change(l, r, "EQD", s => s.Replace("22G1", "22", StringComparison.Ordinal).Replace("45G1", "4", StringComparison.Ordinal), "EQD 3.1", EdifactFault.SizeType)),
        new("segment unknown", (l, r) => Insert(l, r.Next(1, l.Count + 1), "ZZZ+1", EdifactFault.SegmentUnknown)),
        new("second beginning", (l, r) => Insert(l, r.Next(1, l.Count + 1), "BGM+785+AGAIN+9", EdifactFault.SegmentMisplaced)),
        new("foreign character", (l, r) => Change(l, r, "BGM", s => s[..^3] + "_" + s[^2..], "BGM 2", EdifactFault.ForeignCharacter)),
        new("segment too long", (l, r) => Change(l, r, "EQD", s => s + "+" + new string('X', 5_000), "EQD", EdifactFault.SegmentTooLong)),
        new("too many elements", (l, r) => Change(l, r, "LOC+9", s => s + new string('+', 70), "LOC 61", EdifactFault.TooManyElements)),
    ];

    public static readonly CargoBreakage[] OfCuscar =
    [
        .. s_both,
        new("container twice", (l, r) => Pick(l, r, "EQD") is var at ? Insert(l, at + 1, l[at], EdifactFault.Duplicate, "EQD 2.1") : null),
        new("count of consignments", (l, r) => Change(l, r, "CNT+10", s => s + "1", "CNT 1.2", EdifactFault.Total)),
        new("count of containers", (l, r) => Change(l, r, "CNT+16", s => s + "1", "CNT 1.2", EdifactFault.Total)),
        new("total mass", (l, r) => Change(l, r, "CNT+7", s => s.Replace(":KGM", "9:KGM", StringComparison.Ordinal), "CNT 1.2", EdifactFault.Total)),
        new("total packages", (l, r) => Change(l, r, "CNT+11", s => s + "7", "CNT 1.2", EdifactFault.Total)),
        new("no total", (l, r) => Change(l, r, "CNT", s => s.Split(':')[0] + ":MANY", "CNT 1.2", EdifactFault.Number)),
        new("bill missing", (l, r) => Change(l, r, "CNI", s => Element(s, 2, ""), "CNI 2.1", EdifactFault.ElementMissing)),
        new("bill too long", (l, r) => Change(l, r, "CNI", s => Element(s, 2, new string('B', 36)), "CNI 2.1", EdifactFault.TooLong, also: -2)),
        new("bill twice", BillTwice),
        new("another bill", (l, r) => Change(l, r, "RFF+BM", s => s + "X", "RFF 1.2", EdifactFault.Undeclared)),
        new("no country", (l, r) => Change(l, r, "LOC+27", s => Element(s, 2, "SWE"), "LOC 2.1", EdifactFault.Country)),
        new("no country of a party", (l, r) => Change(l, r, "NAD", s => Element(s, 9, "EST"), "NAD 9.1", EdifactFault.Country)),
        new("party without name", (l, r) => Change(l, r, "NAD", _ => "NAD+CN", "NAD 2.1", EdifactFault.ElementMissing)),
        new("consignee missing", (l, r) => Pick(l, r, "NAD") is var at ? Without(l, at, Before(l, at, "CNI"), "NAD") : null),
        new("loading missing", (l, r) => LoadingMissing(l, r)),
        new("description missing", (l, r) => Pick(l, r, "FTX") is var at ? Without(l, at, at - 1, "FTX") : null),
        new("mass missing", (l, r) => Pick(l, r, "FTX") is var at ? Without(l, at + 1, at - 1, "MEA") : null),
        new("container not reported", (l, r) => Change(l, r, "SGP", s => Element(s, 1, Container(r)), "SGP 1.1", EdifactFault.Undeclared)),
        new("packages in containers", PackagesInContainers),
        new("no HS code", (l, r) => Change(l, r, "CST", s => Element(s, 2, "00X"), "CST 2.1", EdifactFault.HsCode)),
        new("no packages", (l, r) => Change(l, r, "GID", s => Element(s, 2, "TEN:CT"), "GID 2.1", EdifactFault.Number)),
        new("goods in the head", (l, r) => Insert(l, r.Next(1, 7), "GID+1+1:CT", EdifactFault.SegmentMisplaced)),
        new("container behind consignments", (l, r) => Insert(l, l.Count, $"EQD+CN+{Container(r)}", EdifactFault.SegmentMisplaced)),
    ];

    public static readonly CargoBreakage[] OfBaplie =
    [
        .. s_both,
        new("no position", (l, r) => Change(l, r, "LOC+147", s => Element(s, 2, "BAY5"), "LOC 2.1", EdifactFault.StowPosition)),
        new("position twice", (l, r) => Second(l, "LOC+147", 2, "LOC 2.1")),
        new("container twice on board", (l, r) => Second(l, "EQD", 2, "EQD 2.1")),
        new("departure missing", (l, r) => Without(l, l.FindIndex(s => s.StartsWith("LOC+5+", StringComparison.Ordinal)), -1, "LOC")),
        new("next call missing", (l, r) => Without(l, l.FindIndex(s => s.StartsWith("LOC+61", StringComparison.Ordinal)), -1, "LOC")),
        new("mass missing on board", (l, r) => Pick(l, r, "MEA") is var at ? Without(l, at, at - 1, "MEA") : null),
        new("loading missing on board", (l, r) => Pick(l, r, "LOC+9") is var at ? Without(l, at, at - 2, "LOC") : null),
        new("discharge missing on board", (l, r) => Pick(l, r, "LOC+11") is var at ? Without(l, at, at - 3, "LOC") : null),
        new("container missing", (l, r) => Pick(l, r, "EQD") is var at ? Without(l, at, at - 5, "EQD") : null),
        new("second container", (l, r) => Pick(l, r, "EQD") is var at ? Insert(l, at + 1, $"EQD+CN+{Container(r)}", EdifactFault.TooMany) : null),
        new("goods in the head of a plan", (l, r) => Insert(l, r.Next(1, 6), "MEA+VGM++KGM:1", EdifactFault.SegmentMisplaced)),
    ];

    private static (int, string, EdifactFault)? Change(List<string> lines, Random random, string prefix, Func<string, string> change, string place, EdifactFault fault, int also = 0)
    {
        var at = Pick(lines, random, prefix);
        // The reference that repeats the bill goes with it.
        if (also == -2)
            lines.RemoveAt(at + 1);
        lines[at] = change(lines[at]);
        return (at, place, fault);
    }

    private static (int, string, EdifactFault)? Insert(List<string> lines, int at, string line, EdifactFault fault, string? place = null)
    {
        lines.Insert(at, line);
        return (at, place ?? line[..3], fault);
    }

    private static (int, string, EdifactFault)? Without(List<string> lines, int at, int owner, string tag)
    {
        lines.RemoveAt(at);
        return (owner, tag, EdifactFault.SegmentMissing);
    }

    /// <summary>A wrong container number wherever the right one was: found where it is declared.</summary>
    private static (int, string, EdifactFault)? Everywhere(List<string> lines, Random random, Func<string, string> change, EdifactFault fault)
    {
        var at = Pick(lines, random, "EQD");
        var number = lines[at].Split('+')[2];
        var wrong = change(number);
        for (var i = 0; i < lines.Count; i++)
            lines[i] = lines[i].Replace(number, wrong, StringComparison.Ordinal);
        return (at, "EQD 2.1", fault);
    }

    private static (int, string, EdifactFault)? BillTwice(List<string> lines, Random random)
    {
        var first = lines.FindIndex(l => l.StartsWith("CNI", StringComparison.Ordinal));
        var second = lines.FindIndex(first + 1, l => l.StartsWith("CNI", StringComparison.Ordinal));
        lines[second] = Element(lines[second], 2, lines[first].Split('+')[2]);
        lines.RemoveAt(second + 1);
        return (second, "CNI 2.1", EdifactFault.Duplicate);
    }

    private static (int, string, EdifactFault)? LoadingMissing(List<string> lines, Random random)
    {
        var at = lines.FindIndex(Pick(lines, random, "CNI"), l => l.StartsWith("LOC+9+", StringComparison.Ordinal));
        return Without(lines, at, Before(lines, at, "CNI"), "LOC");
    }

    private static (int, string, EdifactFault)? PackagesInContainers(List<string> lines, Random random)
    {
        var at = Pick(lines, random, "SGP");
        lines[at] += "0";
        return (Before(lines, at, "GID"), "GID 2.1", EdifactFault.Total);
    }

    /// <summary>Gives the second of a kind what the first has.</summary>
    private static (int, string, EdifactFault)? Second(List<string> lines, string prefix, int element, string place)
    {
        var first = lines.FindIndex(l => l.StartsWith(prefix, StringComparison.Ordinal));
        var second = lines.FindIndex(first + 1, l => l.StartsWith(prefix, StringComparison.Ordinal));
        lines[second] = Element(lines[second], element, lines[first].Split('+')[element]);
        return (second, place, EdifactFault.Duplicate);
    }

    private static int Pick(List<string> lines, Random random, string prefix)
    {
        var at = lines.Select((line, i) => (line, i)).Where(p => p.line.StartsWith(prefix + (prefix.Length > 3 && char.IsDigit(prefix[^1]) ? "+" : ""), StringComparison.Ordinal)
            || (prefix.StartsWith("CNT+", StringComparison.Ordinal) && p.line.StartsWith(prefix + ":", StringComparison.Ordinal))).Select(p => p.i).ToList();
        return at[random.Next(at.Count)];
    }

    private static int Before(List<string> lines, int at, string prefix) => lines.FindLastIndex(at - 1, l => l.StartsWith(prefix, StringComparison.Ordinal));

    private static string Element(string line, int element, string text)
    {
        var elements = line.Split('+');
        var rest = elements[element].IndexOf(':', StringComparison.Ordinal);
        elements[element] = rest < 0 || text.Contains(':') ? text : text + elements[element][rest..];
        return string.Join('+', elements);
    }

    private static string Port(Random random) => s_ports[random.Next(s_ports.Length)];

    private static string Stamp(Random random) => $"202603{random.Next(1, 29):D2}{random.Next(24):D2}{random.Next(60):D2}";

    private static char Letter(Random random) => (char)('A' + random.Next(26));
}
