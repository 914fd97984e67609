using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Workload;

/// <summary>
/// Who had which importer, declarant and zone within the last 30 days, as far as it changes a cost. Bounded; a value.
/// </summary>
public sealed record PairHistory
{
    /// <summary>Pairs kept; the one unused for longest goes first. 40 officers x 100 parties (default).</summary>
    public const int MaxPairs = 4_000;

    private const int PartyTimes = 4;
    private const int ZoneTimes = 20;
    private static readonly TimeSpan Window = TimeSpan.FromDays(30);

    public static PairHistory Empty { get; } = new();

    /// <summary>By "officer|key"; instants ascending, at most 4 for a party and 20 for a zone.</summary>
    public ImmutableDictionary<string, ImmutableArray<DateTimeOffset>> Pairs { get; init; } =
        ImmutableDictionary.Create<string, ImmutableArray<DateTimeOffset>>(StringComparer.Ordinal);

    /// <summary>Times the officer had the importer or the declarant, 0 to 8.</summary>
    public int Repeats(OfficerId officer, InspectionView @case, DateTimeOffset now) =>
        Count(Key(officer, Importer(@case)), now) + (@case.DeclarantId == @case.ImporterId ? 0 : Count(Key(officer, Declarant(@case)), now));

    /// <summary>Times the officer worked in the zone, 0 to 20.</summary>
    public int Tenure(OfficerId officer, InspectionView @case, DateTimeOffset now) => Count(Key(officer, Zone(@case)), now);

    /// <summary>The officer was given the case.</summary>
    public PairHistory With(OfficerId officer, InspectionView @case, DateTimeOffset now)
    {
        var pairs = Pairs;
        Add(Key(officer, Importer(@case)), PartyTimes);
        Add(Key(officer, Declarant(@case)), PartyTimes);
        Add(Key(officer, Zone(@case)), ZoneTimes);
        if (pairs.Count > MaxPairs)
        {
            // A tenth at once, so that the sorting is paid once in hundreds of assignments.
            pairs = pairs.RemoveRange(pairs.OrderBy(pair => pair.Value[^1]).ThenBy(pair => pair.Key, StringComparer.Ordinal)
                .Take(pairs.Count - (MaxPairs * 9 / 10)).Select(pair => pair.Key).ToArray());
        }
        return new PairHistory { Pairs = pairs };

        void Add(string key, int max)
        {
            var times = pairs.GetValueOrDefault(key, []).RemoveAll(at => now - at > Window).Add(now);
            pairs = pairs.SetItem(key, times.Length > max ? times.RemoveRange(0, times.Length - max) : times);
        }
    }

    /// <summary>Every pair: who, the party or zone as <see cref="Importer"/>, <see cref="Declarant"/> and <see cref="Zone"/> name it, how often.</summary>
    internal IEnumerable<(OfficerId Officer, string Party, int Times)> TimesAt(DateTimeOffset now)
    {
        foreach (var (key, times) in Pairs)
        {
            // An officer's id has no bar.
            var bar = key.IndexOf('|', StringComparison.Ordinal);
            yield return (new OfficerId(key[..bar]), key[(bar + 1)..], Count(times, now));
        }
    }

    internal static string Importer(InspectionView @case) => $"importer {@case.ImporterId}";

    internal static string Declarant(InspectionView @case) => $"declarant {@case.DeclarantId}";

    internal static string Zone(InspectionView @case) => $"zone {@case.Zone}";

    private int Count(string key, DateTimeOffset now) => Pairs.TryGetValue(key, out var times) ? Count(times, now) : 0;

    private static int Count(ImmutableArray<DateTimeOffset> times, DateTimeOffset now) => times.Count(at => now - at <= Window);

    private static string Key(OfficerId officer, string party) => $"{officer}|{party}";
}
