namespace OpsHub.Storage.Evidence;

/// <summary>
/// Photos, scans and documents, stored once under the SHA-256 of their bytes and never changed. Uploads come in chunks
/// and can be resumed after a lost connection or a restart. Who may upload or read is the caller's business.
/// </summary>
/// <remarks>Faults of the disk throw <see cref="StorageException"/>; everything an uploader can do wrong is a result.</remarks>
public interface IEvidenceStore
{
    /// <summary>
    /// Starts an upload of content with a known hash and length. If that content is stored already the result says so
    /// and nothing has to be sent.
    /// </summary>
    ValueTask<UploadResult> BeginAsync(ContentHash content, long lengthBytes, CancellationToken cancellationToken = default);

    /// <summary>How far an upload has come, to resume it.</summary>
    ValueTask<UploadResult> FindAsync(UploadId upload, CancellationToken cancellationToken = default);

    /// <summary>
    /// Adds a chunk at <paramref name="offset"/>, which must be where the upload stands. The chunk that completes the
    /// length is answered with <see cref="UploadStatus.Stored"/> after the hash was checked and the content is durable;
    /// where that answer was lost, or the machine, an empty chunk at the end asks for it again. A fault of the chunk's own
    /// stream (a broken connection) is thrown as it came, and what had arrived is kept.
    /// </summary>
    ValueTask<UploadResult> AppendAsync(UploadId upload, long offset, Stream chunk, CancellationToken cancellationToken = default);

    /// <summary>Forgets an unfinished upload; harmless when there is none.</summary>
    ValueTask AbandonAsync(UploadId upload, CancellationToken cancellationToken = default);

    /// <summary>Length in bytes, or null when this content is not stored.</summary>
    ValueTask<long?> LengthAsync(ContentHash content, CancellationToken cancellationToken = default);

    /// <summary>A seekable read stream, or null when this content is not stored.</summary>
    ValueTask<Stream?> OpenReadAsync(ContentHash content, CancellationToken cancellationToken = default);

    /// <summary>Reads everything again, in order of the hashes, and reports each stored content with its state.</summary>
    IAsyncEnumerable<EvidenceCheck> VerifyAsync(CancellationToken cancellationToken = default);

    /// <summary>Removes uploads that had no chunk for longer than <see cref="EvidenceOptions.UploadExpiryMinutes"/>; answers how many.</summary>
    ValueTask<int> RemoveExpiredUploadsAsync(CancellationToken cancellationToken = default);
}

/// <summary>An upload in progress. Knowing it is what allows to continue it.</summary>
/// <param name="Value">UUIDv7.</param>
public readonly record struct UploadId(Guid Value)
{
    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N");
}

/// <summary>Where an upload stands, or why a step was refused.</summary>
public enum UploadStatus
{
    /// <summary>More is expected at <see cref="UploadResult.OffsetBytes"/>.</summary>
    Receiving,

    /// <summary>The content is stored and durable; the upload has ended.</summary>
    Stored,

    /// <summary>No such upload: never begun, finished, abandoned or expired.</summary>
    UnknownUpload,

    /// <summary>The chunk does not start where the upload stands; continue at <see cref="UploadResult.OffsetBytes"/>.</summary>
    OffsetMismatch,

    /// <summary>Larger than <see cref="EvidenceOptions.MaxContentBytes"/> or than announced, or of no bytes at all.</summary>
    LengthRefused,

    /// <summary>The bytes do not have the announced hash; the upload has ended and everything must be sent again.</summary>
    HashMismatch,

    /// <summary>More unfinished uploads than <see cref="EvidenceOptions.MaxUploads"/>.</summary>
    TooManyUploads,
}

/// <summary>The answer to a step of an upload.</summary>
/// <param name="Status">Where it stands, or why the step was refused.</param>
/// <param name="Upload">The upload; default when none was begun.</param>
/// <param name="Content">The announced hash; default for an unknown upload.</param>
/// <param name="OffsetBytes">Bytes kept so far.</param>
/// <param name="LengthBytes">Bytes announced.</param>
public readonly record struct UploadResult(
    UploadStatus Status, UploadId Upload = default, ContentHash Content = default, long OffsetBytes = 0, long LengthBytes = 0);

/// <summary>What a check of one stored content found.</summary>
/// <param name="Content">The hash it is stored under.</param>
/// <param name="LengthBytes">Its length now.</param>
/// <param name="Problem">Null when its bytes have that hash, otherwise one sentence.</param>
public readonly record struct EvidenceCheck(string Content, long LengthBytes, string? Problem);

/// <summary>Settings of the evidence store. Section <c>Storage:Evidence</c>.</summary>
public sealed class EvidenceOptions
{
    /// <summary>Where the files are; created when missing. Uploads and contents must be on one file system.</summary>
    public string FolderPath { get; set; } = "data/evidence";

    /// <summary>Largest content, bytes (default 256 MiB: a full scanner image).</summary>
    public long MaxContentBytes { get; set; } = 256L * 1024 * 1024;

    /// <summary>Most unfinished uploads at a time (default 10,000).</summary>
    public int MaxUploads { get; set; } = 10_000;

    /// <summary>An upload without a chunk for this long is removed, minutes (default three days: an officer's weekend).</summary>
    public int UploadExpiryMinutes { get; set; } = 3 * 24 * 60;
}
