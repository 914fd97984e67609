using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace OpsHub.Silo.Commands;

/// <summary>
/// How far an import came: kept beside nothing of the user's (the file may be on a read-only share) but in the user's state
/// folder, replaced atomically after each answered chunk. Deleted when the import is complete.
/// </summary>
internal sealed record ImportState
{
    public required string File { get; init; }
    public required string Server { get; init; }
    public required string Port { get; init; }
    public required long FileBytes { get; init; }
    public required DateTime FileWrittenAtUtc { get; init; }

    /// <summary>Bytes of the CSV file answered for; 0 for JSON.</summary>
    public long Offset { get; init; }

    /// <summary>Line at <see cref="Offset"/>, or array elements answered for.</summary>
    public long Line { get; init; } = 2;

    public long Accepted { get; init; }
    public long Repeated { get; init; }
    public long Refused { get; init; }

    public long Rows => Accepted + Repeated + Refused;

    public static ImportState For(FileInfo file, Uri server, string port) => new()
    {
        File = file.FullName,
        Server = server.ToString(),
        Port = port,
        FileBytes = file.Length,
        FileWrittenAtUtc = file.LastWriteTimeUtc,
    };

    /// <summary>The stored state of the same file, server and port; null when there is none or the file changed since.</summary>
    public ImportState? Stored()
    {
        if (!System.IO.File.Exists(StatePath)) return null;
        var stored = JsonSerializer.Deserialize<ImportState>(System.IO.File.ReadAllText(StatePath));
        return stored is not null && stored.FileBytes == FileBytes && stored.FileWrittenAtUtc == FileWrittenAtUtc ? stored : null;
    }

    public void Save()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(StatePath)!);
        System.IO.File.WriteAllText(StatePath + ".new", JsonSerializer.Serialize(this));
        System.IO.File.Move(StatePath + ".new", StatePath, overwrite: true);
    }

    public void Delete() => System.IO.File.Delete(StatePath);

    private string StatePath
    {
        get
        {
            var home = Environment.GetEnvironmentVariable("XDG_STATE_HOME")
                ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".local", "state");
            var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{Server}\n{Port}\n{File}")))[..16];
            return Path.Combine(home, "opshub", "imports", key + ".json");
        }
    }
}
