namespace OpsHub.Domain.Learning;

/// <summary>Bounds of what a learner keeps and reads.</summary>
public static class LearnerLimits
{
    /// <summary>Of the meaning of stored evidence: the features and how their keys are made.</summary>
    public const int Layout = 1;

    /// <summary>Most cells of evidence: 24 MiB.</summary>
    public const int MaxCells = 1 << 20;

    /// <summary>31 December 9999, as <see cref="DateOnly.DayNumber"/>.</summary>
    public const int LastDay = 3_652_058;
}

/// <summary>How a learner learns. Part of its state: what was learned one way is not gone on with in another.</summary>
public sealed record LearnerOptions
{
    /// <summary>Cells of evidence, 24 bytes each; a power of two, 1,024 to <see cref="LearnerLimits.MaxCells"/>. The default, 6 MiB, holds a year of a port of 37,000 examinations.</summary>
    public int Cells { get; init; } = 1 << 18;

    /// <summary>Days after which evidence counts half, 1 to 3,650.</summary>
    public int HalfLifeDays { get; init; } = 360;

    /// <summary>What is expected before anything was examined, above 0 and below 1.</summary>
    public double PriorRate { get; init; } = 0.1;

    /// <summary>Step size of the combiner (alpha), 0.001 to 10.</summary>
    public double StepSize { get; init; } = 0.1;

    /// <summary>Pull of the combiner's weights to where they started (lambda 2), 0 to 1,000.</summary>
    public double Pull { get; init; } = 1;

    /// <summary>Where the combiner's weights start, 0 to 1: 1 would believe each history as if it were alone.</summary>
    public double FirstWeight { get; init; } = 0.2;

    /// <summary>Step size of the keys' offsets, 0 (none) to 1. Larger ones learn a new scheme faster and take more of the noise.</summary>
    public double OffsetStep { get; init; } = 0.03;

    /// <summary>Share of what was learned that is kept at a drift alarm, 0 to 1: rates stay and move faster.</summary>
    public double KeptAtAlarm { get; init; } = 0.2;

    /// <summary>Of everything drawn here: keys' places, ties.</summary>
    public ulong Seed { get; init; } = 20200101;

    /// <exception cref="ArgumentException">Says which is out of its range.</exception>
    public void Require()
    {
        static void Range(bool holds, string name, object value)
        {
            if (!holds)
                throw new ArgumentException($"{name} is {value}, out of its range.", name);
        }

        Range(Cells is >= 1_024 and <= LearnerLimits.MaxCells && (Cells & (Cells - 1)) == 0, nameof(Cells), Cells);
        Range(HalfLifeDays is >= 1 and <= 3_650, nameof(HalfLifeDays), HalfLifeDays);
        Range(PriorRate is > 0 and < 1, nameof(PriorRate), PriorRate);
        Range(StepSize is >= 0.001 and <= 10, nameof(StepSize), StepSize);
        Range(Pull is >= 0 and <= 1_000, nameof(Pull), Pull);
        Range(FirstWeight is >= 0 and <= 1, nameof(FirstWeight), FirstWeight);
        Range(OffsetStep is >= 0 and <= 1, nameof(OffsetStep), OffsetStep);
        Range(KeptAtAlarm is >= 0 and <= 1, nameof(KeptAtAlarm), KeptAtAlarm);
    }
}
