namespace OpsHub.Domain.Learning;

/// <summary>
/// How far a history's own rate is trusted. Most histories are like the coarser view; a few are of another kind, schemes in
/// which most consignments hide something, or regulars in which none does. So the prior of a rate is a spike and a slab
/// (T. J. Mitchell, J. J. Beauchamp, "Bayesian variable selection in linear regression", 1988): with chance 1 - s near the
/// coarser rate, (findings + k x coarser) / (cases + k), and with chance s anything, evenly. Three findings in three cases
/// are then a scheme, where one prior for all would take them for luck. Each feature's k and s are, of a few, those that would have predicted
/// best what came so far, one case at a time before it was learned (empirical Bayes, G. Casella, 1985; prequential, A. P. Dawid, 1984).
/// </summary>
internal sealed class Shrinkage
{
    /// <summary>From "one case says nearly all" to "a hundred say little".</summary>
    private static readonly double[] s_strengths = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64, 128];

    /// <summary>Log-odds of the slab: 0, a hundredth, a thirtieth, a tenth.</summary>
    private static readonly double[] s_slabs = [double.NegativeInfinity, Math.Log(0.01 / 0.99), Math.Log(0.03 / 0.97), Math.Log(0.1 / 0.9)];

    private static readonly int s_choices = s_strengths.Length * s_slabs.Length;

    /// <summary>Until anything is known: strength 16, slab a hundredth.</summary>
    private const int First = 16;

    /// <summary>Losses fade with a half-life of 2,000 cases, so that a k can change with the world.</summary>
    private const double Kept = 0.99965;

    private readonly double[] _losses;
    private readonly byte[] _chosen;

    public Shrinkage(int features)
    {
        _losses = new double[features * s_choices];
        _chosen = new byte[features];
        _chosen.AsSpan().Fill(First);
    }

    /// <summary>Cases of the prior; what makes half of the rate when there are as many examined cases.</summary>
    public double Strength(int feature) => s_strengths[_chosen[feature] % s_strengths.Length];

    public double Rate(int feature, Evidence evidence, double coarser) =>
        evidence.Weight <= 0 ? coarser : Rate(_chosen[feature], evidence, coarser, LogBayesFactor(evidence, coarser));

    public void Learn(int feature, Evidence evidence, double coarser, bool found, double weight)
    {
        // Without a history all choices say the same.
        if (evidence.Weight <= 0)
            return;
        var losses = _losses.AsSpan(feature * s_choices, s_choices);
        var factor = LogBayesFactor(evidence, coarser);
        var best = _chosen[feature];
        for (var k = 0; k < losses.Length; k++)
        {
            var rate = Rate(k, evidence, coarser, factor);
            losses[k] = (losses[k] * Kept) - (weight * Math.Log(found ? rate : 1 - rate));
        }

        for (var k = 0; k < losses.Length; k++)
        {
            if (losses[k] < losses[best])
                best = (byte)k;
        }

        _chosen[feature] = best;
    }

    public void Write(StateWriter writer)
    {
        foreach (var loss in _losses)
            writer.Write(loss);
        writer.Write(_chosen);
    }

    /// <exception cref="FormatException">A loss is no number, or a choice is not among the strengths.</exception>
    public void Read(StateReader reader)
    {
        foreach (ref var loss in _losses.AsSpan())
        {
            loss = reader.ReadDouble();
            if (!double.IsFinite(loss))
                throw new FormatException("A loss of the shrinkage is not finite.");
        }

        foreach (ref var chosen in _chosen.AsSpan())
        {
            chosen = reader.ReadByte();
            if (chosen >= s_choices)
                throw new FormatException($"Prior {chosen}; there are {s_choices}.");
        }
    }

    private static double Rate(int choice, Evidence evidence, double coarser, double logBayesFactor)
    {
        var strength = s_strengths[choice % s_strengths.Length];
        var near = (evidence.Sum + (strength * coarser)) / (evidence.Weight + strength);
        var any = (evidence.Sum + 1) / (evidence.Weight + 2);
        var slab = 1 / (1 + Math.Exp(-(s_slabs[choice / s_strengths.Length] + logBayesFactor)));
        return Math.Clamp(near + (slab * (any - near)), 1e-4, 1 - 1e-4);
    }

    /// <summary>How much better "any rate" explains the history than the coarser rate: the beta function against the binomial likelihood.</summary>
    private static double LogBayesFactor(Evidence evidence, double coarser)
    {
        var (found, clean) = (Math.Max(0, evidence.Sum), Math.Max(0, evidence.Weight - evidence.Sum));
        return LogGamma(found + 1) + LogGamma(clean + 1) - LogGamma(found + clean + 2) - (found * Math.Log(coarser)) - (clean * Math.Log(1 - coarser));
    }

    /// <summary>Stirling's series three to the right, within 1e-5 for x of 1 and more.</summary>
    private static double LogGamma(double x)
    {
        var z = x + 3;
        return ((z - 0.5) * Math.Log(z)) - z + 0.918938533204673 + (1 / (12 * z)) - Math.Log(x * (x + 1) * (x + 2));
    }
}
