using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Geofences;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Common;
using OpsHub.Domain.Geofences;
using OpsHub.Domain.Ports;
using OpsHub.Domain.Selectivity;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Ports;

/// <summary>
/// A port. Key: port. Durable: configuration, geofences, live profiles, officers, seeds. Called by the gateway, profiles, officers and
/// evaluators. Not reentrant. A new day's random seed is made by the first timer tick of the day, and is not used before
/// its commitment is in the ledger.
/// </summary>
internal sealed class PortGrain(
    [PersistentState("port")] IPersistentState<EntityRecord<PortState>> stored, PublicationServices services, IRandomSource random)
    : PublishingGrain<PortState, PortGrainEvent>(stored, services), IPortGrain
{
    /// <summary>How late a day's seed may be: evaluators draw with the day before's until then.</summary>
    private static readonly TimeSpan s_seedCheck = TimeSpan.FromSeconds(15);

    /// <summary>How old a profile's figures may be.</summary>
    private static readonly TimeSpan s_countProfiles = TimeSpan.FromSeconds(10);

    private static readonly string s_seedCommitted = EventCodec<PortGrainEvent>.NameOf(typeof(SeedCommitted));

    /// <summary>Made before the decision; stored beside the event that commits to it.</summary>
    private readonly byte[] _seed = new byte[RandomSelection.SeedBytes];

    private PortId _id;
    private bool _counting;

    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _id = new PortId(this.GetPrimaryKeyString());
        await base.OnActivateAsync(cancellationToken);
        this.RegisterGrainTimer(_ => TurnSeeds(), TimeSpan.Zero, s_seedCheck);
        this.RegisterGrainTimer(_ => CountProfiles(), s_countProfiles, s_countProfiles);
    }

    public Task<CommandResult> Configure(ConfigurePort command)
    {
        random.Fill(_seed);
        return Handle(command, (state, c, now) => PortRules.Configure(_id, state, c, _seed, now));
    }

    public Task<PortConfiguration?> Get() => Task.FromResult(State?.Configuration);

    public async Task SetProfile(RiskProfileId profile, ProfileDefinition? definition)
    {
        var state = State ?? throw new InvalidOperationException($"{_id} is not configured; it cannot take profile {profile}.");
        var after = PortRules.SetProfile(state, profile, definition);
        if (!ReferenceEquals(after, state))
            await Save(after);
    }

    public Task<SelectivitySnapshot?> Selectivity(long newerThan)
    {
        if (State is not { } state)
            return Task.FromResult<SelectivitySnapshot?>(null);
        var unpublished = UnpublishedSeeds();
        return Task.FromResult(PortRules.SnapshotVersion(state, unpublished) > newerThan ? PortRules.Snapshot(state, unpublished) : null);
    }

    public Task<ImmutableArray<RiskProfileId>> Profiles() =>
        Task.FromResult<ImmutableArray<RiskProfileId>>(State is { } state ? [.. state.Profiles.Values.Select(p => p.Profile), .. (state.RetiredProfiles ?? []).Select(p => new RiskProfileId(p))] : []);

    public Task<ImmutableArray<OfficerId>> Officers() =>
        Task.FromResult<ImmutableArray<OfficerId>>(State is { } state ? [.. state.Officers.Select(OfficerId.From)] : []);

    public async Task AddOfficer(OfficerId officer)
    {
        var state = State ?? throw new InvalidOperationException($"{_id} is not configured; it cannot take officer {officer}.");
        if (!state.Officers.Contains(officer.Value))
            await Save(state with { Officers = state.Officers.Add(officer.Value) });
    }

    public async Task<GeofencesAnswer> PutGeofences(PutGeofences command)
    {
        var reading = GeofenceGeoJson.Read(command.GeoJson, State is { } known ? GeofenceRules.Meridian(known) : 0);
        var result = await Handle(command, (state, c, _) => GeofenceRules.Put(state, c, reading));
        return new GeofencesAnswer(result, result.IsAccepted ? reading.Fences.Length : 0, reading.Refused, reading.Findings);
    }

    public Task<GeofenceTrial?> CheckGeofences(PutGeofences command) => Task.FromResult(
        State is { } state ? GeofenceRules.Check(state, command, GeofenceGeoJson.Read(command.GeoJson, GeofenceRules.Meridian(state))) : null);

    public Task<GeofenceFeature?> Geofence(string name) => Task.FromResult(GeofenceTags.Find(State, name));

    public Task<CommandResult> RemoveGeofence(RemoveGeofence command) => Handle(command, (state, c, _) => GeofenceRules.Remove(state, c));

    public Task<GeofenceSet?> Geofences(long newerThan) =>
        Task.FromResult(State is { } state && state.Geofences.Version > newerThan ? state.Geofences : null);

    public Task<GeofenceDocument?> GeofenceDocument() => Task.FromResult(
        State is { } state ? new GeofenceDocument(state.Geofences.Version, GeofenceGeoJsonWriter.Write(state.Geofences)) : null);

    protected override PortState Evolve(PortState? state, PortGrainEvent happened, DateTimeOffset at, Actor by) =>
        PortRules.Evolve(state, happened, _seed, at);

    protected override PortId? PortOf(PortState? state) => _id;

    private int UnpublishedSeeds() => Unpublished.Count(e => e.Type == s_seedCommitted);

    private async Task TurnSeeds()
    {
        // Nothing is revealed and nothing new is made while the newest commitment has not reached the ledger.
        if (State is not { } state || UnpublishedSeeds() > 0 || !PortRules.AreSeedsDue(state, Now))
            return;
        random.Fill(_seed);
        var command = new TurnSeedsCommand { CommandId = Derived(NextSourceSequence), Actor = Actor.Of("port") };
        var result = await Handle(command, (s, _, now) => PortRules.TurnSeeds(s!, _seed, now));
        if (result.Refusal is { } refusal)
            Log.LogWarning("{Port}: the random seed was not turned: {Refusal}", _id, refusal.Detail);
    }

    /// <summary>Not awaited: reading the log must not keep the port's callers waiting.</summary>
    private Task CountProfiles()
    {
        if (State is not null && !_counting)
            _ = UntilCounted();
        return Task.CompletedTask;
    }

    private async Task UntilCounted()
    {
        _counting = true;
        try
        {
            while (await GrainFactory.ProfilePerformance(_id).CatchUp())
            {
                // An import is on; the next stretch is there already.
            }
        }
        catch (Exception error)
        {
            Log.LogWarning(error, "{Port}: the log could not be counted into the profiles; tried again in {Seconds} s.", _id, s_countProfiles.TotalSeconds);
        }
        finally
        {
            _counting = false;
        }
    }

    private sealed record TurnSeedsCommand : Command;
}
