using System.Text.Json;
using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Ais;

/// <summary>gpsd's commented sample and the three reports it expects of it.</summary>
public sealed class GpsdSampleTests(ITestOutputHelper output)
{
    private const string Sample = "ais/gpsd/sample.aivdm";

    // Texts gpsd adds, and what it says about itself.
    private static readonly string[] NotFromTheMessage = ["class", "device", "scaled"];

    [SharedDataFact(Sample, Sample + ".ju.chk")]
    public void Decode_Sample_AgreesWithUnscaledReports() => CompareJson(Sample + ".ju.chk", scaled: false);

    [SharedDataFact(Sample, Sample + ".js.chk")]
    public void Decode_Sample_AgreesWithScaledReports() => CompareJson(Sample + ".js.chk", scaled: true);

    [SharedDataFact(Sample, Sample + ".chk")]
    public void Decode_Sample_AgreesWithPipedReports()
    {
        var ours = Ours();
        var theirs = SharedFile.Lines(Sample + ".chk").ToList();
        var differences = new Disagreements();
        differences.Compare("number of reports", Count(theirs.Count), Count(ours.Count));
        for (var i = 0; i < Math.Min(ours.Count, theirs.Count); i++)
        {
            var line = GpsdReports.Pipe(ours[i].Message, ours[i].PartA);
            if (line is null)
                differences.Compare($"report {i + 1}, header", string.Join('|', theirs[i].Split('|')[..3]), $"{ours[i].Message.Type}|{ours[i].Message.Repeat}|{ours[i].Message.Mmsi:D9}");
            else
                differences.Compare($"report {i + 1}", theirs[i], line, Reason(ours[i].Message, "radio"));
        }

        differences.Print(output, Sample + ".chk");
        Assert.Empty(differences.Unexplained);
    }

    private void CompareJson(string file, bool scaled)
    {
        var ours = Ours();
        var theirs = SharedFile.Lines(file).ToList();
        var differences = new Disagreements();
        differences.Compare("number of reports", Count(theirs.Count), Count(ours.Count));
        for (var i = 0; i < Math.Min(ours.Count, theirs.Count); i++)
        {
            var (message, partA) = ours[i];
            var fields = GpsdReports.Json(message, partA, scaled);
            using var expected = JsonDocument.Parse(theirs[i]);
            foreach (var property in expected.RootElement.EnumerateObject())
            {
                var name = property.Name;
                if (NotFromTheMessage.Contains(name) || name.EndsWith("_text", StringComparison.Ordinal))
                    continue;
                if (message.Content == AisContent.None && !fields.ContainsKey(name))
                    continue;
                var actual = fields.GetValueOrDefault(name, "(not decoded)");
                differences.Compare($"report {i + 1}, type {message.Type}, {name}", GpsdReports.Text(property.Value), actual, Reason(message, name));
            }
        }

        differences.Print(output, file);
        Assert.Empty(differences.Unexplained);
    }

    // The reasons we differ from gpsd, each for one field of one kind of message.
    private static string? Reason(in AisMessage message, string field)
    {
        if (message.Type is 1 && field == "radio" && message.Position.CommunicationState < 0)
            return "the sentence carries 163 of 168 bits: gpsd gives the 14 bits that are left of the communication state, we say it is not there";
        return null;
    }

    private static List<(AisMessage Message, AisMessage PartA)> Ours()
    {
        var heard = AisLines.Hear(File.ReadAllBytes(SharedFile.PathOf(Sample)));
        return GpsdReports.InGpsdOrder(heard
            .Where(h => h.Outcome == AisOutcome.Message || h.Refusal == AisRefusal.PositionOutOfRange)
            .Select(h => h.Message)).ToList();
    }

    private static string Count(int count) => count.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
