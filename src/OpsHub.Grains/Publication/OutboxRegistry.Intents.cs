using System.Globalization;
using System.Text;

namespace OpsHub.Grains.Publication;

// Intents as they stand in the journal, and what is known of each outbox.
public sealed partial class OutboxRegistry
{
    private bool NeedsWaking(OpenOutbox outbox) => outbox.Orphaned || _time.GetElapsedTime(outbox.AdoptedAt) >= s_wakeAnyway;

    private async Task ReadIntents()
    {
        var entries = await ReadIntents(_options.Silo);
        lock (_gate)
        {
            foreach (var (grain, upTo, number) in entries)
            {
                if (!_open.TryGetValue(grain, out var outbox))
                    _open.Add(grain, outbox = new OpenOutbox(grain, _time.GetTimestamp()) { Orphaned = true });
                outbox.LedgeredUpTo = Math.Max(outbox.LedgeredUpTo, upTo);
                outbox.Intent = new Intent(outbox, Task.FromResult(number), _time.GetTimestamp());
                _intents.Enqueue(outbox.Intent);
            }
        }
    }

    private async Task<List<(string Grain, long LedgeredUpTo, long Number)>> ReadIntents(string silo)
    {
        var intents = new List<(string, long, long)>();
        await foreach (var entry in _journal.ReadAsync(StreamOf(silo), 1, int.MaxValue))
        {
            var (grain, upTo) = Parse(entry.Bytes.Span);
            intents.Add((grain, upTo, entry.Number));
        }

        return intents;
    }

    private static (string Grain, long LedgeredUpTo) Parse(ReadOnlySpan<byte> entry)
    {
        var text = Encoding.UTF8.GetString(entry);
        var tab = text.LastIndexOf('\t');
        return tab < 0 ? (text, 0) : (text[..tab], long.Parse(text.AsSpan(tab + 1), CultureInfo.InvariantCulture));
    }

    private sealed class OpenOutbox(string grain, long adoptedAt)
    {
        public string Grain { get; } = grain;

        /// <summary>The newest intent of this outbox.</summary>
        public Intent Intent { get; set; } = null!;

        public long LedgeredUpTo { get; set; }

        /// <summary>No activation looks after it.</summary>
        public bool Orphaned { get; set; }

        public long AdoptedAt { get; private set; } = adoptedAt;

        public bool Closed { get; set; }

        public void Adopt(long now) => (Orphaned, AdoptedAt) = (false, now);
    }

    private sealed class Intent(OpenOutbox outbox, Task<long> number, long enqueuedAt)
    {
        public OpenOutbox Outbox { get; } = outbox;

        public Task<long> Number { get; } = number;

        public long EnqueuedAt { get; } = enqueuedAt;

        /// <summary>Needed no more: published, failed, or a newer intent of the same outbox is durable.</summary>
        public bool IsSettled => Number.IsCompleted
            && (Outbox.Closed || Number.IsFaulted || (Outbox.Intent != this && Outbox.Intent.Number.IsCompletedSuccessfully));
    }
}
