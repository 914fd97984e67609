using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace OpsHub.Storage.Evidence;

/// <summary>
/// Evidence in files: <c>content/ab/cd/abcd...</c> for what is stored, <c>uploads/</c> for what is on its way. A file
/// gets its final name only after its bytes were checked and synced, so a name that exists is a promise kept.
/// </summary>
public sealed class FileEvidenceStore : IEvidenceStore
{
    private const int BufferBytes = 128 * 1024;

    private readonly EvidenceOptions _options;
    private readonly TimeProvider _time;
    private readonly string _contents;
    private readonly UploadFolder _uploads;
    private readonly ConcurrentDictionary<UploadId, byte> _busy = new();

    /// <summary>Opens the folder, creating it when missing.</summary>
    public FileEvidenceStore(EvidenceOptions options, TimeProvider time)
    {
        _options = options;
        _time = time;
        _contents = Path.Combine(options.FolderPath, "content");
        Disk.Guard(() => Directory.CreateDirectory(_contents));
        _uploads = new UploadFolder(Path.Combine(options.FolderPath, "uploads"));
    }

    /// <inheritdoc/>
    public ValueTask<UploadResult> BeginAsync(ContentHash content, long lengthBytes, CancellationToken cancellationToken = default)
    {
        if (lengthBytes < 1 || lengthBytes > _options.MaxContentBytes)
            return new(new UploadResult(UploadStatus.LengthRefused, Content: content, LengthBytes: lengthBytes));
        if (File.Exists(PathOf(content)))
            return new(new UploadResult(UploadStatus.Stored, Content: content, OffsetBytes: lengthBytes, LengthBytes: lengthBytes));
        if (_uploads.Count >= _options.MaxUploads)
            return new(new UploadResult(UploadStatus.TooManyUploads, Content: content, LengthBytes: lengthBytes));
        var upload = new UploadId(Guid.CreateVersion7(_time.GetUtcNow()));
        Disk.Guard(() => _uploads.Create(upload, content, lengthBytes));
        return new(new UploadResult(UploadStatus.Receiving, upload, content, 0, lengthBytes));
    }

    /// <inheritdoc/>
    public ValueTask<UploadResult> FindAsync(UploadId upload, CancellationToken cancellationToken = default) =>
        new(_uploads.Find(upload) is { } file
            ? new UploadResult(UploadStatus.Receiving, upload, file.Content, file.OffsetBytes, file.LengthBytes)
            : new UploadResult(UploadStatus.UnknownUpload, upload));

    /// <inheritdoc/>
    public async ValueTask<UploadResult> AppendAsync(UploadId upload, long offset, Stream chunk, CancellationToken cancellationToken = default)
    {
        // A phone that gave up on a connection may come back while the old request is still being read.
        if (!_busy.TryAdd(upload, 0))
            return (await FindAsync(upload, cancellationToken)) with { Status = UploadStatus.OffsetMismatch };
        var broken = new BrokenConnection();
        try
        {
            return await AppendAloneAsync(upload, offset, chunk, broken, cancellationToken);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException && error != broken.Error)
        {
            throw Disk.Fault(error);
        }
        finally
        {
            _busy.TryRemove(upload, out _);
        }
    }

