namespace OpsHub.Domain.Learning;

/// <summary>
/// Weighs what the features say against each other: logistic regression by FTRL-proximal, whose step for each weight shrinks
/// with what that weight has seen (H. B. McMahan et al., "Ad click prediction: a view from the trenches", 2013). A case has
/// one of a few heads; a weight is that of all cases plus that of its head, so that a head with few cases follows the rest.
/// </summary>
internal sealed class OnlineCombiner
{
    /// <summary>Beta of the paper, which calls 1 "usually good enough".</summary>
    private const double Beta = 1;

    private readonly int _features;
    private readonly double _step;
    private readonly double _pull;
    private readonly double _first;
    private readonly double[] _z;
    private readonly double[] _n;

    /// <summary>Row 0 for all, then a row for each head; the last of a row is the intercept.</summary>
    private readonly double[] _weights;

    public OnlineCombiner(int features, int heads, LearnerOptions options)
    {
        (_features, _step, _pull, _first) = (features, options.StepSize, options.Pull, options.FirstWeight);
        var length = (features + 1) * (heads + 1);
        (_z, _n, _weights) = (new double[length], new double[length], new double[length]);
    }

    /// <param name="evidence">Log-odds, one for each feature.</param>
    /// <param name="contributions">Of each feature, and last of the intercept; log-odds.</param>
    /// <returns>Their sum.</returns>
    public double Margin(ReadOnlySpan<double> evidence, int head, Span<double> contributions)
    {
        var all = Row(_weights, 0);
        var own = Row(_weights, head + 1);
        var sum = contributions[_features] = all[_features] + own[_features];
        for (var i = 0; i < evidence.Length; i++)
            sum += contributions[i] = (_first + all[i] + own[i]) * evidence[i];
        return sum;
    }

    /// <param name="error">Probability said minus outcome.</param>
    public void Learn(ReadOnlySpan<double> evidence, int head, double error)
    {
        for (var row = 0; row <= head + 1; row += head + 1)
        {
            for (var i = 0; i <= _features; i++)
            {
                var gradient = error * (i == _features ? 1 : evidence[i]);
                if (gradient != 0)
                    Step((row * (_features + 1)) + i, gradient);
            }
        }
    }

    /// <summary>Weights stay where they are and move as if only a share of what they have seen had been seen.</summary>
    public void Forget(double kept)
    {
        for (var i = 0; i < _n.Length; i++)
        {
            _n[i] *= kept;
            _z[i] = -_weights[i] * Rate(_n[i]);
        }
    }

    public void Write(StateWriter writer)
    {
        for (var i = 0; i < _n.Length; i++)
        {
            writer.Write(_z[i]);
            writer.Write(_n[i]);
        }
    }

    /// <exception cref="FormatException">What was stored is no number.</exception>
    public void Read(StateReader reader)
    {
        for (var i = 0; i < _n.Length; i++)
        {
            (_z[i], _n[i]) = (reader.ReadDouble(), reader.ReadDouble());
            if (!double.IsFinite(_z[i]) || !double.IsFinite(_n[i]) || _n[i] < 0)
                throw new FormatException("A weight of the combiner is not finite.");
            _weights[i] = -_z[i] / Rate(_n[i]);
        }
    }

    private void Step(int i, double gradient)
    {
        var squares = _n[i] + (gradient * gradient);
        var sigma = (Math.Sqrt(squares) - Math.Sqrt(_n[i])) / _step;
        _z[i] += gradient - (sigma * _weights[i]);
        _n[i] = squares;
        _weights[i] = -_z[i] / Rate(squares);
    }

    private double Rate(double squares) => ((Beta + Math.Sqrt(squares)) / _step) + _pull;

    private ReadOnlySpan<double> Row(double[] values, int row) => values.AsSpan(row * (_features + 1), _features + 1);
}
