using OpsHub.Storage.Tests.Sqlite;

namespace OpsHub.Storage.Tests.Journals;

public sealed class SqliteJournalTests : JournalContract
{
    private readonly SqliteFixture _fixture = new();

    public override Task InitializeAsync()
    {
        Journal = _fixture.Journal;
        return Task.CompletedTask;
    }

    public override Task DisposeAsync()
    {
        _fixture.Dispose();
        return Task.CompletedTask;
    }

    protected override Task ReopenAsync()
    {
        _fixture.Reopen();
        Journal = _fixture.Journal;
        return Task.CompletedTask;
    }
}
