using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Selectivity;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Selectivity;

/// <summary>
/// One risk profile. Key: profile id, <c>{port}/{name}</c>. Durable: newest version, performance. Called by the gateway and
/// by <see cref="ProfilePerformanceGrain"/>. Not reentrant. The port learns of a new version by reaction, so publishing does not
/// wait for it.
/// </summary>
internal sealed class RiskProfileGrain(
    [PersistentState("profile")] IPersistentState<EntityRecord<RiskProfileState>> stored, PublicationServices services)
    : PublishingGrain<RiskProfileState, ProfileEvent>(stored, services), IRiskProfileGrain
{
    private RiskProfileId Id => new(this.GetPrimaryKeyString());

    private PortId Port => new(Id.Value.Split('/', 2)[0]);

    public async Task<CommandResult> Publish(PublishProfile command)
    {
        // The port would refuse the reaction for ever; better to say so now.
        if (State is null && await GrainFactory.Port(Port).Get() is null)
            return CommandResult.Refused(0, new Refusal("PortUnknown", $"{Port} is not configured.", "profile", "a configured port"));
        return await Handle(command, (state, c, now) => ProfileRules.Publish(Id, state, c, now));
    }

    public Task<CommandResult> Retire(RetireProfile command) => Handle(command, (state, c, _) => ProfileRules.Retire(state, c));

    public async Task RecordPerformance(long upToSequence, int version, ImmutableArray<ProfileDay> days)
    {
        if (State is { } state && state.Count(upToSequence, version, days) is var counted && !ReferenceEquals(counted, state))
            await Save(counted);
    }

    public Task<RiskProfileView?> Get() => Task.FromResult(State?.ToView());

    protected override RiskProfileState Evolve(RiskProfileState? state, ProfileEvent happened, DateTimeOffset at, Actor by) =>
        ProfileRules.Evolve(state, happened);

    protected override PortId? PortOf(RiskProfileState? state) => Port;

    protected override Task React(ProfileEvent happened, long sourceSequence) => happened switch
    {
        ProfilePublished e => GrainFactory.Port(Port).SetProfile(Id, e.Definition),
        ProfileRetired => GrainFactory.Port(Port).SetProfile(Id, null),
        _ => Task.CompletedTask,
    };
}
