using System.Diagnostics;
using System.Text.Json;
using OpsHub.Wire.Ais;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Support;

/// <summary>A test that asks gpsd's own decoder (package gpsd-clients); skipped, with the reason, where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class GpsdecodeFactAttribute : FactAttribute
{
    private static readonly string? Program = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
        .Select(folder => Path.Combine(folder, "gpsdecode")).FirstOrDefault(File.Exists);

    public GpsdecodeFactAttribute(params string[] files)
    {
        var missing = files.Where(f => !SharedFile.Exists(f)).ToArray();
        if (Program is null)
            Skip = "gpsdecode is not installed (package gpsd-clients)";
        else if (missing.Length > 0)
            Skip = $"outside data is missing: ../shared/data/{string.Join(", ../shared/data/", missing)}";
    }

    /// <summary>Compares every report of gpsdecode, field by field, with ours of the same bytes.</summary>
    public static void Compare(byte[] nmea, ITestOutputHelper output, int minimum)
    {
        var theirs = Run(nmea);
        Assert.InRange(theirs.Count, minimum, int.MaxValue);
        var ours = AisLines.Hear(nmea)
            .Where(h => h.Outcome == AisOutcome.Message || h.Refusal is AisRefusal.PositionOutOfRange).Select(h => h.Message);
        // Same order on both sides; gpsdecode leaves out what its type filter or its own length rules refuse, so match by key.
        var byKey = GpsdReports.InGpsdOrder(ours)
            .GroupBy(m => (m.Message.Type, m.Message.Mmsi)).ToDictionary(g => g.Key, g => new Queue<(AisMessage, AisMessage)>(g));
        var differences = new Disagreements();
        foreach (var line in theirs)
        {
            using var report = JsonDocument.Parse(line);
            var root = report.RootElement;
            if (root.GetProperty("class").GetString() != "AIS")
                continue;
            var key = ((byte)root.GetProperty("type").GetInt32(), root.GetProperty("mmsi").GetUInt32());
            var found = byKey.GetValueOrDefault(key)?.TryDequeue(out var pair) == true ? pair : default;
            var (message, partA) = found;
            if (message.Type == 0)
            {
                differences.Compare($"type {key.Item1} of {key.Item2}", "reported", "not reported");
                continue;
            }

            var fields = GpsdReports.Json(message, partA, scaled: false);
            foreach (var property in root.EnumerateObject())
            {
                if (fields.TryGetValue(property.Name, out var actual))
                    differences.Compare($"type {key.Item1} of {key.Item2}, {property.Name}", GpsdReports.Text(property.Value), actual, Reason(message, property.Name));
            }
        }

        var left = byKey.Where(q => q.Value.Count > 0).Select(q => $"type {q.Key.Type} of {q.Key.Mmsi}").ToList();
        output.WriteLine($"{theirs.Count} reports of gpsdecode; {left.Count} of ours that it does not give: {string.Join(", ", left)}");
        differences.Print(output, "gpsdecode");
        Assert.Empty(differences.Unexplained);
    }

    // What gpsdecode 3.22 does differently.
    private static string? Reason(in AisMessage message, string field) =>
        field == "radio" && message.Position.CommunicationState < 0 ? "a communication state that was cut off is not there for us; gpsdecode gives the bits that are left" : null;

    private static List<string> Run(byte[] nmea)
    {
        using var process = Process.Start(new ProcessStartInfo(Program!, "-j -u")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.ErrorDataReceived += (_, _) => { };
        process.BeginErrorReadLine();
        var reading = process.StandardOutput.ReadToEndAsync();
        process.StandardInput.BaseStream.Write(nmea);
        process.StandardInput.Close();
        var text = reading.GetAwaiter().GetResult();
        process.WaitForExit();
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }
}
