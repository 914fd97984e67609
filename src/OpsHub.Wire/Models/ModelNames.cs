using System.Collections.Immutable;
using System.Globalization;

namespace OpsHub.Wire.Models;

/// <summary>Names of features: they end up in explanations, on screens and in logs.</summary>
internal static class ModelNames
{
    public const string Expected = "1 to 200 characters, no control characters";

    public static bool IsName(ReadOnlySpan<char> name)
    {
        if (name.Length is 0 or > 200)
            return false;
        foreach (var c in name)
        {
            if (char.IsControl(c) || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
                return false;
        }

        return true;
    }

    /// <summary>f0, f1, ...: what both libraries' tools call features that have no name.</summary>
    public static ImmutableArray<string> Numbered(int features) =>
        [.. Enumerable.Range(0, features).Select(i => string.Create(CultureInfo.InvariantCulture, $"f{i}"))];
}
