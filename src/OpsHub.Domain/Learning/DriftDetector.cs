namespace OpsHub.Domain.Learning;

/// <summary>
/// Notices that findings no longer come as the probabilities say: the two-sided cumulative sum test of E. S. Page ("Continuous
/// inspection schemes", 1954), known in this form as Page-Hinkley (D. Hinkley, "Inference about the change-point from
/// cumulative sum tests", 1971), on the error of examined cases: probability less outcome, in standard deviations. As long as
/// the probabilities hold, its mean is 0 whatever cases are examined, so that examining other cargo does not look like drift.
/// The log loss less its entropy was tried: at probabilities near a half it does not notice that all findings stay away.
/// </summary>
internal sealed class DriftDetector
{
    /// <summary>Errors of less than so many standard deviations on average are not told from a slightly wrong calibration.</summary>
    public const double Slack = 0.2;

    /// <summary>Of a sum. With the slack and right probabilities a false alarm in some exp(2 x 0.2 x 20) / (4 x 0.2^2) = 18,600 examinations (D. Siegmund, "Sequential analysis", 1985).</summary>
    public const double Limit = 20;

    /// <summary>Examinations after a start or an alarm in which a new model is only finding its feet.</summary>
    public const int Quiet = 200;

    /// <summary>Where hardly anything is ever found, one finding must not be an alarm.</summary>
    private const double LeastVariance = 0.04;

    private double _over;
    private double _under;
    private double _variance = 0.1;
    private int _seen;

    /// <param name="probability">Said before the outcome was known, 0 to 1.</param>
    /// <returns>True when this case raises the alarm; the test then starts afresh.</returns>
    public bool Learn(double probability, bool found)
    {
        _variance += 0.01 * ((probability * (1 - probability)) - _variance);
        _seen = Math.Min(_seen + 1, Quiet + 1);
        if (_seen <= Quiet)
            return false;
        var error = (probability - (found ? 1 : 0)) / Math.Sqrt(Math.Max(_variance, LeastVariance));
        _over = Math.Max(0, _over + error - Slack);
        _under = Math.Max(0, _under - error - Slack);
        if (_over <= Limit && _under <= Limit)
            return false;
        (_over, _under, _seen) = (0, 0, 0);
        return true;
    }

    public void Write(StateWriter writer)
    {
        writer.Write(_over);
        writer.Write(_under);
        writer.Write(_variance);
        writer.Write(_seen);
    }

    /// <exception cref="FormatException">What was stored cannot be.</exception>
    public void Read(StateReader reader)
    {
        (_over, _under, _variance, _seen) = (reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32());
        if (_over is not (>= 0 and <= Limit) || _under is not (>= 0 and <= Limit) || _variance is not (>= 0 and <= 0.25) || _seen is < 0 or > Quiet + 1)
            throw new FormatException("The drift detector's state cannot be.");
    }
}
