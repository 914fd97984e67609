namespace OpsHub.Domain.Models;

/// <summary>
/// Scores and outcomes in order, lowest score first, equal scores told apart as groups: what ranking metrics and isotonic
/// calibration stand on. Sorted once, asked often.
/// </summary>
internal sealed class ScoredCases
{
    private readonly bool[] _outcomes;

    /// <exception cref="ArgumentException">Not one outcome for each score, none at all, or a score that is no number.</exception>
    public ScoredCases(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        Require(scores, outcomes);
        Scores = scores.ToArray();
        Order = new int[scores.Length];
        for (var i = 0; i < Order.Length; i++)
            Order[i] = i;
        Array.Sort(Scores, Order);
        _outcomes = outcomes.ToArray();
    }

    public int Count => Scores.Length;

    /// <summary>Ascending.</summary>
    public double[] Scores { get; }

    /// <summary>The case at each place of the order.</summary>
    public int[] Order { get; }

    /// <summary>Whether the case at a place of the order was one.</summary>
    public bool Outcome(int place) => _outcomes[Order[place]];

    /// <summary>The place behind the last score equal to that at a place.</summary>
    public int EndOfEqual(int place)
    {
        var end = place + 1;
        while (end < Scores.Length && Scores[end] == Scores[place])
            end++;
        return end;
    }

    public static void Require(ReadOnlySpan<double> scores, ReadOnlySpan<bool> outcomes)
    {
        if (scores.Length != outcomes.Length || scores.IsEmpty)
            throw new ArgumentException($"{scores.Length} scores and {outcomes.Length} outcomes: one outcome for each score, and at least one.");
        foreach (var score in scores)
        {
            if (double.IsNaN(score))
                throw new ArgumentException("A score is NaN.");
        }
    }
}
