using System.Diagnostics;

namespace OpsHub.Testing.Storage;

/// <summary>
/// A PostgreSQL server of the test run's own, from the machine's binaries (Debian's <c>postgresql</c>), in a temporary
/// folder and reachable through a socket there; stopped after the last test of its collection.
/// </summary>
public sealed class PostgresServer : IDisposable
{
    private static readonly string? s_binaries = FindBinaries();
    private static int s_databases;

    private readonly string _folder = Directory.CreateTempSubdirectory("opshub-pg-").FullName;

    public PostgresServer()
    {
        if (Missing is not null)
            return;
        if (Environment.UserName == "root")
            Run("chown", "postgres", _folder);
        RunAsOwner(Path.Combine(s_binaries!, "initdb"), "-D", Data, "-U", "opshub", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8");
        RunAsOwner(Path.Combine(s_binaries!, "pg_ctl"), "-D", Data, "-l", Path.Combine(_folder, "log"), "-w", "-o", $"-k {_folder} -c listen_addresses=''", "start");
    }

    /// <summary>Null when tests against PostgreSQL can run here.</summary>
    public static string? Missing => s_binaries is null
        ? "PostgreSQL is not installed (looked for pg_ctl in /usr/lib/postgresql/*/bin)."
        : Environment.UserName == "root" && !File.ReadLines("/etc/passwd").Any(l => l.StartsWith("postgres:", StringComparison.Ordinal))
            ? "PostgreSQL does not run as root and there is no user postgres."
            : null;

    private string Data => Path.Combine(_folder, "data");

    /// <summary>A connection string to a new, empty database.</summary>
    public string CreateDatabase()
    {
        var name = $"test{Interlocked.Increment(ref s_databases)}";
        RunAsOwner(Path.Combine(s_binaries!, "createdb"), "-h", _folder, "-U", "opshub", name);
        return $"Host={_folder};Username=opshub;Database={name};Maximum Pool Size=8";
    }

    public void Dispose()
    {
        if (Missing is null)
            RunAsOwner(Path.Combine(s_binaries!, "pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop");
        Directory.Delete(_folder, recursive: true);
    }

    private static string? FindBinaries() => Directory.Exists("/usr/lib/postgresql")
        ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "pg_ctl"))).Max(StringComparer.Ordinal)
        : null;

    private static void RunAsOwner(string program, params string[] arguments)
    {
        if (Environment.UserName == "root")
            Run("runuser", ["-u", "postgres", "--", program, .. arguments]);
        else
            Run(program, arguments);
    }

    private static void Run(string program, params string[] arguments)
    {
        // Its output stays with the server's log: a server that inherits our pipes would keep them open.
        using var process = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", "out=$(mktemp); \"$@\" >\"$out\" 2>&1 </dev/null; code=$?; [ $code = 0 ] || cat \"$out\" >&2; rm -f \"$out\"; exit $code", "sh", program },
            RedirectStandardError = true,
            WorkingDirectory = "/",
        }.With(arguments))!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {errors}");
    }
}

internal static class ProcessStartInfoExtensions
{
    public static ProcessStartInfo With(this ProcessStartInfo start, IEnumerable<string> arguments)
    {
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        return start;
    }
}
