using System.Diagnostics;
using System.Text;
using OpsHub.Wire.Ais;

namespace OpsHub.Benchmarks;

/// <summary>
/// AIS sentences from a file to decoded messages, against gpsd's <c>gpsdecode</c> (C) on the same file, in turn. gpsdecode also prints a
/// line per message, in its shortest form and to nowhere; we also check tag blocks and keep counters. Both pay for reading the file.
/// </summary>
internal static class AisBenchmark
{
    private const int Rounds = 5;
    private const int MinimumSentences = 300_000;
    private const string Sample = "../shared/data/ais/pyais/nmea_data_sample.txt";

    public static int Run()
    {
        var file = Path.Combine(Path.GetTempPath(), $"opshub-ais-bench-{Environment.ProcessId}.nmea");
        try
        {
            var sentences = WriteInput(file);
            var gpsdecode = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f => Path.Combine(f, "gpsdecode")).FirstOrDefault(File.Exists);
            if (gpsdecode is null)
                Console.WriteLine("  gpsdecode is not installed (package gpsd-clients): ours alone");
            Decode(file);
            List<double> ratios = [];
            for (var round = 1; round <= Rounds; round++)
            {
                var (seconds, allocated, messages) = Decode(file);
                var ours = sentences / seconds;
                var line = $"  round {round}: ours {ours,11:N0}/s  {messages:N0} messages  {(double)allocated / sentences:F4} B allocated per sentence";
                if (gpsdecode is not null)
                {
                    var theirs = sentences / DecodeWithGpsd(gpsdecode, file);
                    ratios.Add(ours / theirs);
                    line += $"   gpsdecode {theirs,9:N0}/s   ratio {ours / theirs:F1}";
                }

                Console.WriteLine(line);
            }

            if (ratios.Count > 0)
                Console.WriteLine($"ais: median ratio {ratios.Order().ElementAt(ratios.Count / 2):F1} times gpsdecode");
            return 0;
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static (double Seconds, long Allocated, long Messages) Decode(string file)
    {
        var receiver = new AisReceiver();
        var reader = new NmeaLineReader();
        var chunk = new byte[64 * 1024];
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var clock = Stopwatch.GetTimestamp();
        int read;
        while ((read = stream.Read(chunk)) > 0)
        {
            foreach (var line in reader.Read(chunk.AsSpan(0, read)))
                receiver.Accept(line, 0, 0, out _, out _);
        }

        var seconds = Stopwatch.GetElapsedTime(clock).TotalSeconds;
        return (seconds, GC.GetAllocatedBytesForCurrentThread() - before, receiver.Counters.Messages);
    }

    private static double DecodeWithGpsd(string gpsdecode, string file)
    {
        var clock = Stopwatch.GetTimestamp();
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{gpsdecode} -c < {file} > /dev/null 2>&1"]))!;
        process.WaitForExit();
        return Stopwatch.GetElapsedTime(clock).TotalSeconds;
    }

    // The sample's sentences again and again; without it, traffic of our own.
    private static long WriteInput(string file)
    {
        string[] lines;
        if (File.Exists(Sample))
        {
            lines = [.. File.ReadLines(Sample).Where(l => l.StartsWith('!') && !l.Contains(",,0*", StringComparison.Ordinal))];
            Console.WriteLine($"ais: {lines.Length} sentences of {Sample}, repeated");
        }
        else
        {
            lines = OwnTraffic();
            Console.WriteLine($"ais: {Sample} is missing; {lines.Length} sentences of our own, repeated");
        }

        var text = Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n");
        using var stream = File.Create(file);
        long sentences = 0;
        for (; sentences < MinimumSentences; sentences += lines.Length)
            stream.Write(text);
        return sentences;
    }

    private static string[] OwnTraffic()
    {
        var text = new StringBuilder();
        for (uint ship = 0; ship < 1_000; ship++)
        {
            var mmsi = 276_000_000 + ship;
            var report = new StaticReport { Parts = StaticParts.Name | StaticParts.Ship | StaticParts.Voyage, Name = AisText.From($"SHIP {ship}") };
            var position = new PositionReport { Type = 1, LatitudeRaw = AisPosition.FromDegrees(59.4), LongitudeRaw = AisPosition.FromDegrees(24.7), SpeedRaw = 100 };
            text.Append(ship % 10 == 0 ? AisWriter.Write(AisMessage.Of(mmsi, 5, report), default) : AisWriter.Write(AisMessage.Of(mmsi, position), default));
        }

        return text.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
    }
}
