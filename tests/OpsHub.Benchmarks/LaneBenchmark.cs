using System.Diagnostics;
using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Selectivity;

namespace OpsHub.Benchmarks;

/// <summary>
/// Whole lane decisions, with draw, hits and explanation, over a thousand profiles on one core. Subject: as the hub decides.
/// Baseline: the same conditions behind an alternative that never holds, by which the index cannot find them: each is asked.
/// Both in one process, in turn, and both must decide the same.
/// </summary>
internal static class LaneBenchmark
{
    private const int Profiles = 1_000;
    private const int Rounds = 7;
    private const int PerRound = 4_000;
    private static readonly DateTimeOffset s_now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        var source = DeclarationSource.Open();
        var declarations = Enumerable.Range(0, PerRound).Select(i => source.Next(0, i)).ToArray();
        var conditions = Conditions(declarations).ToArray();
        var (asked, found) = (Compile(conditions.Select(c => $"({c}) or price < -1")), Compile(conditions));
        Console.WriteLine($"lanes: {Profiles} profiles, {PerRound} declarations of {source.Name} a round, one core; goal 20,000/s and p99 200 us");
        var (slow, fast) = (new List<double>(), new List<double>());
        var (slowTimes, fastTimes) = (new Timings(), new Timings());
        var hits = 0L;
        for (var round = 0; round <= Rounds; round++)
        {
            var baseline = Decide(asked, declarations, round == 0 ? new Timings() : slowTimes, out var expected);
            var subject = Decide(found, declarations, round == 0 ? new Timings() : fastTimes, out hits);
            if (hits != expected)
                throw new InvalidOperationException($"The index found {hits} hits where there are {expected}.");
            if (round == 0)
                continue;
            slow.Add(baseline);
            fast.Add(subject);
        }

        Report("each asked", slow, slowTimes);
        Report("by what they need", fast, fastTimes);
        Console.WriteLine($"  {(double)hits / PerRound:F1} hits a declaration; ratio of the medians x{Median(fast) / Median(slow):F1}");
        return 0;
    }

    private static void Report(string what, List<double> rates, Timings times) => Console.WriteLine(
        $"  {what,-18} {Median(rates),9:N0} decisions/s   p50 {times.Median * 1_000:F1} us, p99 {times.P99 * 1_000:F1} us");

    private static double Decide(CompiledSelectivity compiled, Declaration[] declarations, Timings times, out long hits)
    {
        hits = 0;
        var started = Stopwatch.GetTimestamp();
        foreach (var declaration in declarations)
            hits += times.Time(() => compiled.Evaluate(declaration, s_now)).Hits.Length;
        return declarations.Length / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static CompiledSelectivity Compile(IEnumerable<string> conditions)
    {
        var seed = Enumerable.Range(1, 32).Select(i => (byte)i).ToArray();
        var profiles = conditions.Select((when, i) => new ProfileDefinition(
            RiskProfileId.Of(GrainBenchHost.Port, $"p{i}"), 1, $"Profile {i}", when, i % 7, Lane.Green, 0, new("ana"), s_now.AddDays(-1), s_now.AddDays(1)));
        return CompiledSelectivity.Compile(new SelectivitySnapshot(1, [.. profiles], 0.02, 60, 35, 20, RandomSelection.Commitment(seed), [.. seed]));
    }

    /// <summary>As analysts write them: goods and price, a party, a route; one in fifty is about numbers alone.</summary>
    private static IEnumerable<string> Conditions(Declaration[] declarations)
    {
        for (var i = 0; i < Profiles; i++)
        {
            var d = declarations[i * 37 % declarations.Length];
            var hs = d.Items[0].HsCode;
            var price = decimal.Round(d.Price / Math.Max(1, d.NetMassKilograms), 2).ToString(CultureInfo.InvariantCulture);
            yield return (i % 50) switch
            {
                0 => $"netMassKilograms > 50000 and pricePerKilogram < {price}",
                < 20 => $"hs4 = '{hs[..4]}' and pricePerKilogram < {price}",
                < 30 => $"importerId in ('{d.ImporterId}', 'X{i}') and not countryOfOrigin = 'US'",
                < 40 => $"declarantId = '{d.DeclarantId}' and countryOfDeparture = '{d.CountryOfDeparture}' and taxRatePercent >= {d.TaxRatePercent.ToString(CultureInfo.InvariantCulture)}",
                _ => $"any item (hs6 = '{hs[..6]}' and itemValuePerKilogram between 0 and {price}) or hs6 = '{hs[..2]}9999'",
            };
        }
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
