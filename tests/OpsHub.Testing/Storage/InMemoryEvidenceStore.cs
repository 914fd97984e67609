using System.Runtime.CompilerServices;
using OpsHub.Storage.Evidence;

namespace OpsHub.Testing.Storage;

/// <summary>
/// Evidence without a disk for simulations: deterministic (uploads are numbered, not random) and on the simulation's clock.
/// Answers as the store on files does.
/// </summary>
public sealed class InMemoryEvidenceStore(EvidenceOptions options, TimeProvider time) : IEvidenceStore
{
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, byte[]> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<UploadId, Upload> _uploads = [];
    private int _lastUpload;

    /// <inheritdoc/>
    public ValueTask<UploadResult> BeginAsync(ContentHash content, long lengthBytes, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (lengthBytes < 1 || lengthBytes > options.MaxContentBytes)
                return new(new UploadResult(UploadStatus.LengthRefused, Content: content, LengthBytes: lengthBytes));
            if (_contents.ContainsKey(content.Value))
                return new(new UploadResult(UploadStatus.Stored, Content: content, OffsetBytes: lengthBytes, LengthBytes: lengthBytes));
            if (_uploads.Count >= options.MaxUploads)
                return new(new UploadResult(UploadStatus.TooManyUploads, Content: content, LengthBytes: lengthBytes));
            var id = new UploadId(new Guid(++_lastUpload, 0, 0, new byte[8]));
            _uploads.Add(id, new Upload(content, lengthBytes) { TouchedAt = time.GetUtcNow() });
            return new(Standing(id));
        }
    }

    /// <inheritdoc/>
    public ValueTask<UploadResult> FindAsync(UploadId upload, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return new(Standing(upload));
    }

    /// <inheritdoc/>
    public async ValueTask<UploadResult> AppendAsync(UploadId upload, long offset, Stream chunk, CancellationToken cancellationToken = default)
    {
        var bytes = new MemoryStream();
        await chunk.CopyToAsync(bytes, cancellationToken);
        lock (_gate)
        {
            var before = Standing(upload);
            if (before.Status != UploadStatus.Receiving)
                return before;
            if (offset != before.OffsetBytes)
                return before with { Status = UploadStatus.OffsetMismatch };
            if (offset + bytes.Length > before.LengthBytes)
                return before with { Status = UploadStatus.LengthRefused };
            _uploads[upload].Bytes.Write(bytes.ToArray());
            _uploads[upload].TouchedAt = time.GetUtcNow();
            var after = Standing(upload);
            return after.OffsetBytes < after.LengthBytes ? after : Finish(after);
        }
    }

    /// <inheritdoc/>
    public ValueTask AbandonAsync(UploadId upload, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            _uploads.Remove(upload);
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<long?> LengthAsync(ContentHash content, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return new(_contents.TryGetValue(content.Value, out var bytes) ? bytes.Length : null);
    }

    /// <inheritdoc/>
    public ValueTask<Stream?> OpenReadAsync(ContentHash content, CancellationToken cancellationToken = default)
    {
        lock (_gate)
            return new(_contents.TryGetValue(content.Value, out var bytes) ? new MemoryStream(bytes, writable: false) : null);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<EvidenceCheck> VerifyAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await ValueTask.CompletedTask;
        List<EvidenceCheck> checks;
        lock (_gate)
            checks = [.. _contents.Select(c => new EvidenceCheck(c.Key, c.Value.Length, ContentHash.Of(c.Value).Value == c.Key ? null : "the bytes were changed"))];
        foreach (var check in checks)
            yield return check;
    }

    /// <inheritdoc/>
    public ValueTask<int> RemoveExpiredUploadsAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            var before = time.GetUtcNow().AddMinutes(-options.UploadExpiryMinutes);
            var expired = _uploads.Where(u => u.Value.TouchedAt < before).Select(u => u.Key).ToArray();
            foreach (var upload in expired)
                _uploads.Remove(upload);
            return new(expired.Length);
        }
    }

    private UploadResult Standing(UploadId id) => _uploads.TryGetValue(id, out var upload)
        ? new UploadResult(UploadStatus.Receiving, id, upload.Content, upload.Bytes.Length, upload.LengthBytes)
        : new UploadResult(UploadStatus.UnknownUpload, id);

    private UploadResult Finish(UploadResult complete)
    {
        _uploads.Remove(complete.Upload, out var upload);
        var bytes = upload!.Bytes.ToArray();
        if (ContentHash.Of(bytes) != complete.Content)
            return complete with { Status = UploadStatus.HashMismatch };
        _contents[complete.Content.Value] = bytes;
        return complete with { Status = UploadStatus.Stored };
    }

    private sealed class Upload(ContentHash content, long lengthBytes)
    {
        public ContentHash Content { get; } = content;

        public long LengthBytes { get; } = lengthBytes;

        public MemoryStream Bytes { get; } = new();

        public DateTimeOffset TouchedAt { get; set; }
    }
}
