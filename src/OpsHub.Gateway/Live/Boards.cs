using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Gateway.Hosting;
using OpsHub.Gateway.Ports;
using OpsHub.Storage.Projections;

namespace OpsHub.Gateway.Live;

/// <summary>The live boards of the served ports, from the host's start to its end.</summary>
internal sealed class Boards : BackgroundService
{
    private readonly Dictionary<PortId, (PortBoard Board, PortLogFeed Log, TrackFeed Tracks)> _boards = [];
    private readonly TimeProvider _time;
    private readonly LiveConnections _live;

    public Boards(
        IClusterClient grains, PortDirectory ports, BoardCheckpoints checkpoints, LiveConnections live, ProjectionService projections, IOptions<LiveOptions> options,
        TimeProvider time, GatewayMeters meters, ILoggerFactory logs)
    {
        _time = time;
        _live = live;
        foreach (var port in ports.Served)
        {
            var tracks = new TrackBoard(options.Value, time, meters);
            var board = new PortBoard(port, tracks, options.Value, time, meters);
            _boards[port] = (
                board,
                new PortLogFeed(board, grains, checkpoints, projections, time, meters, options.Value, logs.CreateLogger<PortLogFeed>()),
                new TrackFeed(board, grains, ports, options.Value, time, logs.CreateLogger<TrackFeed>()));
        }
    }

    /// <summary>True once every board has caught up with its log.</summary>
    public bool AreReady => _boards.Values.All(board => board.Log.IsReady);

    /// <summary>Null when the port is not served, or was never configured.</summary>
    public PortBoard? Find(PortId port) => _boards.TryGetValue(port, out var entry) && entry.Log.IsReady && entry.Board.Sequence > 0 ? entry.Board : null;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Off the start-up path: the host listens while boards catch up, and /readyz tells.
        await Task.Yield();
        var running = _boards.Values
            .SelectMany(entry => new[] { entry.Log.RunAsync(stoppingToken), entry.Tracks.RunAsync(stoppingToken) })
            .Append(BeatAsync(stoppingToken))
            .ToArray();
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>One heartbeat a second for everybody; those with the same grant share its bytes.</summary>
    private async Task BeatAsync(CancellationToken stopping)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1), _time);
        while (await timer.WaitForNextTickAsync(stopping).ConfigureAwait(false))
        {
            foreach (var (board, _, _) in _boards.Values)
                Beat(board);
            _live.CutStuck();
        }
    }

    private static void Beat(PortBoard board)
    {
        var byGrant = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var connection in board.Connections.Members)
        {
            if (!byGrant.TryGetValue(connection.Grant.Key, out var bytes))
                byGrant[connection.Grant.Key] = bytes = LiveMessages.Heartbeat(board.Heartbeat(connection.Grant));
            connection.Beat(bytes);
        }
    }
}
