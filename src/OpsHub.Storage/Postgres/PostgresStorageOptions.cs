using Npgsql;

namespace OpsHub.Storage.Postgres;

/// <summary>Settings of journal and projections on PostgreSQL. Section <c>Storage:Postgres</c>.</summary>
public sealed class PostgresStorageOptions
{
    /// <summary>Npgsql connection string, such as <c>Host=db;Database=opshub;Username=opshub;Password=...</c>. Required. A <c>Maximum Pool Size</c> in it is taken for each of a host's two pools; without one they are 24 and 8 connections.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>PostgreSQL schema that holds our tables; created when missing (default <c>opshub</c>).</summary>
    public string Schema { get; set; } = "opshub";

    /// <summary>A group is committed when its payload reaches this many bytes, 4 KiB to 16 MiB (default 64 KiB).</summary>
    public int MaxGroupBytes { get; set; } = 64 * 1024;

    /// <summary>Most appends waiting (default 65,536); one more is refused with <see cref="StorageFault.QueueFull"/>.</summary>
    public int MaxQueuedWrites { get; set; } = 65_536;

    /// <summary>Most payload bytes waiting (default 128 MiB).</summary>
    public long MaxQueuedBytes { get; set; } = 128L * 1024 * 1024;

    /// <summary>An append that waited longer than this many ms (default 10,000) fails with <see cref="StorageFault.DeadlineExceeded"/>.</summary>
    public int WriteDeadlineMs { get; set; } = 10_000;

    /// <summary>Throws <see cref="ArgumentException"/> naming the first key that is out of range.</summary>
    public void Validate()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
            throw new ArgumentException("Storage:Postgres:ConnectionString is missing.");
        if (Schema.Length is 0 or > 63 || !Schema.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_'))
            throw new ArgumentException($"Storage:Postgres:Schema is '{Schema}'; allowed are 1 to 63 of a-z, 0-9 and _.");
        Check(nameof(MaxGroupBytes), MaxGroupBytes, 4 * 1024, 16 * 1024 * 1024);
        Check(nameof(MaxQueuedWrites), MaxQueuedWrites, 1, 10_000_000);
        Check(nameof(MaxQueuedBytes), MaxQueuedBytes, 64 * 1024, 16L * 1024 * 1024 * 1024);
        Check(nameof(WriteDeadlineMs), WriteDeadlineMs, 1, 3_600_000);
    }

    /// <summary>Where the database is, without secrets, for messages and metrics.</summary>
    internal string DisplayName
    {
        get
        {
            var parsed = new NpgsqlConnectionStringBuilder(ConnectionString);
            return $"{parsed.Host}/{parsed.Database}";
        }
    }

    private static void Check(string key, long value, long least, long most)
    {
        if (value < least || value > most)
            throw new ArgumentException($"Storage:Postgres:{key} is {value}; allowed are {least} to {most}.");
    }
}
