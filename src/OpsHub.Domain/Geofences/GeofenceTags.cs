using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Ports;

namespace OpsHub.Domain.Geofences;

/// <summary>
/// What a change was made on. A geofence's tag is of what it says, not of the set: who edits one is not refused because a
/// colleague edited another.
/// </summary>
public static class GeofenceTags
{
    /// <summary>Refusals with this name are about a tag that is no longer.</summary>
    public const string Conflict = "Conflict";

    private const string Any = "*";
    private const int TagLength = 16;

    public static GeofenceFeature Feature(Geofence fence, double portLongitudeDegrees)
    {
        var geoJson = GeofenceGeoJsonWriter.WriteFeature(fence, portLongitudeDegrees);
        return new GeofenceFeature(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(geoJson)))[..TagLength], geoJson);
    }

    /// <summary>One geofence of the port; null when there is none of this name.</summary>
    public static GeofenceFeature? Find(PortState? state, string name) =>
        state?.Geofences.Fences.FirstOrDefault(fence => fence.Name == name) is { } fence ? Feature(fence, GeofenceRules.Meridian(state)) : null;

    /// <summary>Why a change cannot be made on what there is; null when it can.</summary>
    /// <param name="state">The port.</param>
    /// <param name="name">Of the one geofence; null for the whole set.</param>
    /// <param name="ifMatch">See <see cref="PutGeofences.IfMatch"/>.</param>
    /// <param name="ifNew">See <see cref="PutGeofences.IfNew"/>.</param>
    internal static Refusal? Stale(PortState state, string? name, string? ifMatch, bool ifNew)
    {
        if (ifMatch is null && !ifNew)
            return null;
        var now = name is null ? state.Geofences.Version.ToString(CultureInfo.InvariantCulture) : Find(state, name)?.Tag;
        if (ifNew)
            return name is null || now is null ? null : new Refusal(Conflict, $"The port has a geofence '{name}' already.");
        if (now == ifMatch || (now is not null && ifMatch == Any))
            return null;
        return new Refusal(Conflict, name is null
            ? "The port's geofences were changed in the meantime."
            : now is null ? $"The geofence '{name}' was removed in the meantime." : $"The geofence '{name}' was changed in the meantime.");
    }
}
