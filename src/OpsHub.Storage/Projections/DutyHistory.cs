using OpsHub.Contracts;

namespace OpsHub.Storage.Projections;

/// <summary>When officers were on duty, from the index over the port's log. Who is not found there was not.</summary>
public sealed class DutyHistory(IProjectionStore store)
{
    /// <summary>A shift that began earlier has ended: it lasts 13 h at most, and its end is told within minutes.</summary>
    private static readonly TimeSpan s_longestShift = TimeSpan.FromHours(14);

    /// <summary>The same words as in the index's condition (<see cref="EventProjection"/>), or it is not used.</summary>
    private const string Select =
        """
        SELECT at, type, subject FROM events
        WHERE type IN ('shiftStarted', 'shiftEnded') AND port = $1 AND at >= $2 AND at <= $3 ORDER BY number
        """;

    /// <summary>Shifts that touch a span, by officer, ascending; one that has not ended ends with the span.</summary>
    public async ValueTask<OnDuty> OfPortAsync(PortId port, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken = default)
    {
        var rows = await store.QueryAsync(
            Select, [port.Value, ProjectionChanges.Milliseconds(from - s_longestShift), ProjectionChanges.Milliseconds(to)],
            row => (At: row.Int64(0), Type: row.Text(1), Officer: row.Text(2)), cancellationToken);
        var shifts = new Dictionary<string, List<(long From, long To)>>(StringComparer.Ordinal);
        foreach (var (at, type, officer) in rows)
        {
            if (!shifts.TryGetValue(officer, out var own))
                shifts[officer] = own = [];
            if (type == "shiftStarted")
                own.Add((at, long.MaxValue));
            else if (own.Count > 0 && own[^1].To == long.MaxValue)
                own[^1] = (own[^1].From, at);
        }

        return new OnDuty(shifts);
    }
}

/// <summary>Shifts by officer.</summary>
public sealed class OnDuty(IReadOnlyDictionary<string, List<(long From, long To)>> shifts)
{
    /// <summary>Beginning and end in Unix ms, ascending; <see cref="long.MaxValue"/> for a shift that has not ended.</summary>
    public IReadOnlyList<(long From, long To)> Of(OfficerId officer) => shifts.TryGetValue(officer.Value, out var own) ? own : [];

    public bool At(OfficerId officer, long unixMs)
    {
        foreach (var (from, to) in Of(officer))
        {
            if (unixMs >= from && unixMs <= to)
                return true;
        }

        return false;
    }
}
