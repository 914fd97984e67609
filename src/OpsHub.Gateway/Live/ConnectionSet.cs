using System.Collections.Immutable;

namespace OpsHub.Gateway.Live;

/// <summary>The connections that watch one port. Reading is free of locks; joining and leaving are rare.</summary>
internal sealed class ConnectionSet
{
    /// <summary>Connections that one thread writes to, one after the other: handing each to a thread of its own costs more than composing its frame.</summary>
    private const int Batch = 32;

    private ImmutableArray<LiveConnection> _members = [];

    public int Count => _members.Length;

    public ImmutableArray<LiveConnection> Members => _members;

    public void Add(LiveConnection connection) => ImmutableInterlocked.Update(ref _members, static (members, added) => members.Add(added), connection);

    public void Remove(LiveConnection connection) => ImmutableInterlocked.Update(ref _members, static (members, gone) => members.Remove(gone), connection);

    /// <summary>There are events to send. Never waits.</summary>
    public void SignalAll() => InBatches(static connection => connection.SignalInline());

    /// <summary>The lossy lane has something new. Never waits.</summary>
    public void TickAll() => InBatches(static connection => connection.TickInline());

    public void ResetAll(string reason)
    {
        foreach (var connection in _members)
            connection.Reset(reason);
    }

    private void InBatches(Action<LiveConnection> wake)
    {
        var members = _members;
        for (var from = 0; from < members.Length; from += Batch)
            ThreadPool.UnsafeQueueUserWorkItem(new Wake(members, from, wake), preferLocal: false);
    }

    private sealed class Wake(ImmutableArray<LiveConnection> members, int from, Action<LiveConnection> wake) : IThreadPoolWorkItem
    {
        public void Execute()
        {
            foreach (var connection in members.AsSpan(from, Math.Min(Batch, members.Length - from)))
                wake(connection);
        }
    }
}
