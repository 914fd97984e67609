using System.Globalization;
using System.Text;
using Microsoft.Extensions.Options;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains.Publication;

/// <summary>
/// The outboxes of this silo that are not published yet, and their <em>intents</em>: before a state with new events is
/// written, the grain's id goes into the journal stream <c>outbox/{silo}</c>, so that after a crash somebody knows whom to
/// wake. An outbox whose grain has no intent left is published; that is why nothing has to be written when one is emptied.
/// </summary>
/// <remarks>Thread-safe. Intents stand in the order of their numbers, and the stream is truncated up to the oldest open one.</remarks>
public sealed partial class OutboxRegistry
{
    private const int MostWokenAtOnce = 1_024;

    /// <summary>Longer than any activation or retry takes; waking a grain that is at work does no harm.</summary>
    private static readonly TimeSpan s_wakeAnyway = TimeSpan.FromSeconds(30);

    private readonly IJournal _journal;
    private readonly OutboxOptions _options;
    private readonly TimeProvider _time;
    private readonly PublicationMeters _meters;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, OpenOutbox> _open = new(StringComparer.Ordinal);
    private readonly Queue<Intent> _intents = new();
    private readonly Queue<TaskCompletionSource> _waiters = new();
    private Task? _recovered;

    public OutboxRegistry(IJournal journal, IOptions<OutboxOptions> options, TimeProvider time, PublicationMeters meters)
    {
        _journal = journal;
        _options = options.Value;
        _options.Validate();
        _time = time;
        _meters = meters;
        meters.WatchOpen(() => OpenCount);
    }

    public OutboxOptions Options => _options;

    public int OpenCount
    {
        get
        {
            lock (_gate)
                return _open.Count;
        }
    }

    private string Stream => StreamOf(_options.Silo);

    /// <summary>Completes when the intents an earlier process left are read; nothing else may be called before.</summary>
    public Task Recovered
    {
        get
        {
            lock (_gate)
            {
                // A read that failed is repeated by the next caller.
                return _recovered is { IsFaulted: false } reading ? reading : _recovered = ReadIntents();
            }
        }
    }

    /// <summary>Waits for room; false when there was none in time.</summary>
    public async ValueTask<bool> WaitForRoom()
    {
        TaskCompletionSource waiter;
        lock (_gate)
        {
            if (_open.Count < _options.MaxOpen)
                return true;
            waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Enqueue(waiter);
        }

        try
        {
            await Here(waiter.Task).WaitAsync(TimeSpan.FromMilliseconds(_options.BusyAfterMs), _time);
            return true;
        }
        catch (TimeoutException)
        {
            // Given up: if it is let in after all, the next one in line must not lose its turn.
            if (!waiter.TrySetCanceled())
                return true;
            _meters.Busy();
            return false;
        }
    }

    /// <summary>Completes on the caller's scheduler: the waiter itself would complete a bounded wait on the thread pool.</summary>
    private static async Task Here(Task task) => await task;

