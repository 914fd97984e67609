namespace OpsHub.Storage.Sqlite;

/// <summary>What the writer thread works with: its connection and what it knows about the journal's tails.</summary>
internal sealed class WriteSession(SqliteSession sqlite) : IDisposable
{
    public SqliteSession Sqlite { get; } = sqlite;

    public JournalTails Journal { get; } = new(sqlite);

    public void Begin() => Sqlite.Prepare("BEGIN IMMEDIATE").Run();

    public void Commit()
    {
        Journal.Flush();
        Sqlite.Prepare("COMMIT").Run();
    }

    /// <summary>Undoes the group. Some faults (a full disk) have already ended the transaction.</summary>
    public void Rollback()
    {
        Journal.Forget();
        if (Sqlite.InTransaction)
            Sqlite.Prepare("ROLLBACK").Run();
    }

    /// <summary>Applies one write; a refusal or a fault of its own leaves the rest of the group untouched.</summary>
    public void Apply(WriteRequest request)
    {
        if (request.NeedsSavepoint)
            Sqlite.Prepare("SAVEPOINT one").Run();
        try
        {
            request.Apply(this);
        }
        catch (WriteRefusedException refused)
        {
            Undo(request);
            request.Refuse(refused.InnerException!);
            return;
        }
        catch (Exception error) when (SqliteFault.IsOwnFault(error) && Sqlite.InTransaction)
        {
            Undo(request);
            request.Refuse(error);
            return;
        }

        if (request.NeedsSavepoint)
            Sqlite.Prepare("RELEASE one").Run();
    }

    public void Dispose() => Sqlite.Dispose();

    private void Undo(WriteRequest request)
    {
        if (!request.NeedsSavepoint)
            return;
        Sqlite.Prepare("ROLLBACK TO one").Run();
        Sqlite.Prepare("RELEASE one").Run();
    }
}
