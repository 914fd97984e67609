using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Accounts;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Hosting;

namespace OpsHub.Gateway.Ledger;

/// <summary>
/// Writes who signed in and who looked at what is sensitive into the ledgers of the ports concerned. Entries wait in a
/// bounded queue and are retried until the ledger has them; the source is this process's run, so a repeat is harmless.
/// </summary>
public sealed partial class AuditTrail(
    IClusterClient grains, TimeProvider time, IOptions<GatewayOptions> options, GatewayMeters meters, ILogger<AuditTrail> log) : BackgroundService
{
    /// <summary>Sign-ins of a whole shift change; beyond it entries are counted as lost.</summary>
    private const int MaxWaiting = 4_096;

    /// <summary>The same reader of the same thing is noted once in this time.</summary>
    private static readonly TimeSpan ReadNoteAge = TimeSpan.FromMinutes(10);

    private readonly Channel<(PortId Port, PortEventDraft Draft)> _queue =
        Channel.CreateBounded<(PortId, PortEventDraft)>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });

    private readonly ConcurrentDictionary<string, DateTimeOffset> _noted = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();
    private readonly Dictionary<PortId, long> _sequences = [];
    private readonly string _source = "gateway/" + Guid.CreateVersion7(time.GetUtcNow()).ToString("N");

    /// <summary>Notes an event in the ledger of every port in the scope (every served port without one).</summary>
    public void Record(AuditEvent what, AccountScope? scope = null)
    {
        foreach (var port in options.Value.PortIds)
        {
            if (scope is null || scope.Ports.Contains("*") || scope.Ports.Contains(port.Value))
                Record(port, what, scope?.Roles.FirstOrDefault() ?? "none");
        }
    }

    /// <summary>Notes that somebody looked at officers' exact positions, once per reader, thing and ten minutes.</summary>
    public void RecordRead(PortId port, Caller caller, string what)
    {
        var now = time.GetUtcNow();
        var key = $"{port}|{caller.SessionId}|{what}";
        if (_noted.TryGetValue(key, out var at) && now - at < ReadNoteAge)
            return;
        if (_noted.Count > MaxWaiting)
            _noted.Clear();
        _noted[key] = now;
        Record(port, new OfficerPositionsRead { User = caller.Scope.User, What = what }, caller.Scope.Roles.FirstOrDefault() ?? "none");
    }

    public void Record(PortId port, AuditEvent what, string role)
    {
        var data = JsonSerializer.SerializeToElement(what, ContractJson.Options);
        lock (_lock)
        {
            // Number and place in the queue are taken together: the ledger wants one source's drafts in order.
            var number = _sequences.GetValueOrDefault(port) + 1;
            var draft = new PortEventDraft(
                $"{_source}/{port}", number, time.GetUtcNow(), what.Topic, data.GetProperty("type").GetString()!, what.Subject,
                new Actor(what.User, role), data.GetRawText());
            if (_queue.Writer.TryWrite((port, draft)))
                _sequences[port] = number;
            else
                meters.AuditLost.Add(1);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _queue.Reader.WaitToReadAsync(stoppingToken))
            {
                while (_queue.Reader.TryPeek(out var entry))
                {
                    await AppendAsync(entry.Port, entry.Draft, stoppingToken);
                    _queue.Reader.TryRead(out _);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // What still waits is written by StopAsync.
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        while (!cancellationToken.IsCancellationRequested && _queue.Reader.TryRead(out var entry))
            await AppendAsync(entry.Port, entry.Draft, cancellationToken);
    }

    private async Task AppendAsync(PortId port, PortEventDraft draft, CancellationToken cancellationToken)
    {
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause < TimeSpan.FromSeconds(5) ? pause * 2 : pause)
        {
            try
            {
                await grains.Ledger(port).Append([draft]);
                return;
            }
            catch (Exception e) when (e is not OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                NotWritten(log, e, draft.Type, port.Value);
                await Task.Delay(pause, time, cancellationToken);
            }
        }
    }

    [LoggerMessage(LogLevel.Warning, "Audit entry {Type} of {Port} not written yet, trying again")]
    private static partial void NotWritten(ILogger log, Exception exception, string type, string port);
}
