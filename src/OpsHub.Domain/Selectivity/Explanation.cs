using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Domain.Selectivity;

/// <summary>
/// A lane in a sentence, for officers. It must not tell whether a case was drawn at random: a drawn one is described by
/// what is to be done, in words that other cases get too.
/// </summary>
internal static class Explanation
{
    /// <summary>Titles named; the rest is counted.</summary>
    private const int MaxTitles = 3;

    public static string Of(Lane lane, LaneSource source, int score, ImmutableArray<ProfileHit> hits)
    {
        var task = lane switch
        {
            Lane.Red => "Check the documents and examine the goods.",
            Lane.Yellow => "Check the documents.",
            Lane.Blue => "Release; audit afterwards.",
            _ => "Release.",
        };
        if (hits.IsEmpty)
            return task;
        var titles = string.Join("; ", hits.Take(MaxTitles).Select(h => $"{h.Title}: {h.Why}"));
        var more = hits.Length > MaxTitles ? string.Create(CultureInfo.InvariantCulture, $" and {hits.Length - MaxTitles} more") : "";
        var why = source == LaneSource.Score ? "Score" : "Indications with score";
        return string.Create(CultureInfo.InvariantCulture, $"{task} {why} {score}: {titles}{more}.");
    }
}
