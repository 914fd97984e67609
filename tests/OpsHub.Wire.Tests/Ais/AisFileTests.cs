using System.Text;
using OpsHub.Wire.Ais;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Ais;

public sealed class AisFileTests(ITestOutputHelper output)
{
    private const string Sample = "ais/pyais/nmea_data_sample.txt";
    private const string Gpsd = "ais/gpsd/sample.aivdm";

    [SharedDataFact(Sample)]
    public void Accept_SampleFile_TakesEverySentenceButTheEmptyOnes()
    {
        var receiver = new AisReceiver();
        var heard = AisLines.Hear(File.ReadAllBytes(SharedFile.PathOf(Sample)), receiver);
        receiver.Expire(long.MaxValue);
        var refused = Enum.GetValues<AisRefusal>().Where(r => receiver.Counters.Of(r) > 0).Select(r => $"{r} {receiver.Counters.Of(r)}");
        output.WriteLine($"{heard.Count} lines, {receiver.Counters.Messages} messages; {string.Join(", ", refused)}");
        Assert.Equal(SharedFile.Lines(Sample).Count(l => l.Contains(",,0*", StringComparison.Ordinal)), receiver.Counters.Of(AisRefusal.PayloadEmpty));
        Assert.Equal(898, heard.Count);
        Assert.Equal(0, receiver.Counters.Of(AisRefusal.PayloadCharacterBad));
    }

    [GpsdecodeFact(Sample)]
    public void Decode_SampleFile_AgreesWithGpsdecode() => GpsdecodeFactAttribute.Compare(File.ReadAllBytes(SharedFile.PathOf(Sample)), output, minimum: 500);

    [GpsdecodeFact(Gpsd)]
    public void Decode_GpsdSample_AgreesWithGpsdecode() => GpsdecodeFactAttribute.Compare(File.ReadAllBytes(SharedFile.PathOf(Gpsd)), output, minimum: 90);

    [Fact]
    public void Accept_PerSentence_AllocatesNothing()
    {
        var lines = new[]
        {
            "\\g:1-2-27300,n:636994,s:b003669710,c:1428621738*5F\\!SAVDM,2,1,2,B,55Mw@A7J1adAL@?;7WPl58F0U<h4pB222222220t1PN5553fN4g?`4iSp5Rc,0*26",
            "\\g:2-2-27300,n:636995*15\\!SAVDM,2,2,2,B,iP`88888880,2*5E",
            "!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1B",
            "!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1C",
            "!AIVDM,1,1,,B,C5N3SRgPEnJGEBT>NhWAwwo862PaLELTBJ:V00000000S0D:R220,0*0B",
            "!AIVDM,1,1,,B,;4R33:1uUK2F`q?mOt@@GoQ00000,0*5D,s28089,d-103,T39.44353985,x147521,r08TPHI1,1242958962",
            "$PGHP,1,2008,5,9,0,0,0,10,338,2,,1,09*17",
        };
        var bytes = Encoding.ASCII.GetBytes(string.Join("\r\n", lines) + "\r\n");
        var receiver = new AisReceiver();
        var reader = new NmeaLineReader();
        Run(receiver, reader, bytes, 100);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Run(receiver, reader, bytes, 1_000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(1_100 * 4, receiver.Counters.Messages);
    }

    private static void Run(AisReceiver receiver, NmeaLineReader reader, byte[] bytes, int times)
    {
        for (var i = 0; i < times; i++)
        {
            // In two chunks, so that a line is held over.
            foreach (var line in reader.Read(bytes.AsSpan(0, 100)))
                receiver.Accept(line, 0, AisLines.Now, out _, out _);
            foreach (var line in reader.Read(bytes.AsSpan(100)))
                receiver.Accept(line, 0, AisLines.Now, out _, out _);
        }
    }
}
