using System.Text;
using OpsHub.Wire.Ais;

namespace OpsHub.Wire.Tests.Ais;

public sealed class NmeaLineReaderTests
{
    private const string A = "!AIVDM,1,1,,A,15Mj23P000G?q7fK>g:o7@1:0L3S,0*1B";
    private const string B = "\\s:r003669945,c:1241544035*5F\\!AIVDM,1,1,,B,15N4cJ005Jrek0H@9nDW5608EP,0*13";
    private const string C = "$PGHP,1,2008,5,9,0,0,0,10,338,2,,1,09*17";

    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\n\r")]
    [InlineData("")]
    [InlineData("\r\n\r\n")]
    public void Read_AnyLineEndAndAnyChunk_GivesTheSameLines(string end)
    {
        var bytes = Encoding.ASCII.GetBytes(string.Join(end, A, B, C, B, A));
        for (var chunk = 1; chunk <= bytes.Length; chunk++)
            Assert.Equal([A, B, C, B, A], Lines(new NmeaLineReader(), bytes, chunk));
    }

    [Fact]
    public void Read_GarbageBetweenSentences_IsALineOfItsOwn()
    {
        var bytes = Encoding.Latin1.GetBytes($"\0\u00FFjunk{A}trailing{B}\n2014-08-15 {C}");
        Assert.Equal(["\0\u00FFjunk", $"{A}trailing", B, "2014-08-15 ", C], Lines(new NmeaLineReader(), bytes, 7));
    }

    [Fact]
    public void Read_Comments_AreSkippedWhole()
    {
        var reader = new NmeaLineReader();
        var bytes = Encoding.ASCII.GetBytes($"# !AIVDM,1,1 is a comment \\ with $ signs\r\n  # and this\n{A}\n");
        Assert.Equal([A], Lines(reader, bytes, 5));
        Assert.Equal(2, reader.Comments);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(10_000)]
    public void Read_OverlongLine_IsDroppedAndTheNextIsRead(int chunk)
    {
        var reader = new NmeaLineReader(128);
        var bytes = Encoding.ASCII.GetBytes($"{A}\n!{new string('x', 5_000)}\n{A}\n!{new string('y', 500)}{A}\n");
        Assert.Equal([A, A, A], Lines(reader, bytes, chunk));
        Assert.Equal(2, reader.LinesTooLong);
    }

    [Fact]
    public void Read_UnclosedTagBlock_DoesNotSwallowTheSentence()
    {
        var bytes = Encoding.ASCII.GetBytes($"\\s:station*00{A}\n");
        Assert.Equal(["\\s:station*00", A], Lines(new NmeaLineReader(), bytes, 3));
    }

    [Fact]
    public void Flush_UnfinishedLine_GivesItOnce()
    {
        var reader = new NmeaLineReader();
        foreach (var line in reader.Read("!AIVDM,1"u8))
            Assert.Fail($"a line of {line.Length} bytes that has not ended");
        Assert.True(reader.Flush().SequenceEqual("!AIVDM,1"u8));
        Assert.True(reader.Flush().IsEmpty);
    }

    private static List<string> Lines(NmeaLineReader reader, byte[] bytes, int chunk)
    {
        var lines = new List<string>();
        for (var at = 0; at < bytes.Length; at += chunk)
        {
            foreach (var line in reader.Read(bytes.AsSpan(at, Math.Min(chunk, bytes.Length - at))))
                lines.Add(Encoding.Latin1.GetString(line));
        }

        var rest = reader.Flush();
        if (!rest.IsEmpty)
            lines.Add(Encoding.Latin1.GetString(rest));
        return lines;
    }
}
