using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Ports;
using OpsHub.Domain.Common;
using OpsHub.Domain.Ports;

namespace OpsHub.Domain.Geofences;

/// <summary>What a port answers when its geofences are to change.</summary>
public static class GeofenceRules
{
    private const int LastPossibleNumber = ushort.MaxValue;

    /// <param name="state">Null before the port is configured.</param>
    /// <param name="command">What was asked for.</param>
    /// <param name="reading">The command's GeoJSON, read in the port's frame.</param>
    public static Decision<PortGrainEvent> Put(PortState? state, PutGeofences command, GeofenceReading reading)
    {
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(reading);
        if (state is null)
            return NotConfigured;
        if (command.Name is { } name && (reading.Fences.Length != 1 || reading.Fences[0].Name != name) && reading.Refused == 0)
            return new Refusal("GeofenceNameMismatch", "The feature has another name than the address.", "properties.name", name);
        if (reading.Fences.IsEmpty && reading.Refused > 0)
            return Invalid(reading);

        var before = state.Geofences;
        var put = reading.Fences.ToDictionary(fence => fence.Name, StringComparer.Ordinal);
        // What is refused must not cost the protection that was there.
        bool Stays(Geofence fence) => !command.ReplaceAll || reading.RefusedNames.Contains(fence.Name);
        var known = before.Fences.ToDictionary(fence => fence.Name, StringComparer.Ordinal);
        var kept = before.Fences.Where(fence => !put.ContainsKey(fence.Name) && Stays(fence)).ToList();
        var number = state.GeofenceNumber;
        var taken = before.Fences.Select(fence => fence.Number).ToHashSet();
        var changed = ImmutableArray.CreateBuilder<string>();
        foreach (var fence in reading.Fences)
        {
            // Stays have a bit for each rule: with other rules it is another geofence, whose number they do not have.
            var old = known.GetValueOrDefault(fence.Name);
            var numbered = fence with { Number = old is not null && HasSameRules(old, fence) ? old.Number : NextNumber(ref number, taken) };
            kept.Add(numbered);
            if (old is null || !IsSame(old, numbered))
                changed.Add(fence.Name);
        }

        if (kept.Count > GeofenceLimits.Fences)
            return new Refusal("GeofencesTooMany", $"The port would have {kept.Count} geofences.", "features", $"at most {GeofenceLimits.Fences}");
        var positions = kept.Sum(fence => fence.Lines.Sum(line => line.PositionsE7.Length / 2));
        if (positions > GeofenceLimits.PositionsOfPort)
            return new Refusal("GeofencesTooMany", $"The port's geofences would have {positions} positions.", "features", $"at most {GeofenceLimits.PositionsOfPort}");
        var names = kept.Select(fence => fence.Name).ToHashSet(StringComparer.Ordinal);
        return Change(state, kept, number, changed.DrainToImmutable(), [.. before.Fences.Select(fence => fence.Name).Where(known => !names.Contains(known))]);
    }

    public static Decision<PortGrainEvent> Remove(PortState? state, RemoveGeofence command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (state is null)
            return NotConfigured;
        var kept = state.Geofences.Fences.Where(fence => fence.Name != command.Name).ToList();
        return kept.Count == state.Geofences.Fences.Length
            ? new Refusal("GeofenceUnknown", "The port has no geofence of this name.", "name", null)
            : Change(state, kept, state.GeofenceNumber, [], [command.Name]);
    }

    /// <summary>The meridian geofences are reckoned from: the port's, and once there are some, the one they were checked against.</summary>
    public static double Meridian(PortState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        return state.Geofences.Fences.IsEmpty ? state.Configuration.LongitudeDegrees : state.Geofences.PortLongitudeDegrees;
    }

    private static Refusal NotConfigured => new("PortNotConfigured", "The port was never configured.", "port");

    private static Refusal Invalid(GeofenceReading reading)
    {
        var first = reading.Findings[0];
        return new Refusal(
            "GeofencesInvalid", $"{first.Field} {first.Problem}", first.Field, first.Expected, reading.Findings.Length > 1 ? reading.Findings : null);
    }

    private static Decision<PortGrainEvent> Change(PortState state, List<Geofence> fences, int lastNumber, ImmutableArray<string> put, ImmutableArray<string> removed)
    {
        if (put.IsEmpty && removed.IsEmpty)
            return Decision<PortGrainEvent>.Nothing;
        var after = new GeofenceSet(state.Geofences.Version + 1, Meridian(state), [.. fences.OrderBy(fence => fence.Number)]);
        return new GeofencesChanged
        {
            Port = state.Configuration.Port,
            Version = after.Version,
            Put = put,
            Removed = removed,
            Sha256 = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(GeofenceGeoJsonWriter.Write(after)))),
            After = after,
            LastNumber = lastNumber,
        };
    }

    /// <summary>A number not in use, as long unused as can be: a tracker's stay must not become one of another geofence.</summary>
    private static int NextNumber(ref int last, HashSet<int> taken)
    {
        do
            last = last >= LastPossibleNumber ? 1 : last + 1;
        while (!taken.Add(last));
        return last;
    }

    private static bool HasSameRules(Geofence one, Geofence other) =>
        JsonSerializer.Serialize(one.Rules, ContractJson.Options) == JsonSerializer.Serialize(other.Rules, ContractJson.Options);

    private static bool IsSame(Geofence one, Geofence other) =>
        GeofenceGeoJsonWriter.Write(new GeofenceSet(0, 0, [one])) == GeofenceGeoJsonWriter.Write(new GeofenceSet(0, 0, [other]));
}
