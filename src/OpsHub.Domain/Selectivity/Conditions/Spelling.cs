namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>How far two words are apart, for "did you mean".</summary>
internal static class Spelling
{
    /// <summary>Whether somebody who wrote the word may have meant the name.</summary>
    public static bool IsNear(string name, string word) =>
        (word.Length >= 3 && name.StartsWith(word, StringComparison.OrdinalIgnoreCase)) || Distance(name, word) <= Math.Min(3, word.Length / 2);

    /// <summary>Levenshtein distance without regard to case: letters inserted, left out or exchanged.</summary>
    public static int Distance(string a, string b)
    {
        var previous = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = previous[0];
            previous[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = char.ToUpperInvariant(a[i - 1]) == char.ToUpperInvariant(b[j - 1]) ? 0 : 1;
                (diagonal, previous[j]) = (previous[j], Math.Min(Math.Min(previous[j], previous[j - 1]) + 1, diagonal + cost));
            }
        }

        return previous[b.Length];
    }
}
