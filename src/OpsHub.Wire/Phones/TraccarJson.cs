using System.Text.Json;

namespace OpsHub.Wire.Phones;

/// <summary>
/// The JSON form of the OsmAnd protocol, as Traccar Client sends it:
/// <c>{"location":{"timestamp":..,"coords":{"latitude":..,"longitude":..,"speed":..,"heading":..,"accuracy":..,"altitude":..},"battery":{"level":..},"extras":{"seal":"open|closed|tampered"}},"device_id":".."}</c>.
/// Speed in m/s, -1 unknown; battery as a fraction.
/// </summary>
public static class TraccarJson
{
    /// <summary>Reads one request body.</summary>
    public static PhoneReading Parse(ReadOnlySpan<byte> body)
    {
        if (!PhoneJson.TryOpen(body, out var document, out var refused))
            return refused;
        using (document)
            return Read(document!.RootElement);
    }

    private static PhoneReading Read(JsonElement root)
    {
        var builder = new FixBuilder(SpeedUnit.MetresPerSecond);
        if (PhoneJson.TryText(root, "device_id", out var text))
            builder.Device("device_id", text);
        if (!root.TryGetProperty("location", out var location))
            location = default;
        if (PhoneJson.TryText(location, "timestamp", out text))
            builder.Time("location.timestamp", text);
        var coords = default(JsonElement);
        if (location.ValueKind == JsonValueKind.Object && location.TryGetProperty("coords", out var found))
            coords = found;
        if (PhoneJson.TryText(coords, "latitude", out text))
            builder.Latitude("location.coords.latitude", text);
        if (PhoneJson.TryText(coords, "longitude", out text))
            builder.Longitude("location.coords.longitude", text);
        if (PhoneJson.TryText(coords, "speed", out text))
            builder.Speed("location.coords.speed", text);
        if (PhoneJson.TryText(coords, "heading", out text))
            builder.Course("location.coords.heading", text);
        if (PhoneJson.TryText(coords, "accuracy", out text))
            builder.Accuracy("location.coords.accuracy", text);
        if (PhoneJson.TryText(coords, "altitude", out text))
            builder.Altitude("location.coords.altitude", text);
        if (location.ValueKind == JsonValueKind.Object && location.TryGetProperty("battery", out var battery)
            && PhoneJson.TryText(battery, "level", out text))
            builder.Battery("location.battery.level", text, 1);
        // The app puts what it was told to add under extras; other senders of this form call it attributes.
        foreach (var (parent, name) in (ReadOnlySpan<(JsonElement, string)>)[(location, "extras"), (root, "attributes")])
        {
            if (parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var more) && PhoneJson.TryText(more, "seal", out text))
                builder.Seal(name == "extras" ? "location.extras.seal" : "attributes.seal", text);
        }

        return builder.Build("device_id", "location.coords.latitude", "location.coords.longitude");
    }
}
