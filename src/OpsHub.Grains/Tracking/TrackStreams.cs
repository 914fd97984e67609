using OpsHub.Domain.Tracking;
using OpsHub.Storage.Journals;

namespace OpsHub.Grains.Tracking;

/// <summary>Where a shard's history stands on the journal, and how its time index is searched.</summary>
/// <param name="journal">The journal.</param>
/// <param name="shard">Key of the shard, <c>{port}/{shard}</c>.</param>
internal sealed class TrackStreams(IJournal journal, string shard)
{
    /// <summary>One entry per accepted batch.</summary>
    public string History { get; } = $"track/{shard}";

    /// <summary>Points of the time index.</summary>
    public string Index { get; } = $"track/{shard}/index";

    /// <summary>Parts of the keyframes.</summary>
    public string Keyframes { get; } = $"track/{shard}/keyframes";

    /// <summary>The numbers a stream keeps; first 1 and last 0 for one that was never written.</summary>
    public async Task<JournalStream> RangeAsync(string stream, CancellationToken cancellationToken = default)
    {
        await foreach (var found in journal.StreamsAsync(stream, cancellationToken))
        {
            // In ordinal order the name itself comes before those that begin with it.
            return found.Name == stream ? found : new JournalStream(stream, 1, 0);
        }

        return new JournalStream(stream, 1, 0);
    }

    /// <summary>The newest point at or before an instant, and its number; null when there is none.</summary>
    public async Task<(long Number, TrackIndexEntry Point)?> FindAsync(long atUnixMs, CancellationToken cancellationToken = default)
    {
        var range = await RangeAsync(Index, cancellationToken);
        var (low, high) = (range.First, range.Last);
        (long, TrackIndexEntry)? found = null;
        while (low <= high)
        {
            var middle = low + ((high - low) / 2);
            if (await PointAsync(middle, cancellationToken) is { } point && point.AtUnixMs <= atUnixMs)
            {
                found = (middle, point);
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return found;
    }

    /// <summary>The newest point; null when there is none.</summary>
    public async Task<TrackIndexEntry?> LastAsync(CancellationToken cancellationToken = default) =>
        await journal.LastAsync(Index, cancellationToken) is > 0 and var last ? await PointAsync(last, cancellationToken) : null;

    private async Task<TrackIndexEntry?> PointAsync(long number, CancellationToken cancellationToken)
    {
        await foreach (var entry in journal.ReadAsync(Index, number, 1, cancellationToken))
            return entry.Number == number ? TrackIndexEntry.Decode(entry.Bytes.Span) : null;
        return null;
    }
}
