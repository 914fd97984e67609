using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Geofences;

/// <summary>Geometries of GeoJSON that can be a geofence.</summary>
internal static class GeoJsonPositions
{
    /// <summary>Shape and lines; findings when it is neither or its positions are wrong.</summary>
    public static (GeofenceShape Shape, ImmutableArray<GeofenceLine> Lines) Read(JsonElement geometry, string path, FindingList findings)
    {
        var type = GeofenceGeoJson.Text(geometry, "type");
        var field = $"{path}coordinates";
        if (geometry.ValueKind != JsonValueKind.Object || !geometry.TryGetProperty("coordinates", out var coordinates) || coordinates.ValueKind != JsonValueKind.Array)
        {
            findings.Add(field, "are missing", type, "a Polygon, MultiPolygon, Point or LineString with coordinates");
            return default;
        }

        var lines = ImmutableArray.CreateBuilder<GeofenceLine>();
        switch (type)
        {
            case "Polygon":
                Polygon(coordinates, field, lines, findings);
                return (GeofenceShape.Polygon, lines.ToImmutable());
            case "MultiPolygon":
                var at = 0;
                foreach (var polygon in coordinates.EnumerateArray())
                    Polygon(polygon, string.Create(CultureInfo.InvariantCulture, $"{field}[{at++}]"), lines, findings);
                return (GeofenceShape.Polygon, lines.ToImmutable());
            case "Point":
                var point = new List<int>(2);
                Position(coordinates, field, point, findings);
                return (GeofenceShape.Circle, [new GeofenceLine(false, [.. point])]);
            case "LineString":
                var line = Line(coordinates, field, findings);
                if (line.Count < 4)
                    findings.Add(field, "is no line", line.Count / 2, "two positions or more");
                return (GeofenceShape.Corridor, [new GeofenceLine(false, [.. line])]);
            default:
                findings.Add($"{path}type", "can be no geofence", type, "Polygon, MultiPolygon, Point (with radius) or LineString (with width)");
                return default;
        }
    }

    private static void Polygon(JsonElement rings, string field, ImmutableArray<GeofenceLine>.Builder lines, FindingList findings)
    {
        if (rings.ValueKind != JsonValueKind.Array || rings.GetArrayLength() == 0)
        {
            findings.Add(field, "has no ring", null, "a list of rings, the shell first, then its holes");
            return;
        }

        var at = 0;
        foreach (var ring in rings.EnumerateArray())
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{field}[{at}]");
            var positions = Line(ring, name, findings);
            if (findings.Any)
                return;
            if (positions.Count < 8)
                findings.Add(name, "has too few positions", positions.Count / 2, "four or more, the last equal to the first");
            else if (positions[0] != positions[^2] || positions[1] != positions[^1])
                findings.Add(name, "is not closed", null, "a last position equal to the first");
            else
                lines.Add(new GeofenceLine(IsHole: at > 0, WithoutRepeats(positions)));
            at++;
        }
    }

    /// <summary>Without the closing position, and without one that repeats the one before it.</summary>
    private static ImmutableArray<int> WithoutRepeats(List<int> positions)
    {
        var kept = ImmutableArray.CreateBuilder<int>(positions.Count);
        for (var i = 0; i < positions.Count - 2; i += 2)
        {
            if (i > 0 && positions[i] == positions[i - 2] && positions[i + 1] == positions[i - 1])
                continue;
            kept.Add(positions[i]);
            kept.Add(positions[i + 1]);
        }

        return kept.ToImmutable();
    }

    private static List<int> Line(JsonElement line, string field, FindingList findings)
    {
        var positions = new List<int>();
        if (line.ValueKind != JsonValueKind.Array)
        {
            findings.Add(field, "is no list of positions", line.GetRawText(), "[[longitude, latitude], ...]");
            return positions;
        }

        // One more than may be, so that the check of the whole finds it; not the million that may have been sent.
        if (line.GetArrayLength() > GeofenceLimits.Positions + 1)
        {
            findings.Add(field, "has too many positions", line.GetArrayLength(), $"at most {GeofenceLimits.Positions}");
            return positions;
        }

        var at = 0;
        foreach (var position in line.EnumerateArray())
        {
            if (!Position(position, string.Create(CultureInfo.InvariantCulture, $"{field}[{at++}]"), positions, findings))
                break;
        }

        return positions;
    }

    private static bool Position(JsonElement position, string field, List<int> positions, FindingList findings)
    {
        if (position.ValueKind != JsonValueKind.Array || position.GetArrayLength() is not (2 or 3)
            || !Number(position[0], out var longitude) || !Number(position[1], out var latitude))
        {
            findings.Add(field, "is no position", position.GetRawText(), "[longitude, latitude]");
            return false;
        }

        if (longitude is not (>= -180 and <= 180) || latitude is not (>= -90 and <= 90))
        {
            findings.Add(field, "is out of range", position.GetRawText(), "longitude -180 to 180, latitude -90 to 90, WGS 84");
            return false;
        }

        positions.Add((int)Math.Round(longitude * 1e7));
        positions.Add((int)Math.Round(latitude * 1e7));
        return true;
    }

    private static bool Number(JsonElement element, out double value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetDouble(out value);
    }
}
