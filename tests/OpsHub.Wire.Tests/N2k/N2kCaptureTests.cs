using System.Globalization;
using System.Text;
using OpsHub.Wire.Ais;
using OpsHub.Wire.N2k;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.N2k;

/// <summary>Ten minutes of a real ship's network off Tallinn.</summary>
public sealed class N2kCaptureTests(ITestOutputHelper output)
{
    private const string Capture = "ais/n2k_helsinki/aava-n2k.data";
    private const string Track = "gps/own_ship_track.csv";

    [SharedDataFact(Capture)]
    public void Accept_Capture_Gives95VesselsOfWhich44Move()
    {
        var refusals = new Dictionary<N2kRefusal, int>();
        var fastest = new Dictionary<uint, double>();
        var names = new Dictionary<uint, string>();
        foreach (var line in Lines())
        {
            var outcome = N2kDecoder.Accept(line, out var message, out var refusal);
            refusals[refusal] = refusals.GetValueOrDefault(refusal) + 1;
            if (outcome != N2kOutcome.Message || message.Content != N2kContent.Ais)
                continue;
            var ais = message.Ais;
            if (ais.Has(AisContent.Position))
                fastest[ais.Mmsi] = Math.Max(fastest.GetValueOrDefault(ais.Mmsi), ais.Position.SpeedKnots ?? 0);
            else if (ais.Has(AisContent.Static) && ais.Static.Parts.HasFlag(StaticParts.Name))
                names[ais.Mmsi] = ais.Static.Name.ToString();
        }

        var moving = fastest.Count(f => f.Value > 0.5);
        output.WriteLine($"{fastest.Count} vessels, {moving} moving, {names.Count} named; {string.Join(", ", refusals.Select(r => $"{r.Key} {r.Value}"))}");
        Assert.Equal(95, fastest.Count);
        Assert.Equal(44, moving);
        Assert.Contains("RYSTRAUM", names.Values);
        Assert.Equal([N2kRefusal.None, N2kRefusal.OtherGroup], refusals.Keys.Order());
    }

    [SharedDataFact(Capture, Track)]
    public void Accept_OwnShip_IsTheKnownTrack()
    {
        var ours = new List<string>();
        foreach (var line in Lines())
        {
            if (N2kDecoder.Accept(line, out var message, out _) == N2kOutcome.Message && message.Pgn == 129025)
                ours.Add(string.Create(CultureInfo.InvariantCulture, $"{message.UnixMs},{message.OwnShip.LatitudeDegrees:F7},{message.OwnShip.LongitudeDegrees:F7}"));
        }

        var theirs = SharedFile.Lines(Track).Skip(1).Select(line =>
        {
            var fields = line.Split(',');
            var at = DateTimeOffset.Parse(fields[0], CultureInfo.InvariantCulture).ToUnixTimeMilliseconds();
            return string.Create(CultureInfo.InvariantCulture, $"{at},{double.Parse(fields[1], CultureInfo.InvariantCulture):F7},{double.Parse(fields[2], CultureInfo.InvariantCulture):F7}");
        }).ToList();
        Assert.Equal(597, ours.Count);
        Assert.Equal(theirs, ours);
    }

    [SharedDataFact(Capture)]
    public void Write_CaptureAsNmea_IsReadBackTheSame()
    {
        var (text, messages) = AsNmea();
        var read = AisLines.Hear(text).Where(h => h.Outcome == AisOutcome.Message).Select(h => h.Message).ToList();
        Assert.Equal(messages.Count, read.Count);
        for (var i = 0; i < messages.Count; i++)
        {
            Assert.Equal((messages[i].Type, messages[i].Mmsi), (read[i].Type, read[i].Mmsi));
            Assert.Equal(messages[i].Position, read[i].Position);
            Assert.Equal(messages[i].Static, read[i].Static);
            Assert.Equal(messages[i].BaseStation, read[i].BaseStation);
            Assert.Equal(messages[i].Aid, read[i].Aid);
        }
    }

    [GpsdecodeFact(Capture)]
    public void Write_CaptureAsNmea_IsReadTheSameByGpsdecode() => GpsdecodeFactAttribute.Compare(Encoding.ASCII.GetBytes(AsNmea().Text), output, minimum: 3_000);

    private static (string Text, List<AisMessage> Messages) AsNmea()
    {
        var messages = new List<AisMessage>();
        var text = new StringBuilder();
        foreach (var line in Lines())
        {
            if (N2kDecoder.Accept(line, out var message, out _) != N2kOutcome.Message || message.Content != N2kContent.Ais)
                continue;
            text.Append(AisWriter.Write(message.Ais, new AisWriteOptions((byte)'A', messages.Count % 10)));
            messages.Add(message.Ais);
        }

        return (text.ToString(), messages);
    }

    private static IEnumerable<byte[]> Lines() => SharedFile.Lines(Capture).Select(Encoding.ASCII.GetBytes);
}
