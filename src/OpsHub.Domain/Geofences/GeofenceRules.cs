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

    /// <summary>Effects are looked at for as many.</summary>
    private const int MaxTried = 20;

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

        var plan = PlanOf(state, command.ReplaceAll, reading);
        // A repeat of what was done is harmless, whatever it was made on.
        if (plan.IsNothing)
            return Decision<PortGrainEvent>.Nothing;
        if (GeofenceTags.Stale(state, command.Name, command.IfMatch, command.IfNew) is { } stale)
            return stale;
        if (plan.Fences.Count > GeofenceLimits.Fences)
            return new Refusal("GeofencesTooMany", $"The port would have {plan.Fences.Count} geofences.", "features", $"at most {GeofenceLimits.Fences}");
        var positions = plan.Fences.Sum(fence => fence.Lines.Sum(line => line.PositionsE7.Length / 2));
        if (positions > GeofenceLimits.PositionsOfPort)
            return new Refusal("GeofencesTooMany", $"The port's geofences would have {positions} positions.", "features", $"at most {GeofenceLimits.PositionsOfPort}");
        return Change(state, plan.Fences, plan.LastNumber, [.. plan.Added, .. plan.Changed], plan.Removed);
    }

    /// <summary>What <see cref="Put"/> would do.</summary>
    public static GeofenceTrial Check(PortState state, PutGeofences command, GeofenceReading reading)
    {
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(command);
        ArgumentNullException.ThrowIfNull(reading);
        var plan = PlanOf(state, command.ReplaceAll, reading);
        var check = new GeofenceCheck(
            state.Geofences.Version, reading.Fences.Length, reading.Refused, reading.Findings,
            plan.Added, plan.Changed, reading.Fences.Length - plan.Added.Length - plan.Changed.Length, plan.Removed, []);
        var names = plan.Added.Concat(plan.Changed).Take(MaxTried).ToHashSet(StringComparer.Ordinal);
        return new GeofenceTrial(check, new GeofenceSet(state.Geofences.Version, Meridian(state), [.. plan.Fences.Where(fence => names.Contains(fence.Name)).OrderBy(fence => fence.Number)]));
    }

    private static Plan PlanOf(PortState state, bool replaceAll, GeofenceReading reading)
    {
        var before = state.Geofences;
        var put = reading.Fences.ToDictionary(fence => fence.Name, StringComparer.Ordinal);
        // What is refused must not cost the protection that was there.
        bool Stays(Geofence fence) => !replaceAll || reading.RefusedNames.Contains(fence.Name);
        var known = before.Fences.ToDictionary(fence => fence.Name, StringComparer.Ordinal);
        var kept = before.Fences.Where(fence => !put.ContainsKey(fence.Name) && Stays(fence)).ToList();
        var number = state.GeofenceNumber;
        var taken = before.Fences.Select(fence => fence.Number).ToHashSet();
        var added = ImmutableArray.CreateBuilder<string>();
        var changed = ImmutableArray.CreateBuilder<string>();
        foreach (var fence in reading.Fences)
        {
            // Stays have a bit for each rule: with other rules it is another geofence, whose number they do not have.
            var old = known.GetValueOrDefault(fence.Name);
            var numbered = fence with { Number = old is not null && HasSameRules(old, fence) ? old.Number : NextNumber(ref number, taken) };
            kept.Add(numbered);
            if (old is null)
                added.Add(fence.Name);
            else if (!IsSame(old, numbered))
                changed.Add(fence.Name);
        }

        var names = kept.Select(fence => fence.Name).ToHashSet(StringComparer.Ordinal);
        return new Plan(kept, number, added.ToImmutable(), changed.ToImmutable(), [.. before.Fences.Select(fence => fence.Name).Where(name => !names.Contains(name))]);
    }

    public static Decision<PortGrainEvent> Remove(PortState? state, RemoveGeofence command)
    {
        ArgumentNullException.ThrowIfNull(command);
        if (state is null)
            return NotConfigured;
        var kept = state.Geofences.Fences.Where(fence => fence.Name != command.Name).ToList();
        if (kept.Count == state.Geofences.Fences.Length)
            return new Refusal("GeofenceUnknown", "The port has no geofence of this name.", "name", null);
        return GeofenceTags.Stale(state, command.Name, command.IfMatch, ifNew: false) is { } stale
            ? stale
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

    /// <summary>The set as it would be, and what is other than before.</summary>
    private sealed record Plan(
        List<Geofence> Fences, int LastNumber, ImmutableArray<string> Added, ImmutableArray<string> Changed, ImmutableArray<string> Removed)
    {
        public bool IsNothing => Added.IsEmpty && Changed.IsEmpty && Removed.IsEmpty;
    }
}
