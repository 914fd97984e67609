using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Live;

/// <summary>
/// Every live connection of this host. Looks at the token behind each several times a second and cuts those whose token
/// is no longer good; cuts those whose socket has been stuck for too long.
/// </summary>
internal sealed partial class LiveConnections : BackgroundService
{
    private readonly ConcurrentDictionary<string, LiveConnection> _connections = new(StringComparer.Ordinal);
    private readonly SessionCache _sessions;
    private readonly TimeProvider _time;
    private readonly GatewayOptions _gateway;
    private readonly LiveOptions _live;
    private readonly GatewayMeters _meters;
    private readonly ILogger<LiveConnections> _log;

    public LiveConnections(
        SessionCache sessions, TimeProvider time, IOptions<GatewayOptions> gateway, IOptions<LiveOptions> live, GatewayMeters meters, ILogger<LiveConnections> log)
    {
        _sessions = sessions;
        _time = time;
        _gateway = gateway.Value;
        _live = live.Value;
        _meters = meters;
        _log = log;
        meters.Meter.CreateObservableGauge("opshub.live.connections", () => _connections.Count, "{connection}", "Live connections of this host.");
        meters.Meter.CreateObservableGauge("opshub.live.unacknowledged", Unacknowledged, "{connection}", "Connections waiting for acknowledgements.");
    }

    public int Count => _connections.Count;

    /// <summary>False when the host has as many as it takes.</summary>
    public bool TryAdd(LiveConnection connection) =>
        _connections.Count < _live.MaxConnections && _connections.TryAdd(connection.Id, connection);

    public void Remove(LiveConnection connection) => _connections.TryRemove(connection.Id, out _);

    /// <summary>Cuts every connection of a session.</summary>
    public void Abort(string sessionId)
    {
        foreach (var connection in _connections.Values)
        {
            if (connection.Caller.SessionId == sessionId)
                Cut(connection, "revoked");
        }
    }

    /// <summary>Cuts connections whose write has been stuck for too long: their client is gone or frozen.</summary>
    public void CutStuck()
    {
        var limit = TimeSpan.FromSeconds(_live.StuckWriteSeconds);
        foreach (var connection in _connections.Values)
        {
            if (connection.StuckFor() is { } stuck && stuck > limit)
                Cut(connection, "stuck");
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(_gateway.SessionWatchMs), _time);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(stoppingToken);
                await CheckTokensAsync();
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Storage may be away for a moment; nobody is cut for that.
                NotChecked(_log, e);
            }
        }
    }

    private async Task CheckTokensAsync()
    {
        foreach (var session in _connections.Values.GroupBy(connection => connection.Caller.SessionId))
        {
            var caller = session.First().Caller;
            if (await _sessions.ValidateAsync(caller.Token, fresh: true) is { } scope && scope.Roles.SequenceEqual(caller.Scope.Roles) && scope.Ports.SequenceEqual(caller.Scope.Ports))
                continue;
            foreach (var connection in session)
                Cut(connection, "revoked");
        }
    }

    private void Cut(LiveConnection connection, string reason)
    {
        _meters.Evictions.Add(1, new KeyValuePair<string, object?>("reason", reason));
        WasCut(_log, connection.Id, connection.Caller.Scope.User.Value, reason);
        connection.Abort();
    }

    private int Unacknowledged() => _connections.Values.Count(connection => connection.IsWaitingForAck);

    [LoggerMessage(LogLevel.Warning, "Sessions of live connections could not be checked")]
    private static partial void NotChecked(ILogger log, Exception exception);

    [LoggerMessage(LogLevel.Information, "Live connection {Connection} of {User} cut: {Reason}")]
    private static partial void WasCut(ILogger log, string connection, string user, string reason);
}
