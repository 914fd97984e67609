using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using OpsHub.Contracts.Live;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Ledger;

namespace OpsHub.Gateway.Live;

/// <summary>The live protocol (Contracts/Live/README.md): say hello, set the window, acknowledge frames, ask for a replay.</summary>
[Authorize(AccessTable.LiveName)]
internal sealed class OperationsHub(
    Boards boards, LiveConnections connections, AuditTrail audit, RuntimeName runtime, TimeProvider time, GatewayMeters meters,
    Microsoft.Extensions.Options.IOptions<LiveOptions> options) : Hub
{
    public const string Path = "/hubs/operations";

    private const int MaxTiles = 64;

    public override Task OnConnectedAsync()
    {
        var connection = new LiveConnection(LiveLifetimeManager.ContextOf(Context), Caller.Of(Context.User), time, meters);
        if (!connections.TryAdd(connection))
            throw new HubException("TooManyConnections: this host has as many live connections as it takes. Try again later.");
        Context.Items[typeof(LiveConnection)] = connection;

        // The pump lives as long as the connection and ends by Close; it never throws for a broken socket.
        _ = connection.PumpAsync();
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items[typeof(LiveConnection)] is LiveConnection connection)
        {
            connections.Remove(connection);
            connection.Close();
        }

        return Task.CompletedTask;
    }

    [Authorize(AccessTable.LiveName)]
    public Welcome Hello(HelloRequest request)
    {
        if (request.Proto != LiveProtocol.Version)
            throw new HubException($"ProtocolNotSpoken: this server speaks protocol {LiveProtocol.Version}; load the page again.");
        var connection = Connection;
        if (!connection.Caller.MayAct(request.Port))
            throw new HubException($"PortOutOfScope: you may not act in {Http.Problems.Cut(request.Port.Value)}.");
        if (boards.Find(request.Port) is not { } board)
            throw new HubException($"PortNotReady: there is no board of {Http.Problems.Cut(request.Port.Value)} yet. Try again.");
        var (topics, resumed) = connection.Join(board, request);
        return new Welcome(board.Epoch, resumed, time.GetUtcNow(), options.Value.TickMs, topics, runtime.Name, runtime.Version);
    }

    [Authorize(AccessTable.LiveTracksName)]
    public void View(ViewRequest request)
    {
        if (request.Tiles.IsDefault || request.Tiles.Length > MaxTiles)
            throw new HubException($"WindowRefused: 0 to {MaxTiles} tiles, zoom below 10 for more.");
        var connection = Connection;
        if (connection.Board is not { } board)
            throw new HubException("HelloFirst: say hello before you look.");
        connection.View(request);
        if (connection.Grant.Visibility == Visibility.Full)
            audit.RecordRead(board.Port, connection.Caller, "live map");
    }

    /// <summary>Needs no right of its own: it only says that frames arrived which the right to look had sent. It comes with every frame.</summary>
    public void AckFrame(FrameAck request) => Connection.Acknowledge(request.Frame);

    [Authorize(AccessTable.LiveName)]
    public ReplayAnswer Replay(ReplayRequest request)
    {
        var connection = Connection;
        if (connection.Board is not { } board || !connection.Grant.Topics.Contains(request.Topic))
            throw new HubException("TopicOutOfScope: that topic is not yours.");
        var entries = new List<TopicEntry>();
        return board.TryRead(request.Topic, request.From, options.Value.RingEvents, entries)
            ? new ReplayAnswer(false, [.. entries.Select(entry => entry.EventFor(connection.Grant.Duty))])
            : new ReplayAnswer(true, []);
    }

    private LiveConnection Connection => Context.Items[typeof(LiveConnection)] as LiveConnection
        ?? throw new HubException("NotConnected: connect again.");
}
