using OpsHub.Storage.Evidence;
using OpsHub.Testing.Storage;

namespace OpsHub.Storage.Tests.Evidence;

/// <summary>The simulation's store answers step by step as the store on files does.</summary>
public sealed class InMemoryEvidenceStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryStep_IsAnsweredAsByTheStoreOnFiles()
    {
        var options = new EvidenceOptions { FolderPath = _folder.File("evidence"), MaxContentBytes = 1_000, MaxUploads = 2 };

        Assert.Equal(
            await RunAsync(new FileEvidenceStore(options, TimeProvider.System)),
            await RunAsync(new InMemoryEvidenceStore(options, TimeProvider.System)));
    }

    private static async Task<List<string>> RunAsync(IEvidenceStore store)
    {
        byte[] content = [.. Enumerable.Range(0, 200).Select(i => (byte)i)];
        var hash = ContentHash.Of(content);
        var answers = new List<string>();
        void Note(UploadResult result) => answers.Add($"{result.Status} {result.OffsetBytes}/{result.LengthBytes}");

        Note(await store.BeginAsync(hash, 0));
        Note(await store.BeginAsync(hash, 1_001));
        var upload = (await store.BeginAsync(hash, 200)).Upload;
        Note(await store.AppendAsync(upload, 0, new MemoryStream(content[..150])));
        Note(await store.AppendAsync(upload, 0, new MemoryStream(content[..150])));
        Note(await store.AppendAsync(upload, 150, new MemoryStream(content)));
        Note(await store.FindAsync(upload));
        var wrong = (await store.BeginAsync(ContentHash.Of([1]), 2)).Upload;
        Note(await store.BeginAsync(ContentHash.Of([2]), 2));
        Note(await store.AppendAsync(wrong, 0, new MemoryStream([1, 2])));
        Note(await store.AppendAsync(wrong, 0, new MemoryStream([1, 2])));
        Note(await store.AppendAsync(upload, 150, new MemoryStream(content[150..])));
        Note(await store.BeginAsync(hash, 200));
        answers.Add($"{await store.LengthAsync(hash)} {await store.LengthAsync(ContentHash.Of([9]))}");
        await foreach (var check in store.VerifyAsync())
            answers.Add($"{check.Content} {check.LengthBytes} {check.Problem}");
        answers.Add($"{await store.RemoveExpiredUploadsAsync()}");
        return answers;
    }
}
