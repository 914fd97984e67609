using OpsHub.Contracts.Models;
using OpsHub.Domain.Models;

namespace OpsHub.Domain.Learning;

/// <summary>
/// Turns margins into probabilities by what the last examined cases showed. Each margin was made before its case was learned,
/// so the calibration never sees what the weights were fitted to; and each case counts by one over its propensity, so that
/// the few examined by chance speak for all that were not (D. G. Horvitz, D. J. Thompson, "A generalization of sampling
/// without replacement from a finite universe", 1952).
/// </summary>
internal sealed class CalibrationWindow
{
    /// <summary>Cases kept; two numbers are fitted to them.</summary>
    private const int Size = 4_096;

    /// <summary>Cases from one fit to the next.</summary>
    private const int Interval = 128;

    /// <summary>A case of a smaller propensity counts no more than this: with more a handful of cases would decide. At 10 % exploration of one examination in twenty, chances are about 1 in 200.</summary>
    private const double MostWeight = 250;

    /// <summary>Fewer cases, or fewer with either outcome, leave the margin as it is.</summary>
    private const int Least = 256;
    private const int LeastOfEach = 20;

    private static readonly ScoreCalibration s_asIs = new() { Method = CalibrationMethod.Platt, Slope = 1, Intercept = 0 };

    private readonly double[] _margins = new double[Size];
    private readonly double[] _weights = new double[Size];
    private readonly bool[] _found = new bool[Size];
    private long _seen;

    public ScoreCalibration Calibration { get; private set; } = s_asIs;

    private int Count => (int)Math.Min(_seen, Size);

    public double Probability(double margin) => Models.Calibration.Apply(Calibration, margin);

    public void Learn(double margin, bool found, double propensity)
    {
        var place = (int)(_seen++ % Size);
        (_margins[place], _found[place], _weights[place]) = (margin, found, Math.Min(MostWeight, 1 / propensity));
        if (_seen % Interval == 0)
            Fit();
    }

    /// <summary>Starts afresh with the calibration as it is: the cases kept are of a world that has passed.</summary>
    public void Forget() => _seen = 0;

    public void Write(StateWriter writer)
    {
        writer.Write(Calibration.Slope);
        writer.Write(Calibration.Intercept);
        writer.Write(_seen);
        for (var i = 0; i < Count; i++)
        {
            writer.Write(_margins[i]);
            writer.Write(_weights[i]);
            writer.Write(_found[i]);
        }
    }

    /// <exception cref="FormatException">What was stored cannot be.</exception>
    public void Read(StateReader reader)
    {
        var (slope, intercept) = (reader.ReadDouble(), reader.ReadDouble());
        _seen = reader.ReadInt64();
        if (!double.IsFinite(slope) || !double.IsFinite(intercept) || _seen < 0)
            throw new FormatException("The calibration's state cannot be.");
        Calibration = s_asIs with { Slope = slope, Intercept = intercept };
        for (var i = 0; i < Count; i++)
        {
            (_margins[i], _weights[i], _found[i]) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadBoolean());
            if (!double.IsFinite(_margins[i]) || _weights[i] is not (>= 1 and <= MostWeight))
                throw new FormatException($"Case {i} of the calibration cannot be.");
        }
    }

    private void Fit()
    {
        var found = _found.AsSpan(0, Count);
        var positives = found.Count(true);
        if (Count < Least || positives < LeastOfEach || Count - positives < LeastOfEach)
            return;
        var fitted = Models.Calibration.FitPlatt(_margins.AsSpan(0, Count), found, _weights.AsSpan(0, Count));
        // A falling curve would turn the ranking round: what a few odd cases ask for is not done.
        if (fitted.Slope > 0)
            Calibration = fitted;
    }
}
