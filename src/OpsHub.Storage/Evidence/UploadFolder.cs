using System.Globalization;

namespace OpsHub.Storage.Evidence;

/// <summary>
/// Unfinished uploads: one file each, whose name carries everything needed to go on after a restart:
/// <c>{upload}-{hash}-{length}</c>. What the file holds is how far the upload has come.
/// </summary>
internal sealed class UploadFolder
{
    private readonly string _path;
    private readonly Lock _gate = new();
    private readonly Dictionary<UploadId, UploadFile> _files = [];

    public UploadFolder(string path)
    {
        _path = path;
        Disk.Guard(() => Directory.CreateDirectory(path));
        foreach (var file in Directory.EnumerateFiles(path))
        {
            if (UploadFile.TryParse(file) is { } upload)
                _files[upload.Upload] = upload;
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _files.Count;
        }
    }

    public void Create(UploadId upload, ContentHash content, long lengthBytes)
    {
        var file = UploadFile.In(_path, upload, content, lengthBytes);
        using (File.Create(file.Path))
        {
        }

        Disk.SyncFolder(_path);
        lock (_gate)
            _files.Add(upload, file);
    }

    public UploadFile? Find(UploadId upload)
    {
        lock (_gate)
            return _files.GetValueOrDefault(upload);
    }

    public void Remove(UploadId upload)
    {
        UploadFile? file;
        lock (_gate)
            _files.Remove(upload, out file);
        if (file is not null)
            File.Delete(file.Path);
    }

    public List<UploadId> LastTouchedBefore(DateTime utc)
    {
        lock (_gate)
            return [.. _files.Values.Where(f => File.GetLastWriteTimeUtc(f.Path) < utc).Select(f => f.Upload)];
    }
}

/// <summary>The file of one unfinished upload.</summary>
internal sealed record UploadFile(string Path, UploadId Upload, ContentHash Content, long LengthBytes)
{
    public long OffsetBytes => new FileInfo(Path) is { Exists: true } file ? file.Length : 0;

    public static UploadFile In(string folder, UploadId upload, ContentHash content, long lengthBytes) =>
        new(System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{upload}-{content}-{lengthBytes}")), upload, content, lengthBytes);

    public static UploadFile? TryParse(string path) =>
        System.IO.Path.GetFileName(path).Split('-') is [var id, var hash, var length]
        && Guid.TryParseExact(id, "N", out var upload)
        && ContentHash.TryParse(hash, out var content)
        && long.TryParse(length, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
            ? new UploadFile(path, new UploadId(upload), content, bytes)
            : null;

    public FileStream OpenAppend() => new(Path, FileMode.Append, FileAccess.Write, FileShare.Read, 1, FileOptions.Asynchronous);

    public void CutTo(long length)
    {
        using var file = new FileStream(Path, FileMode.Open, FileAccess.Write, FileShare.Read);
        file.SetLength(length);
        file.Flush(flushToDisk: true);
    }
}