    /// <summary>Opens the grain's outbox, if it is not open already; completes when its intent is durable.</summary>
    public Task Open(string grain)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(grain, out var outbox))
            {
                outbox.Adopt(_time.GetTimestamp());
                if (!outbox.Intent.Number.IsFaulted)
                    return outbox.Intent.Number;
            }
            else
            {
                _open.Add(grain, outbox = new OpenOutbox(grain, _time.GetTimestamp()));
            }

            outbox.Intent = Enqueue(outbox);
            return outbox.Intent.Number;
        }
    }

    /// <summary>What is known of the grain's open outbox; null when everything it ever wrote is published.</summary>
    /// <param name="grain">The grain's id.</param>
    /// <param name="owner">The silo named in its record; null when it was never named.</param>
    public async ValueTask<OutboxProgress?> Find(string grain, string? owner)
    {
        await Recovered;
        lock (_gate)
        {
            if (_open.TryGetValue(grain, out var outbox))
            {
                outbox.Adopt(_time.GetTimestamp());
                return new OutboxProgress(outbox.LedgeredUpTo);
            }
        }

        if (owner is null || owner == _options.Silo)
            return null;
        // The grain has moved here with an outbox it filled on another silo; that silo's intents tell.
        var intents = (await ReadIntents(owner)).Where(i => i.Grain == grain).ToArray();
        return intents.Length == 0 ? null : new OutboxProgress(intents.Max(i => i.LedgeredUpTo));
    }

    /// <summary>The ledger has the grain's events up to a number; what is left are reactions.</summary>
    public void Ledgered(string grain, long upTo)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(grain, out var outbox))
                outbox.LedgeredUpTo = upTo;
        }
    }

    /// <summary>Everything the grain wrote is published.</summary>
    public void Close(string grain)
    {
        lock (_gate)
            CloseUnderLock(grain);
    }

    /// <summary>
    /// The grain said that its outbox is empty. It may live on another silo by now and have published there what it wrote
    /// here; nobody here would ever close it.
    /// </summary>
    /// <param name="grain">The grain's id.</param>
    /// <param name="askedAt">Timestamp before it was asked: what it wrote here since is not what it spoke of.</param>
    public void CloseElsewhere(string grain, long askedAt)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(grain, out var outbox) && outbox.AdoptedAt < askedAt)
                CloseUnderLock(grain);
        }
    }

    /// <summary>The activation is going and leaves its outbox open; the checkpoint will wake the grain.</summary>
    public void Orphan(string grain)
    {
        lock (_gate)
        {
            if (_open.TryGetValue(grain, out var outbox))
                outbox.Orphaned = true;
        }
    }

    /// <summary>
    /// Forgets published intents, carries old open ones forward, and answers the grains (at most 1,024) that have to be
    /// woken: those without an activation and, in case that is not known, those open for half a minute. Called by one
    /// caller at a time.
    /// </summary>
    public async Task<IReadOnlyList<string>> Checkpoint(CancellationToken cancellationToken = default)
    {
        await Recovered;
        long upTo;
        List<string> orphans;
        lock (_gate)
        {
            upTo = DropSettled();
            CarryForward();
            orphans = [.. _open.Values.Where(NeedsWaking).Take(MostWokenAtOnce).Select(o => o.Grain)];
        }

        if (upTo > 0)
            await _journal.TruncateAsync(Stream, upTo, cancellationToken);
        return orphans;
    }

    private void CloseUnderLock(string grain)
    {
        if (!_open.Remove(grain, out var outbox))
            return;
        outbox.Closed = true;
        while (_open.Count < _options.MaxOpen && _waiters.TryDequeue(out var waiter))
        {
            if (waiter.TrySetResult())
                break;
        }
    }

    internal static string StreamOf(string silo) => $"outbox/{silo}";

    /// <summary>Under the lock, so that the queue has the order of the journal.</summary>
    private Intent Enqueue(OpenOutbox outbox)
    {
        var text = outbox.LedgeredUpTo == 0
            ? outbox.Grain
            : string.Create(CultureInfo.InvariantCulture, $"{outbox.Grain}\t{outbox.LedgeredUpTo}");
        var number = _journal.AppendAsync(Stream, Encoding.UTF8.GetBytes(text)).AsTask();
        var intent = new Intent(outbox, number, _time.GetTimestamp());
        _intents.Enqueue(intent);
        return intent;
    }

    private long DropSettled()
    {
        var upTo = 0L;
        while (_intents.TryPeek(out var intent) && intent.IsSettled)
        {
            _intents.Dequeue();
            if (intent.Number.IsCompletedSuccessfully)
                upTo = intent.Number.Result;
        }

        return upTo;
    }

    private void CarryForward()
    {
        var age = TimeSpan.FromMilliseconds(_options.CarryForwardMs);
        foreach (var intent in _intents.TakeWhile(i => _time.GetElapsedTime(i.EnqueuedAt) >= age).ToArray())
        {
            if (intent.Outbox.Closed || intent.Outbox.Intent != intent)
                continue;
            intent.Outbox.Intent = Enqueue(intent.Outbox);
            _meters.Carried();
        }
    }
}

/// <summary>How far an open outbox has come.</summary>
/// <param name="LedgeredUpTo">The ledger has the events up to this number; 0 when that is not known.</param>
public readonly record struct OutboxProgress(long LedgeredUpTo);
