using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.Tests.Sqlite;

public sealed class SqliteDatabaseTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Open_SyncsEveryCommitOfAWriteAheadLog()
    {
        Assert.Equal(2, await Ask("PRAGMA synchronous"));
        Assert.Equal("wal", Shell("PRAGMA journal_mode"));
    }

    [Fact]
    public void Open_ByASecondInstance_IsRefusedNamingTheFirst()
    {
        var refused = Assert.Throws<StorageException>(_fixture.Open);

        Assert.Equal(StorageFault.AlreadyOpen, refused.Fault);
        Assert.Contains($"process {Environment.ProcessId} on", refused.Message, StringComparison.Ordinal);
        Assert.Contains("DatabasePath", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OfANewerSchema_IsRefusedAndChangesNothing()
    {
        var refused = Assert.Throws<StorageException>(() => _fixture.Reopen(() =>
            Shell("INSERT INTO schema_versions(version, applied_at) VALUES (999, 'tomorrow')")));

        Assert.Equal(StorageFault.NewerSchema, refused.Fault);
        Assert.Contains("999", refused.Message, StringComparison.Ordinal);
        Shell("DELETE FROM schema_versions WHERE version = 999");
        _fixture.Reopen();
    }

    [Fact]
    public async Task Open_OfAnEarlierSchema_RunsTheMissingStepsAndKeepsTheData()
    {
        await _fixture.Journal.AppendAsync("s", "kept"u8.ToArray());
        _fixture.Reopen(() =>
        {
            foreach (var table in (string[])["grain_states", "reminders", "projections", "projection_positions"])
                Shell($"DROP TABLE {table}");
            Shell("DELETE FROM schema_versions WHERE version > 1");
        });

        Assert.Equal("0", Shell("SELECT count(*) FROM grain_states"));
        Assert.Equal(SqliteSchema.Current.ToString(System.Globalization.CultureInfo.InvariantCulture), Shell("SELECT max(version) FROM schema_versions"));
        Assert.Equal(1, await _fixture.Journal.LastAsync("s"));
    }

    [Fact]
    public void Open_OfSomethingElse_SaysItIsNoDatabase()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("opshub.db");
        File.WriteAllText(path, new string('x', 10_000));

        var refused = Assert.Throws<StorageException>(() =>
            SqliteDatabase.Open(new SqliteStorageOptions { DatabasePath = path }, TimeProvider.System, NullLogger<SqliteDatabase>.Instance));

        Assert.Equal(StorageFault.Corrupt, refused.Fault);
        Assert.Equal(new string('x', 10_000), File.ReadAllText(path));
    }

    [Fact]
    public void Open_WithAnOptionOutOfRange_NamesTheKey()
    {
        _fixture.Options.MaxGroupBytes = 1;

        Assert.Contains("Storage:Sqlite:MaxGroupBytes", Assert.Throws<ArgumentException>(_fixture.Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_AfterABitFlippedInTheFile_IsReportedAsDamage()
    {
        await _fixture.Journal.AppendAsync("ledger", Encoding.ASCII.GetBytes("seal intact, no findings"));
        _fixture.Reopen(() =>
        {
            // The file is closed, so the log has been copied into it; find the entry's bytes and flip one bit.
            var file = File.ReadAllBytes(_fixture.Options.DatabasePath);
            var at = file.AsSpan().IndexOf("seal intact"u8);
            Assert.True(at > 0);
            file[at] ^= 1;
            File.WriteAllBytes(_fixture.Options.DatabasePath, file);
        });

        var damage = await Assert.ThrowsAsync<StorageException>(async () => await _fixture.Journal.ReadAsync("ledger", 1, 10).ToArrayAsync());
        Assert.Equal(StorageFault.Corrupt, damage.Fault);
        Assert.Contains("'ledger'", damage.Message, StringComparison.Ordinal);
    }

    private async Task<long> Ask(string sql)
    {
        var request = new Question(sql);
        return await _fixture.Database.Writer.WriteAsync(request);
    }

    private string? Shell(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_fixture.Options.DatabasePath};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()?.ToString();
    }

    private sealed class Question(string sql) : WriteRequest<long>("test", 0, default)
    {
        protected override long Execute(WriteSession session) => session.Sqlite.Scalar(sql);
    }
}
