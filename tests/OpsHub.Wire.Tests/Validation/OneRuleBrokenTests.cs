using System.Diagnostics;
using System.Globalization;
using OpsHub.Wire.Cargo;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.Tests.Support;
using OpsHub.Wire.Text;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Validation;

/// <summary>
/// 10,000 messages, each right but for one rule, over all formats and rules: each is refused or marked at the right place and for that
/// alone, its neighbours are taken, none crashes or hangs. Seeded; OPSHUB_FUZZ_SEED replays a run.
/// </summary>
public sealed partial class OneRuleBrokenTests(ITestOutputHelper output)
{
    // A message takes milliseconds; on a machine that has others to serve, a pause of its own.
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(5);

    private static readonly int s_seed = int.TryParse(Environment.GetEnvironmentVariable("OPSHUB_FUZZ_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 20260301;

    [Fact]
    public void Read_CuscarWithOneRuleBroken_IsFoundAtItsPlace() => Cargo("CUSCAR", 3_000, BrokenCargo.Cuscar, BrokenCargo.OfCuscar);

    [Fact]
    public void Read_BaplieWithOneRuleBroken_IsFoundAtItsPlace() => Cargo("BAPLIE", 1_700, BrokenCargo.Baplie, BrokenCargo.OfBaplie);

    private void Cargo(string type, int count, Func<Random, List<string>> draw, CargoBreakage[] breakages)
    {
        var random = new Random(s_seed);
        for (var i = 0; i < count; i++)
        {
            var breakage = breakages[i % breakages.Length];
            var lines = draw(random);
            var (index, place, fault) = breakage.Break(lines, random)!.Value;
            // A right message before it and one behind it.
            var (before, behind) = (draw(random), draw(random));
            var text = Edi.Interchange(Edi.Message(type, before, "M1"), Edi.Message(type, lines, "M2"), Edi.Message(type, behind, "M3"));
            var said = $"{type} {i}, {breakage.Name}, OPSHUB_FUZZ_SEED={s_seed}: {text}";
            var began = Stopwatch.GetTimestamp();
            var reads = CargoReader.Read(Edi.Read(text));
            Assert.True(Stopwatch.GetElapsedTime(began) < s_longest, said);
            Assert.True(reads.Count == 3 && reads[0].Findings.Count == 0 && reads[0].IsTaken && reads[2].Findings.Count == 0 && reads[2].IsTaken, said);
            var finding = reads[1].Findings.Count == 1 ? reads[1].Findings[0] : null;
            // UNB, the message before with UNH and UNT, UNH.
            var segment = 1 + before.Count + 2 + 1 + index + 1;
            Assert.True(
                finding is not null && finding.Fault == fault && finding.Place.ToString() == place && finding.Place.Segment == segment,
                $"expected {fault} at {place} of segment {segment}, found {string.Join(", ", reads[1].Findings)} in {said}");
            Assert.True(reads[1].IsTaken == (finding.Severity == FindingSeverity.Warning), said);
        }

        output.WriteLine($"{count} of {type}, {breakages.Length} rules, seed {s_seed}");
    }

    [Fact]
    public void Read_EnvelopeWithOneRuleBroken_IsFoundAtItsPlace()
    {
        (string From, string To, EdifactFault Fault, string Place, bool IsWhole)[] breakages =
        [
            ("UNOA:2", "UNOX:2", EdifactFault.Syntax, "UNB 1.1", true),
            ("UNOA:2", "UNOA:9", EdifactFault.Syntax, "UNB 1.2", true),
            ("+LINE+", "++", EdifactFault.Party, "UNB 2.1", true),
            ("+PORT+", "++", EdifactFault.Party, "UNB 3.1", true),
            ("+260301:", "+261301:", EdifactFault.PreparedAt, "UNB 4.1", true),
            (":0800+", ":0860+", EdifactFault.PreparedAt, "UNB 4.2", true),
            ("UNZ+2+", "UNZ+3+", EdifactFault.ControlCount, "UNZ 1.1", true),
            ("UNZ+2+", "UNZ+TWO+", EdifactFault.ControlCount, "UNZ 1.1", true),
            ("UNZ+2+IC1", "UNZ+2+IC9", EdifactFault.ReferenceMismatch, "UNZ 2.1", true),
            ("UNZ+2+IC1'", "", EdifactFault.TrailerMissing, "UNZ", true),
            ("UNZ+2+IC1'", "UNZ+2+IC1", EdifactFault.NotTerminated, "UNZ", true),
            ("UNZ+2+IC1'", "UNZ+2+IC1'UNB+UNOA:2'", EdifactFault.AfterTrailer, "UNB", true),
            ("UNH+M2", "FTX+AAA'UNH+M2", EdifactFault.OutsideMessage, "FTX", true),
            ("UNZ+2+", "UNE+2+G1'UNZ+2+", EdifactFault.GroupOrder, "UNE", true),
            ("UNB+", "UNX+", EdifactFault.HeaderMissing, "UNX", true),
            ("UNH+M2", "UNH+M1", EdifactFault.DuplicateReference, "UNH 1.1", false),
            ("+M2'UNZ", "+M7'UNZ", EdifactFault.ReferenceMismatch, "UNT 2.1", false),
            ("UNH+M2+BAPLIE:", "UNH+M2+IFTMIN:", EdifactFault.MessageType, "UNH 2.1", false),
            ("UNH+M2+BAPLIE:D:95B", "UNH+M2+BAPLIE:D:93A", EdifactFault.MessageType, "UNH 2.2", false),
        ];
        const int Count = 1_000;
        var random = new Random(s_seed);
        for (var i = 0; i < Count; i++)
        {
            var (from, to, fault, place, isWhole) = breakages[i % breakages.Length];
            var whole = Edi.Interchange(Edi.Message("CUSCAR", BrokenCargo.Cuscar(random), "M1"), Edi.Message("BAPLIE", BrokenCargo.Baplie(random), "M2"));
            var text = whole.Replace(from, to, StringComparison.Ordinal);
            // Both ends of the message have the reference.
            if (fault == EdifactFault.DuplicateReference)
                text = text.Replace("+M2'UNZ", "+M1'UNZ", StringComparison.Ordinal);
            var said = $"{i}, {from} to {to}, OPSHUB_FUZZ_SEED={s_seed}: {text}";
            Assert.NotEqual(whole, text);
            var interchange = Edi.Read(text);
            var reads = CargoReader.Read(interchange);
            var findings = isWhole ? interchange.Findings : reads[1].Findings;
            Assert.True(findings.Count == 1 && findings[0].Fault == fault && findings[0].Place.ToString() == place, $"{string.Join(", ", findings)} in {said}");
            var at = isWhole && to.Length == 0 ? text.Count(c => c == '\'') : text[..At(text, place)].Count(c => c == '\'') + 1;
            Assert.True(findings[0].Place.Segment == at, $"segment {findings[0].Place.Segment}, not {at}, in {said}");
            Assert.True(isWhole ? reads.Count == 0 : interchange.IsTaken && reads[0].IsTaken && !reads[1].IsTaken, said);
        }

        output.WriteLine($"{Count} envelopes, {breakages.Length} rules, seed {s_seed}");
    }

    // The segment a place names: the first or, at the end of the interchange or in its second message, the last of the tag.
    private static int At(string text, string place) =>
        place.StartsWith("UNB ", StringComparison.Ordinal) ? 0 : text.LastIndexOf(place[..3] + "+", StringComparison.Ordinal);
}
