namespace OpsHub.Domain.Tracking;

/// <summary>Distances on a sphere: good to 0.5 % against the ellipsoid, far below what a plausible speed is known to.</summary>
public static class GreatCircle
{
    /// <summary>Mean radius of the Earth, IUGG, metres.</summary>
    private const double RadiusMetres = 6_371_008.8;

    private const double RadiansPerDegree = Math.PI / 180;
    private const double MetresPerE7 = RadiusMetres * RadiansPerDegree / 1e7;

    /// <summary>A distance that the great circle's is not above, from positions in 1e-7 degrees, metres.</summary>
    public static double MostMetres(int latitudeE7A, int longitudeE7A, int latitudeE7B, int longitudeE7B) =>
        (Math.Abs((long)latitudeE7A - latitudeE7B) + Math.Abs((long)longitudeE7A - longitudeE7B)) * MetresPerE7;

    /// <summary>Haversine formula (R. W. Sinnott, "Virtues of the Haversine", Sky and Telescope 68, 1984): exact for short distances too.</summary>
    /// <returns>Metres.</returns>
    public static double DistanceMetres(double latitudeDegrees1, double longitudeDegrees1, double latitudeDegrees2, double longitudeDegrees2)
    {
        var latitude1 = latitudeDegrees1 * RadiansPerDegree;
        var latitude2 = latitudeDegrees2 * RadiansPerDegree;
        var sinLatitude = Math.Sin((latitude2 - latitude1) / 2);
        var sinLongitude = Math.Sin((longitudeDegrees2 - longitudeDegrees1) * RadiansPerDegree / 2);
        var h = (sinLatitude * sinLatitude) + (Math.Cos(latitude1) * Math.Cos(latitude2) * sinLongitude * sinLongitude);
        return 2 * RadiusMetres * Math.Asin(Math.Min(1, Math.Sqrt(h)));
    }
}
