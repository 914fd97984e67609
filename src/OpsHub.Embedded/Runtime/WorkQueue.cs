using System.Runtime.CompilerServices;

namespace OpsHub.Embedded.Runtime;

/// <summary>First in, first out, in a ring that is allocated on first use and given up when it has grown and emptied. Not thread-safe.</summary>
internal struct WorkQueue<T>
    where T : class
{
    private const int InitialLength = 4;

    // A ring that once held a burst is not kept by an activation that is idle again.
    private const int KeptLength = 64;

    private T?[]? _ring;
    private int _head;

    public int Count { get; private set; }

    public readonly T? PeekOrDefault() => Count == 0 ? null : _ring![_head];

    public void Enqueue(T item)
    {
        if (_ring is null)
            _ring = new T?[InitialLength];
        else if (Count == _ring.Length)
            Grow();
        _ring[(_head + Count) & (_ring.Length - 1)] = item;
        Count++;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryDequeue(out T item)
    {
        if (Count == 0)
        {
            item = null!;
            return false;
        }

        var ring = _ring!;
        item = ring[_head]!;
        ring[_head] = null;
        _head = (_head + 1) & (ring.Length - 1);
        if (--Count == 0 && ring.Length > KeptLength)
        {
            // The next ring is a short one: the place in the long one means nothing there.
            _ring = null;
            _head = 0;
        }

        return true;
    }

    public readonly T this[int index] => _ring![(_head + index) & (_ring.Length - 1)]!;

    /// <summary>Takes the item at <paramref name="index"/> out, keeping the order of the others. O(index).</summary>
    public T RemoveAt(int index)
    {
        var ring = _ring!;
        var mask = ring.Length - 1;
        var item = ring[(_head + index) & mask]!;
        for (var i = index; i > 0; i--)
            ring[(_head + i) & mask] = ring[(_head + i - 1) & mask];
        TryDequeue(out _);
        return item;
    }

    private void Grow()
    {
        var ring = _ring!;
        var larger = new T?[ring.Length * 2];
        for (var i = 0; i < Count; i++)
            larger[i] = ring[(_head + i) & (ring.Length - 1)];
        _ring = larger;
        _head = 0;
    }
}
