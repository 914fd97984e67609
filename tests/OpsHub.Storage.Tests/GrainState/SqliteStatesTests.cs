using System.Text;
using OpsHub.Storage.GrainState;
using OpsHub.Storage.Tests.Sqlite;

namespace OpsHub.Storage.Tests.GrainState;

public sealed class SqliteStatesTests : IDisposable
{
    private readonly SqliteFixture _fixture = new();

    private SqliteStates States => new(_fixture.Database);

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Write_ThenReadAfterReopening_ReturnsVersionAndPayload()
    {
        Assert.Null(await States.ReadAsync("shipment/1", "state"));
        Assert.Equal(1, await States.WriteAsync("shipment/1", "state", null, Bytes("a")));
        Assert.Equal(2, await States.WriteAsync("shipment/1", "state", 1, Bytes("b")));
        Assert.Equal(1, await States.WriteAsync("shipment/1", "outbox", null, Bytes("other")));
        _fixture.Reopen();

        var record = await States.ReadAsync("shipment/1", "state");
        Assert.Equal((2L, "b"), (record!.Value.Version, Encoding.UTF8.GetString(record.Value.Payload!.Value.Span)));
    }

    [Fact]
    public async Task Write_BasedOnAnotherVersion_IsRefusedWithBoth()
    {
        await States.WriteAsync("shipment/1", "state", null, Bytes("a"));
        await States.WriteAsync("shipment/1", "state", 1, Bytes("b"));

        foreach (var (expected, grain) in ((long?, string)[])[(1, "shipment/1"), (null, "shipment/1"), (7, "shipment/1"), (1, "shipment/2")])
        {
            var refused = await Assert.ThrowsAsync<StateVersionException>(async () => await States.WriteAsync(grain, "state", expected, Bytes("x")));
            Assert.Equal((expected, grain == "shipment/1" ? 2L : null), (refused.Expected, refused.Stored));
        }

        Assert.Equal("b", Encoding.UTF8.GetString((await States.ReadAsync("shipment/1", "state"))!.Value.Payload!.Value.Span));
    }

    [Fact]
    public async Task Clear_ThenWriteByAnOldHolder_IsRefused()
    {
        await States.WriteAsync("shipment/1", "state", null, Bytes("a"));
        Assert.Equal(2, await States.WriteAsync("shipment/1", "state", 1, null));
        Assert.Null((await States.ReadAsync("shipment/1", "state"))!.Value.Payload);
        Assert.Equal(3, await States.WriteAsync("shipment/1", "state", 2, Bytes("new life")));

        await Assert.ThrowsAsync<StateVersionException>(async () => await States.WriteAsync("shipment/1", "state", 1, Bytes("old holder")));
    }

    [Fact]
    public async Task Write_RefusedInAGroup_LeavesTheOthersOfTheGroupUntouched()
    {
        await States.WriteAsync("shipment/1", "state", null, Bytes("a"));
        var held = HeldWriter.Hold(_fixture.Database);
        var good = States.WriteAsync("shipment/1", "state", 1, Bytes("b")).AsTask();
        // Refused only because of what the write before it does in the same group.
        var stale = States.WriteAsync("shipment/1", "state", 1, Bytes("stale")).AsTask();
        var next = States.WriteAsync("shipment/1", "state", 2, Bytes("c")).AsTask();
        var append = _fixture.Journal.AppendAsync("s", "e"u8.ToArray()).AsTask();
        held.Release();

        Assert.Equal((2L, 3L), (await good, await next));
        Assert.Equal(2, (await Assert.ThrowsAsync<StateVersionException>(() => stale)).Stored);
        Assert.Equal(1, await append);
        Assert.Equal("c", Encoding.UTF8.GetString((await States.ReadAsync("shipment/1", "state"))!.Value.Payload!.Value.Span));
    }

    [Fact]
    public async Task Write_OfAnEmptyPayload_IsNotACleared()
    {
        await States.WriteAsync("g", "s", null, ReadOnlyMemory<byte>.Empty);

        Assert.Equal(0, (await States.ReadAsync("g", "s"))!.Value.Payload!.Value.Length);
    }

    private static ReadOnlyMemory<byte>? Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
