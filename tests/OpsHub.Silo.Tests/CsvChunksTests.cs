using System.Text;
using OpsHub.Silo.Commands;

namespace OpsHub.Silo.Tests;

public sealed class CsvChunksTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void Read_EveryRecordOnceWithTheHeaderInEachChunk()
    {
        File.WriteAllText(_path, "id,name\n" + string.Concat(Enumerable.Range(1, 10).Select(i => $"{i},n{i}\n")));
        var chunks = CsvChunks.Read(_path, 0, 2, 4).ToArray();
        Assert.Equal([4, 4, 2], chunks.Select(c => c.Records));
        Assert.Equal([2L, 6L, 10L], chunks.Select(c => c.FirstLine));
        Assert.All(chunks, c => Assert.StartsWith("id,name\n", Encoding.UTF8.GetString(c.Body)));
        Assert.Equal(new FileInfo(_path).Length, chunks[^1].EndOffset);
    }

    [Fact]
    public void Read_FromTheOffsetOfAChunk_GoesOnWithTheNext()
    {
        File.WriteAllText(_path, "id\n" + string.Concat(Enumerable.Range(1, 9).Select(i => $"{i}\n")));
        var first = CsvChunks.Read(_path, 0, 2, 4).First();
        var rest = CsvChunks.Read(_path, first.EndOffset, first.FirstLine + first.Records, 100).Single();
        Assert.Equal("id\n5\n6\n7\n8\n9\n", Encoding.UTF8.GetString(rest.Body));
        Assert.Equal(6, rest.FirstLine);
    }

    [Fact]
    public void Read_QuotedLineBreak_StaysInOneRecord()
    {
        File.WriteAllText(_path, "id,text\n1,\"two\nlines\"\n2,x");
        var chunks = CsvChunks.Read(_path, 0, 2, 1).ToArray();
        Assert.Equal("id,text\n1,\"two\nlines\"\n", Encoding.UTF8.GetString(chunks[0].Body));
        Assert.Equal(4, chunks[1].FirstLine);
        Assert.EndsWith("2,x\n", Encoding.UTF8.GetString(chunks[1].Body));
    }

    [Fact]
    public void Read_QuoteThatNeverCloses_DoesNotSwallowTheFile()
    {
        File.WriteAllText(_path, "id\n\"open\n" + string.Concat(Enumerable.Range(1, 200).Select(i => $"{i}\n")));
        var chunks = CsvChunks.Read(_path, 0, 2, 1).ToArray();
        Assert.Equal(1 + 151, chunks.Length);
    }
}
