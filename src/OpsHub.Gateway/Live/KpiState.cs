using System.Collections.Immutable;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Gateway.Live;

/// <summary>
/// The figures of the wall board, kept in buckets of five minutes of event time: sums and histograms, never lists, so
/// that an import of a million rows costs no memory. Not thread-safe: the board's lock guards it.
/// </summary>
internal sealed class KpiState
{
    /// <summary>Two hours.</summary>
    private const int Buckets = 24;

    private const int LaneHours = 24;
    private const int MaxGateIns = 20_000;
    private const int MaxHolds = 20_000;

    private static readonly TimeSpan s_bucket = TimeSpan.FromMinutes(5);

    /// <summary>Oldest first; the last is the running one.</summary>
    public List<KpiBucket> History { get; set; } = [];

    /// <summary>Lanes per hour, keyed by hours since 1970.</summary>
    public SortedDictionary<long, int[]> LanesByHour { get; set; } = [];

    /// <summary>Container or shipment to its last gate-in.</summary>
    public Dictionary<string, DateTimeOffset> GateIns { get; set; } = [];

    /// <summary>Standing holds <c>{shipment}|{agency}</c> to their due time.</summary>
    public Dictionary<string, DateTimeOffset?> Holds { get; set; } = [];

    public void Lodged(DeclarationLodged lodged, DateTimeOffset at) => Running(at).Lodged++;

    public void LaneAssigned(Lane lane, DateTimeOffset at)
    {
        var hour = at.ToUnixTimeSeconds() / 3600;
        if (!LanesByHour.TryGetValue(hour, out var lanes))
        {
            LanesByHour[hour] = lanes = new int[4];
            while (LanesByHour.Count > LaneHours + 1)
                LanesByHour.Remove(LanesByHour.Keys.First());
        }

        lanes[(int)lane]++;
    }

    public void Released(ShipmentReleased released, DateTimeOffset at) => Running(at).Clearance.Add(released.ClearanceMinutes);

    public void HoldPlaced(HoldPlaced placed)
    {
        if (Holds.Count < MaxHolds)
            Holds[$"{placed.Shipment}|{placed.Hold.Agency}"] = placed.Hold.DueAt;
    }

    public void HoldLifted(HoldLifted lifted) => Holds.Remove($"{lifted.Shipment}|{lifted.Agency}");

    public void Moved(MovementRecorded moved)
    {
        var key = moved.Movement.Container ?? moved.Shipment.Value;
        if (moved.Movement.Kind == MovementKind.GateIn)
        {
            if (GateIns.Count >= MaxGateIns)
                GateIns.Clear();
            GateIns[key] = moved.Movement.At;
        }
        else if (moved.Movement.Kind == MovementKind.GateOut && GateIns.Remove(key, out var entered) && moved.Movement.At >= entered)
        {
            Running(moved.Movement.At).GateWait.Add((moved.Movement.At - entered).TotalMinutes);
        }
    }

    public void InspectionChanged(InspectionView? before, InspectionView after, DateTimeOffset at)
    {
        if (before is null)
            Running(at).Opened++;
        if (IsWaiting(before?.Status) && !IsWaiting(after.Status))
            Running(at).Taken++;
    }

    /// <summary>Closes the buckets that ended before <paramref name="at"/>, with the values of that moment.</summary>
    public void AdvanceTo(DateTimeOffset at, BoardState board)
    {
        if (History.Count == 0)
        {
            History.Add(new KpiBucket { From = Floor(at) });
            return;
        }

        while (at >= History[^1].From + s_bucket)
        {
            var running = History[^1];
            Fill(running, running.From + s_bucket, board);

            // After a long silence the empty buckets in between say nothing; keep at most the window.
            var next = at - running.From > s_bucket * (Buckets + 1) ? Floor(at) - s_bucket * Buckets : running.From + s_bucket;
            History.Add(new KpiBucket { From = next });
            if (History.Count > Buckets + 1)
                History.RemoveAt(0);
        }
    }

