namespace OpsHub.Wire.Ais;

/// <summary>
/// Remembers station and time of sentence groups: only the first sentence of a group has to carry them (<c>g:1-2-1234,s:..,c:..</c>), the
/// others are meant by <c>g:2-2-1234</c>. A ring: the newest 64 groups, none older than five seconds.
/// </summary>
internal sealed class TagGroups
{
    private const int Capacity = 64;
    private const long MaxAgeMs = 5_000;

    private readonly Group[] _groups = new Group[Capacity];
    private int _next;

    /// <summary>Remembers a group, or completes the tag block of a later sentence of it.</summary>
    public void Apply(ref TagBlock tag, ulong feed, long nowMs)
    {
        if (tag.GroupNumber == 1)
        {
            _groups[_next] = new Group(feed, tag.GroupId, tag.GroupCount, tag.Source, tag.UnixMs, nowMs);
            _next = (_next + 1) % Capacity;
            return;
        }

        // Newest first: group ids are used again.
        for (var i = 1; i <= Capacity; i++)
        {
            ref readonly var group = ref _groups[(_next - i + Capacity) % Capacity];
            if (group.Count == 0)
                return;
            if (group.Id != tag.GroupId || group.Count != tag.GroupCount || group.Feed != feed)
                continue;
            if (Math.Abs(nowMs - group.AtMs) > MaxAgeMs)
                return;
            if (tag.Source.IsNone)
                tag.Source = group.Source;
            if (tag.UnixMs == 0)
                tag.UnixMs = group.UnixMs;
            return;
        }
    }

    private readonly record struct Group(ulong Feed, int Id, int Count, StationId Source, long UnixMs, long AtMs);
}
