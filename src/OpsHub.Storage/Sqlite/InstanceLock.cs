using System.Globalization;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// Keeps a second process away from a database. Numbers and versions are cached by the one writer, so two writers
/// would overwrite each other even though SQLite itself would allow them in turn. The lock is the operating system's:
/// it ends with the process, however that ends.
/// </summary>
internal sealed class InstanceLock : IDisposable
{
    private readonly FileStream _file;

    private InstanceLock(FileStream file) => _file = file;

    public static InstanceLock Take(string databasePath, TimeProvider time)
    {
        var lockPath = databasePath + ".lock";
        var ownerPath = databasePath + ".owner";
        FileStream file;
        try
        {
            file = new FileStream(lockPath, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new StorageException(
                StorageFault.ReadOnly, $"The lock file '{lockPath}' cannot be written. Check the permissions of its folder.", error);
        }
        catch (IOException error) when (File.Exists(lockPath))
        {
            throw new StorageException(
                StorageFault.AlreadyOpen,
                $"The database '{databasePath}' is in use by {Owner(ownerPath)}. Stop that process, or give this one "
                + "another Storage:Sqlite:DatabasePath.",
                error);
        }

        // Locked files cannot be read by others on every system, so the owner is named next to the lock.
        File.WriteAllText(ownerPath, string.Create(
            CultureInfo.InvariantCulture,
            $"process {Environment.ProcessId} on {Environment.MachineName}, since {time.GetUtcNow():yyyy-MM-dd HH:mm:ss} UTC"));
        return new InstanceLock(file);
    }

    public void Dispose() => _file.Dispose();

    private static string Owner(string ownerPath)
    {
        try
        {
            return File.ReadAllText(ownerPath);
        }
        catch (IOException)
        {
            return "another process";
        }
    }
}
