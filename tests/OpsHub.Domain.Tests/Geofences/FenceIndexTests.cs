using FsCheck;
using FsCheck.Fluent;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Geofences;
using OpsHub.Testing.Geofences;

namespace OpsHub.Domain.Tests.Geofences;

public sealed class FenceIndexTests
{
    [Theory]
    [InlineData(1, 3, 24.75, 59.45)]
    [InlineData(2, 40, 24.75, 59.45)]
    [InlineData(3, 300, 179.99, -16.5)]
    [InlineData(4, 300, -180, 51.9)]
    [InlineData(5, 300, 0, 0)]
    public void Find_AgreesWithNetTopologySuite_OnEdgesVerticesAndElsewhere(int seed, int fences, double longitude, double latitude)
    {
        var field = new FenceField(fences, seed, longitude, latitude);
        var index = FenceIndexBuilder.Build(field.Set);
        var oracle = new FenceOracle(field);

        var inside = 0;
        foreach (var (x, y) in field.Points(20_000))
            inside += AssertSame(index, oracle, x, y);

        Assert.True(inside > 5_000, $"Only {inside} of 20,000 points were in a geofence: the test tests nothing.");
    }

    [Fact]
    public void Find_AroundEveryVertex_AgreesWithNetTopologySuite()
    {
        var field = new FenceField(60, seed: 77);
        var index = FenceIndexBuilder.Build(field.Set);
        var oracle = new FenceOracle(field);
        foreach (var edge in field.Outlines.SelectMany(outline => outline))
        {
            for (var dx = -1; dx <= 1; dx++)
            {
                for (var dy = -1; dy <= 1; dy++)
                    AssertSame(index, oracle, edge.X1 + dx, edge.Y1 + dy);
            }
        }
    }

    [Fact]
    public void Find_ForAnySeedAndPoint_AgreesWithNetTopologySuite() => Prop.ForAll(
        Gen.Choose(0, 1_000_000).ToArbitrary(),
        seed =>
        {
            var field = new FenceField(1 + (seed % 20), seed);
            var index = FenceIndexBuilder.Build(field.Set);
            var oracle = new FenceOracle(field);
            foreach (var (x, y) in field.Points(200))
                AssertSame(index, oracle, x, y);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_AcrossTheAntimeridian_IsInsideOnBothSides()
    {
        var index = Build(179.9, Square("line", 1, 179.95, -17.05, -179.95, -16.95));

        Assert.Equal([0], Find(index, 180, -17));
        Assert.Equal([0], Find(index, -180, -17));
        Assert.Equal([0], Find(index, 179.95, -17));
        Assert.Equal([0], Find(index, -179.95, -17));
        Assert.Empty(Find(index, 179.9499999, -17));
        Assert.Empty(Find(index, -179.9499999, -17));
    }

    [Fact]
    public void Find_InAHole_IsOutside_AndOnItsEdgeInside()
    {
        var outer = Square("yard", 1, 24.0, 59.0, 24.1, 59.1);
        var hole = Square("", 0, 24.04, 59.04, 24.06, 59.06).Lines[0] with { IsHole = true };
        var index = Build(24, outer with { Lines = [.. outer.Lines, hole] });

        Assert.Empty(Find(index, 24.05, 59.05));
        Assert.Equal([0], Find(index, 24.04, 59.05));
        Assert.Equal([0], Find(index, 24.03, 59.05));
    }

    [Fact]
    public void Find_InACircle_IsWithinItsRadiusToAQuarterMetre()
    {
        var index = Build(24.7, Circle("anchorage", 1, 24.7, 59.5, 1_000));
        for (var bearing = 0; bearing < 360; bearing += 7)
        {
            Assert.Equal([0], Find(index, Around(24.7, 59.5, bearing, 999.7)));
            Assert.Empty(Find(index, Around(24.7, 59.5, bearing, 1_000.1)));
        }
    }

    [Fact]
    public void Find_InACorridor_IsWithinHalfItsWidth()
    {
        var index = Build(24, Corridor("fairway", 1, 400, (24.0, 59.0), (24.1, 59.0), (24.1, 59.1)));

        Assert.Equal([0], Find(index, 24.05, 59.0 + (199 / 111_195.0)));
        Assert.Empty(Find(index, 24.05, 59.0 + (201 / 111_195.0)));
        Assert.Equal([0], Find(index, 24.1, 59.05));
        Assert.Equal([0], Find(index, 24.1, 59.0));
        Assert.Empty(Find(index, 24.05, 59.05));
    }

    [Fact]
    public void Find_FarFromThePort_FindsNothing()
    {
        var index = Build(24, Circle("anchorage", 1, 24.7, 59.5, 1_000));

        Assert.Empty(Find(index, -156, 59.5));
        Assert.Empty(Find(index, 24.7, -90));
        Assert.Empty(Find(FenceIndex.Empty, 24.7, 59.5));
    }

    internal static FenceIndex Build(double longitude, params Geofence[] fences) => FenceIndexBuilder.Build(new GeofenceSet(1, longitude, [.. fences]));

    internal static Geofence Square(string name, int number, double west, double south, double east, double north) => new()
    {
        Name = name, Number = number, Shape = GeofenceShape.Polygon, Lines = [new GeofenceLine(false, [E7(west), E7(south), E7(east), E7(south), E7(east), E7(north), E7(west), E7(north)])],
    };

    internal static Geofence Circle(string name, int number, double longitude, double latitude, double metres) => new()
    {
        Name = name, Number = number, Shape = GeofenceShape.Circle, Lines = [new GeofenceLine(false, [E7(longitude), E7(latitude)])], RadiusMetres = metres,
    };

    internal static Geofence Corridor(string name, int number, double width, params (double Longitude, double Latitude)[] line) => new()
    {
        Name = name, Number = number, Shape = GeofenceShape.Corridor, WidthMetres = width,
        Lines = [new GeofenceLine(false, [.. line.SelectMany(p => new[] { E7(p.Longitude), E7(p.Latitude) })])],
    };

    private static int E7(double degrees) => (int)Math.Round(degrees * 1e7);

    private static int[] Find(FenceIndex index, (double Longitude, double Latitude) at) => Find(index, at.Longitude, at.Latitude);

    private static int[] Find(FenceIndex index, double longitude, double latitude)
    {
        var inside = new ushort[FenceIndex.MaxInside];
        return [.. inside[..index.Find(index.Frame.X(E7(longitude)), E7(latitude), inside)].Select(i => (int)i)];
    }

    /// <summary>A point at a bearing and distance, on the sphere.</summary>
    private static (double Longitude, double Latitude) Around(double longitude, double latitude, double bearing, double metres)
    {
        const double radians = Math.PI / 180;
        var (distance, angle) = (metres / 6_371_008.8, bearing * radians);
        var sin = (Math.Sin(latitude * radians) * Math.Cos(distance)) + (Math.Cos(latitude * radians) * Math.Sin(distance) * Math.Cos(angle));
        var x = Math.Atan2(Math.Sin(angle) * Math.Sin(distance) * Math.Cos(latitude * radians), Math.Cos(distance) - (Math.Sin(latitude * radians) * sin));
        return (longitude + (x / radians), Math.Asin(sin) / radians);
    }

    private static int AssertSame(FenceIndex index, FenceOracle oracle, int x, int y)
    {
        var (own, theirs) = (new ushort[FenceIndex.MaxInside], new ushort[FenceIndex.MaxInside]);
        var found = index.Find(x, y, own);
        Assert.Equal(theirs[..oracle.Find(x, y, theirs)], own[..found]);
        return found;
    }
}
