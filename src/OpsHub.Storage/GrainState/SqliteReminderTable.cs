using System.Globalization;
using OpsHub.Storage.Sqlite;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Storage.GrainState;

/// <summary>
/// Reminders on SQLite for both grain runtimes. There is one process per file, so asking for a part of the ring reads all
/// and leaves out what is not in it: thousands of rows, once in a few minutes.
/// </summary>
public sealed class SqliteReminderTable(SqliteDatabase database) : IReminderTable
{
    private const string Columns = "SELECT id, grain, name, started_at, period FROM reminders";

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(GrainId grainId) =>
        new(await ReadAsync($"{Columns} WHERE grain = ?1", [grainId.ToString()]));

    /// <inheritdoc/>
    public async Task<ReminderTableData> ReadRows(uint begin, uint end) =>
        new((await ReadAsync(Columns, [])).Where(r => IsBetween(r.GrainId.GetUniformHashCode(), begin, end)));

    /// <inheritdoc/>
    public async Task<ReminderEntry?> ReadRow(GrainId grainId, string reminderName) =>
        (await ReadAsync($"{Columns} WHERE grain = ?1 AND name = ?2", [grainId.ToString(), reminderName])).SingleOrDefault();

    /// <inheritdoc/>
    public async Task<string?> UpsertRow(ReminderEntry entry)
    {
        var id = await database.Writer.WriteAsync(new Upsert(entry.GrainId.ToString(), entry.ReminderName, entry.StartAt.Ticks, entry.Period.Ticks));
        return Format(id);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveRow(GrainId grainId, string reminderName, string eTag) =>
        long.TryParse(eTag, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
        && await database.Writer.WriteAsync(new Remove("DELETE FROM reminders WHERE grain = ?1 AND name = ?2 AND id = ?3", grainId.ToString(), reminderName, id));

    /// <inheritdoc/>
    public async Task TestOnlyClearTable() => await database.Writer.WriteAsync(new Clear());

    /// <summary>A stretch of the ring excludes its beginning and includes its end; equal ends are the whole ring.</summary>
    internal static bool IsBetween(uint hash, uint begin, uint end) => begin < end ? hash > begin && hash <= end : hash > begin || hash <= end;

    private static string Format(long id) => id.ToString(CultureInfo.InvariantCulture);

    private ValueTask<List<ReminderEntry>> ReadAsync(string sql, string[] values) => database.Readers.ReadAsync(
        (sql, values),
        static (session, query) =>
        {
            var statement = session.Prepare(query.sql);
            for (var i = 0; i < query.values.Length; i++)
                statement.Bind(i + 1, query.values[i]);
            var rows = new List<ReminderEntry>();
            while (statement.Step())
            {
                rows.Add(new ReminderEntry
                {
                    ETag = Format(statement.Int64(0)),
                    GrainId = GrainId.Parse(statement.Text(1)),
                    ReminderName = statement.Text(2),
                    StartAt = new DateTime(statement.Int64(3), DateTimeKind.Utc),
                    Period = TimeSpan.FromTicks(statement.Int64(4)),
                });
            }

            return rows;
        },
        CancellationToken.None);

    private sealed class Upsert(string grain, string name, long startedAt, long period) : WriteRequest<long>("reminder", 128, CancellationToken.None)
    {
        protected override long Execute(WriteSession session)
        {
            var statement = session.Sqlite
                .Prepare("INSERT OR REPLACE INTO reminders(grain, name, started_at, period) VALUES (?1, ?2, ?3, ?4) RETURNING id")
                .Bind(1, grain).Bind(2, name).Bind(3, startedAt).Bind(4, period);
            statement.Step();
            var id = statement.Int64(0);
            statement.Run();
            return id;
        }
    }

    private sealed class Remove(string sql, string grain, string name, long id) : WriteRequest<bool>("reminder", 64, CancellationToken.None)
    {
        protected override bool Execute(WriteSession session) => session.Sqlite.Prepare(sql).Bind(1, grain).Bind(2, name).Bind(3, id).Run() == 1;
    }

    private sealed class Clear() : WriteRequest<bool>("reminder", 0, CancellationToken.None)
    {
        protected override bool Execute(WriteSession session)
        {
            session.Sqlite.Execute("DELETE FROM reminders");
            return true;
        }
    }
}
