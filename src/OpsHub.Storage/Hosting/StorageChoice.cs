using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace OpsHub.Storage.Hosting;

/// <summary>Where state, journal and projections are kept, and how hosts find each other: <c>Storage:Kind</c>.</summary>
public enum StorageKind
{
    /// <summary>One machine: one file, nothing to install.</summary>
    Sqlite,

    /// <summary>Own servers: a cluster on PostgreSQL. On the Embedded runtime only journal and projections; grain state stays on SQLite.</summary>
    Postgres,

    /// <summary>
    /// Azure Table and Blob Storage for membership, grain state and journal. Projections are made by each host on an SQLite
    /// file of its own, which can be thrown away.
    /// </summary>
    Azure,
}

/// <summary>Where the journal stands: <c>Storage:Journal</c>.</summary>
public enum JournalKind
{
    /// <summary>In tables of the database: the choice where there is one.</summary>
    Database,

    /// <summary>In records of the grains' storage: the only choice on Azure, and possible everywhere.</summary>
    GrainStorage,
}

/// <summary>How hosts of a cluster know each other. Section <c>Cluster</c>.</summary>
public sealed class ClusterEndpointOptions
{
    /// <summary>Hosts with the same id are one cluster (default <c>opshub</c>).</summary>
    public string ClusterId { get; set; } = "opshub";

    /// <summary>Stored with every state; must never change for a database (default <c>opshub</c>).</summary>
    public string ServiceId { get; set; } = "opshub";

    /// <summary>Address other hosts reach this one at; null takes the first of the machine.</summary>
    public string? AdvertisedAddress { get; set; }

    /// <summary>TCP port for other hosts (default 11111; on SQLite, where there are none, any free one).</summary>
    public int SiloPort { get; set; } = 11111;

    /// <summary>TCP port for clients outside the cluster; 0 (default) has none: the gateway is in the same process.</summary>
    public int GatewayPort { get; set; }
}

/// <summary>What follows from <c>Storage:Kind</c>.</summary>
public static class StorageChoice
{
    /// <summary>
    /// True where the grains' state and the journal go through one first-in first-out writer, so that a state enqueued
    /// after an entry is durable no earlier: on SQLite's own journal. Two databases, or two connections to one, promise nothing of the kind.
    /// </summary>
    /// <exception cref="ArgumentException">As <see cref="Of"/>.</exception>
    public static bool StatesFollowJournal(IConfiguration configuration) =>
        Of(configuration) == StorageKind.Sqlite && JournalOf(configuration) == JournalKind.Database;

    /// <summary>Where the journal stands; in the database, where there is one, when nothing is configured.</summary>
    /// <exception cref="ArgumentException">The configured place is none of the two, or cannot be had with <c>Storage:Kind</c>.</exception>
    public static JournalKind JournalOf(IConfiguration configuration)
    {
        var isAzure = Of(configuration) == StorageKind.Azure;
        if (configuration["Storage:Journal"] is not { Length: > 0 } text)
            return isAzure ? JournalKind.GrainStorage : JournalKind.Database;
        if (!Enum.TryParse<JournalKind>(text, ignoreCase: true, out var journal) || !Enum.IsDefined(journal) || char.IsAsciiDigit(text[0]))
            throw new ArgumentException($"Storage:Journal is '{text}'; it can be database or grainstorage.");
        if (isAzure && journal == JournalKind.Database)
            throw new ArgumentException("Storage:Journal is 'database', but Storage:Kind azure has none: hosts would not see each other's journal. Leave it out or write grainstorage.");
        return journal;
    }

    /// <summary>
    /// Name of this host that is the same after a restart and no other host of its cluster has: machine and port. On SQLite
    /// the database has one host, and keeps its name when the file moves to another machine.
    /// </summary>
    /// <exception cref="ArgumentException">As <see cref="Of"/>.</exception>
    public static string HostName(IConfiguration configuration)
    {
        if (Of(configuration) == StorageKind.Sqlite)
            return "silo";
        var port = configuration.GetSection("Cluster").Get<ClusterEndpointOptions>()?.SiloPort ?? new ClusterEndpointOptions().SiloPort;
        return string.Create(CultureInfo.InvariantCulture, $"{Environment.MachineName}-{port}");
    }

    /// <summary>The configured kind; SQLite when nothing is configured.</summary>
    /// <exception cref="ArgumentException">The configured kind is none of the three, or this build does not carry it.</exception>
    public static StorageKind Of(IConfiguration configuration)
    {
        var text = configuration["Storage:Kind"] ?? nameof(StorageKind.Sqlite);
        if (!Enum.TryParse<StorageKind>(text, ignoreCase: true, out var kind) || !Enum.IsDefined(kind) || char.IsAsciiDigit(text[0]))
            throw new ArgumentException($"Storage:Kind is '{text}'; it can be sqlite, postgres or azure.");
#if !ORLEANS_AZURE
        if (kind == StorageKind.Azure)
            throw new ArgumentException("Storage:Kind is 'azure', but this build does not carry Orleans' Azure Storage packages.");
#endif
        return kind;
    }

    /// <summary><c>Storage:Postgres</c>, with <c>Storage:ConnectionString</c> as the place for the connection string that needs no section.</summary>
    internal static Postgres.PostgresStorageOptions Postgres(IConfiguration configuration)
    {
        var options = configuration.GetSection("Storage:Postgres").Get<Postgres.PostgresStorageOptions>() ?? new();
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            options.ConnectionString = configuration["Storage:ConnectionString"] ?? "";
        options.Validate();
        return options;
    }
}
