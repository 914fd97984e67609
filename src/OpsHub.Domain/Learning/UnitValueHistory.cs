namespace OpsHub.Domain.Learning;

/// <summary>
/// What goods usually cost by the kilogram: for each HS 6 code the mean of ln(value per kilogram) and the mean absolute
/// deviation from it, both fading, with what lies far out drawn in first, so that one wrong decimal point moves neither far
/// (a Huber estimate made recursive: P. J. Huber, "Robust estimation of a location parameter", 1964).
/// </summary>
internal static class UnitValueHistory
{
    /// <summary>Bands of a deviation: none known, then from far below to far above.</summary>
    public const int Bands = 10;

    /// <summary>Fewer examined cases say nothing of what is usual.</summary>
    private const double LeastWeight = 3;

    /// <summary>Deviations beyond so many mean deviations count as this many; Huber's 1.5 standard deviations of a normal are 1.9.</summary>
    private const double DrawnInAt = 2;

    /// <summary>A mean deviation of 5 % is the least assumed, and two doublings where little is known: a prior of weight 2.</summary>
    private const double LeastSpread = 0.05;
    private const double PriorSpread = 1.4;
    private const double PriorWeight = 2;

    private static readonly double[] s_limits = [-4, -2.5, -1.5, -0.75, 0.75, 1.5, 2.5, 4];

    /// <returns>0 when nothing is known, else 1 (far below) to <see cref="Bands"/> - 1 (far above); 5 is the usual.</returns>
    public static int Band(EvidenceTable table, (ulong Centre, ulong Spread) keys, double? logUnitValue, int day)
    {
        if (logUnitValue is not { } value || Usual(table, keys, day) is not { } usual)
            return 0;
        var off = (value - usual.Centre) / usual.Spread;
        var band = 1;
        foreach (var limit in s_limits)
            band += off > limit ? 1 : 0;
        return band;
    }

    public static void Learn(EvidenceTable table, (ulong Centre, ulong Spread) keys, double? logUnitValue, int day, double weight)
    {
        if (logUnitValue is not { } value)
            return;
        if (Usual(table, keys, day) is { } usual)
        {
            var off = Math.Clamp(value - usual.Centre, -DrawnInAt * usual.Spread, DrawnInAt * usual.Spread);
            table.Add(keys.Spread, day, weight, weight * Math.Abs(off));
            value = usual.Centre + off;
        }

        table.Add(keys.Centre, day, weight, weight * value);
    }

    private static (double Centre, double Spread)? Usual(EvidenceTable table, (ulong Centre, ulong Spread) keys, int day)
    {
        var centre = table.Find(keys.Centre, day);
        if (centre.Weight < LeastWeight)
            return null;
        var spread = table.Find(keys.Spread, day);
        return (centre.Sum / centre.Weight, Math.Max(LeastSpread, (spread.Sum + (PriorSpread * PriorWeight)) / (spread.Weight + PriorWeight)));
    }
}
