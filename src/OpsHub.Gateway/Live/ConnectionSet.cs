using System.Collections.Immutable;

namespace OpsHub.Gateway.Live;

/// <summary>The connections that watch one port. Reading is free of locks; joining and leaving are rare.</summary>
internal sealed class ConnectionSet
{
    private ImmutableArray<LiveConnection> _members = [];

    public int Count => _members.Length;

    public ImmutableArray<LiveConnection> Members => _members;

    public void Add(LiveConnection connection) => ImmutableInterlocked.Update(ref _members, static (members, added) => members.Add(added), connection);

    public void Remove(LiveConnection connection) => ImmutableInterlocked.Update(ref _members, static (members, gone) => members.Remove(gone), connection);

    /// <summary>There are events to send. Never waits.</summary>
    public void SignalAll()
    {
        foreach (var connection in _members)
            connection.Signal();
    }

    /// <summary>The lossy lane has something new. Never waits.</summary>
    public void TickAll()
    {
        foreach (var connection in _members)
            connection.Tick();
    }

    public void ResetAll(string reason)
    {
        foreach (var connection in _members)
            connection.Reset(reason);
    }
}
