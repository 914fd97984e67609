using System.Collections.Immutable;
using OpsHub.Contracts.Models;

namespace OpsHub.Domain.Models;

/// <summary>The contributions worth telling: those of the features that moved a score most.</summary>
public static class MainContributions
{
    /// <param name="model">The model that was asked.</param>
    /// <param name="row">What it was asked about.</param>
    /// <param name="contributions">What it answered: a place for each feature, and the last for the mean margin.</param>
    /// <param name="count">At most so many; those that are 0 are left out.</param>
    /// <returns>Largest first, whichever its sign; equal ones in the order of the features.</returns>
    public static ImmutableArray<FeatureContribution> Of(TreeModel model, ReadOnlySpan<double> row, ReadOnlySpan<double> contributions, int count)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, model.Features);
        ArgumentOutOfRangeException.ThrowIfNotEqual(contributions.Length, model.Features + 1);
        var order = new int[model.Features];
        for (var i = 0; i < order.Length; i++)
            order[i] = i;
        double[] sizes = [.. contributions[..^1]];
        Array.Sort(order, (a, b) => Math.Abs(sizes[b]).CompareTo(Math.Abs(sizes[a])) is not 0 and var bySize ? bySize : a.CompareTo(b));
        var main = ImmutableArray.CreateBuilder<FeatureContribution>();
        foreach (var i in order.AsSpan(0, Math.Min(count, order.Length)))
        {
            if (sizes[i] != 0)
                main.Add(new FeatureContribution(model.FeatureNames[i], double.IsNaN(row[i]) ? null : row[i], sizes[i]));
        }

        return main.ToImmutable();
    }
}
