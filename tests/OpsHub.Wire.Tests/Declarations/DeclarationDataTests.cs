using System.Text;
using CsvHelper;
using OpsHub.Wire.Csv;
using OpsHub.Wire.Declarations;
using OpsHub.Wire.Tests.Support;
using Xunit.Abstractions;

namespace OpsHub.Wire.Tests.Declarations;

/// <summary>Real files, and CsvHelper as a second opinion on how a record splits.</summary>
[Collection(AloneCollection.Name)]
public sealed class DeclarationDataTests(ITestOutputHelper output)
{
    private const string Train = "customs_kr/df_syn_train_eng.csv";
    private const string Valid = "customs_kr/df_syn_valid_eng.csv";
    private const string Unlabelled = "customs_kr/df_syn_test_eng_nolabels.csv";
    private const string Ports = "reference/UpdatedPub150.csv";

    [SharedDataFact(Train)]
    public async Task Read_KoreanTrainingFile_TakesEveryRow()
    {
        var rows = await Rows(Train);
        Assert.Equal(37_385, rows.Count);
        Assert.All(rows, r => Assert.Equal(6, r.Hs6.Length));
        Assert.All(rows, r => Assert.Equal("KRW", r.Currency));
        Assert.Equal(8_114, rows.Count(r => r.Fraud == true));
        Assert.Equal(394, rows.Count(r => r.CriticalFraud == 2));
        Assert.Equal(37_385, rows.Select(r => r.DeclarationId).Distinct().Count());
    }

    [SharedDataFact(Valid, Unlabelled)]
    public async Task Read_KoreanOtherFiles_TakeEveryRow()
    {
        Assert.Equal(8_134, (await Rows(Valid)).Count);
        var unlabelled = await Rows(Unlabelled);
        Assert.Equal(8_481, unlabelled.Count);
        Assert.All(unlabelled, r => Assert.Null(r.Fraud));
    }

    [SharedDataFact(Train, Ports)]
    public async Task Split_RealFiles_AgreesWithCsvHelper()
    {
        foreach (var file in new[] { Train, Ports })
        {
            using var theirs = CsvReader.FromFile(SharedFile.PathOf(file), new CsvReaderOptions { HasHeader = false });
            using var reader = File.OpenText(SharedFile.PathOf(file));
            var ours = new CsvRecords(reader, 1 << 20);
            var count = 0;
            while (theirs.Read())
            {
                Assert.True(await ours.ReadAsync(CancellationToken.None));
                Assert.Null(ours.Fault);
                Assert.Equal(Enumerable.Range(0, theirs.FieldCount).Select(theirs.GetString), ours.Fields);
                count++;
            }

            Assert.False(await ours.ReadAsync(CancellationToken.None));
            output.WriteLine($"{file}: {count} records, the same as CsvHelper's");
        }
    }

    [Fact]
    public void Split_AnyFields_AreReadBackByBoth()
    {
        // Fixed seed: the fields are any mixture of what matters to CSV.
        var random = new Random(20200101);
        var fields = new List<string>();
        for (var round = 0; round < 5_000; round++)
        {
            var written = Enumerable.Range(0, random.Next(1, 8))
                .Select(_ => new string([.. Enumerable.Range(0, random.Next(0, 6)).Select(_ => "a,\";\n é\t"[random.Next(8)])])).ToArray();
            using var bytes = new MemoryStream();
            using (var writer = CsvWriter.Create(bytes, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true))
            {
                foreach (var field in written)
                    writer.WriteField(field);
                writer.EndRecord();
            }

            var text = Encoding.UTF8.GetString(bytes.ToArray())[..^1];
            Assert.Equal(CsvState.Whole, CsvFields.Split(text, ',', fields));
            Assert.Equal(written, fields);
        }
    }

    [Fact]
    public async Task Read_FiftyMegabytes_HoldsOnlyARow()
    {
        // A stream that makes its rows up as it is read.
        const int rows = 500_000;
        using var stream = new RowStream(rows);
        // What other tests left, pooled buffers among it, is not its own.
        var before = GC.GetTotalMemory(forceFullCollection: true);
        long taken = 0, highest = 0;
        await foreach (var read in DeclarationCsv.ReadAsync(stream))
        {
            taken += read.Row is null ? 0 : 1;
            if (taken % 100_000 == 0)
                highest = Math.Max(highest, GC.GetTotalMemory(forceFullCollection: true) - before);
        }

        output.WriteLine($"{stream.Given / 1e6:F0} MB, {taken} rows, at most {highest / 1e6:F0} MB held");
        Assert.Equal(rows, taken);
        Assert.InRange(highest, 0, 20_000_000);
    }

    private static async Task<List<DeclarationRow>> Rows(string file)
    {
        using var stream = File.OpenRead(SharedFile.PathOf(file));
        var rows = new List<DeclarationRow>();
        await foreach (var read in DeclarationCsv.ReadAsync(stream))
        {
            Assert.Empty(read.Findings);
            rows.Add(read.Row!);
        }

        return rows;
    }

    private sealed class RowStream(int rows) : Stream
    {
        private byte[] _row = Encoding.ASCII.GetBytes(Declared.KoreanHeader + "\n");
        private int _at;
        private int _given;

        public long Given { get; private set; }

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) => ValueTask.FromResult(Read(buffer.Span));

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var given = 0;
            while (given < buffer.Length)
            {
                if (_at == _row.Length)
                {
                    if (_given == rows)
                        break;
                    _row = Encoding.ASCII.GetBytes(Declared.KoreanRow($"{++_given}") + "\n");
                    _at = 0;
                }

                var part = Math.Min(buffer.Length - given, _row.Length - _at);
                _row.AsSpan(_at, part).CopyTo(buffer[given..]);
                _at += part;
                given += part;
            }

            Given += given;
            return given;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
