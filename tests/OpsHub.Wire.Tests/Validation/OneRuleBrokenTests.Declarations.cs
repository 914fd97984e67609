using System.Diagnostics;
using OpsHub.Contracts;
using OpsHub.Domain.Shipments;
using OpsHub.Wire.Declarations;
using OpsHub.Wire.Tests.Support;
using OpsHub.Wire.Text;

namespace OpsHub.Wire.Tests.Validation;

/// <summary>Declarations: what reading finds and what the rules of the domain find, together, as the door tells them.</summary>
public sealed partial class OneRuleBrokenTests
{
    private static readonly PortId s_port = new("EETLL");
    private static readonly DateTimeOffset s_now = new(2026, 3, 1, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public Task Read_CsvWithOneRuleBroken_IsFoundAtItsPlace() => Declarations(
        "csv", 1_500, place => place.Csv, (good, broken, last) => ($"{DeclarationCase.CsvHeader}\n{good.ToCsv()}\n{broken.ToCsv()}\n{last.ToCsv()}\n", 3, 3), text => Declared.FromCsv(text));

    [Fact]
    public Task Read_JsonWithOneRuleBroken_IsFoundAtItsPlace() => Declarations(
        "json", 1_500, place => place.Json, (good, broken, last) => ($"[{good.ToJson()},\n{broken.ToJson()},\n{last.ToJson()}]", 2, 2), text => Declared.FromJson(text));

    [Fact]
    public Task Read_XmlWithOneRuleBroken_IsFoundAtItsPlace() => Declarations(
        "xml", 1_300, place => place.Xml,
        (good, broken, last) =>
        {
            var (before, it) = (good.ToXml(), broken.ToXml());
            var begin = before.Count(c => c == '\n') + 2;
            return ($"<Declarations>{before}\n{it}\n{last.ToXml()}</Declarations>", begin, begin + it.Count(c => c == '\n'));
        },
        text => WcoXml.Read(text));

    private async Task Declarations(
        string format, int count, Func<DeclarationPlace, string?> placeIn, Func<DeclarationCase, DeclarationCase, DeclarationCase, (string Text, long First, long Last)> write,
        Func<string, Task<List<DeclarationRead>>> parse)
    {
        var random = new Random(s_seed);
        var rules = new HashSet<string>(StringComparer.Ordinal);
        for (var (i, done) = (0, 0); done < count; i++)
        {
            var breakage = BrokenDeclarations.All[i % BrokenDeclarations.All.Length];
            var broken = new DeclarationCase(random);
            if (placeIn(breakage.Break(broken, random)) is not { } place)
                continue;
            done++;
            rules.Add(breakage.Name);
            var (text, first, last) = write(new DeclarationCase(random), broken, new DeclarationCase(random));
            var said = $"{format} {i}, {breakage.Name}, OPSHUB_FUZZ_SEED={s_seed}: {text}";
            var began = Stopwatch.GetTimestamp();
            var reads = await parse(text);
            Assert.True(Stopwatch.GetElapsedTime(began) < s_longest, said);
            Assert.True(reads.Count == 3, said);
            Assert.True(Judge(reads[0]).Count == 0 && reads[0].Row is not null && Judge(reads[2]).Count == 0 && reads[2].Row is not null, $"{string.Join(", ", Judge(reads[0]).Concat(Judge(reads[2])))} in the neighbours of {said}");
            var found = Judge(reads[1]);
            Assert.True(found.Count == 1 && found[0].Field == place, $"expected {place}, found {string.Join(", ", found)} in {said}");
            Assert.True(found[0].Line >= first && found[0].Line <= last, $"line {found[0].Line} is not {first} to {last} in {said}");
            // In XML the line is the element's own, or where it is missing, that of the nearest element around it.
            if (format == "xml" && !text.Split('\n')[found[0].Line - 1].Contains("<" + place[(place.LastIndexOf('/') + 1)..].Split('[')[0], StringComparison.Ordinal))
                Assert.Fail($"line {found[0].Line} has not {place} in {said}");
        }

        output.WriteLine($"{count} of {format}, {rules.Count} rules, seed {s_seed}");
    }

    /// <summary>Everything that is told of a declaration: what reading found, then what the rules found.</summary>
    private static List<FieldPlace> Judge(DeclarationRead read)
    {
        var places = read.Findings.Where(f => f.Severity == FindingSeverity.Error).Select(f => new FieldPlace(f.Field, f.Line)).ToList();
        var rules = read.Row is { } row
            ? DeclarationRules.Validate(row.ToDeclaration(s_port), s_now)
            : DeclarationRules.ValidateDraft(read.Draft!.ToDeclaration(s_port), read.Unread, s_now);
        places.AddRange(rules.Select(f => read.PlaceOf(f.Field)));
        return places;
    }
}
