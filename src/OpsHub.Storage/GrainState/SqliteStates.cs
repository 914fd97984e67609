using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.GrainState;

/// <summary>
/// Versioned state records on SQLite, without a grain runtime: what the grain-storage provider is made of. A version
/// mismatch is a property of one conditional statement, so it fails that write and no other of its group.
/// </summary>
internal sealed class SqliteStates
{
    private readonly SqliteReaders _readers;
    private readonly SqliteDatabase? _database;

    public SqliteStates(SqliteDatabase database) => (_database, _readers) = (database, database.Readers);

    /// <summary>Reads a database without owning it; writes are refused.</summary>
    public SqliteStates(SqliteReaders readers) => _readers = readers;

    /// <summary>The record, or null when nothing was ever written.</summary>
    public ValueTask<StateRecord?> ReadAsync(string grain, string name, CancellationToken cancellationToken = default) =>
        _readers.ReadAsync<(string Grain, string Name), StateRecord?>(
            (grain, name),
            static (session, key) =>
            {
                var statement = session.Prepare("SELECT version, payload FROM grain_states WHERE grain = ?1 AND name = ?2")
                    .Bind(1, key.Grain).Bind(2, key.Name);
                if (!statement.Step())
                    return null;
                var record = new StateRecord(
                    statement.Int64(0), statement.IsNull(1) ? null : (ReadOnlyMemory<byte>?)statement.Blob(1).ToArray());
                statement.Reset();
                return record;
            },
            cancellationToken);

    /// <summary>Writes and answers the new version once it is durable.</summary>
    /// <param name="grain">The grain's id.</param>
    /// <param name="name">The state's name within the grain.</param>
    /// <param name="expected">The version the write is based on; null: nothing was ever written.</param>
    /// <param name="payload">Null clears. Must not change until the write has completed.</param>
    /// <param name="cancellationToken">Withdraws the write if it has not been taken into a group yet.</param>
    /// <exception cref="StateVersionException">Another version is stored.</exception>
    public ValueTask<long> WriteAsync(
        string grain, string name, long? expected, ReadOnlyMemory<byte>? payload, CancellationToken cancellationToken = default) =>
        _database is null
            ? throw new StorageException(StorageFault.ReadOnly, "These states were opened for reading only.")
            : _database.Writer.WriteAsync(new Write(grain, name, expected, payload, cancellationToken));

    private sealed class Write(
        string grain, string name, long? expected, ReadOnlyMemory<byte>? payload, CancellationToken cancellationToken)
        : WriteRequest<long>("state", payload?.Length ?? 0, cancellationToken)
    {
        protected override long Execute(WriteSession session)
        {
            var written = expected is { } version ? Update(session.Sqlite, version) : Insert(session.Sqlite);
            return written ? (expected ?? 0) + 1 : throw new WriteRefusedException(Mismatch(session.Sqlite));
        }

        private bool Insert(SqliteSession session)
        {
            var statement = session
                .Prepare("INSERT INTO grain_states(grain, name, version, payload) VALUES (?1, ?2, 1, ?3) ON CONFLICT DO NOTHING")
                .Bind(1, grain).Bind(2, name);
            return Payload(statement, 3).Run() == 1;
        }

        private bool Update(SqliteSession session, long version)
        {
            var statement = session
                .Prepare("UPDATE grain_states SET version = version + 1, payload = ?4 WHERE grain = ?1 AND name = ?2 AND version = ?3")
                .Bind(1, grain).Bind(2, name).Bind(3, version);
            return Payload(statement, 4).Run() == 1;
        }

        private SqliteStatement Payload(SqliteStatement statement, int index) =>
            payload is { } bytes ? statement.Bind(index, bytes.Span) : statement.BindNull(index);

        private StateVersionException Mismatch(SqliteSession session)
        {
            var statement = session.Prepare("SELECT version FROM grain_states WHERE grain = ?1 AND name = ?2").Bind(1, grain).Bind(2, name);
            long? stored = statement.Step() ? statement.Int64(0) : null;
            statement.Reset();
            return new StateVersionException(grain, name, expected, stored);
        }
    }
}
