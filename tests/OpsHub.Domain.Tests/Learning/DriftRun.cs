using OpsHub.Domain.Learning;
using OpsHub.Domain.Models;

namespace OpsHub.Testing.Learning;

/// <summary>A simulated week, against the best there could be: what is counted is what the truth expects, so that the luck of the draw is not in it.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Precision">Of the 5 % that score highest each day, as a share of that of the 5 % with the highest truth.</param>
/// <param name="Revenue">Duty recovered from the same, as a share of that from the 5 % with the highest truth.</param>
/// <param name="Examined">Explored ones included.</param>
/// <param name="Explored">Examined by chance.</param>
/// <param name="Alarms">Drift alarms raised.</param>
internal sealed record DriftWeek(int Number, double Precision, double Revenue, int Examined, int Explored, int Alarms);

/// <param name="CalibrationError">Expected calibration error of the scores of all declarations, examined or not, before their outcome was learned, in the weeks that count as settled.</param>
internal sealed record DriftResult(DriftWeek[] Weeks, double CalibrationError, OnlineLearner Learner);

/// <summary>A learner at a port of <see cref="DriftWorld"/>. At the end of each day it learns what that day's examinations found, and nothing else.</summary>
internal static class DriftRun
{
    public const int Weeks = 10;

    /// <summary>The first week of the changed world.</summary>
    public const int DriftWeek = 6;

    /// <summary>Weeks that do not count as settled: the first three, and four from the drift on.</summary>
    private const int FirstSettled = 4;
    private const int Recovery = 4;

    private const double Exploiting = 0.05;
    private static readonly DateOnly s_start = new(2026, 1, 5);
    private static readonly byte[] s_exploring = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];

    public static bool IsSettled(int week) => week is >= FirstSettled and < DriftWeek or >= DriftWeek + Recovery;

    /// <param name="seed">Of the world.</param>
    /// <param name="declarations">In all weeks together.</param>
    /// <param name="exploration">Examinations are 5 % / (1 - 10 %) of declarations whatever it says; what it leaves goes by the score.</param>
    public static DriftResult Play(int seed, int declarations, ExplorationOptions exploration, LearnerOptions options)
    {
        var (world, learner) = (new DriftWorld(seed), new OnlineLearner(options));
        var perDay = declarations / (Weeks * 7);
        var weeks = new List<DriftWeek>();
        var (said, came, number, meanUncertainty) = (new List<double>(), new List<bool>(), 0, 1.0);
        for (var week = 1; week <= Weeks; week++)
        {
            var (found, best, duty, bestDuty, examined, explored, alarms) = (0.0, 0.0, 0.0, 0.0, 0, 0, learner.Alarms);
            for (var day = 0; day < 7; day++)
            {
                var date = s_start.AddDays(((week - 1) * 7) + day);
                var cases = Enumerable.Range(0, perDay).Select(_ => world.Next(number++, date, week >= DriftWeek)).ToArray();
                var scores = Array.ConvertAll(cases, c => learner.Score(c.Declaration));
                var order = Enumerable.Range(0, perDay).OrderByDescending(i => scores[i].Margin).ToArray();
                foreach (var i in order.Take((int)(perDay * Exploiting)))
                    (found, duty) = (found + cases[i].Truth, duty + (cases[i].Truth * cases[i].Duty));
                foreach (var c in cases.OrderByDescending(c => c.Truth).Take((int)(perDay * Exploiting)))
                    (best, bestDuty) = (best + c.Truth, bestDuty + (c.Truth * c.Duty));
                if (IsSettled(week))
                {
                    said.AddRange(scores.Select(s => s.Probability));
                    came.AddRange(cases.Select(c => c.Found));
                }

                var chosen = Choose(cases, scores, order, date, learner, exploration, ref meanUncertainty);
                foreach (var (i, propensity) in chosen)
                    learner.Learn(cases[i].Declaration, cases[i].Found, propensity);
                (examined, explored) = (examined + chosen.Count, explored + chosen.Count(c => c.Propensity < 1));
            }

            weeks.Add(new DriftWeek(week, found / best, duty / bestDuty, examined, explored, learner.Alarms - alarms));
        }

        return new DriftResult([.. weeks], CalibrationMetrics.ExpectedCalibrationError(said.ToArray(), came.ToArray()), learner);
    }

    /// <summary>What is examined on a day, in the order it was lodged. A new learner explores as after an alarm: it knows nothing either.</summary>
    private static List<(int Case, double Propensity)> Choose(
        KnownCase[] cases, LearnerScore[] scores, int[] order, DateOnly date, OnlineLearner learner, ExplorationOptions exploration, ref double meanUncertainty)
    {
        var share = ExplorationPlan.ShareOn(exploration, date, learner.LastAlarm ?? s_start);
        var capacity = cases.Length * Exploiting / 0.9;
        var exploit = (int)Math.Round(capacity * (1 - share));
        var chosen = order.Take(exploit).Select(i => (Case: i, Propensity: 1.0)).ToList();
        foreach (var i in order.Skip(exploit))
        {
            var propensity = ExplorationPlan.Propensity(exploration, share * capacity / cases.Length, scores[i].Uncertainty, meanUncertainty);
            meanUncertainty += 0.001 * (scores[i].Uncertainty - meanUncertainty);
            if (propensity > 0 && ExplorationPlan.Draw(s_exploring, "", cases[i].Declaration.DeclarationId, propensity).Drawn)
                chosen.Add((i, propensity));
        }

        chosen.Sort((a, b) => a.Case.CompareTo(b.Case));
        return chosen;
    }
}
