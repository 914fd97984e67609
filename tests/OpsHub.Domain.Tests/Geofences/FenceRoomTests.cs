using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Tracking;
using OpsHub.Domain.Geofences;
using OpsHub.Testing.Geofences;

namespace OpsHub.Domain.Tests.Geofences;

public sealed class FenceRoomTests
{
    [Theory]
    [InlineData(1, 3, 24.75, 59.45)]
    [InlineData(2, 40, 24.75, 59.45)]
    [InlineData(3, 60, 179.99, -16.5)]
    [InlineData(4, 60, 0, 0)]
    public void RoomAround_AnyPoint_HoldsItAndNoEdge(int seed, int fences, double longitude, double latitude)
    {
        var field = new FenceField(fences, seed, longitude, latitude);
        var index = FenceIndexBuilder.Build(field.Set);
        FenceEdge[] edges = [.. field.Outlines.SelectMany(outline => outline)];

        var rooms = 0;
        foreach (var (x, y) in field.Points(5_000))
        {
            var room = index.RoomAround(x, y);
            if (room == default)
            {
                Assert.True(IsNearAnEdge(edges, x, y), $"No room around {x}, {y}, and no edge there.");
                continue;
            }

            rooms++;
            Assert.True(room.Holds(x, y));
            Assert.DoesNotContain(edges, edge => Touches(edge, room));
        }

        Assert.True(rooms > 2_000, $"Only {rooms} of 5,000 points had a room: the test tests little.");
    }

    [Fact]
    public void RoomAround_BesideTheGrid_ReachesUpToIt()
    {
        var index = FenceIndexTests.Build(24, FenceIndexTests.Square("yard", 1, 24, 59, 24.01, 59.01));

        Assert.True(index.RoomAround(50_000, 589_999_999).Holds(-900_000_000, -900_000_000));
        Assert.Equal(590_000_000, index.RoomAround(50_000, 589_999_999).North);
        Assert.True(index.RoomAround(-1, 590_000_000).Holds(-1, 900_000_000));
        Assert.False(index.RoomAround(-1, 590_000_000).Holds(0, 590_000_000));
        Assert.True(index.RoomAround(50_000, 600_000_000).Holds(50_000, 900_000_000));
        Assert.False(index.RoomAround(50_000, 600_000_000).Holds(50_000, 590_100_000));
        Assert.True(index.RoomAround(500_000, 590_050_000).Holds(900_000_000, 0));
        Assert.False(index.RoomAround(500_000, 590_050_000).Holds(100_000, 590_050_000));
        Assert.Equal(default, index.RoomAround(900_000_001, 590_000_000));
    }

    [Fact]
    public void Moved_OnAnyWay_TellsTheSameWithARoomAsWithout()
    {
        var spared = 0;
        Prop.ForAll(Gen.Choose(0, 1_000_000).ToArbitrary(), seed => spared += Walk(seed)).QuickCheckThrowOnFailure();

        Assert.True(spared > 5_000, $"Only {spared} of 30,000 fixes were spared looking: the test tests little.");
    }

    /// <summary>How many of 300 fixes were in the room of the one before.</summary>
    private static int Walk(int seed)
    {
        var field = new FenceField(1 + (seed % 40), seed);
        var index = FenceIndexBuilder.Build(field.Set with { Fences = [.. field.Set.Fences.Select(WithRules)] });
        var (looking, sparing) = (new FenceWatch { Index = index }, new FenceWatch { Index = index });
        var tracker = new WatchedTracker("mmsi:276829000", TrackKind.Vessel);
        var (looked, spared, room, count) = ((FenceStay[]?)null, (FenceStay[]?)null, default(FenceRoom), 0);
        var random = new System.Random(seed);
        var ((x, y), before) = (field.Points(1)[0], default(FenceMoment));
        // From scatter at a berth to a step of some 100 m.
        var step = 1 << random.Next(4, 15);
        for (var i = 1; i <= 300; i++)
        {
            (x, y) = (x + random.Next(-step, step + (step / 2)), y + random.Next(-step, step + 1));
            var now = new FenceMoment(i * 2_000, y, field.Frame.LongitudeE7(x));
            var isIn = room.Holds(x, y);
            count += isIn ? 1 : 0;
            Assert.Equal(looking.Moved(tracker, ref looked, out _, before, now, 5), !isIn && sparing.Moved(tracker, ref spared, out room, before, now, 5));
            Assert.Equal(looked ?? [], spared ?? []);
            before = now;
        }

        Assert.Equal(looking.Transitions, sparing.Transitions);
        return count;
    }

    /// <summary>Every fifth is of the kind where a fix says something also of who is still there.</summary>
    private static Geofence WithRules(Geofence fence) => fence with
    {
        Rules = fence.Number % 5 == 0
            ? [new() { On = GeofenceCondition.Dwell, Seconds = 20 }, new() { On = GeofenceCondition.Enter }]
            : [new() { On = GeofenceCondition.Enter }, new() { On = GeofenceCondition.Leave }],
    };

    private static bool IsNearAnEdge(FenceEdge[] edges, int x, int y) => edges.Any(edge => Touches(edge, new FenceRoom(x - 1, y - 1, x + 2, y + 2)));

    /// <summary>Exact: they are apart where an axis or the edge's own line parts them.</summary>
    private static bool Touches(FenceEdge edge, FenceRoom room)
    {
        var (east, north) = (room.East - 1, room.North - 1);
        if (Math.Max(edge.X1, edge.X2) < room.West || Math.Min(edge.X1, edge.X2) > east || Math.Max(edge.Y1, edge.Y2) < room.South || Math.Min(edge.Y1, edge.Y2) > north)
            return false;
        long[] sides = [edge.Side(room.West, room.South), edge.Side(east, room.South), edge.Side(room.West, north), edge.Side(east, north)];
        return !(sides.All(side => side > 0) || sides.All(side => side < 0));
    }
}
