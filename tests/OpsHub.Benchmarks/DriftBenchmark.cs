using System.Globalization;
using OpsHub.Domain.Learning;
using OpsHub.Testing.Learning;

namespace OpsHub.Benchmarks;

/// <summary>
/// A port with a known truth, 100,000 declarations in ten weeks, of which one in eighteen is examined and nothing is learned of
/// the others; from the sixth week on half of the schemes have ended and others run where goods were clean. The same learner with
/// and without exploration, with as many examinations, by week, as shares of the Bayes optimum.
/// </summary>
internal static class DriftBenchmark
{
    private const int Declarations = 100_000;
    private static readonly LearnerOptions s_options = new() { Cells = 1 << 16, PriorRate = 0.05, OffsetStep = 0.1 };
    private static readonly ExplorationOptions s_none = new() { Share = 0, ShareAfterAlarm = 0 };

    public static int Run(string[] arguments)
    {
        var seeds = arguments is [var count, ..] ? int.Parse(count, CultureInfo.InvariantCulture) : 4;
        var ends = DriftRun.DriftWeek + 3;
        Console.WriteLine($"drift: {Declarations:N0} declarations in {DriftRun.Weeks} weeks, 5.6 % of them examined; another world from week {DriftRun.DriftWeek} on. Precision and revenue of the 5 % that score highest, in % of the 5 % with the highest truth; ! is a drift alarm");
        var all = true;
        for (var seed = 101; seed < 101 + seeds; seed++)
        {
            var with = DriftRun.Play(seed, Declarations, new ExplorationOptions(), s_options);
            var without = DriftRun.Play(seed, Declarations, s_none, s_options);
            Print($"seed {seed}, exploring", with);
            Print("     not exploring", without);
            var settled = with.Weeks.Where(w => DriftRun.IsSettled(w.Number)).ToArray();
            var (precision, revenue) = (settled.Average(w => w.Precision), settled.Average(w => w.Revenue));
            var (back, greedy) = (Best(with, ends), Best(without, ends));
            Say($"precision in settled weeks {precision:P1} (goal 95 %)", precision >= 0.95);
            Say($"revenue in settled weeks {revenue:P1} (goal 95 %)", revenue >= 0.95);
            Say($"back to {back:P1} by the end of week {ends} (goal 90 %)", back >= 0.9);
            Say($"without exploration to {greedy:P1} (goal: below 90 %)", greedy < 0.9);
            Say($"expected calibration error in settled weeks {with.CalibrationError:F4} (goal 0.02)", with.CalibrationError <= 0.02);
        }

        return all ? 0 : 1;

        void Say(string what, bool isReached)
        {
            all &= isReached;
            Console.WriteLine($"    {what}: {(isReached ? "reached" : "NOT reached")}");
        }
    }

    private static double Best(DriftResult result, int lastWeek) =>
        result.Weeks.Where(w => w.Number >= DriftRun.DriftWeek && w.Number <= lastWeek).Max(w => w.Precision);

    private static void Print(string name, DriftResult result)
    {
        string Row(Func<DriftWeek, string> cell) => string.Concat(result.Weeks.Select(w => cell(w).PadLeft(6)));
        Console.WriteLine($"  {name,-20} precision {Row(w => $"{w.Precision * 100:F0}{(w.Alarms > 0 ? "!" : "")}")}");
        Console.WriteLine($"  {"",-20} revenue   {Row(w => $"{w.Revenue * 100:F0}")}");
        Console.WriteLine($"  {"",-20} examined  {Row(w => $"{w.Examined}")}, by chance {result.Weeks.Sum(w => w.Explored)} of {result.Weeks.Sum(w => w.Examined)}");
    }
}
