using System.Diagnostics;
using OpsHub.Domain.Geofences;
using OpsHub.Testing.Geofences;

namespace OpsHub.Benchmarks;

/// <summary>
/// Which of 2,000 geofences a point is in. Baseline and oracle: NetTopologySuite behind its STR tree, with polygons and with
/// prepared ones, the fastest it has.
/// Subject: the port's index. A million points, half of them on edges and vertices; both in turn, in one process.
/// </summary>
internal static class GeofenceBenchmark
{
    private const int Fences = 2_000;
    private const int Points = 1_000_000;
    private const int Slice = 100_000;
    private const int Rounds = 3;

    private delegate int Lookup(int x, int y, Span<ushort> inside);

    public static int Run()
    {
        var field = new FenceField(Fences, seed: 20260301);
        var started = Stopwatch.GetTimestamp();
        var index = FenceIndexBuilder.Build(field.Set);
        var builtMs = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
        var oracle = new FenceOracle(field);
        var points = field.Points(Points);
        Console.WriteLine($"geofence: {Fences} fences with {field.Outlines.Sum(o => o.Length):N0} edges, {Points:N0} points; index made in {builtMs:F0} ms, {index.Bytes / 1024.0 / 1024:F1} MiB");

        var (disagreements, inside) = Compare(index, oracle, points);
        Console.WriteLine($"  disagreements with NetTopologySuite: {disagreements}; a point is in {inside / (double)Points:F2} fences on average");
        (int X, int Y)[][] once = [.. points.Chunk(Slice)];
        // What a port sees: its tracked things report again and again from where they were a moment ago.
        (int X, int Y)[][] again = [[.. Enumerable.Range(0, Slice).Select(i => points[i % 5_000])]];
        Race("a million places, each once,   against prepared polygons", oracle.Find, index, once, Rounds);
        Race("5,000 places, again and again, against prepared polygons", oracle.Find, index, again, 10);
        Race("a million places, each once,   against polygons         ", oracle.FindPlain, index, once[..2], 1);
        Race("5,000 places, again and again, against polygons         ", oracle.FindPlain, index, again, 5);
        return disagreements == 0 ? 0 : 1;
    }

    private static void Race(string what, Lookup theirsFinds, FenceIndex index, (int X, int Y)[][] slices, int rounds)
    {
        // Slices of a fraction of a second, each asked of both, one after the other.
        var (baseline, subject) = (new List<double>(), new List<double>());
        var (ntsBytes, ownBytes) = (0.0, 0.0);
        for (var round = 0; round < rounds; round++)
        {
            foreach (var slice in slices)
            {
                var nts = Measure(theirsFinds, slice);
                var own = Measure(index.Find, slice);
                baseline.Add(nts.Nanoseconds);
                subject.Add(own.Nanoseconds);
                (ntsBytes, ownBytes) = (nts.Bytes, own.Bytes);
            }
        }

        var (theirs, ours) = (Median(baseline), Median(subject));
        Console.WriteLine($"  {what}: NetTopologySuite {theirs,5:F0} ns and {ntsBytes:F0} B a point, index {ours,5:F1} ns and {ownBytes:F0} B: {theirs / ours:F0} times faster (medians of {baseline.Count} slices of {Slice:N0})");
    }

    private static (long Disagreements, long Inside) Compare(FenceIndex index, FenceOracle oracle, (int X, int Y)[] points)
    {
        Span<ushort> own = stackalloc ushort[FenceIndex.MaxInside];
        Span<ushort> theirs = stackalloc ushort[FenceIndex.MaxInside];
        var (disagreements, inside) = (0L, 0L);
        foreach (var (x, y) in points)
        {
            var found = index.Find(x, y, own);
            inside += found;
            if (!own[..found].SequenceEqual(theirs[..oracle.Find(x, y, theirs)]))
                disagreements++;
        }

        return (disagreements, inside);
    }

    private static (double Nanoseconds, double Bytes) Measure(Lookup lookup, (int X, int Y)[] points)
    {
        Span<ushort> inside = stackalloc ushort[FenceIndex.MaxInside];
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var started = Stopwatch.GetTimestamp();
        var sum = 0L;
        foreach (var (x, y) in points)
            sum += lookup(x, y, inside);
        var elapsed = Stopwatch.GetElapsedTime(started);
        bytes = GC.GetAllocatedBytesForCurrentThread() - bytes;
        return sum < 0 ? default : (elapsed.TotalNanoseconds / points.Length, bytes / (double)points.Length);
    }

    private static double Median(List<double> values)
    {
        values.Sort();
        return values[values.Count / 2];
    }
}
