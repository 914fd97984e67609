using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Tests.Live;

public sealed class BoardTests
{
    private static readonly DateTimeOffset s_start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ring_KeepsTheNewest_AndTellsWhenTheFirstIsGone()
    {
        var ring = new TopicRing(3, TimeSpan.FromMinutes(10));
        for (var i = 1; i <= 5; i++)
            ring.Add(Entry(ring.Next, s_start));
        var read = new List<TopicEntry>();
        Assert.False(ring.TryRead(2, 10, read));
        Assert.True(ring.TryRead(3, 10, read));
        Assert.Equal([3L, 4, 5], read.Select(entry => entry.Seq));
        read.Clear();
        Assert.True(ring.TryRead(6, 10, read));
        Assert.Empty(read);
        Assert.False(ring.TryRead(7, 10, read));
    }

    [Fact]
    public void Ring_ForgetsWhatIsOld()
    {
        var ring = new TopicRing(10, TimeSpan.FromMinutes(10));
        ring.Add(Entry(1, s_start));
        ring.Add(Entry(2, s_start.AddMinutes(5)));
        ring.Expire(s_start.AddMinutes(11));
        Assert.Equal((2L, 2L), (ring.First, ring.Last));
    }

    [Fact]
    public void Ring_GrowsAndForgetsInTurn_AndStillReadsWhatItKeeps()
    {
        var ring = new TopicRing(100, TimeSpan.FromMinutes(10));
        ring.StartAt(7_000);
        for (var i = 0; i < 250; i++)
        {
            ring.Add(Entry(ring.Next, s_start.AddMinutes(i)));
            if (i % 40 == 39)
                ring.Expire(s_start.AddMinutes(i));
            var read = new List<TopicEntry>();
            Assert.True(ring.TryRead(ring.First, 7, read));
            Assert.Equal(Enumerable.Range(0, read.Count).Select(n => ring.First + n), read.Select(entry => entry.Seq));
            Assert.InRange(ring.Last - ring.First + 1, 1, 100);
        }

        // The last time it forgot was after entry 7,240.
        Assert.Equal((7_230L, 7_250L), (ring.First, ring.Last));
    }

    [Fact]
    public void Entry_OfAnotherDuty_KeepsItsNumberAndLosesItsContent()
    {
        var entry = new TopicEntry("alarms", 7, Draft(s_start), """{"type":"alarmRaised","secret":"x"}""", ImmutableHashSet.Create(new OfficerId("anna")));
        Assert.Equal("alarmRaised", entry.EventFor(new OfficerId("anna")).Type);
        Assert.Equal("alarmRaised", entry.EventFor(null).Type);
        var withheld = entry.EventFor(new OfficerId("berta"));
        Assert.Equal((7L, "withheld", ""), (withheld.Seq, withheld.Type, withheld.Subject));
        Assert.DoesNotContain("secret", withheld.Data.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(new double[] { }, null)]
    [InlineData(new[] { 10.0 }, 10.0)]
    [InlineData(new[] { 1.0, 10, 100 }, 10.0)]
    [InlineData(new[] { 0.0, 0, 5 }, 0.0)]
    public void Median_IsWithinTheBin(double[] values, double? expected)
    {
        var histogram = new LogHistogram();
        foreach (var value in values)
            histogram.Add(value);
        var median = LogHistogram.Median([histogram]);
        if (expected is not { } known)
            Assert.Null(median);
        else
            Assert.InRange(median!.Value, known * 0.97, known * 1.03);
    }

    [Fact]
    public void Kpis_OfTwoHours_ForgetWhatIsOlder_AndKeepASparkline()
    {
        var board = new BoardState();
        var options = new LiveOptions();
        board.Kpis.AdvanceTo(s_start, board);
        board.Kpis.Released(new ShipmentReleased { Shipment = new ShipmentId("EETLL-1"), Lane = Lane.Green, ClearanceMinutes = 60 }, s_start);
        board.Kpis.LaneAssigned(Lane.Red, s_start);
        var soon = board.Kpis.Read(s_start.AddMinutes(30), board, options);
        Assert.InRange(soon.MedianClearanceMinutes.Value!.Value, 58, 62);
        Assert.Equal(6, soon.Queue.Spark.Length);
        Assert.Equal(1, soon.Lanes.Red);
        var later = board.Kpis.Read(s_start.AddHours(3), board, options);
        Assert.Null(later.MedianClearanceMinutes.Value);
        Assert.InRange(later.Queue.Spark.Length, 20, 24);
        Assert.Equal(0, board.Kpis.Read(s_start.AddHours(26), board, options).Lanes.Red);
    }

    [Fact]
    public void Kpis_OverdueHolds_CountFromTheirDueTime()
    {
        var board = new BoardState();
        var hold = new AgencyHold("Veterinary", "Certificate", s_start, Actor.Of("test"), s_start.AddMinutes(10));
        board.Kpis.AdvanceTo(s_start, board);
        board.Kpis.HoldPlaced(new HoldPlaced { Shipment = new ShipmentId("EETLL-1"), Hold = hold });
        Assert.Equal(0, board.Kpis.Read(s_start.AddMinutes(9), board, new LiveOptions()).OverdueHolds.Value);
        Assert.Equal(1, board.Kpis.Read(s_start.AddMinutes(11), board, new LiveOptions()).OverdueHolds.Value);
        board.Kpis.HoldLifted(new HoldLifted { Shipment = new ShipmentId("EETLL-1"), Agency = "Veterinary", Reason = "Seen" });
        Assert.Equal(0, board.Kpis.Read(s_start.AddMinutes(12), board, new LiveOptions()).OverdueHolds.Value);
    }

    [Fact]
    public async Task Signal_WhileNobodyWaits_IsRememberedAsOne()
    {
        var signal = new PumpSignal();
        signal.Set();
        signal.Set();
        await signal.WaitAsync();
        var waiting = signal.WaitAsync();
        Assert.False(waiting.IsCompleted);
        signal.Set();
        await waiting;
    }

    private static TopicEntry Entry(long seq, DateTimeOffset at) => new("port", seq, Draft(at), """{"type":"x"}""", null);

    private static PortEventDraft Draft(DateTimeOffset at) => new("test", 1, at, "alarms", "alarmRaised", "subject", Actor.Of("test"), "{}");
}
