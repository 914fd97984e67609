using System.Runtime.CompilerServices;
using System.Text;
using OpsHub.Wire.Ais;
using OpsHub.Wire.N2k;
using OpsHub.Wire.Tracks;

namespace OpsHub.Silo.Commands;

/// <summary>One thing to send: NMEA bytes for the AIS door, or a fix for the phone door.</summary>
/// <param name="UnixMs">When it happened, Unix ms; null when the file does not say.</param>
/// <param name="Nmea">Sentences with their line ends; empty for a fix.</param>
/// <param name="Mmsi">Who is reporting, 0 when not known.</param>
internal readonly record struct ReplayItem(long? UnixMs, ReadOnlyMemory<byte> Nmea, TrackFix? Fix, uint Mmsi);

/// <summary>Reads a recording, whatever its format, and counts what it leaves out.</summary>
internal abstract class ReplaySource(FileInfo file)
{
    public FileInfo File { get; } = file;

    /// <summary>Bytes of the file read so far, for the progress bar.</summary>
    public long Position { get; protected set; }

    /// <summary>Lines that carry nothing that can be replayed.</summary>
    public long Ignored { get; protected set; }

    /// <summary>Lines that are broken.</summary>
    public long Refused { get; protected set; }

    public abstract string Format { get; }

    public abstract IAsyncEnumerable<ReplayItem> ReadAsync(CancellationToken cancel);

    /// <summary>Looks at the first lines that say something.</summary>
    /// <exception cref="CommandFailedException">No known format.</exception>
    public static ReplaySource Open(FileInfo file)
    {
        var data = new byte[N2kLine.MaxDataLength];
        foreach (var line in System.IO.File.ReadLines(file.FullName, Encoding.Latin1).Where(l => l.Trim().Length > 0 && l[0] != '#').Take(20))
        {
            if (line[0] is '!' or '$' or '\\') return new NmeaSource(file);
            if (line.Contains("lat", StringComparison.OrdinalIgnoreCase) && line.Contains("lon", StringComparison.OrdinalIgnoreCase)) return new TrackSource(file);
            if (N2kLine.TryParse(Encoding.ASCII.GetBytes(line), data, out _) == N2kRefusal.None) return new N2kSource(file);
        }

        throw new CommandFailedException(
            $"{file}: not a recording that can be replayed: NMEA 0183 sentences (!AIVDM...), a NMEA 2000 text capture (time,prio,pgn,src,dst,len,bytes) or a CSV track with the columns time_utc,lat,lon is expected");
    }

    protected async IAsyncEnumerable<string> LinesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        using var reader = new StreamReader(File.FullName, Encoding.Latin1);
        while (await reader.ReadLineAsync(cancel) is { } line)
        {
            Position += line.Length + 1;
            yield return line;
        }
    }

    private sealed class NmeaSource(FileInfo file) : ReplaySource(file)
    {
        public override string Format => "NMEA 0183";

        public override async IAsyncEnumerable<ReplayItem> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var line in LinesAsync(cancel))
            {
                var outcome = AisSentence.TryParse(Encoding.Latin1.GetBytes(line), out var sentence);
                if (outcome is AisRefusal.NotASentence or AisRefusal.OtherSentence)
                {
                    Ignored++;
                    continue;
                }

                if (outcome != AisRefusal.None) Refused++;
                // Old times would be refused as too old: without its tag block a sentence is stamped on receipt. Broken ones are
                // sent too: the door's own counters must see what a receiver would have sent.
                var start = line.IndexOf('!');
                if (start < 0) continue;
                var time = outcome == AisRefusal.None && sentence.Tag.UnixMs != 0 ? sentence.Tag.UnixMs : (long?)null;
                yield return new ReplayItem(time, Encoding.Latin1.GetBytes(line[start..] + "\r\n"), null, 0);
            }
        }
    }

    private sealed class N2kSource(FileInfo file) : ReplaySource(file)
    {
        private int _sequence;

        public override string Format => "NMEA 2000 text capture";

        public override async IAsyncEnumerable<ReplayItem> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            await foreach (var line in LinesAsync(cancel))
            {
                if (Take(line) is { } item) yield return item;
            }
        }

        private ReplayItem? Take(string line)
        {
            switch (N2kDecoder.Accept(Encoding.Latin1.GetBytes(line), out var message, out _))
            {
                case N2kOutcome.Refused:
                    Refused++;
                    return null;
                case N2kOutcome.Message when message.Content == N2kContent.OwnShip && message.OwnShip is { LatitudeDegrees: { } latitude, LongitudeDegrees: { } longitude } own:
                    return new ReplayItem(message.UnixMs, default, new TrackFix { UnixMs = message.UnixMs, LatitudeDegrees = latitude, LongitudeDegrees = longitude, SpeedKnots = own.SpeedKnots, CourseDegrees = own.CourseDegrees }, 0);
                case N2kOutcome.Message when message.Content == N2kContent.Ais && message.Ais.Type != 9:
                    var bytes = new byte[AisWriter.MaxLength];
                    var length = AisWriter.Write(message.Ais, bytes, new AisWriteOptions((byte)'A', _sequence++ % 10));
                    return new ReplayItem(message.UnixMs, bytes.AsMemory(0, length), null, message.Ais.Mmsi);
                default:
                    Ignored++;
                    return null;
            }
        }
    }

    private sealed class TrackSource(FileInfo file) : ReplaySource(file)
    {
        public override string Format => "CSV track";

        public override async IAsyncEnumerable<ReplayItem> ReadAsync([EnumeratorCancellation] CancellationToken cancel)
        {
            await using var stream = File.OpenRead();
            await foreach (var read in TrackCsv.ReadAsync(stream, cancel))
            {
                Position = stream.Position;
                if (read.Fix is { } fix)
                {
                    yield return new ReplayItem(fix.UnixMs, default, fix, 0);
                    continue;
                }

                if (read.Line == 1) throw new CommandFailedException($"{File}: {read.Findings[0].Problem}; the header should be {read.Findings[0].Expected}");
                Refused++;
            }
        }
    }
}
