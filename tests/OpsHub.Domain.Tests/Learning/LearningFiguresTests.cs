using OpsHub.Domain.Learning;
using OpsHub.Domain.Models;
using OpsHub.Testing.Learning;
using OpsHub.Wire.Tests.Support;

namespace OpsHub.Domain.Tests.Learning;

/// <summary>Short forms of <c>-- customs</c> and <c>-- drift</c>; the goals themselves are held there.</summary>
public sealed class LearningFiguresTests
{
    [SharedDataFact(CustomsRows.Train)]
    public void Learner_OnRealDeclarationsRoundedToOneDigit_FindsWhatRepeats()
    {
        var rows = CustomsRows.Read(SharedFile.Lines(CustomsRows.Train)).Where(r => r.Declaration.Date < new DateOnly(2020, 8, 1)).Select(r => r.Rounded()).ToArray();
        var learner = new OnlineLearner(new LearnerOptions { PriorRate = 0.2 });
        var first = new DateOnly(2020, 7, 1);
        foreach (var row in rows.Where(r => r.Declaration.Date < first))
            learner.Learn(row.Declaration, row.Found, propensity: 1);
        var later = rows.Where(r => r.Declaration.Date >= first).ToArray();
        var scores = Array.ConvertAll(later, r => learner.Score(r.Declaration));
        bool[] found = [.. later.Select(r => r.Found)];
        Assert.InRange(later.Length, 2_000, 5_000);
        Assert.InRange(RankingMetrics.PrecisionAt(Array.ConvertAll(scores, s => s.Margin), found, 0.05), 0.9, 1);
        Assert.InRange(CalibrationMetrics.ExpectedCalibrationError(Array.ConvertAll(scores, s => s.Probability), found), 0, 0.03);
        Assert.Equal(0, learner.Alarms);
    }

    [Fact]
    public void Learner_WhenSchemesMove_NoticesAndComesBackWhereOneThatDoesNotExploreStaysBehind()
    {
        var options = new LearnerOptions { Cells = 1 << 16, PriorRate = 0.05, OffsetStep = 0.1 };
        var with = DriftRun.Play(seed: 4, 50_000, new ExplorationOptions(), options);
        var without = DriftRun.Play(seed: 4, 50_000, new ExplorationOptions { Share = 0, ShareAfterAlarm = 0 }, options);
        Assert.Equal(0, without.Weeks.Sum(w => w.Explored));
        Assert.InRange(with.Weeks.Sum(w => w.Explored) / (double)with.Weeks.Sum(w => w.Examined), 0.1, 0.4);
        Assert.True(with.Learner.Alarms > 0);
        Assert.True(
            with.Weeks[^1].Precision > without.Weeks[^1].Precision + 0.05,
            $"exploring {with.Weeks[^1].Precision:P1}, not exploring {without.Weeks[^1].Precision:P1}");
    }
}
