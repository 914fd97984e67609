using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Ledger;
using OpsHub.Domain.Ledger;
using OpsHub.Storage.Journals;
using Orleans;
using Orleans.Runtime;
using Orleans.Streams;

namespace OpsHub.Grains.Ledger;

/// <summary>
/// A port's log and audit ledger. Key: port. Durable: the journal stream <c>port/{port}/log</c>, whose entry numbers are
/// the sequences. Called by every publishing grain and by the gateway. All methods interleave: sequence and hash are given
/// in one synchronous step, in which the append is handed to the journal too, so journal order is chain order; the callers
/// then wait together for their group commits. Any failed append discards the activation: what was chained behind it never
/// becomes durable.
/// </summary>
internal sealed class LedgerGrain(IJournal journal, LedgerMeters meters, ILogger<LedgerGrain> log) : Grain, ILedgerGrain
{
    /// <summary>
    /// Sources whose last event is known. A repeated publication comes within seconds of the first, or after a crash from
    /// one of the outboxes that were open then, which are far fewer (see OutboxOptions.MaxOpen).
    /// </summary>
    private const int KnownSources = 65_536;

    /// <summary>Entries read again at activation to know the sources: as many as may stand between an open outbox's append and the crash.</summary>
    private const int WarmEntries = 65_536;

    private const int MaxRead = 5_000;

    /// <summary>Entries that may wait for the stream, about 100 MB; a subscriber that stops must not stop the ledger.</summary>
    private const int MaxOutgoing = 32_768;

    private readonly RecentSources _sources = new(KnownSources);
    private readonly byte[] _head = new byte[LedgerHash.Bytes];
    private readonly Queue<Appended> _pending = new();
    private readonly Queue<PortEvent> _outgoing = new();
    private PortId _port;
    private string _stream = "";
    private IAsyncStream<PortEventBatch> _events = null!;
    private long _sequence;
    private long _durable;
    private string _durableHash = LedgerHash.Zero;
    private Exception? _fault;
    private bool _settling;
    private bool _streaming;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _port = new PortId(this.GetPrimaryKeyString());
        _stream = PortLog.StreamOf(_port);
        _events = this.GetStreamProvider(PortEventStream.Provider).GetStream<PortEventBatch>(StreamId.Create(PortEventStream.Namespace, _port.Value));
        _sequence = await journal.LastAsync(_stream, cancellationToken);
        var from = Math.Max(1, _sequence - WarmEntries + 1);
        await foreach (var entry in journal.ReadAsync(_stream, from, WarmEntries, cancellationToken))
        {
            var (source, sourceSequence, hash) = LedgerEntryCodec.DecodeOrigin(entry.Bytes.Span);
            _sources.Took(source, sourceSequence);
            hash.CopyTo(_head, 0);
        }

