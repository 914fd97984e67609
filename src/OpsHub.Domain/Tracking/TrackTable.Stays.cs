using System.Collections.Immutable;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;

namespace OpsHub.Domain.Tracking;

// Where the trackers stay.
public sealed partial class TrackTable
{
    private delegate bool StayChange(in Row row, ref FenceStay[]? stays);

    /// <summary>True when stays changed since the last <see cref="TakeStayChanges"/>.</summary>
    public bool HasStayChanges => _stayed.Count > 0;

    /// <summary>Stays from storage.</summary>
    public void RestoreStays(string tracker, FenceStay[]? stays)
    {
        if (Place(tracker) is >= 0 and var place)
            _rows[place].Stays = stays;
    }

    /// <summary>Every tracker that stays anywhere, and where.</summary>
    public IEnumerable<(string Tracker, FenceStay[] Stays)> Stays()
    {
        for (var place = 0; place < Count; place++)
        {
            if (_rows[place].Stays is { } stays)
                yield return (_rows[place].Id, stays);
        }
    }

    /// <summary>The raw rows with their stays.</summary>
    public IEnumerable<(string Tracker, TrackState State, TrackDescription? Description, FenceStay[]? Stays)> StayingRows()
    {
        for (var place = 0; place < Count; place++)
            yield return (_rows[place].Id, _rows[place].State, _rows[place].Description, _rows[place].Stays);
    }

    /// <summary>Trackers whose stays changed since this was last called, and what they are now; a tracker may occur twice.</summary>
    public List<(string Tracker, FenceStay[]? Stays)> TakeStayChanges()
    {
        var changes = _stayed.ConvertAll(id => (id, _rows[_places[id]].Stays));
        _stayed.Clear();
        return changes;
    }

    /// <summary>Takes the time: dwell and silence come without a fix.</summary>
    public void Elapse(long nowUnixMs) => EachStay(
        (in Row row, ref FenceStay[]? stays) => Watch!.Elapsed(row.Watched, ref stays, row.Latest, nowUnixMs));

    /// <summary>Ends the stays of those that have been silent since before the given time: they are about to be forgotten.</summary>
    public void EndStaysOfSilent(long sinceUnixMs, long nowUnixMs) => EachStay(
        (in Row row, ref FenceStay[]? stays) => row.State.ReceivedAtUnixMs < sinceUnixMs
            && Watch!.Dropped(row.Watched, ref stays, row.Latest with { AtUnixMs = nowUnixMs }, Watch.Index, _ => true));

    /// <summary>Watches other geofences: what stands at those that are gone ends, and everybody is looked at where it is.</summary>
    public void Rewatch(FenceIndex index, long nowUnixMs)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (Watch is not { } watch)
            return;
        var before = watch.Index;
        watch.Index = index;
        var gone = before.Set.Fences.Select(fence => fence.Number).Where(number => index.IndexOf(number) < 0).ToHashSet();
        EachStay((in Row row, ref FenceStay[]? stays) => watch.Dropped(row.Watched, ref stays, row.Latest with { AtUnixMs = nowUnixMs }, before, gone.Contains));
        foreach (ref var row in All)
        {
            row.Room = default;
            if (row.State.HasFix)
                Moved(watch, ref row, default, row.Latest with { AtUnixMs = nowUnixMs }, double.NaN);
        }
    }

    private void Moved(FenceWatch watch, ref Row row, in FenceMoment before, in FenceMoment now, double speedKnots)
    {
        var was = row.Stays;
        if (!watch.Moved(row.Watched, ref row.Stays, out row.Room, before, now, speedKnots))
            return;
        _stayed.Add(row.Id);
        if (row.Description?.Seal is not { State: not SealState.Closed } seal)
            return;
        var stays = row.Stays;
        if (watch.MovedUnsealed(row.Watched, was, ref stays, now, seal.State))
            Stay(ref row, stays);
    }

    private void Sealed(ref Row row, SealReport seal)
    {
        var stays = row.Stays;
        if (Watch is not null && Watch.Sealed(row.Watched, ref stays, row.Latest, seal))
            Stay(ref row, stays);
    }

    private void EachStay(StayChange change)
    {
        if (Watch is null)
            return;
        foreach (ref var row in All)
        {
            if (row.Stays is { } stays && change(row, ref stays!))
                Stay(ref row, stays);
        }
    }

    private void Stay(ref Row row, FenceStay[]? stays)
    {
        (row.Stays, row.Room) = (stays, default);
        _stayed.Add(row.Id);
    }

    /// <summary>Names of the geofences of stays, by number.</summary>
    private ImmutableArray<string> Geofences(FenceStay[]? stays)
    {
        if (stays is null || Watch is not { } watch)
            return [];
        var names = ImmutableArray.CreateBuilder<string>(stays.Length);
        foreach (var stay in stays)
        {
            if (stay.IsInside && watch.Index.IndexOf(stay.Number) is >= 0 and var index)
                names.Add(watch.Index.Set.Fences[index].Name);
        }

        return names.ToImmutable();
    }
}
