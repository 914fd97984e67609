namespace OpsHub.Storage.Journals.GrainStorage;

/// <summary>
/// Which entries some groups of a stream hold, as far as this process has seen them: what a search for an entry starts
/// from. Groups never change, so nothing here is ever wrong. Thread-safe.
/// </summary>
internal sealed class GroupLandmarks
{
    /// <summary>24 bytes each. When there are more, every second is dropped: a search then reads one group more.</summary>
    private const int Most = 1_024;

    private readonly Lock _gate = new();
    private readonly List<Landmark> _sorted = [];

    /// <summary>Notes a group.</summary>
    public void Add(long group, long first, long last)
    {
        lock (_gate)
        {
            var at = IndexOf(first);
            if (at >= 0 && _sorted[at].Group == group)
                return;
            _sorted.Insert(at + 1, new Landmark(group, first, last));
            if (_sorted.Count <= Most)
                return;
            for (var i = 0; i < _sorted.Count / 2; i++)
                _sorted[i] = _sorted[(2 * i) + 1];
            _sorted.RemoveRange(_sorted.Count / 2, _sorted.Count - (_sorted.Count / 2));
        }
    }

    /// <summary>The nearest known groups that begin at or before the entry, and behind it.</summary>
    public (Landmark? Floor, Landmark? Ceiling) Around(long number)
    {
        lock (_gate)
        {
            var at = IndexOf(number);
            return (at < 0 ? null : _sorted[at], at + 1 < _sorted.Count ? _sorted[at + 1] : null);
        }
    }

    /// <summary>Index of the last group that begins at or before the number; -1 when there is none.</summary>
    private int IndexOf(long number)
    {
        var (low, high) = (0, _sorted.Count - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            if (_sorted[middle].First <= number)
                low = middle + 1;
            else
                high = middle - 1;
        }

        return high;
    }
}

/// <summary>A group and the numbers it holds.</summary>
internal readonly record struct Landmark(long Group, long First, long Last);
