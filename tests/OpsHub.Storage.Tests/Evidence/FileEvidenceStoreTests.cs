using OpsHub.Storage.Evidence;

namespace OpsHub.Storage.Tests.Evidence;

public sealed class FileEvidenceStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly EvidenceOptions _options;

    public FileEvidenceStoreTests() => _options = new EvidenceOptions { FolderPath = _folder.File("evidence") };

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Append_InChunksAcrossARestart_StoresTheContentUnderItsHash()
    {
        var content = Content(1_000_000);
        var hash = ContentHash.Of(content);
        var begun = await Open().BeginAsync(hash, content.Length);
        Assert.Equal(UploadStatus.Receiving, begun.Status);
        var half = await Open().AppendAsync(begun.Upload, 0, new MemoryStream(content[..400_000]));
        Assert.Equal((UploadStatus.Receiving, 400_000L), (half.Status, half.OffsetBytes));

        // A new store on the same folder is what a restart leaves.
        var store = Open();
        var found = await store.FindAsync(begun.Upload);
        Assert.Equal((400_000L, 1_000_000L, hash), (found.OffsetBytes, found.LengthBytes, found.Content));
        var done = await store.AppendAsync(begun.Upload, 400_000, new MemoryStream(content[400_000..]));

        Assert.Equal(UploadStatus.Stored, done.Status);
        Assert.Equal(content, await ReadAsync(store, hash));
        Assert.Equal(1_000_000, await store.LengthAsync(hash));
        Assert.True(File.Exists(Path.Combine(_options.FolderPath, "content", hash.Value[..2], hash.Value[2..4], hash.Value)));
        Assert.Equal(UploadStatus.UnknownUpload, (await store.FindAsync(begun.Upload)).Status);
        Assert.Empty(Directory.GetFiles(Path.Combine(_options.FolderPath, "uploads")));
    }

    [Fact]
    public async Task Begin_WhenTheContentIsStored_SaysSoAndNeedsNoUpload()
    {
        var store = Open();
        var content = Content(10);
        await StoreAsync(store, content);

        Assert.Equal(UploadStatus.Stored, (await store.BeginAsync(ContentHash.Of(content), 10)).Status);
    }

    [Fact]
    public async Task Append_AtAWrongOffset_IsRefusedWithTheRightOne()
    {
        var store = Open();
        var content = Content(100);
        var begun = await store.BeginAsync(ContentHash.Of(content), 100);
        await store.AppendAsync(begun.Upload, 0, new MemoryStream(content[..60]));

        var repeated = await store.AppendAsync(begun.Upload, 0, new MemoryStream(content[..60]));
        Assert.Equal((UploadStatus.OffsetMismatch, 60L), (repeated.Status, repeated.OffsetBytes));
        Assert.Equal(UploadStatus.Stored, (await store.AppendAsync(begun.Upload, 60, new MemoryStream(content[60..]))).Status);
    }

    [Fact]
    public async Task Append_OfOtherBytesThanAnnounced_IsRefusedAndNothingIsStored()
    {
        var store = Open();
        var content = Content(100);
        var begun = await store.BeginAsync(ContentHash.Of(content), 100);
        content[50] ^= 1;

        Assert.Equal(UploadStatus.HashMismatch, (await store.AppendAsync(begun.Upload, 0, new MemoryStream(content))).Status);
        Assert.Null(await store.OpenReadAsync(begun.Content));
        Assert.Null(await store.OpenReadAsync(ContentHash.Of(content)));
        Assert.Equal(UploadStatus.UnknownUpload, (await store.FindAsync(begun.Upload)).Status);
    }

    [Fact]
    public async Task Append_OfMoreThanAnnounced_IsRefusedAndTheUploadStandsWhereItStood()
    {
        var store = Open();
        var content = Content(300_000);
        var begun = await store.BeginAsync(ContentHash.Of(content), content.Length);
        await store.AppendAsync(begun.Upload, 0, new MemoryStream(content[..100]));

        var endless = await store.AppendAsync(begun.Upload, 100, new MemoryStream(Content(2_000_000)));
        Assert.Equal(UploadStatus.LengthRefused, endless.Status);
        Assert.Equal(100, (await store.FindAsync(begun.Upload)).OffsetBytes);
        Assert.Equal(UploadStatus.Stored, (await store.AppendAsync(begun.Upload, 100, new MemoryStream(content[100..]))).Status);
    }

    [Fact]
    public async Task Append_WhenTheConnectionBreaks_KeepsWhatArrived()
    {
        var store = Open();
        var content = Content(500_000);
        var begun = await store.BeginAsync(ContentHash.Of(content), content.Length);

        await Assert.ThrowsAsync<IOException>(async () => await store.AppendAsync(begun.Upload, 0, new BreakingStream(content, 200_000)));

        var found = await store.FindAsync(begun.Upload);
        Assert.Equal(200_000, found.OffsetBytes);
        var rest = new MemoryStream(content[(int)found.OffsetBytes..]);
        Assert.Equal(UploadStatus.Stored, (await store.AppendAsync(begun.Upload, found.OffsetBytes, rest)).Status);
    }

    [Fact]
    public async Task Append_BySeveralUploadsOfTheSameContentAtOnce_StoresItOnce()
    {
        var store = Open();
        var content = Content(200_000);
        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
        {
            var begun = await store.BeginAsync(ContentHash.Of(content), content.Length);
            return begun.Status == UploadStatus.Stored
                ? begun.Status
                : (await store.AppendAsync(begun.Upload, 0, new MemoryStream(content))).Status;
        }));

        Assert.All(results, status => Assert.Equal(UploadStatus.Stored, status));
        Assert.Single(await store.VerifyAsync().ToArrayAsync());
    }

    [Fact]
    public async Task Begin_OutsideTheLimits_IsRefused()
    {
        _options.MaxContentBytes = 1_000;
        _options.MaxUploads = 2;
        var store = Open();

        Assert.Equal(UploadStatus.LengthRefused, (await store.BeginAsync(ContentHash.Of([1]), 1_001)).Status);
        Assert.Equal(UploadStatus.LengthRefused, (await store.BeginAsync(ContentHash.Of([1]), 0)).Status);
        await store.BeginAsync(ContentHash.Of([1]), 1);
        var second = await store.BeginAsync(ContentHash.Of([2]), 1);
        Assert.Equal(UploadStatus.TooManyUploads, (await store.BeginAsync(ContentHash.Of([3]), 1)).Status);
        await store.AbandonAsync(second.Upload);
        Assert.Equal(UploadStatus.Receiving, (await store.BeginAsync(ContentHash.Of([3]), 1)).Status);
    }

    [Fact]
    public async Task Verify_AfterABitFlippedOnDisk_NamesThatContentOnly()
    {
        var store = Open();
        var good = await StoreAsync(store, Content(5_000));
        var bad = await StoreAsync(store, Content(6_000));
        var path = Path.Combine(_options.FolderPath, "content", bad.Value[..2], bad.Value[2..4], bad.Value);
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[1_234] ^= 0x10;
        await File.WriteAllBytesAsync(path, bytes);

        var checks = await store.VerifyAsync().ToDictionaryAsync(c => c.Content);

        Assert.Null(checks[good.Value].Problem);
        Assert.NotNull(checks[bad.Value].Problem);
        Assert.Equal(2, checks.Count);
    }

    [Fact]
    public async Task RemoveExpiredUploads_RemovesOnlyThoseWithoutARecentChunk()
    {
        _options.UploadExpiryMinutes = 60;
        var store = Open();
        var old = await store.BeginAsync(ContentHash.Of([1, 2]), 2);
        var recent = await store.BeginAsync(ContentHash.Of([3, 4]), 2);
        var oldFile = Directory.GetFiles(Path.Combine(_options.FolderPath, "uploads")).Single(f => f.Contains(old.Upload.ToString(), StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(oldFile, TimeProvider.System.GetUtcNow().UtcDateTime.AddHours(-2));

        Assert.Equal(1, await store.RemoveExpiredUploadsAsync());
        Assert.Equal(UploadStatus.UnknownUpload, (await store.FindAsync(old.Upload)).Status);
        Assert.Equal(UploadStatus.Receiving, (await store.FindAsync(recent.Upload)).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("../../../../etc/passwd")]
    [InlineData("zz0e8400e29b41d4a716446655440000550e8400e29b41d4a716446655440000")]
    public void ContentHash_OfAnythingButHexDigits_DoesNotParse(string text) => Assert.False(ContentHash.TryParse(text, out _));

    private static byte[] Content(int length)
    {
        var bytes = new byte[length];
        new Random(length).NextBytes(bytes);
        return bytes;
    }

    private static async Task<ContentHash> StoreAsync(FileEvidenceStore store, byte[] content)
    {
        var begun = await store.BeginAsync(ContentHash.Of(content), content.Length);
        Assert.Equal(UploadStatus.Stored, (await store.AppendAsync(begun.Upload, 0, new MemoryStream(content))).Status);
        return begun.Content;
    }

    private static async Task<byte[]> ReadAsync(FileEvidenceStore store, ContentHash hash)
    {
        await using var stream = await store.OpenReadAsync(hash);
        Assert.NotNull(stream);
        var copy = new MemoryStream();
        await stream.CopyToAsync(copy);
        return copy.ToArray();
    }

    private FileEvidenceStore Open() => new(_options, TimeProvider.System);

    /// <summary>A request body whose connection breaks after some bytes.</summary>
    private sealed class BreakingStream(byte[] content, int goodBytes) : MemoryStream(content, 0, goodBytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            return read > 0 ? read : throw new IOException("connection reset");
        }
    }
}
