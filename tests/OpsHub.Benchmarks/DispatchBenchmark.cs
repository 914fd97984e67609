using System.Collections.Immutable;
using System.Diagnostics;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Workload;

namespace OpsHub.Benchmarks;

/// <summary>
/// One plan of the dispatcher. Baseline: each case in order of urgency to the officer who is cheapest then. Subject: the
/// exact assignment. Both in one process, in turn; time and the cost of what they decided.
/// </summary>
internal static class DispatchBenchmark
{
    private const int Rounds = 7;
    private static readonly DateTimeOffset Now = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    public static int Run()
    {
        Console.WriteLine("dispatch: cases x officers, one case for each officer; ms are medians, cost is minutes of lateness and what equals it");
        foreach (var (cases, officers) in ((int, int)[])[(40, 12), (100, 40), (500, 200)])
        {
            var snapshot = Port(cases, officers, new Random(cases));
            var (greedyMs, exactMs) = (new List<double>(), new List<double>());
            var (greedy, exact) = (0.0, 0.0);
            var (greedyPlaced, exactPlaced) = (0, 0);
            for (var round = 0; round < Rounds; round++)
            {
                var watch = Stopwatch.StartNew();
                (greedy, greedyPlaced) = Greedy(snapshot, officers);
                greedyMs.Add(watch.Elapsed.TotalMilliseconds);
                watch.Restart();
                var plan = DispatchPlanner.Plan(snapshot, officers);
                exactMs.Add(watch.Elapsed.TotalMilliseconds);
                exact = plan.Offers.Sum(offer => offer.Reasons.Candidates.Single(c => c.Officer == offer.Officer).Cost ?? 0);
                exactPlaced = plan.Offers.Length;
            }

            var (fast, slow) = (Median(greedyMs), Median(exactMs));
            Console.WriteLine(
                $"  {cases,3} x {officers,3}: greedy {fast,8:F2} ms placed {greedyPlaced,3} cost {greedy,9:F0}   exact {slow,8:F2} ms placed {exactPlaced,3} cost {exact,9:F0}"
                + $"   time x{slow / fast:F1}, cost x{exact / greedy:F2}");
        }

        return 0;
    }

    private static (double Cost, int Placed) Greedy(DispatchSnapshot snapshot, int officers)
    {
        var free = snapshot.Officers.Select(officer => OfficerOutlook.Of(officer, _ => null, Now)).ToList();
        var (cost, placed) = (0.0, 0);
        foreach (var @case in DispatchPlanner.ByUrgency(snapshot.Cases.Values))
        {
            var best = free.Where(outlook => CandidateRules.Exclusion(@case, outlook, snapshot.Travel, Now) is null)
                .Select(outlook => (outlook, Total: CandidateRules.Cost(@case, outlook, snapshot, 0).Total)).OrderBy(pair => pair.Total).FirstOrDefault();
            if (best.outlook is null)
                continue;
            cost += best.Total;
            free.Remove(best.outlook);
            if (++placed == officers)
                break;
        }

        return (cost, placed);
    }

    internal static DispatchSnapshot Port(int cases, int officers, Random random)
    {
        string[] zones = ["north", "south", "east", "west"];
        string[] skills = ["documents", "physical", "scanner", "dangerous-goods"];
        return new DispatchSnapshot
        {
            Now = Now,
            Perturbation = new Perturbation([1, 2, 3], "benchmark"),
            Officers = [.. Enumerable.Range(1, officers).Select(n => new OfficerView
            {
                Profile = new OfficerProfile
                {
                    Officer = new OfficerId($"officer{n}"), Name = $"Officer {n}", HomePort = new PortId("EETLL"), Zone = zones[random.Next(4)],
                    Skills = [.. skills.Where(_ => random.Next(3) > 0)], CapacityMinutes = random.Next(60, 180),
                },
                Version = 1,
                Status = OfficerStatus.Available,
                ShiftEndsAt = Now.AddHours(random.Next(1, 8)),
                LoadMinutes = 0,
            })],
            Cases = Enumerable.Range(1, cases).Select(n => new InspectionView
            {
                Id = InspectionId.Of(new ShipmentId($"EETLL-{n}"), 1), Version = 1, Status = InspectionStatus.Queued, Kind = InspectionKind.Documents,
                Lane = random.Next(3) == 0 ? Lane.Red : Lane.Yellow, Priority = (CasePriority)random.Next(1, 4), LoadMinutes = random.Next(15, 60),
                OpenedAt = Now, DueAt = Now.AddMinutes(random.Next(-60, 240)), Zone = zones[random.Next(4)], Briefing = "", ImporterId = $"I{random.Next(50)}",
                DeclarantId = $"D{random.Next(20)}", Skills = [skills[random.Next(4)]],
            }).ToImmutableDictionary(@case => @case.Id),
        };
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}