    /// <inheritdoc/>
    public ValueTask AbandonAsync(UploadId upload, CancellationToken cancellationToken = default)
    {
        if (_busy.TryAdd(upload, 0))
        {
            try
            {
                Disk.Guard(() => _uploads.Remove(upload));
            }
            finally
            {
                _busy.TryRemove(upload, out _);
            }
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<long?> LengthAsync(ContentHash content, CancellationToken cancellationToken = default)
    {
        var file = new FileInfo(PathOf(content));
        return new(file.Exists ? file.Length : null);
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenReadAsync(ContentHash content, CancellationToken cancellationToken = default)
    {
        try
        {
            return new(new FileStream(PathOf(content), FileMode.Open, FileAccess.Read, FileShare.Read, BufferBytes, FileOptions.Asynchronous));
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return new((Stream?)null);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Disk.Fault(error);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EvidenceCheck> VerifyAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var first in Directory.EnumerateDirectories(_contents).Order(StringComparer.Ordinal))
        {
            foreach (var second in Directory.EnumerateDirectories(first).Order(StringComparer.Ordinal))
            {
                foreach (var path in Directory.EnumerateFiles(second).Order(StringComparer.Ordinal))
                    yield return await CheckAsync(path, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveExpiredUploadsAsync(CancellationToken cancellationToken = default)
    {
        var removed = 0;
        var before = _time.GetUtcNow().UtcDateTime.AddMinutes(-_options.UploadExpiryMinutes);
        foreach (var upload in _uploads.LastTouchedBefore(before))
        {
            if (!_busy.TryAdd(upload, 0))
                continue;
            Disk.Guard(() => _uploads.Remove(upload));
            _busy.TryRemove(upload, out _);
            removed++;
        }

        return new(removed);
    }

    private static async Task<EvidenceCheck> CheckAsync(string path, CancellationToken cancellationToken)
    {
        var name = Path.GetFileName(path);
        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1, FileOptions.Asynchronous);
            var digest = Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken));
            return new EvidenceCheck(name, file.Length, digest == name ? null : $"the bytes have the SHA-256 {digest}: they were changed");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new EvidenceCheck(name, 0, $"cannot be read: {error.Message}");
        }
    }

    private async Task<UploadResult> AppendAloneAsync(
        UploadId upload, long offset, Stream chunk, BrokenConnection broken, CancellationToken cancellationToken)
    {
        if (_uploads.Find(upload) is not { } file)
            return new UploadResult(UploadStatus.UnknownUpload, upload);
        var result = new UploadResult(UploadStatus.Receiving, upload, file.Content, file.OffsetBytes, file.LengthBytes);
        if (offset != file.OffsetBytes)
            return result with { Status = UploadStatus.OffsetMismatch };
        var received = await ReceiveAsync(file, chunk, broken, cancellationToken);
        if (received > file.LengthBytes)
        {
            file.CutTo(offset);
            return result with { Status = UploadStatus.LengthRefused };
        }

        if (received < file.LengthBytes)
            return result with { OffsetBytes = received };
        return result with { OffsetBytes = received, Status = await FinishAsync(file, cancellationToken) };
    }

    /// <summary>Answers how far the upload has come; one byte beyond the announced length is enough to stop.</summary>
    private async Task<long> ReceiveAsync(UploadFile file, Stream chunk, BrokenConnection broken, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            await using var target = file.OpenAppend();
            var offset = file.OffsetBytes;
            int read;
            while (offset <= file.LengthBytes && (read = await broken.ReadAsync(chunk, buffer.AsMemory(0, BufferBytes), cancellationToken)) > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), CancellationToken.None);
                offset += read;
            }

            // What a client is told it need not send again must survive a power cut; so must what came before a break.
            target.Flush(flushToDisk: true);
            File.SetLastWriteTimeUtc(file.Path, _time.GetUtcNow().UtcDateTime);
            broken.ThrowIfBroken();
            return offset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private async Task<UploadStatus> FinishAsync(UploadFile file, CancellationToken cancellationToken)
    {
        ContentHash actual;
        await using (var content = File.OpenRead(file.Path))
            actual = ContentHash.FromDigest(await SHA256.HashDataAsync(content, cancellationToken));
        if (actual != file.Content)
        {
            _uploads.Remove(file.Upload);
            return UploadStatus.HashMismatch;
        }

        var path = PathOf(actual);
        var folder = Path.GetDirectoryName(path)!;
        Disk.CreateFolder(folder, _contents);
        // Another upload of the same bytes may have been faster: the same content, so overwriting changes nothing.
        File.Move(file.Path, path, overwrite: true);
        Disk.SyncFolder(folder);
        _uploads.Remove(file.Upload);
        return UploadStatus.Stored;
    }

    // Two levels of 256 keep a folder below a few hundred files at ten million pieces.
    private string PathOf(ContentHash content) => Path.Combine(_contents, content.Value[..2], content.Value[2..4], content.Value);

    /// <summary>Keeps the fault of the sender's stream apart from those of the disk: both are <see cref="IOException"/>s.</summary>
    private sealed class BrokenConnection
    {
        public Exception? Error { get; private set; }

        public async ValueTask<int> ReadAsync(Stream chunk, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            try
            {
                return await chunk.ReadAsync(buffer, cancellationToken);
            }
            catch (Exception error) when (error is IOException or OperationCanceledException)
            {
                Error = error;
                return 0;
            }
        }

        public void ThrowIfBroken()
        {
            if (Error is not null)
                ExceptionDispatchInfo.Throw(Error);
        }
    }
}
