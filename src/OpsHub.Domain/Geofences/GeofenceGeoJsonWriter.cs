using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;

namespace OpsHub.Domain.Geofences;

/// <summary>Writes geofences as the GeoJSON that <see cref="GeofenceGeoJson.Read(string, double)"/> reads: what it gives back is the same.</summary>
public static class GeofenceGeoJsonWriter
{
    /// <summary>A FeatureCollection, in the set's order. Shells run counterclockwise, holes clockwise, as RFC 7946 wants it.</summary>
    public static string Write(GeofenceSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        var buffer = new ArrayBufferWriter<byte>(1_024 + (set.Fences.Length * 512));
        using var json = new Utf8JsonWriter(buffer);
        json.WriteStartObject();
        json.WriteString("type", "FeatureCollection");
        json.WriteStartArray("features");
        foreach (var fence in set.Fences)
            Write(json, fence, FenceFrame.Of(set.PortLongitudeDegrees));
        json.WriteEndArray();
        json.WriteEndObject();
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>One geofence as a Feature.</summary>
    /// <param name="fence">The geofence.</param>
    /// <param name="portLongitudeDegrees">Of its set.</param>
    public static string WriteFeature(Geofence fence, double portLongitudeDegrees)
    {
        ArgumentNullException.ThrowIfNull(fence);
        var buffer = new ArrayBufferWriter<byte>(1_024);
        using var json = new Utf8JsonWriter(buffer);
        Write(json, fence, FenceFrame.Of(portLongitudeDegrees));
        json.Flush();
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter json, Geofence fence, FenceFrame frame)
    {
        json.WriteStartObject();
        json.WriteString("type", "Feature");
        json.WriteStartObject("properties");
        json.WriteString("name", fence.Name);
        json.WriteString("kind", fence.Kind);
        if (fence.Shape == GeofenceShape.Circle)
            json.WriteNumber("radius", fence.RadiusMetres);
        if (fence.Shape == GeofenceShape.Corridor)
            json.WriteNumber("width", fence.WidthMetres);
        json.WriteNumber("hysteresis", fence.HysteresisMetres);
        json.WritePropertyName("rules");
        JsonSerializer.Serialize(json, fence.Rules, ContractJson.Options);
        json.WriteEndObject();
        json.WriteStartObject("geometry");
        Geometry(json, fence, frame);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Geometry(Utf8JsonWriter json, Geofence fence, FenceFrame frame)
    {
        var shells = fence.Lines.Count(line => !line.IsHole);
        json.WriteString("type", fence.Shape switch
        {
            GeofenceShape.Circle => "Point",
            GeofenceShape.Corridor => "LineString",
            _ => shells == 1 ? "Polygon" : "MultiPolygon",
        });
        json.WritePropertyName("coordinates");
        if (fence.Shape == GeofenceShape.Circle)
        {
            Position(json, fence.Lines[0].PositionsE7, 0);
            return;
        }

        if (fence.Shape == GeofenceShape.Corridor)
        {
            Line(json, fence.Lines[0].PositionsE7, reversed: false, closed: false);
            return;
        }

        if (shells > 1)
            json.WriteStartArray();
        for (var i = 0; i < fence.Lines.Length; i++)
        {
            var line = fence.Lines[i];
            if (!line.IsHole)
                json.WriteStartArray();
            var clockwise = FenceOutline.Area(FenceOutline.Positions(line, frame)) < 0;
            Line(json, line.PositionsE7, reversed: clockwise != line.IsHole, closed: true);
            if (i + 1 == fence.Lines.Length || !fence.Lines[i + 1].IsHole)
                json.WriteEndArray();
        }

        if (shells > 1)
            json.WriteEndArray();
    }

    private static void Line(Utf8JsonWriter json, ImmutableArray<int> positions, bool reversed, bool closed)
    {
        var count = positions.Length / 2;
        json.WriteStartArray();
        for (var i = 0; i < (closed ? count + 1 : count); i++)
            Position(json, positions, reversed ? (count - (i % count)) % count : i % count);
        json.WriteEndArray();
    }

    private static void Position(Utf8JsonWriter json, ImmutableArray<int> positions, int at)
    {
        json.WriteStartArray();
        json.WriteNumberValue(positions[2 * at] / 1e7m);
        json.WriteNumberValue(positions[(2 * at) + 1] / 1e7m);
        json.WriteEndArray();
    }
}
