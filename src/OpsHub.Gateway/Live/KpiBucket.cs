namespace OpsHub.Gateway.Live;

/// <summary>Five minutes of a port: what happened in them, and the figures at their end.</summary>
internal sealed class KpiBucket
{
    public DateTimeOffset From { get; set; }
    public int Lodged { get; set; }

    /// <summary>Cases opened.</summary>
    public int Opened { get; set; }

    /// <summary>Cases that stopped waiting for an officer.</summary>
    public int Taken { get; set; }

    /// <summary>Lodgement to release, minutes.</summary>
    public LogHistogram Clearance { get; set; } = new();

    /// <summary>Gate-in to gate-out, minutes.</summary>
    public LogHistogram GateWait { get; set; } = new();

    public double? Queue { get; set; }
    public double? Overdue { get; set; }
    public double? Free { get; set; }
    public double? Busy { get; set; }
    public double? MedianClearance { get; set; }
    public double? MedianGateWait { get; set; }
    public double? Peak { get; set; }
}

/// <summary>
/// Counts of durations in bins that grow by 5 %: a median within 2.5 %, whatever the number of values. Bin 0 holds
/// everything up to 0.01 minutes.
/// </summary>
internal sealed class LogHistogram
{
    private const double Least = 0.01;
    private const double Growth = 1.05;

    /// <summary>Reaches 60 days.</summary>
    private const int MaxBin = 320;

    /// <summary>Bin to count; only bins in use are stored.</summary>
    public SortedDictionary<int, int> Counts { get; set; } = [];

    public void Add(double minutes)
    {
        var bin = minutes <= Least ? 0 : Math.Min(MaxBin, 1 + (int)(Math.Log(minutes / Least) / Math.Log(Growth)));
        Counts[bin] = Counts.GetValueOrDefault(bin) + 1;
    }

    /// <summary>Median of several histograms together, minutes; null when they are empty.</summary>
    public static double? Median(IEnumerable<LogHistogram> histograms)
    {
        var bins = new int[MaxBin + 1];
        long total = 0;
        foreach (var histogram in histograms)
        {
            foreach (var (bin, count) in histogram.Counts)
            {
                bins[bin] += count;
                total += count;
            }
        }

        if (total == 0)
            return null;
        long seen = 0;
        for (var bin = 0; ; bin++)
        {
            seen += bins[bin];
            if (seen * 2 >= total)
                return bin == 0 ? 0 : Math.Round(Least * Math.Pow(Growth, bin - 0.5), 2);
        }
    }
}
