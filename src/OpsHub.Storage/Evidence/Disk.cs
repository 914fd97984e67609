using System.ComponentModel;
using System.Runtime.InteropServices;

namespace OpsHub.Storage.Evidence;

/// <summary>File-system steps that must be durable, and the names of what can go wrong with them.</summary>
internal static class Disk
{
    /// <summary>ENOSPC and EDQUOT as the runtime reports them on Unix, ERROR_DISK_FULL and ERROR_HANDLE_DISK_FULL on Windows.</summary>
    private static readonly int[] s_full = [28, 122, unchecked((int)0x80070070), unchecked((int)0x80070027)];

    private const int ReadOnlyFileSystem = 30;

    public static void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw Fault(error);
        }
    }

    public static StorageException Fault(Exception error)
    {
        var (fault, advice) = error switch
        {
            UnauthorizedAccessException => (StorageFault.ReadOnly, "Check the permissions of Storage:Evidence:FolderPath."),
            _ when s_full.Contains(error.HResult) => (StorageFault.DiskFull, "Free space on the disk of Storage:Evidence:FolderPath."),
            _ when error.HResult == ReadOnlyFileSystem => (StorageFault.ReadOnly, "The file system is mounted read-only."),
            _ => (StorageFault.InputOutput, "Check the disk and the system log."),
        };
        return new StorageException(fault, $"Evidence: {error.Message} {advice}", error);
    }

    /// <summary>Creates the folder below <paramref name="root"/> and syncs every folder that got a new entry.</summary>
    public static void CreateFolder(string folder, string root)
    {
        if (Directory.Exists(folder))
            return;
        Directory.CreateDirectory(folder);
        for (var parent = Path.GetDirectoryName(folder); parent is not null && parent.Length >= root.Length; parent = Path.GetDirectoryName(parent))
            SyncFolder(parent);
    }

    /// <summary>Makes a rename or a new file in the folder survive a power cut. Windows does that with its own log.</summary>
    public static void SyncFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            return;
        // The framework opens no folders, so this goes to the C library.
        var descriptor = open(folder, 0);
        if (descriptor < 0)
            throw new IOException($"The folder '{folder}' cannot be opened: {LastError()}");
        try
        {
            if (fsync(descriptor) != 0)
                throw new IOException($"The folder '{folder}' cannot be synced: {LastError()}");
        }
        finally
        {
            _ = close(descriptor);
        }
    }

    private static string LastError() => new Win32Exception(Marshal.GetLastPInvokeError()).Message;

    [DllImport("libc", SetLastError = true)]
    private static extern int open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", SetLastError = true)]
    private static extern int fsync(int descriptor);

    [DllImport("libc", SetLastError = true)]
    private static extern int close(int descriptor);
}
