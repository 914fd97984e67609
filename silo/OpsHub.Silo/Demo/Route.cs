namespace OpsHub.Silo.Demo;

/// <summary>A place on the water or road, WGS 84 degrees.</summary>
internal readonly record struct Place(double LatitudeDegrees, double LongitudeDegrees)
{
    private const double MetresPerDegree = 111_320;

    /// <summary>Metres; flat-Earth is within 0.1 % over the 40 km a demo route has.</summary>
    public double DistanceTo(Place other)
    {
        var (north, east) = OffsetTo(other);
        return Math.Sqrt(north * north + east * east);
    }

    /// <summary>Degrees true, 0 to below 360.</summary>
    public double BearingTo(Place other)
    {
        var (north, east) = OffsetTo(other);
        return (Math.Atan2(east, north) * 180 / Math.PI + 360) % 360;
    }

    public Place Moved(double bearingDegrees, double metres)
    {
        var radians = bearingDegrees * Math.PI / 180;
        return new(
            LatitudeDegrees + metres * Math.Cos(radians) / MetresPerDegree,
            LongitudeDegrees + metres * Math.Sin(radians) / (MetresPerDegree * Math.Cos(LatitudeDegrees * Math.PI / 180)));
    }

    private (double NorthMetres, double EastMetres) OffsetTo(Place other) => (
        (other.LatitudeDegrees - LatitudeDegrees) * MetresPerDegree,
        (other.LongitudeDegrees - LongitudeDegrees) * MetresPerDegree * Math.Cos(LatitudeDegrees * Math.PI / 180));
}

/// <summary>A path that things follow, measured in metres from its start.</summary>
internal sealed class Route
{
    private readonly Place[] _points;
    private readonly double[] _until;

    public Route(params (double Lat, double Lon)[] points)
    {
        _points = [.. points.Select(p => new Place(p.Lat, p.Lon))];
        _until = new double[_points.Length];
        for (var i = 1; i < _points.Length; i++) _until[i] = _until[i - 1] + _points[i - 1].DistanceTo(_points[i]);
    }

    public double LengthMetres => _until[^1];

    /// <summary>Where and in which direction something is after so many metres; beyond the ends it stays there.</summary>
    public (Place Place, double CourseDegrees) At(double metres)
    {
        metres = Math.Clamp(metres, 0, LengthMetres);
        var leg = 1;
        while (leg < _points.Length - 1 && metres > _until[leg]) leg++;
        var course = _points[leg - 1].BearingTo(_points[leg]);
        return (_points[leg - 1].Moved(course, metres - _until[leg - 1]), course);
    }

    public Route Reversed() => new([.. _points.Reverse().Select(p => (p.LatitudeDegrees, p.LongitudeDegrees))]);
}
