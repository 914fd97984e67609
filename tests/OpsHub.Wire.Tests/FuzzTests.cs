using System.Diagnostics;
using System.Globalization;
using System.Text;
using OpsHub.Wire.Ais;
using OpsHub.Wire.Cargo;
using OpsHub.Wire.Edifact;
using OpsHub.Wire.N2k;
using OpsHub.Wire.Phones;
using OpsHub.Wire.Tests.Support;
using OpsHub.Wire.Tracks;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests;

/// <summary>
/// Mutated input: no parser throws, hangs or takes more than it was given. Seeded, and bounded by time; OPSHUB_FUZZ_SEED replays a run,
/// OPSHUB_FUZZ_SECONDS makes it longer.
/// </summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    // One input must never take this long; the slowest seen is below 10 ms.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(5);

    private static readonly string Json = """
        [{"declarationId":"D-1","date":"2026-01-31","importerId":"IMP","hs6":"440890","countryOfDeparture":"SE","countryOfOrigin":"FI","netMassKilograms":108.5,
        "itemPrice":"372254.40","containers":["CSQU3054383"],"vesselImo":9074729,"documents":[{"type":"N380","number":"INV-7"},"N740"],
        "items":[{"line":1,"hs":"4408901500","description":"Ve\u00e9neer \ud83d\ude00","quantity":10,"unit":"m3","value":372254.4}],"fraud":true},
        {"declarationId":"D-2"}]
        """;

    [Fact]
    public async Task Parse_MutatedInput_NeverThrowsNorHangs()
    {
        var seed = Number("OPSHUB_FUZZ_SEED", 20140815);
        var seconds = Number("OPSHUB_FUZZ_SECONDS", 10);
        var random = new Random(seed);
        var seeds = Seeds();
        var clock = Stopwatch.StartNew();
        var rounds = 0;
        var costs = seeds.ToDictionary(s => s.Name, _ => (Total: TimeSpan.Zero, Slowest: TimeSpan.Zero, Bytes: 0));
        while (clock.Elapsed < TimeSpan.FromSeconds(seconds))
        {
            var (name, parse, inputs) = seeds[rounds % seeds.Count];
            var input = Mutate(random, inputs[random.Next(inputs.Length)], inputs);
            var began = clock.Elapsed;
            try
            {
                await parse(input);
            }
            catch (Exception error)
            {
                Assert.Fail($"{name}, round {rounds} of OPSHUB_FUZZ_SEED={seed}: {error.GetType().Name} {error.Message} on {Convert.ToBase64String(input)}\n{error.StackTrace}");
            }

            var took = clock.Elapsed - began;
            var cost = costs[name];
            costs[name] = (cost.Total + took, took > cost.Slowest ? took : cost.Slowest, took > cost.Slowest ? input.Length : cost.Bytes);
            Assert.True(took < Longest, $"{name}, round {rounds} of OPSHUB_FUZZ_SEED={seed}: {took} for {input.Length} bytes {Convert.ToBase64String(input)}");
            rounds++;
        }

        output.WriteLine($"{rounds} inputs, {seeds.Count} parsers, seed {seed}");
        foreach (var (name, cost) in costs)
            output.WriteLine($"  {name}: {cost.Total.TotalMilliseconds:F0} ms, slowest {cost.Slowest.TotalMilliseconds:F1} ms for {cost.Bytes} bytes");
        Assert.InRange(rounds, seeds.Count, int.MaxValue);
    }

    private static List<(string Name, Func<byte[], Task> Parse, byte[][] Inputs)> Seeds()
    {
        var receiver = new AisReceiver();
        var csv = string.Join('\n', Declared.KoreanHeader + ",Containers,Items", Declared.KoreanRow("1") + ",CSQU3054383,\"1|440890|a, \"\"b\"\"|1|m3|1|2\"", Declared.KoreanRow("2") + ",,");
        return
        [
            ("ais", Sync(bytes => AisLines.Hear(bytes, receiver)), Ais()),
            ("ais bits", Sync(Bits), Ais()),
            ("n2k", Sync(bytes => N2kDecoder.Accept(bytes, out _, out _)), N2k()),
            ("osmand", Sync(bytes => OsmAndQuery.Parse(Encoding.UTF8.GetString(bytes))), Texts("id=a%20b&lat=1&lon=2&timestamp=2023-11-14T22:13:20Z&speed=1e3&bearing=270&batt=5", "location=1,2&id=x")),
            ("traccar", Sync(bytes => TraccarJson.Parse(bytes)), Texts("{\"location\":{\"timestamp\":\"2023-11-14T22:13:20.000Z\",\"coords\":{\"latitude\":59.44,\"longitude\":24.75,\"speed\":10},\"battery\":{\"level\":0.5}},\"device_id\":\"o\\u0041\"}")),
            ("owntracks", Sync(bytes => OwnTracksJson.Parse(bytes)), Texts("{\"_type\":\"location\",\"tid\":\"AB\",\"topic\":\"owntracks/a/b\",\"lat\":59.44,\"lon\":24.75,\"tst\":1700000000,\"batt\":66}")),
            ("csv", bytes => Declared.FromCsv(bytes), Texts(csv)),
            ("json", bytes => Declared.FromJson(bytes), Texts(Json)),
            ("json in pieces", bytes => Declared.FromJson(bytes, chunk: 5), Texts(Json)),
            ("edifact", Sync(Edifact), Texts(Edi.Interchange(Edi.Message("CUSCAR", Edi.Cuscar), Edi.Message("BAPLIE", Edi.Baplie, "M2")), "UNA:+.? '" + Edi.Interchange(Edi.Message("BAPLIE", Edi.Baplie)))),
            ("wco xml", bytes => WcoXml.Read(bytes), Texts(WcoXml.Import, $"<Declarations>{WcoXml.Import[WcoXml.Import.IndexOf("<Declaration", StringComparison.Ordinal)..]}</Declarations>")),
            ("track", async bytes => await TrackCsv.ReadAsync(new MemoryStream(bytes)).CountAsync(), Texts("time_utc,lat,lon,speed_knots\n2014-08-15T19:00:00.540Z,59.7249807,24.7366563,\n1700000000,1,2,3\n")),
        ];
    }

    private static Func<byte[], Task> Sync(Action<byte[]> parse) => bytes =>
    {
        parse(bytes);
        return Task.CompletedTask;
    };

    // Whatever came, it is answered, and the answer is an interchange that can be read.
    private static void Edifact(byte[] bytes)
    {
        var interchange = EdifactReader.Read(bytes);
        var reads = CargoReader.Read(interchange);
        Assert.Equal(interchange.Messages.Count, reads.Count);
        Assert.All(reads, r => Assert.True(r.IsTaken || r.Findings.Count > 0));
        var answer = EdifactReader.Read(CargoAnswer.ToEdifact(interchange, reads, new EdifactPartner("OPSHUB"), DateTimeOffset.UnixEpoch, "1"));
        Assert.Empty(answer.Findings);
        Assert.All(answer.Messages, m => Assert.Empty(m.Findings));
        CargoAnswer.ToJson(new System.Buffers.ArrayBufferWriter<byte>(), interchange, reads);
    }

    // Straight to the decoder, past every check of the sentence.
    private static void Bits(byte[] bytes)
    {
        var payload = bytes.Where(b => b is >= (byte)'0' and <= (byte)'W' or >= (byte)'`' and <= (byte)'w').Take(500).ToArray();
        var packed = new byte[SixBit.PackedLength(payload.Length)];
        Assert.True(SixBit.TryUnarmour(payload, packed));
        for (var fill = 0; fill < 6 && fill <= payload.Length * 6; fill++)
        {
            AisDecoder.Decode(packed, payload.Length * 6 - fill, out var message);
            message.Static.VendorName();
            message.Aid.FullName();
            _ = message.Position.SpeedKnots;
            _ = message.BaseStation.At;
        }
    }

    private static byte[][] Ais()
    {
        var lines = new[] { "ais/gpsd/sample.aivdm", "ais/pyais/mixed.txt", "ais/pyais/nmea_data_sample.txt", "ais/pyais/gatehouse.nmea" }
            .Where(SharedFile.Exists).SelectMany(SharedFile.Lines).Where(l => l.Length > 0 && l[0] != '#').Select(Encoding.UTF8.GetBytes).ToArray();
        // Without the outside data, our own traffic does.
        return lines.Length > 0 ? lines : Texts("\\s:r003669945,c:1241544035*5F\\!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1B\r\n!AIVDM,2,1,1,A,55?MbV02;H;s<HtKR20EHE:0@T4@Dn2222222216L961O5Gf0NSQEp6ClRp8,0*1C\r\n!AIVDM,2,2,1,A,88888888880,2*25\r\n");
    }

    private static byte[][] N2k() => SharedFile.Exists("ais/n2k_helsinki/aava-n2k.data")
        ? [.. SharedFile.Lines("ais/n2k_helsinki/aava-n2k.data").Where((_, i) => i % 7 == 0).Take(1_000).Select(Encoding.ASCII.GetBytes)]
        : Texts("2014-08-15T19:00:00.443Z,4,129038,43,255,27,01,10,dc,6d,0f,d0,9f,63,0e,e2,26,9d,23,ed,a6,ad,83,02,0c,80,08,88,ae,0a,00,00,fe");

    private static byte[][] Texts(params string[] texts) => Array.ConvertAll(texts, Encoding.UTF8.GetBytes);

    private static byte[] Mutate(Random random, byte[] input, byte[][] others)
    {
        var bytes = new List<byte>(input);
        for (var change = random.Next(1, 6); change > 0; change--)
        {
            var at = bytes.Count == 0 ? 0 : random.Next(bytes.Count);
            switch (random.Next(7))
            {
                case 0 when bytes.Count > 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1 when bytes.Count > 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.Insert(at, "\"\\,{}[]\r\n!$*;|%+0"u8[random.Next(17)]);
                    break;
                case 3 when bytes.Count > 0:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(20, bytes.Count - at) + 1));
                    break;
                case 4 when bytes.Count is > 0 and < 10_000:
                    // A piece again, up to a thousand times.
                    var piece = bytes.GetRange(at, random.Next(1, Math.Min(10, bytes.Count - at) + 1));
                    bytes.InsertRange(at, Enumerable.Repeat(piece, random.Next(1, random.Next(1, 1_000))).SelectMany(p => p));
                    break;
                case 5:
                    bytes.InsertRange(at, others[random.Next(others.Length)].Take(2_000));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(random.NextInt64().ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
