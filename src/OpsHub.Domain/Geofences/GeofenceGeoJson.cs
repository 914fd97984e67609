using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Common;

namespace OpsHub.Domain.Geofences;

/// <summary>What was read of a GeoJSON document.</summary>
/// <param name="Fences">The features that are right, in the document's order, without numbers.</param>
/// <param name="RefusedNames">Names of the features that are not, where they have one.</param>
/// <param name="Refused">How many features are not.</param>
/// <param name="Findings">What is wrong; at most 100.</param>
public sealed record GeofenceReading(
    ImmutableArray<Geofence> Fences, ImmutableHashSet<string> RefusedNames, int Refused, ImmutableArray<RefusalFinding> Findings);

/// <summary>
/// Geofences as GeoJSON (RFC 7946). Polygon and MultiPolygon are what they are, a Point with <c>radius</c> is a circle, a
/// LineString with <c>width</c> a corridor, both in metres. Properties: <c>name</c>, <c>kind</c>, <c>radius</c>,
/// <c>width</c>, <c>hysteresis</c>, <c>rules</c>. Without <c>rules</c>, coming and going are events.
/// </summary>
public static class GeofenceGeoJson
{
    private const int MaxFindings = 100;

    private static readonly ImmutableArray<GeofenceRule> s_comingAndGoing =
        [new GeofenceRule { On = GeofenceCondition.Enter }, new GeofenceRule { On = GeofenceCondition.Leave }];

    /// <summary>Reads a FeatureCollection or one Feature. A feature that is wrong costs the others nothing.</summary>
    /// <param name="json">The document.</param>
    /// <param name="portLongitudeDegrees">The port's meridian: geofences lie within 85 degrees of it.</param>
    public static GeofenceReading Read(string json, double portLongitudeDegrees)
    {
        ArgumentNullException.ThrowIfNull(json);
        var findings = new FindingList(MaxFindings);
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement, FenceFrame.Of(portLongitudeDegrees), findings);
        }
        catch (JsonException error)
        {
            findings.Add("geoJson", $"is no JSON: line {error.LineNumber + 1}, byte {error.BytePositionInLine}", null, "a GeoJSON FeatureCollection");
            return new GeofenceReading([], [], 1, findings.ToImmutable());
        }
    }

    private static GeofenceReading Read(JsonElement root, FenceFrame frame, FindingList findings)
    {
        var type = Text(root, "type");
        JsonElement features = default;
        if (type != "Feature" && (type != "FeatureCollection" || !root.TryGetProperty("features", out features) || features.ValueKind != JsonValueKind.Array))
        {
            findings.Add("type", "is no collection of features", type, "a FeatureCollection with an array features, or a Feature");
            return new GeofenceReading([], [], 1, findings.ToImmutable());
        }

        var fences = ImmutableArray.CreateBuilder<Geofence>();
        var refusedNames = ImmutableHashSet.CreateBuilder<string>(StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var refused = 0;
        var at = 0;
        foreach (var feature in type == "Feature" ? [root] : features.EnumerateArray().ToArray())
        {
            var path = type == "Feature" ? "" : string.Create(CultureInfo.InvariantCulture, $"features[{at++}].");
            // Every feature has a list of its own: whether it is right must not depend on how much was wrong before it.
            var own = new FindingList(MaxFindings);
            var fence = ReadFeature(feature, path, own);
            if (fence is not null && !own.Any)
                GeofenceChecks.Check(fence, frame, path, own);
            if (fence is not null && !own.Any && !names.Add(fence.Name))
                own.Add($"{path}properties.name", "occurs twice", fence.Name, "a name of its own");
            if (!own.Any && fence is not null)
            {
                fences.Add(fence);
                continue;
            }

            refused++;
            foreach (var finding in own.ToImmutable())
                findings.Add(finding.Field, finding.Problem, finding.Value, finding.Expected);
            if (feature.ValueKind == JsonValueKind.Object && feature.TryGetProperty("properties", out var properties) && Text(properties, "name") is { } name)
                refusedNames.Add(name);
        }

        return new GeofenceReading(fences.DrainToImmutable(), refusedNames.ToImmutable(), refused, findings.ToImmutable());
    }

    private static Geofence? ReadFeature(JsonElement feature, string path, FindingList findings)
    {
        if (Text(feature, "type") != "Feature" || !feature.TryGetProperty("geometry", out var geometry)
            || !feature.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
        {
            findings.Add($"{path}type", "is no feature", Text(feature, "type"), "a Feature with geometry and properties");
            return null;
        }

        var (shape, lines) = GeoJsonPositions.Read(geometry, $"{path}geometry.", findings);
        var fence = new Geofence
        {
            Name = Text(properties, "name") ?? "",
            Kind = Text(properties, "kind") ?? "zone",
            Shape = shape,
            Lines = lines,
            RadiusMetres = shape == GeofenceShape.Circle ? Number(properties, "radius", double.NaN, path, findings) : 0,
            WidthMetres = shape == GeofenceShape.Corridor ? Number(properties, "width", double.NaN, path, findings) : 0,
            HysteresisMetres = Number(properties, "hysteresis", 20, path, findings),
            Rules = Rules(properties, path, findings),
        };
        return fence;
    }

    private static ImmutableArray<GeofenceRule> Rules(JsonElement properties, string path, FindingList findings)
    {
        if (!properties.TryGetProperty("rules", out var rules) || rules.ValueKind == JsonValueKind.Null)
            return s_comingAndGoing;
        try
        {
            var read = rules.Deserialize<ImmutableArray<GeofenceRule?>>(ContractJson.Options);
            if (read.Any(rule => rule is null || rule.Kinds.IsDefault || rule.Kinds.Length > 16 || rule.ExceptIn.IsDefault || rule.ExceptIn.Any(kind => kind is null)))
                throw new JsonException("a rule is null or has no list of kinds");
            return [.. read.Select(rule => rule!)];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            var where = error is JsonException { Path: { Length: > 1 } inner } ? inner[1..] : "";
            findings.Add(
                $"{path}properties.rules{where}", "cannot be read", rules.GetRawText(),
                "a list of rules: on (enter, leave, dwell, speed, silence, loitering, deviation, meeting, seal), kinds, seconds, knots, radiusMetres, exceptIn, alarm");
            return [];
        }
    }

    private static double Number(JsonElement properties, string name, double otherwise, string path, FindingList findings)
    {
        if (!properties.TryGetProperty(name, out var value) || value.ValueKind == JsonValueKind.Null)
            return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number))
            return number;
        findings.Add($"{path}properties.{name}", "is no number", value.GetRawText(), "metres");
        return otherwise;
    }

    internal static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
