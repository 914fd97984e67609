using System.Text.Json;

namespace OpsHub.Wire.Phones;

/// <summary>
/// OwnTracks over HTTP: <c>{"_type":"location","tid":..,"lat":..,"lon":..,"tst":..,"acc":..,"vel":..,"cog":..,"batt":..}</c>. <c>vel</c> in
/// km/h, <c>batt</c> in per cent. Other message types are ignored, as the app expects of a server.
/// </summary>
public static class OwnTracksJson
{
    /// <summary>
    /// Reads one request body.
    /// </summary>
    /// <param name="body">UTF-8.</param>
    /// <param name="user">Header <c>X-Limit-U</c>, or null.</param>
    /// <param name="device">Header <c>X-Limit-D</c>, or null: then the <c>topic</c>'s last part, else <c>tid</c>, names the device.</param>
    public static PhoneReading Parse(ReadOnlySpan<byte> body, string? user = null, string? device = null)
    {
        // The app posts empty bodies to probe a server.
        if (body.TrimStart(" \t\r\n"u8).IsEmpty)
            return PhoneReading.Ignored;
        if (!PhoneJson.TryOpen(body, out var document, out var refused))
            return refused;
        using (document)
            return Read(document!.RootElement, user, device);
    }

    private static PhoneReading Read(JsonElement root, string? user, string? device)
    {
        var builder = new FixBuilder(SpeedUnit.KilometresPerHour);
        if (!PhoneJson.TryText(root, "_type", out var type))
            builder.Find("_type", "", "is missing", "location");
        else if (type != "location")
            return PhoneReading.Ignored;
        TakeDevice(builder, root, user, device);
        if (PhoneJson.TryText(root, "lat", out var text))
            builder.Latitude("lat", text);
        if (PhoneJson.TryText(root, "lon", out text))
            builder.Longitude("lon", text);
        if (PhoneJson.TryText(root, "tst", out text))
            builder.Time("tst", text);
        if (PhoneJson.TryText(root, "acc", out text))
            builder.Accuracy("acc", text);
        if (PhoneJson.TryText(root, "vel", out text))
            builder.Speed("vel", text);
        if (PhoneJson.TryText(root, "cog", out text))
            builder.Course("cog", text);
        if (PhoneJson.TryText(root, "alt", out text))
            builder.Altitude("alt", text);
        if (PhoneJson.TryText(root, "batt", out text))
            builder.Battery("batt", text, 100);
        return builder.Build("tid", "lat", "lon");
    }

    private static void TakeDevice(FixBuilder builder, JsonElement root, string? user, string? device)
    {
        builder.UserId = string.IsNullOrWhiteSpace(user) ? null : user.Trim();
        if (!string.IsNullOrWhiteSpace(device))
        {
            builder.Device("X-Limit-D", device);
        }
        else if (PhoneJson.TryText(root, "topic", out var topic) && topic.Split('/') is [_, var owner, var name, ..])
        {
            builder.UserId ??= owner;
            builder.Device("topic", name);
        }
        else if (PhoneJson.TryText(root, "tid", out var trackerId))
        {
            builder.Device("tid", trackerId);
        }
    }
}
