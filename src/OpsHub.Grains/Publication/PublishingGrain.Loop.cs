using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;

namespace OpsHub.Grains.Publication;

// The publication loop. It runs on the grain's scheduler and interleaves with calls at its awaits, so it touches nothing
// but what is declared here; the record is written by commands only.
public abstract partial class PublishingGrain<TState, TEvent>
{
    /// <summary>That a silo waits for a grain it woke: far less than a call may take, far more than a publication does.</summary>
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(2);

    private readonly Queue<Pending> _pending = new();
    private CancellationTokenSource? _stopping;
    private long _ledgeredUpTo;
    private Task _publication = Task.CompletedTask;
    private bool _publishing;

    /// <summary>True when the port's log has the event and what follows from it is done.</summary>
    /// <param name="sourceSequence">The event's number.</param>
    protected bool IsPublished(long sourceSequence) => !_pending.TryPeek(out var oldest) || sourceSequence < oldest.Entry.Sequence;

    /// <summary>The events that may not be in the port's log yet, by number.</summary>
    protected IEnumerable<OutboxEntry> Unpublished => _pending.Select(p => p.Entry);

    private void ResumePublication(OutboxProgress progress)
    {
        _ledgeredUpTo = progress.LedgeredUpTo;
        foreach (var entry in _record.Outbox)
            _pending.Enqueue(new Pending(entry, null));
        StartPublication();
    }

    private void StartPublication()
    {
        if (_publishing || _stopped)
            return;
        _publishing = true;
        _publication = PublishUntilEmpty();
    }

    private async Task PublishUntilEmpty()
    {
        var failures = 0;
        while (!_stopped && _pending.Count > 0)
        {
            try
            {
                await PublishSome();
                failures = 0;
            }
            catch (Exception error)
            {
                _services.Meters.Retried();
                Report(error, ++failures);
                await WaitBeforeRetry(failures);
            }
        }

        _publishing = false;
        // A command that is being written needs the intent; its own loop closes it.
        if (_stopped || _writing)
            return;
        _services.Outboxes.Close(Source);
        Published();
    }

    private async Task PublishSome()
    {
        await AppendToLedger();
        var done = 0;
        try
        {
            while (!_stopped && _pending.TryPeek(out var pending) && pending.Entry.Sequence <= _ledgeredUpTo)
            {
                if (Typed(pending) is { } happened)
                    await React(happened, pending.Entry.Sequence);
                _pending.Dequeue();
                done++;
            }
        }
        finally
        {
            _services.Meters.Published(done);
        }
    }

    /// <summary>Appends the next run of events of one port that are not in its log yet.</summary>
    private async Task AppendToLedger()
    {
        var drafts = ImmutableArray.CreateBuilder<PortEventDraft>();
        PortId? port = null;
        var upTo = _ledgeredUpTo;
        foreach (var pending in _pending)
        {
            var entry = pending.Entry;
            if (entry.Sequence <= _ledgeredUpTo)
                continue;
            if (drafts.Count == OutboxLimits.DraftsPerAppend || (port is { } first && first != entry.Port))
                break;
            port = entry.Port;
            upTo = entry.Sequence;
            drafts.Add(new PortEventDraft(
                Source, entry.Sequence, entry.At, entry.Topic, entry.Type, entry.Subject, entry.Actor, entry.Data));
        }

        if (drafts.Count == 0)
            return;
        // The entity had no port when it wrote them: there is no log to put them into.
        if (port is { Value: not null } known)
            await GrainFactory.Ledger(known).Append(drafts.DrainToImmutable());
        _ledgeredUpTo = upTo;
        _services.Outboxes.Ledgered(Source, upTo);
    }

    private TEvent? Typed(Pending pending)
    {
        try
        {
            return pending.Happened ?? EventCodec<TEvent>.Read(pending.Entry.Data);
        }
        catch (JsonException error)
        {
            _log.LogError(error, "{Source}: event {Type} is not known to this program; nothing follows from it.", Source, pending.Entry.Type);
            return null;
        }
    }

    private void Report(Exception error, int failures)
    {
        // The first failure is often a restart elsewhere; a row of them is somebody's concern.
        var level = error is PublicationDelayedException || failures < 3 ? LogLevel.Debug : LogLevel.Warning;
        _log.Log(level, error, "{Source}: publication failed {Failures} times; {Count} events wait.", Source, failures, _pending.Count);
    }

    private async Task WaitBeforeRetry(int failures)
    {
        var options = _services.Outboxes.Options;
        var delayMs = Math.Min(options.MaxRetryMs, options.RetryMs * Math.Pow(2, Math.Min(failures - 1, 20)));
        _stopping ??= new CancellationTokenSource();
        try
        {
            await Task.Delay(TimeSpan.FromMilliseconds(delayMs), _services.Time, _stopping.Token);
        }
        catch (OperationCanceledException)
        {
            // The activation is going; whoever comes next continues.
        }
    }

    /// <param name="Entry">As stored.</param>
    /// <param name="Happened">The event itself; null when it comes from storage and has not been needed yet.</param>
    private sealed record Pending(OutboxEntry Entry, TEvent? Happened);
}
