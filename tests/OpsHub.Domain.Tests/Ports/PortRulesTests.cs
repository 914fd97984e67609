using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Domain.Ports;
using OpsHub.Domain.Selectivity;
using OpsHub.Domain.Tests.Selectivity;

namespace OpsHub.Domain.Tests.Ports;

public sealed class PortRulesTests
{
    private static readonly PortId s_port = new("EETLL");
    private static readonly DateTimeOffset s_evening = new(2026, 3, 1, 21, 59, 0, TimeSpan.Zero);
    private static readonly byte[] s_first = [.. Enumerable.Repeat((byte)1, 32)];
    private static readonly byte[] s_second = [.. Enumerable.Repeat((byte)2, 32)];

    private static PortConfiguration Configuration => new()
    {
        Port = s_port, Name = "Tallinn", TimeZone = "Europe/Tallinn", Places = [new PortPlace("Gate 1", "gate", 59.44, 24.76, 2)],
    };

    public static TheoryData<string, PortConfiguration> Wrong => new()
    {
        { "name", Configuration with { Name = "" } },
        { "timeZone", Configuration with { TimeZone = "Mars/Olympus" } },
        { "latitudeDegrees", Configuration with { LatitudeDegrees = 91 } },
        { "randomRate", Configuration with { RandomRate = double.NaN } },
        { "redAtScore", Configuration with { RedAtScore = 30 } },
        { "offerSeconds", Configuration with { OfferSeconds = 1 } },
        { "trackShards", Configuration with { TrackShards = 0 } },
        { "places[0].kind", Configuration with { Places = [new PortPlace("X", "garden", 0, 0)] } },
        { "places[1].name", Configuration with { Places = [new PortPlace("X", "gate", 1, 1), new PortPlace("x", "gate", 1, 1)] } },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Configure_WhenAFieldIsWrong_IsRefusedByName(string field, PortConfiguration configuration) =>
        Assert.Equal(("ConfigurationInvalid", field), (Configure(null, configuration).Refusal!.Name, Configure(null, configuration).Refusal!.Field));

    [Fact]
    public void Configure_AtFirst_CommitsToASeed_AndKeepsItOutOfTheEvent()
    {
        var events = Configure(null, Configuration).Events;

        var committed = Assert.IsType<SeedCommitted>(events[1]);
        Assert.Equal(RandomSelection.Commitment(s_first), committed.Commitment);
        Assert.DoesNotContain(Convert.ToHexStringLower(s_first), System.Text.Json.JsonSerializer.Serialize<PortGrainEvent>(committed, ContractJson.Options));
    }

    [Fact]
    public void Configure_WhenShardsChange_IsRefused() =>
        Assert.Equal("TrackShardsFixed", Configure(Configured(), Configuration with { TrackShards = 8 }).Refusal!.Name);

    [Fact]
    public void TurnSeeds_AtMidnightOfThePortsClock_CommitsToANewOne()
    {
        var state = Configured();
        Assert.False(PortRules.AreSeedsDue(state, s_evening));

        // 22:01 UTC is 00:01 in Tallinn.
        var midnight = s_evening.AddMinutes(2);

        Assert.True(PortRules.AreSeedsDue(state, midnight));
        var committed = Assert.IsType<SeedCommitted>(Assert.Single(PortRules.TurnSeeds(state, s_second, midnight).Events));
        Assert.Equal(new DateOnly(2026, 3, 2), committed.Day);
    }

    [Fact]
    public void TurnSeeds_TenMinutesLater_RevealsTheOldOne()
    {
        var midnight = s_evening.AddMinutes(2);
        var state = Apply(Configured(), PortRules.TurnSeeds(Configured(), s_second, midnight), s_second, midnight);

        Assert.Empty(PortRules.TurnSeeds(state, s_second, midnight.AddMinutes(9)).Events);
        var revealed = Assert.IsType<SeedRevealed>(Assert.Single(PortRules.TurnSeeds(state, s_second, midnight.AddMinutes(10)).Events));

        Assert.Equal(RandomSelection.Commitment(s_first), RandomSelection.Commitment(Convert.FromHexString(revealed.Seed)));
        Assert.Single(Apply(state, revealed, s_second, midnight.AddMinutes(10)).Seeds);
    }

    [Fact]
    public void Snapshot_BeforeTheFirstCommitmentIsInTheLedger_IsNone() => Assert.Null(PortRules.Snapshot(Configured(), unpublishedSeeds: 1));

    [Fact]
    public void Snapshot_WhileTheNewCommitmentIsNotInTheLedger_UsesTheOldSeed_AndIsOlder()
    {
        var midnight = s_evening.AddMinutes(2);
        var before = PortRules.Snapshot(Configured(), 0)!;
        var state = Apply(Configured(), PortRules.TurnSeeds(Configured(), s_second, midnight), s_second, midnight);

        var waiting = PortRules.Snapshot(state, unpublishedSeeds: 1)!;
        var after = PortRules.Snapshot(state, unpublishedSeeds: 0)!;

        Assert.Equal(s_first, waiting.Seed);
        Assert.Equal(s_second, after.Seed);
        Assert.True(before.Version < waiting.Version && waiting.Version < after.Version);
    }

    [Fact]
    public void SetProfile_WhenTheSameVersionAgain_ChangesNothing()
    {
        var profile = SelectivityCase.Profile("p", 10, Lane.Red);
        var state = PortRules.SetProfile(Configured(), profile.Profile, profile);

        Assert.Same(state, PortRules.SetProfile(state, profile.Profile, profile));
        Assert.Empty(PortRules.SetProfile(state, profile.Profile, null).Profiles);
    }

    private static PortState Configured() => Apply(null, Configure(null, Configuration), s_first, s_evening);

    private static Decision<PortGrainEvent> Configure(PortState? state, PortConfiguration configuration) =>
        PortRules.Configure(s_port, state, new ConfigurePort { Configuration = configuration }, s_first, s_evening);

    private static PortState Apply(PortState? state, Decision<PortGrainEvent> decision, byte[] seed, DateTimeOffset at)
    {
        foreach (var happened in decision.Events)
            state = PortRules.Evolve(state, happened, seed, at);
        return state!;
    }

    private static PortState Apply(PortState state, PortGrainEvent happened, byte[] seed, DateTimeOffset at) => PortRules.Evolve(state, happened, seed, at);
}
