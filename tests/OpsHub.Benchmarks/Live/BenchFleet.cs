using OpsHub.Testing.Live;
using OpsHub.Wire.Ais;

namespace OpsHub.Benchmarks.Live;

/// <summary>
/// Made vessels in the gulf north of Tallinn, each sailing north in steps that its position tells: what a client shows of
/// a vessel says which of its fixes it has.
/// </summary>
internal sealed class BenchFleet(int count)
{
    private const double South = 59.50;
    private const double West = 24.45;
    private const double SideDegrees = 0.26;
    private const uint FirstMmsi = 276_100_000;

    /// <summary>3.3 m, which AIS (0.18 m) and a tile (0.1 m) tell apart, and no faster than a ship when sent every 0.2 s.</summary>
    private const double StepDegrees = 0.000_03;

    private readonly int _side = (int)Math.Ceiling(Math.Sqrt(count));

    public int Count => count;

    /// <summary>All tiles the fleet can be in, at most 64.</summary>
    public string[] Tiles { get; } =
    [
        .. from latitude in Steps(South - 0.01, South + SideDegrees + 0.05, 0.02)
           from longitude in Steps(West, West + (2 * SideDegrees), 0.04)
           group 0 by TileReader.TileOf(latitude, longitude) into tile
           select tile.Key,
    ];

    public string Tracker(int vessel) => $"mmsi:{FirstMmsi + vessel}";

    /// <summary>The reverse of <see cref="Tracker"/>.</summary>
    public int VesselOf(string tracker) => (int)(uint.Parse(tracker.AsSpan(5), System.Globalization.CultureInfo.InvariantCulture) - FirstMmsi);

    public (double Latitude, double Longitude) Place(int vessel, int fix) =>
        (South + (vessel / _side * (SideDegrees / _side)) + (fix * StepDegrees), West + (vessel % _side * (2 * SideDegrees / _side)));

    /// <summary>The number of the fix a latitude belongs to.</summary>
    public int FixAt(int vessel, double latitude) => (int)Math.Round((latitude - Place(vessel, 0).Latitude) / StepDegrees);

    /// <summary>One sentence, type 1.</summary>
    public int Write(int vessel, int fix, Span<byte> destination)
    {
        var (latitude, longitude) = Place(vessel, fix);
        var message = AisMessage.Of(FirstMmsi + (uint)vessel, new PositionReport
        {
            Type = 1,
            SpeedRaw = 80,
            CourseRaw = 0,
            HeadingRaw = 0,
            LongitudeRaw = (int)Math.Round(longitude * 600_000),
            LatitudeRaw = (int)Math.Round(latitude * 600_000),
            Second = 60,
        });
        return AisWriter.Write(message, destination, new AisWriteOptions((byte)'A'));
    }

    private static IEnumerable<double> Steps(double from, double to, double by)
    {
        for (var value = from; value < to; value += by)
            yield return value;
        yield return to;
    }
}
