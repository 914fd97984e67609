using System.Collections.Frozen;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity.Conditions;

namespace OpsHub.Domain.Selectivity;

/// <summary>
/// Finds the profiles that can hit a declaration at all, by the field values each of them needs (<see cref="ConditionKey"/>).
/// Most profiles name goods, countries or parties, so of a thousand a few dozen are left to be asked.
/// </summary>
internal sealed class ProfileIndex
{
    private readonly ulong[] _always;
    private readonly (SelectivityField Field, FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> ByValue)[] _fields;

    /// <param name="conditions">Of the profiles, by their place.</param>
    public ProfileIndex(IReadOnlyList<Condition> conditions)
    {
        _always = new ulong[(conditions.Count + 63) / 64];
        var fields = new Dictionary<SelectivityField, Dictionary<string, List<int>>>();
        for (var i = 0; i < conditions.Count; i++)
        {
            if (conditions[i].Key is not { } key)
            {
                Mark(_always, i);
                continue;
            }

            if (!fields.TryGetValue(key.Field, out var byValue))
                fields.Add(key.Field, byValue = new Dictionary<string, List<int>>(StringComparer.OrdinalIgnoreCase));
            foreach (var value in key.Values.Distinct(StringComparer.OrdinalIgnoreCase))
            {
                if (!byValue.TryGetValue(value, out var profiles))
                    byValue.Add(value, profiles = []);
                profiles.Add(i);
            }
        }

        _fields =
        [
            .. fields.Select(f => (f.Key, f.Value.ToFrozenDictionary(v => v.Key, v => v.Value.ToArray(), StringComparer.OrdinalIgnoreCase)
                .GetAlternateLookup<ReadOnlySpan<char>>())),
        ];
    }

    /// <summary>Words of 64 bits that <see cref="Find"/> needs.</summary>
    public int Words => _always.Length;

    /// <summary>Marks the candidates, a bit each by their place.</summary>
    public void Find(Declaration declaration, Span<ulong> candidates)
    {
        _always.CopyTo(candidates);
        foreach (var (field, byValue) in _fields)
        {
            if (!field.IsOfItems)
            {
                Add(byValue, field.Text(declaration, null), candidates);
                continue;
            }

            foreach (var item in declaration.Items)
                Add(byValue, field.Text(declaration, item), candidates);
        }
    }

    private static void Add(
        FrozenDictionary<string, int[]>.AlternateLookup<ReadOnlySpan<char>> byValue, ReadOnlySpan<char> value, Span<ulong> candidates)
    {
        if (value.IsEmpty || !byValue.TryGetValue(value, out var profiles))
            return;
        foreach (var profile in profiles)
            Mark(candidates, profile);
    }

    private static void Mark(Span<ulong> bits, int place) => bits[place >> 6] |= 1UL << (place & 63);
}
