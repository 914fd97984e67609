using OpsHub.Storage.Sqlite;

namespace OpsHub.Storage.Tests.Sqlite;

/// <summary>
/// Holds the writer inside a group until released, so that a test decides what stands in the queue. Can then fail the
/// group like a disk would.
/// </summary>
internal sealed class HeldWriter : WriteRequest<int>
{
    private readonly ManualResetEventSlim _reached = new();
    private readonly ManualResetEventSlim _released = new();
    private Exception? _fault;

    private HeldWriter(int sizeBytes)
        : base("test", sizeBytes, default)
    {
    }

    public static HeldWriter Hold(SqliteDatabase database, int sizeBytes = 0)
    {
        var held = new HeldWriter(sizeBytes);
        _ = database.Writer.WriteAsync(held);
        held._reached.Wait();
        return held;
    }

    public void Release(Exception? fault = null)
    {
        _fault = fault;
        _released.Set();
    }

    protected override int Execute(WriteSession session)
    {
        _reached.Set();
        _released.Wait();
        return _fault is null ? 0 : throw _fault;
    }
}
