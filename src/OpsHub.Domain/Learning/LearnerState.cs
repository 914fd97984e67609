namespace OpsHub.Domain.Learning;

/// <summary>What came of reading a stored learner: the learner, or what is wrong with what was stored.</summary>
/// <param name="Learner">Null when refused.</param>
/// <param name="Refusal">Null when read.</param>
public sealed record LearnerRead(OnlineLearner? Learner, string? Refusal);

/// <summary>
/// A learner as bytes: a mark, the format's version, the layout of the features, the options, then the parts, little-endian.
/// What this program does not know exactly it does not read: evidence under other keys would be noise that looks like knowledge.
/// </summary>
public static class LearnerState
{
    /// <summary>Version of the format; older and newer ones are refused, and the learner starts afresh from stored examinations.</summary>
    public const int Format = 1;

    private static readonly byte[] s_mark = "OHLEARN1"u8.ToArray();

    /// <summary>Most bytes of a state with so many cells: what a store must have room for.</summary>
    public static int MaxBytes(LearnerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (options.Cells * (EvidenceTable.CellBytes + sizeof(int))) + 256 * 1_024;
    }

    public static byte[] Write(OnlineLearner learner)
    {
        ArgumentNullException.ThrowIfNull(learner);
        var writer = new StateWriter();
        writer.Write(s_mark);
        writer.Write(Format);
        writer.Write(LearnerLimits.Layout);
        var options = learner.Options;
        writer.Write(options.Cells);
        writer.Write(options.HalfLifeDays);
        foreach (var number in (ReadOnlySpan<double>)[options.PriorRate, options.StepSize, options.Pull, options.FirstWeight, options.OffsetStep, options.KeptAtAlarm])
            writer.Write(number);
        writer.Write(options.Seed);
        learner.WriteParts(writer);
        return writer.Written;
    }

    public static LearnerRead Read(byte[] state)
    {
        ArgumentNullException.ThrowIfNull(state);
        try
        {
            var reader = new StateReader(state);
            if (!reader.ReadBytes(s_mark.Length).SequenceEqual(s_mark))
                return Refuse("This is not the state of a learner.");
            if (reader.ReadInt32() is var format and not Format)
                return Refuse($"Format {format} is not known; {Format} is.");
            if (reader.ReadInt32() is var layout and not LearnerLimits.Layout)
                return Refuse($"Layout {layout} of the features is not known; {LearnerLimits.Layout} is.");
            var learner = new OnlineLearner(ReadOptions(reader));
            learner.ReadParts(reader);
            return reader.Left == 0 ? new LearnerRead(learner, null) : Refuse($"{reader.Left} bytes too many.");
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return Refuse(e.Message);
        }
    }

    private static LearnerOptions ReadOptions(StateReader reader) => new()
    {
        Cells = reader.ReadInt32(),
        HalfLifeDays = reader.ReadInt32(),
        PriorRate = reader.ReadDouble(),
        StepSize = reader.ReadDouble(),
        Pull = reader.ReadDouble(),
        FirstWeight = reader.ReadDouble(),
        OffsetStep = reader.ReadDouble(),
        KeptAtAlarm = reader.ReadDouble(),
        Seed = reader.ReadUInt64(),
    };

    private static LearnerRead Refuse(string why) => new(null, why);
}