    public Kpis Read(DateTimeOffset now, BoardState board, LiveOptions options)
    {
        AdvanceTo(now, board);
        var current = new KpiBucket { From = History[^1].From };
        Fill(current, now, board);
        double limit = board.Port?.QueueLimit ?? 40;
        return new Kpis(
            Value(current.Queue, 0, limit, b => b.Queue),
            Value(current.MedianClearance, 0, options.ClearanceTargetMinutes, b => b.MedianClearance),
            Value(current.Overdue, 0, 0, b => b.Overdue),
            Value(current.Free, 1, null, b => b.Free),
            Value(current.Busy, null, null, b => b.Busy),
            Value(current.MedianGateWait, 0, options.GateWaitTargetMinutes, b => b.MedianGateWait),
            Value(current.Peak, 0, limit, b => b.Peak),
            Lanes(now));
    }

    private KpiValue Value(double? now, double? low, double? high, Func<KpiBucket, double?> of) =>
        new(now, low, high, [.. History.SkipLast(1).Select(of).Select(v => v is { } known ? Math.Round(known, 1) : v)]);

    private LaneMix Lanes(DateTimeOffset now)
    {
        var since = (now.ToUnixTimeSeconds() / 3600) - LaneHours;
        var sums = new int[4];
        foreach (var (hour, lanes) in LanesByHour)
        {
            for (var lane = 0; hour > since && lane < sums.Length; lane++)
                sums[lane] += lanes[lane];
        }

        return new LaneMix(sums[0], sums[1], sums[2], sums[3]);
    }

    private void Fill(KpiBucket bucket, DateTimeOffset at, BoardState board)
    {
        bucket.Queue = board.Inspections.Values.Count(i => IsWaiting(i.Status));
        bucket.Overdue = board.Inspections.Values.Count(i => i.DueAt < at) + Holds.Values.Count(due => due < at);
        bucket.Free = board.Officers.Values.Count(o => o.Status == OfficerStatus.Available);
        bucket.Busy = board.Officers.Values.Count(o => o.Status == OfficerStatus.Busy);
        var window = History.Where(b => b.From > at - (s_bucket * Buckets)).ToList();
        bucket.MedianClearance = LogHistogram.Median(window.Select(b => b.Clearance));
        bucket.MedianGateWait = LogHistogram.Median(window.Select(b => b.GateWait));
        bucket.Peak = PredictPeak(bucket.Queue ?? 0, window);
    }

    /// <summary>
    /// The queue grows by what opens and shrinks by what officers take. Both rates are means over the window, newer
    /// buckets weighing more (half-life 30 minutes); the largest of the next two hours is at one of the ends.
    /// </summary>
    private static double PredictPeak(double queue, List<KpiBucket> window)
    {
        double weight = 1, weights = 0, opened = 0, taken = 0;
        var halfLifeBuckets = TimeSpan.FromMinutes(30) / s_bucket;
        for (var i = window.Count - 1; i >= 0; i--)
        {
            opened += weight * window[i].Opened;
            taken += weight * window[i].Taken;
            weights += weight;
            weight *= Math.Pow(0.5, 1 / halfLifeBuckets);
        }

        var growth = weights > 0 ? (opened - taken) / weights : 0;
        return Math.Round(Math.Max(queue, queue + (growth * Buckets)), 0);
    }

    /// <summary>The bucket of a moment that is not before the running one; late entries count in the running one.</summary>
    private KpiBucket Running(DateTimeOffset at)
    {
        if (History.Count == 0)
            History.Add(new KpiBucket { From = Floor(at) });
        return History[^1];
    }

    private static bool IsWaiting(InspectionStatus? status) => status is InspectionStatus.Queued or InspectionStatus.Offered;

    private static DateTimeOffset Floor(DateTimeOffset at) => new(at.UtcTicks - (at.UtcTicks % s_bucket.Ticks), TimeSpan.Zero);
}
