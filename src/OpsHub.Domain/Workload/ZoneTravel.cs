using System.Collections.Frozen;
using OpsHub.Contracts.Ports;

namespace OpsHub.Domain.Workload;

/// <summary>How long it takes from one zone of a port to another.</summary>
public sealed class ZoneTravel
{
    /// <summary>Between zones of which one has no known place (default).</summary>
    public const double UnknownMinutes = 10;

    /// <summary>Getting ready and parking, whatever the distance (default).</summary>
    private const double FixedMinutes = 3;

    /// <summary>Usual limit inside terminals (default).</summary>
    private const double KilometresPerHour = 20;

    private const double EarthRadiusKilometres = 6_371.0088;

    private readonly FrozenDictionary<string, (double LatitudeRadians, double LongitudeRadians)> places;

    private ZoneTravel(FrozenDictionary<string, (double, double)> places) => this.places = places;

    public static ZoneTravel Unknown { get; } = Between([]);

    /// <summary>Uses every named place, so that a zone, a yard or a bay may stand as a case's zone. The first of a name counts.</summary>
    public static ZoneTravel Between(IEnumerable<PortPlace> places) => new(places
        .DistinctBy(place => place.Name)
        .ToFrozenDictionary(place => place.Name, place => (double.DegreesToRadians(place.LatitudeDegrees), double.DegreesToRadians(place.LongitudeDegrees))));

    public double Minutes(string from, string to)
    {
        if (from == to)
            return 0;
        if (!places.TryGetValue(from, out var a) || !places.TryGetValue(to, out var b))
            return UnknownMinutes;
        // Equirectangular approximation: within a port the error is far below a second of driving.
        var east = (b.LongitudeRadians - a.LongitudeRadians) * Math.Cos((a.LatitudeRadians + b.LatitudeRadians) / 2);
        var north = b.LatitudeRadians - a.LatitudeRadians;
        return FixedMinutes + (Math.Sqrt((east * east) + (north * north)) * EarthRadiusKilometres / KilometresPerHour * 60);
    }
}
