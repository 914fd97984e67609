using System.Collections.Concurrent;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.Projections;

/// <summary>Projections in the process's SQLite file; their changes share the group commits of everything else.</summary>
public sealed class SqliteProjectionStore(SqliteDatabase database) : IProjectionStore
{
    private static readonly ConcurrentDictionary<string, string> s_dialect = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(IProjection projection, CancellationToken cancellationToken = default) =>
        await database.Writer.WriteAsync(new Make(projection, always: false, cancellationToken));

    /// <inheritdoc/>
    public async ValueTask RebuildAsync(IProjection projection, CancellationToken cancellationToken = default) =>
        await database.Writer.WriteAsync(new Make(projection, always: true, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<long> PositionAsync(IProjection projection, string stream, CancellationToken cancellationToken = default) =>
        database.Readers.ReadAsync(
            (projection.Name, stream),
            static (session, at) =>
            {
                var statement = session.Prepare("SELECT position FROM projection_positions WHERE projection = ?1 AND stream = ?2")
                    .Bind(1, at.Name).Bind(2, at.stream);
                var position = statement.Step() ? statement.Int64(0) : 0;
                statement.Reset();
                return position;
            },
            cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> ApplyAsync(
        IProjection projection, string stream, long from, long to, ProjectionChanges changes, CancellationToken cancellationToken = default) =>
        database.Writer.WriteAsync(new Apply(projection.Name, stream, from, to, changes, cancellationToken));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<T>> QueryAsync<T>(
        string sql, IReadOnlyList<object?> values, Func<IProjectionRow, T> map, CancellationToken cancellationToken = default) =>
        database.Readers.ReadAsync<(string, IReadOnlyList<object?>, Func<IProjectionRow, T>), IReadOnlyList<T>>(
            (sql, values, map),
            static (session, query) =>
            {
                var statement = Bind(session.Prepare(Dialect(query.Item1)), query.Item2);
                try
                {
                    var row = new Row(statement);
                    var rows = new List<T>();
                    while (statement.Step())
                        rows.Add(query.Item3(row));
                    return rows;
                }
                finally
                {
                    statement.Reset();
                }
            },
            cancellationToken);

    private static string Dialect(string sql) =>
        s_dialect.GetOrAdd(sql, static s => s.Replace('$', '?').Replace("{key}", "text", StringComparison.Ordinal));

    private static SqliteStatement Bind(SqliteStatement statement, IReadOnlyList<object?> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            _ = values[i] switch
            {
                null => statement.BindNull(i + 1),
                string text => statement.Bind(i + 1, text),
                long number => statement.Bind(i + 1, number),
                int number => statement.Bind(i + 1, number),
                double number => statement.Bind(i + 1, number),
                bool flag => statement.Bind(i + 1, flag ? 1 : 0),
                var other => throw new ArgumentException($"${i + 1} is a {other.GetType().Name}; projections store text, whole numbers, doubles and bools."),
            };
        }

        return statement;
    }

    private sealed class Make(IProjection projection, bool always, CancellationToken cancellationToken)
        : WriteRequest<bool>("projection", 0, cancellationToken)
    {
        public override bool NeedsSavepoint => true;

        protected override bool Execute(WriteSession session)
        {
            var sqlite = session.Sqlite;
            var find = sqlite.Prepare("SELECT version FROM projections WHERE name = ?1").Bind(1, projection.Name);
            var version = find.Step() ? find.Int64(0) : 0;
            find.Reset();
            if (version == projection.Version && !always)
                return false;
            foreach (var table in projection.Tables)
                sqlite.Execute($"DROP TABLE IF EXISTS {table}");
            foreach (var statement in projection.Schema)
                sqlite.Execute(Dialect(statement));
            sqlite.Prepare("DELETE FROM projection_positions WHERE projection = ?1").Bind(1, projection.Name).Run();
            sqlite.Prepare("INSERT INTO projections(name, version) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET version = excluded.version")
                .Bind(1, projection.Name).Bind(2, projection.Version).Run();
            return true;
        }
    }

    private sealed class Apply(
        string projection, string stream, long from, long to, ProjectionChanges changes, CancellationToken cancellationToken)
        // About what a row costs in the log; keeps a group with many changes from growing without end.
        : WriteRequest<bool>("projection", changes.Statements.Count * 256, cancellationToken)
    {
        public override bool NeedsSavepoint => true;

        protected override bool Execute(WriteSession session)
        {
            var sqlite = session.Sqlite;
            var moved = from == 0
                ? sqlite.Prepare("INSERT INTO projection_positions(projection, stream, position) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING")
                    .Bind(1, projection).Bind(2, stream).Bind(3, to).Run()
                : sqlite.Prepare("UPDATE projection_positions SET position = ?3 WHERE projection = ?1 AND stream = ?2 AND position = ?4")
                    .Bind(1, projection).Bind(2, stream).Bind(3, to).Bind(4, from).Run();
            if (moved == 0)
                return false;
            foreach (var (sql, values) in changes.Statements)
                Bind(sqlite.Prepare(Dialect(sql)), values).Run();
            return true;
        }
    }

    private sealed class Row(SqliteStatement statement) : IProjectionRow
    {
        public string Text(int column) => statement.IsNull(column) ? "" : statement.Text(column);

        public long Int64(int column) => statement.Int64(column);

        public double Double(int column) => statement.Double(column);

        public bool IsNull(int column) => statement.IsNull(column);
    }
}