        _durable = _sequence;
        _durableHash = Convert.ToHexStringLower(_head);
    }

    public async Task<LedgerHead> Append(ImmutableArray<PortEventDraft> drafts)
    {
        if (drafts.IsDefaultOrEmpty || drafts.Length > LedgerLimits.MaxDrafts)
            throw new ArgumentException($"{(drafts.IsDefault ? 0 : drafts.Length)} drafts; an append takes 1 to {LedgerLimits.MaxDrafts}.", nameof(drafts));
        if (_fault is not null)
            throw Faulted(_fault);
        if (Chain(drafts) is not { } appended)
            return await UpToNow();
        try
        {
            await appended.Durable;
        }
        catch (Exception error)
        {
            Discard(error);
            throw;
        }

        return new LedgerHead(appended.Events[^1].Sequence, appended.Events[^1].Hash);
    }

    public Task<LedgerHead> Head() => Task.FromResult(new LedgerHead(_durable, _durableHash));

    public async Task<ImmutableArray<PortEvent>> Read(long from, int max)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        if (max is < 1 or > MaxRead)
            throw new ArgumentOutOfRangeException(nameof(max), max, $"1 to {MaxRead} entries can be read at once.");
        var events = ImmutableArray.CreateBuilder<PortEvent>();
        await foreach (var entry in journal.ReadAsync(_stream, from, max))
            events.Add(LedgerEntryCodec.Decode(entry.Bytes.Span));
        return events.DrainToImmutable();
    }

    /// <summary>Gives the new drafts their places and hands them to the journal; null when all were there before.</summary>
    private Appended? Chain(ImmutableArray<PortEventDraft> drafts)
    {
        var events = ImmutableArray.CreateBuilder<PortEvent>(drafts.Length);
        var entries = new List<ReadOnlyMemory<byte>>(drafts.Length);
        var expectedLast = _sequence;
        var previous = Convert.ToHexStringLower(_head);
        foreach (var draft in drafts)
        {
            if (draft.SourceSequence <= _sources.LastOf(draft.Source))
            {
                meters.Repeated();
                continue;
            }

            var stored = LedgerEntryCodec.Encode(_port, ++_sequence, draft, _head);
            stored.AsSpan(^LedgerHash.Bytes..).CopyTo(_head);
            var hash = Convert.ToHexStringLower(_head);
            events.Add(new PortEvent(_port, _sequence, draft, previous, hash));
            entries.Add(stored);
            previous = hash;
            _sources.Took(draft.Source, draft.SourceSequence);
        }

        if (entries.Count == 0)
            return null;
        var appended = new Appended(events.DrainToImmutable(), journal.AppendAsync(_stream, entries, expectedLast).AsTask());
        _pending.Enqueue(appended);
        if (!_settling)
        {
            _settling = true;
            _ = SettleInOrder();
        }

        return appended;
    }

    /// <summary>A repeat is answered when what it repeats is durable, and that may still be on its way.</summary>
    private async Task<LedgerHead> UpToNow()
    {
        if (_pending.Count > 0)
            await _pending.Last().Durable;
        return new LedgerHead(_durable, _durableHash);
    }

    /// <summary>Follows the appends in order and hands what is durable to the stream.</summary>
    private async Task SettleInOrder()
    {
        while (_fault is null && _pending.TryPeek(out var next))
        {
            try
            {
                await next.Durable;
            }
            catch (Exception error)
            {
                Discard(error);
                break;
            }

            _pending.Dequeue();
            _durable = next.Events[^1].Sequence;
            _durableHash = next.Events[^1].Hash;
            meters.Appended(next.Events.Length);
            Offer(next.Events);
        }

        _settling = false;
    }

    private void Offer(ImmutableArray<PortEvent> events)
    {
        if (_outgoing.Count > MaxOutgoing)
        {
            // The stream stands still. Subscribers see the gap in the sequences and read it from here.
            log.LogWarning("{Count} entries of {Port} wait for the stream and are not put on it.", _outgoing.Count, _port);
            _outgoing.Clear();
        }

        foreach (var happened in events)
            _outgoing.Enqueue(happened);
        if (_streaming)
            return;
        _streaming = true;
        _ = StreamInOrder();
    }

    private async Task StreamInOrder()
    {
        while (_outgoing.Count > 0)
        {
            var batch = ImmutableArray.CreateBuilder<PortEvent>(Math.Min(_outgoing.Count, LedgerLimits.MaxDrafts));
            while (batch.Count < LedgerLimits.MaxDrafts && _outgoing.TryDequeue(out var happened))
                batch.Add(happened);
            try
            {
                await _events.OnNextAsync(new PortEventBatch(_port, batch.ToImmutable()));
            }
            catch (Exception error)
            {
                log.LogWarning(error, "Entries {First} to {Last} of {Port} did not reach the stream.", batch[0].Sequence, batch[^1].Sequence, _port);
            }
        }

        _streaming = false;
    }

    private void Discard(Exception error)
    {
        if (_fault is not null)
            return;
        _fault = error;
        log.LogError(error, "An append to the ledger of {Port} failed after entry {Durable}; the activation is discarded.", _port, _durable);
        DeactivateOnIdle();
    }

    private InvalidOperationException Faulted(Exception error) =>
        new($"An earlier append to the ledger of {_port} failed; this activation takes no more.", error);

    /// <param name="Events">Ascending and dense.</param>
    /// <param name="Durable">Completes when they are.</param>
    private sealed record Appended(ImmutableArray<PortEvent> Events, Task Durable);
}

/// <summary>Limits of <see cref="ILedgerGrain"/>.</summary>
internal static class LedgerLimits
{
    public const int MaxDrafts = 512;
}
