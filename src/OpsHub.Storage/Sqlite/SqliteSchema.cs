using System.Globalization;

namespace OpsHub.Storage.Sqlite;

/// <summary>
/// The tables and how they came about. A released step is never edited: a change is a new step at the end. Projection
/// tables are not here; they belong to their projections and can be thrown away.
/// </summary>
internal static class SqliteSchema
{
    private static readonly string[] s_steps =
    [
        """
        -- Names of journal streams. truncated: entries up to this number are forgotten.
        CREATE TABLE journal_streams(
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            truncated INTEGER NOT NULL);

        -- Consecutive entries of one stream, one row per stream and group commit. Rows are appended in commit order, so
        -- a group touches neighbouring pages however many streams it has.
        CREATE TABLE journal_segments(
            id INTEGER PRIMARY KEY,
            stream INTEGER NOT NULL,
            first INTEGER NOT NULL,
            last INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            data BLOB NOT NULL);
        CREATE UNIQUE INDEX journal_segments_by_number ON journal_segments(stream, last);
        """,
        """
        -- State of grains. name: of the state within the grain. version: the ETag. payload NULL: cleared; the row stays,
        -- so that versions never start again and an old writer is still noticed.
        CREATE TABLE grain_states(
            id INTEGER PRIMARY KEY,
            grain TEXT NOT NULL,
            name TEXT NOT NULL,
            version INTEGER NOT NULL,
            payload BLOB,
            UNIQUE(grain, name));

        -- Reminders. id: the ETag, never used twice. started_at: ticks UTC; period: ticks. A grain's place on the ring is not
        -- here: the grain runtimes compute it differently, and the database outlives the choice of one.
        CREATE TABLE reminders(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            grain TEXT NOT NULL,
            name TEXT NOT NULL,
            started_at INTEGER NOT NULL,
            period INTEGER NOT NULL,
            UNIQUE(grain, name));
        """,
        """
        -- Which version of a projection its tables belong to, and how far in each log it has come.
        CREATE TABLE projections(name TEXT PRIMARY KEY, version INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE projection_positions(
            projection TEXT NOT NULL,
            stream TEXT NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY(projection, stream)) WITHOUT ROWID;
        """,
    ];

    public static int Current => s_steps.Length;

    /// <summary>Brings the database to the current version, step by step, each in a transaction of its own.</summary>
    /// <exception cref="StorageException">The database is newer than this program.</exception>
    public static void Migrate(SqliteSession session, string path, TimeProvider time)
    {
        session.Execute("CREATE TABLE IF NOT EXISTS schema_versions(version INTEGER PRIMARY KEY, applied_at TEXT NOT NULL)");
        var version = (int)session.Scalar("SELECT coalesce(max(version), 0) FROM schema_versions");
        if (version > Current)
        {
            throw new StorageException(
                StorageFault.NewerSchema,
                $"The database '{path}' has schema version {version}; this program knows versions up to {Current}. "
                + "Start the newer program again, or restore a backup made before the upgrade.");
        }

        for (; version < Current; version++)
        {
            session.Execute("BEGIN IMMEDIATE");
            try
            {
                session.Execute(s_steps[version]);
                session.Prepare("INSERT INTO schema_versions(version, applied_at) VALUES (?1, ?2)")
                    .Bind(1, version + 1)
                    .Bind(2, time.GetUtcNow().ToString("O", CultureInfo.InvariantCulture))
                    .Run();
                session.Execute("COMMIT");
            }
            catch
            {
                if (session.InTransaction)
                    session.Execute("ROLLBACK");
                throw;
            }
        }
    }
}
