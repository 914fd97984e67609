using OpsHub.Contracts.Shipments;
using OpsHub.Domain.Learning;
using OpsHub.Testing.Learning;

namespace OpsHub.Domain.Tests.Learning;

public sealed class OnlineLearnerTests
{
    private static readonly LearnerOptions s_small = new() { Cells = 1 << 14, PriorRate = 0.05 };
    private static readonly DateOnly s_day = new(2026, 1, 5);

    [Fact]
    public void Score_OfALearnedPort_IsTheSumOfItsContributions()
    {
        var (learner, cases) = Learned(2_000);
        var contributions = new double[OnlineLearner.Features + 1];
        foreach (var one in cases.TakeLast(200))
        {
            var score = learner.Score(one.Declaration, contributions);
            Assert.Equal(score.Margin, contributions.Sum(), 9);
            Assert.Equal(score.Probability, learner.Score(one.Declaration).Probability);
        }
    }

    [Fact]
    public void Score_OfANewLearner_IsThePriorRate()
    {
        var learner = new OnlineLearner(s_small);
        var score = learner.Score(new DriftWorld(1).Next(1, s_day, afterDrift: false).Declaration);
        Assert.Equal(0.05, score.Probability, 9);
        Assert.Equal(1, score.Uncertainty, 9);
    }

    [Fact]
    public void Learn_OfAnImporterWithFindings_RaisesItsScoreAndSaysSo()
    {
        var (learner, cases) = Learned(2_000);
        var another = cases[^1].Declaration with { ImporterId = "NEW", SellerId = "NEW TOO" };
        var before = learner.Score(another).Probability;
        for (var i = 0; i < 12; i++)
            learner.Learn(cases[i].Declaration with { ImporterId = "NEW", DeclarationId = $"N{i}", Date = another.Date, Price = 7 + i }, found: true, propensity: 1);
        Assert.True(learner.Score(another).Probability > before);
        var told = Assert.Single(learner.Explain(another, count: 100), c => c.Name == "importer");
        Assert.Equal((12, 12), (Math.Round(told.Cases), Math.Round(told.Findings)));
        Assert.True(told.Contribution > 0);
        Assert.StartsWith("this importer: 12 findings in 12 cases", told.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Score_WhateverIsAsked_ChangesNothing()
    {
        var (learner, cases) = Learned(500);
        var before = LearnerState.Write(learner);
        foreach (var one in cases)
            learner.Score(one.Declaration);
        learner.Explain(cases[0].Declaration, 5);
        Assert.Equal(before, LearnerState.Write(learner));
    }

    [Fact]
    public void Learn_TheSameExaminationsTwice_MakesTheSameLearnerToTheBit() =>
        Assert.Equal(LearnerState.Write(Learned(1_000).Learner), LearnerState.Write(Learned(1_000).Learner));

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Learn_WithAChanceThatCannotBe_IsRefused(double propensity)
    {
        var (learner, cases) = Learned(10);
        Assert.Throws<ArgumentOutOfRangeException>(() => learner.Learn(cases[0].Declaration, found: true, propensity));
    }

    [Fact]
    public void Score_WithoutGoodsOrMass_IsStillAScore()
    {
        var (learner, cases) = Learned(300);
        var bare = cases[0].Declaration with { Items = [], NetMassKilograms = 0, Price = 0, SellerId = null };
        Assert.InRange(learner.Score(bare).Probability, 0, 1);
        learner.Learn(bare with { Items = [new GoodsItem(1, "1", null, null, null, 0, 0)] }, found: false, propensity: 0.5);
        Assert.InRange(learner.Score(bare).Probability, 0, 1);
    }

    [Fact]
    public void Score_WithoutExplanation_AllocatesNothing()
    {
        var (learner, cases) = Learned(100);
        learner.Score(cases[0].Declaration);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            learner.Score(cases[i].Declaration);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void State_ReadBack_IsTheSameLearnerAndLearnsOnTheSame()
    {
        var (learner, cases) = Learned(2_000);
        var state = LearnerState.Write(learner);
        Assert.InRange(state.Length, 1, LearnerState.MaxBytes(s_small));
        var read = LearnerState.Read(state);
        Assert.Null(read.Refusal);
        var again = read.Learner!;
        Assert.Equal((learner.Version, learner.Options), (again.Version, again.Options));
        foreach (var one in cases.Take(300))
        {
            Assert.Equal(learner.Score(one.Declaration), again.Score(one.Declaration));
            learner.Learn(one.Declaration, one.Found, 1);
            again.Learn(one.Declaration, one.Found, 1);
        }

        Assert.Equal(LearnerState.Write(learner), LearnerState.Write(again));
    }

    [Fact]
    public void State_OfAnotherFormatOrLayout_IsRefusedByName()
    {
        var state = LearnerState.Write(new OnlineLearner(s_small));
        static byte[] With(byte[] state, int place) => [.. state.Select((b, i) => i == place ? (byte)(b + 1) : b)];
        Assert.Contains("not the state of a learner", LearnerState.Read(With(state, 0)).Refusal, StringComparison.Ordinal);
        Assert.Contains("Format 2", LearnerState.Read(With(state, 8)).Refusal, StringComparison.Ordinal);
        Assert.Contains($"Layout {LearnerLimits.Layout + 1}", LearnerState.Read(With(state, 12)).Refusal, StringComparison.Ordinal);
        Assert.Contains("too many", LearnerState.Read([.. state, 0]).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void State_CutOrFlippedAnywhere_IsRefusedOrReadButNeverThrows()
    {
        var state = LearnerState.Write(Learned(50).Learner);
        for (var length = 0; length < state.Length; length += 97)
            Assert.NotNull(LearnerState.Read(state[..length]).Refusal);
        var random = new Random(7);
        for (var i = 0; i < 500; i++)
        {
            var bad = (byte[])state.Clone();
            bad[random.Next(bad.Length)] ^= (byte)(1 << random.Next(8));
            var read = LearnerState.Read(bad);
            Assert.True(read.Learner is null != read.Refusal is null);
        }
    }

    private static (OnlineLearner Learner, KnownCase[] Cases) Learned(int count)
    {
        var (world, learner) = (new DriftWorld(3), new OnlineLearner(s_small));
        var cases = Enumerable.Range(0, count).Select(i => world.Next(i, s_day.AddDays(i / 100), afterDrift: false)).ToArray();
        foreach (var one in cases)
            learner.Learn(one.Declaration, one.Found, propensity: 1);
        return (learner, cases);
    }
}
