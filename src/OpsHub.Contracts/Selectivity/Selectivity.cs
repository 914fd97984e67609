using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Contracts.Selectivity;

/// <summary>Treatment of a declaration, strictest first: a smaller value takes precedence.</summary>
[GenerateSerializer, Alias("Lane")]
public enum Lane : byte { Red, Yellow, Blue, Green }

/// <summary>What settled the lane.</summary>
[GenerateSerializer, Alias("LaneSource")]
public enum LaneSource : byte { Profile, Score, AgencyHold, Random, Fill, None, Manual }

/// <summary>A profile as evaluators use it.</summary>
/// <param name="When">The condition that a declaration must meet for a hit, as in Domain's <c>Condition</c>: <c>hs2 = "85" and pricePerKilogram &lt; 4</c>.</param>
/// <param name="Weight">Added to the score on a hit, 0 to 100.</param>
/// <param name="Lane">Lane the hit asks for; Green means the hit only adds to the score.</param>
/// <param name="SupplementMinutes">Added to the load of the case, 0 to 240.</param>
[GenerateSerializer, Immutable, Alias("ProfileDefinition")]
public sealed record ProfileDefinition(
    [property: Id(0)] RiskProfileId Profile,
    [property: Id(1)] int Version,
    [property: Id(2)] string Title,
    [property: Id(3)] string When,
    [property: Id(4)] int Weight,
    [property: Id(5)] Lane Lane,
    [property: Id(6)] int SupplementMinutes,
    [property: Id(7)] UserId Author,
    [property: Id(8)] DateTimeOffset ValidFrom,
    [property: Id(9)] DateTimeOffset ValidUntil);

/// <param name="Why">The criteria and the declaration's values, in words.</param>
/// <param name="Author">Who wrote the profile's version: may not examine, lighten the lane or approve that.</param>
[GenerateSerializer, Immutable, Alias("ProfileHit")]
public sealed record ProfileHit(
    [property: Id(0)] RiskProfileId Profile,
    [property: Id(1)] int Version,
    [property: Id(2)] string Title,
    [property: Id(3)] int Weight,
    [property: Id(4)] Lane Lane,
    [property: Id(5)] string Why,
    [property: Id(6)] UserId? Author = null);

/// <summary>The random draw, made at lodgement before any criterion is looked at.</summary>
/// <param name="Commitment">SHA-256 hex of the day's seed, in the ledger before the draw.</param>
/// <param name="Drawn">True when the draw selected the declaration.</param>
/// <param name="Value">HMAC-SHA256(seed, declaration id) as a fraction, 0 to below 1; drawn when below <paramref name="Rate"/>.</param>
[GenerateSerializer, Immutable, Alias("RandomDraw")]
public sealed record RandomDraw(
    [property: Id(0)] string Commitment,
    [property: Id(1)] double Rate,
    [property: Id(2)] double Value,
    [property: Id(3)] bool Drawn);

/// <summary>A lane and everything needed to explain it afterwards.</summary>
/// <param name="Score">Sum of the weights of the hits, 0 to 100 (capped).</param>
/// <param name="LoadMinutes">10 + 5 per goods item + supplements, weighted minutes (DOMAIN.md).</param>
/// <param name="SnapshotVersion">Version of the compiled profiles that decided.</param>
/// <param name="Explanation">One sentence for an officer: no word about random.</param>
[GenerateSerializer, Immutable, Alias("LaneDecision")]
public sealed record LaneDecision(
    [property: Id(0)] Lane Lane,
    [property: Id(1)] LaneSource Source,
    [property: Id(2)] int Score,
    [property: Id(3)] ImmutableArray<ProfileHit> Hits,
    [property: Id(4)] RandomDraw? Draw,
    [property: Id(5)] int LoadMinutes,
    [property: Id(6)] long SnapshotVersion,
    [property: Id(7)] string Explanation,
    [property: Id(8)] DateTimeOffset DecidedAt)
{
    /// <summary>For everybody who must not learn whether a case was drawn at random: officers, agencies, traders.</summary>
    public LaneDecision WithoutDraw() => this with { Draw = null, Source = LaneSource.None };
}

/// <summary>Compiled profiles of a port, swapped as a whole.</summary>
[GenerateSerializer, Immutable, Alias("SelectivitySnapshot")]
public sealed record SelectivitySnapshot(
    [property: Id(0)] long Version,
    [property: Id(1)] ImmutableArray<ProfileDefinition> Profiles,
    [property: Id(2)] double RandomRate,
    [property: Id(3)] int RedAtScore,
    [property: Id(4)] int YellowAtScore,
    [property: Id(5)] int BlueAtScore,
    [property: Id(6)] string SeedCommitment,
    [property: Id(7)] ImmutableArray<byte> Seed);

/// <summary>
/// A declaration evaluator. Stateless worker, key = port. Keeps the port's snapshot in memory and refreshes it when the
/// port says there is a newer one (at most one second late).
/// </summary>
[Alias("ISelectivityGrain")]
public interface ISelectivityGrain : IGrainWithStringKey
{
    /// <summary>Null when the port is not configured, or its first random seed is not committed to the ledger yet.</summary>
    [Alias("Evaluate")] Task<LaneDecision?> Evaluate(Declaration declaration);

    /// <summary>Whether a condition is understood.</summary>
    [Alias("Check")] Task<ConditionCheck> Check(string? when);

    /// <summary>What conditions can look at, by name.</summary>
    [Alias("Fields")] Task<ImmutableArray<ConditionField>> Fields();

    /// <summary>
    /// What else is wrong with a declaration that could not be read whole, so that its sender is told everything at once. Nothing is kept.
    /// </summary>
    /// <param name="draft">Blank or zero where it could not be read.</param>
    /// <param name="unread">Names of the fields that could not be read, like <c>items[0].hsCode</c>; at most 100.</param>
    /// <returns>In the order of the fields, at most 100.</returns>
    [Alias("CheckDraft")] Task<ImmutableArray<RefusalFinding>> CheckDraft(Declaration draft, ImmutableArray<string> unread);
}

/// <param name="Finding">What is wrong, where, and what would be right; null when it is understood.</param>
[GenerateSerializer, Immutable, Alias("ConditionCheck")]
public sealed record ConditionCheck([property: Id(0)] bool IsUnderstood, [property: Id(1)] RefusalFinding? Finding);

/// <param name="Kind">text or number.</param>
/// <param name="OfItems">True for a field of each line of goods.</param>
/// <param name="Meaning">In a few words, with the unit.</param>
[GenerateSerializer, Immutable, Alias("ConditionField")]
public sealed record ConditionField(
    [property: Id(0)] string Name, [property: Id(1)] string Kind, [property: Id(2)] bool OfItems, [property: Id(3)] string Meaning);

[GenerateSerializer, Immutable, Alias("PublishProfile")]
public sealed record PublishProfile : Command
{
    [Id(0)] public required ProfileDefinition Definition { get; init; }
}

[GenerateSerializer, Immutable, Alias("RetireProfile")]
public sealed record RetireProfile : Command
{
    [Id(0)] public required string Reason { get; init; }
}

/// <summary>What a profile did on one day.</summary>
/// <param name="Date">Of the lodgement or the outcome, UTC.</param>
/// <param name="Hits">Evaluations it hit.</param>
/// <param name="Confirmed">Completed examinations it led to that found something.</param>
/// <param name="FalseAlerts">Completed examinations it led to that found nothing.</param>
[GenerateSerializer, Immutable, Alias("ProfileDay")]
public sealed record ProfileDay(
    [property: Id(0)] DateOnly Date, [property: Id(1)] int Hits, [property: Id(2)] int Confirmed, [property: Id(3)] int FalseAlerts);

/// <summary>A profile's newest version and how it has done; its days make the sums.</summary>
/// <param name="Hits">Evaluations it hit.</param>
/// <param name="Confirmed">Completed examinations it led to that found something.</param>
/// <param name="FalseAlerts">Completed examinations it led to that found nothing.</param>
/// <param name="Days">The newest 60 days on which something happened, oldest first.</param>
/// <param name="HitRateLow">Lower bound of the 95 % Wilson interval of confirmed / completed, 0 to 1.</param>
[GenerateSerializer, Immutable, Alias("RiskProfileView")]
public sealed record RiskProfileView(
    [property: Id(0)] ProfileDefinition Definition,
    [property: Id(1)] bool Retired,
    [property: Id(2)] long Hits,
    [property: Id(3)] long Confirmed,
    [property: Id(4)] long FalseAlerts,
    [property: Id(5)] double HitRateLow,
    [property: Id(6)] double HitRateHigh,
    [property: Id(7)] ImmutableArray<ProfileDay> Days);

/// <summary>Why somebody should look at a profile.</summary>
[GenerateSerializer, Alias("ReviewReason")]
public enum ReviewReason : byte { BelowRandom, Expired, ExpiresSoon, NeverHit }

/// <summary>A profile held against the port's random examinations.</summary>
/// <param name="Lift">Hit rate over random's hit rate; null while either has found nothing.</param>
/// <param name="LiftLow">Lower bound of its 95 % interval (Katz).</param>
/// <param name="Review">Empty when nobody has to look at it.</param>
[GenerateSerializer, Immutable, Alias("ProfileStanding")]
public sealed record ProfileStanding(
    [property: Id(0)] RiskProfileView Profile,
    [property: Id(1)] double? Lift,
    [property: Id(2)] double? LiftLow,
    [property: Id(3)] double? LiftHigh,
    [property: Id(4)] ImmutableArray<ReviewReason> Review);

/// <summary>
/// One risk profile. Key: <see cref="RiskProfileId"/>. Durable: versions, validity, performance. Learns of findings from
/// the shipments it hit. Not reentrant.
/// </summary>
[Alias("IRiskProfileGrain")]
public interface IRiskProfileGrain : IGrainWithStringKey
{
    /// <summary>Stores the next version and hands it to the port, which makes it live.</summary>
    [Alias("Publish")] Task<CommandResult> Publish(PublishProfile command);

    [Alias("Retire")] Task<CommandResult> Retire(RetireProfile command);

    /// <summary>
    /// Batched from the port's log: evaluations that hit, and outcomes of the examinations they led to. Idempotent by log
    /// sequence; counts of another version than the newest are dropped.
    /// </summary>
    [Alias("RecordPerformance")] Task RecordPerformance(long upToSequence, int version, ImmutableArray<ProfileDay> days);

    [Alias("Get"), ReadOnly] Task<RiskProfileView?> Get();
}

/// <summary>
/// Counts a port's log into its profiles' performance. Key: <see cref="PortId"/>. Durable: how far it has read, and which
/// open examinations which profiles led to. Woken by the port's timer.
/// </summary>
[Alias("IProfilePerformanceGrain")]
public interface IProfilePerformanceGrain : IGrainWithStringKey
{
    /// <summary>Reads the log from where it stopped, at most 20,000 entries a call; true when there may be more.</summary>
    [Alias("CatchUp")] Task<bool> CatchUp();

    /// <summary>What was counted so far, with each profile held against random's hit rate. Null when the port is not configured.</summary>
    [Alias("Standing"), AlwaysInterleave] Task<SelectivityStanding?> Standing();
}

/// <summary>How a port's selectivity does.</summary>
/// <param name="RandomRate">Share of declarations drawn at random, 0 to 1.</param>
/// <param name="RedAtScore">Least score for Red.</param>
/// <param name="Counted">By day.</param>
/// <param name="Profiles">Live ones and retired ones.</param>
[GenerateSerializer, Immutable, Alias("SelectivityStanding")]
public sealed record SelectivityStanding(
    [property: Id(0)] double RandomRate,
    [property: Id(1)] int RedAtScore,
    [property: Id(2)] int YellowAtScore,
    [property: Id(3)] int BlueAtScore,
    [property: Id(4)] PortSelectivity Counted,
    [property: Id(5)] ImmutableArray<ProfileStanding> Profiles);

/// <summary>A day's decisions of a port.</summary>
/// <param name="Date">UTC.</param>
/// <param name="Drawn">Declarations the random draw selected, whatever else selected them too.</param>
/// <param name="RandomExamined">Completed examinations of drawn ones: a fair sample of all declarations.</param>
/// <param name="RandomConfirmed">Of those, with a finding.</param>
[GenerateSerializer, Immutable, Alias("SelectivityDay")]
public sealed record SelectivityDay(
    [property: Id(0)] DateOnly Date,
    [property: Id(1)] int Red = 0,
    [property: Id(2)] int Yellow = 0,
    [property: Id(3)] int Blue = 0,
    [property: Id(4)] int Green = 0,
    [property: Id(5)] int Drawn = 0,
    [property: Id(6)] int Examined = 0,
    [property: Id(7)] int Confirmed = 0,
    [property: Id(8)] int RandomExamined = 0,
    [property: Id(9)] int RandomConfirmed = 0);

/// <summary>What a port's selectivity did, counted from its log.</summary>
/// <param name="Days">The newest 60 days on which something happened, oldest first.</param>
/// <param name="RandomExamined">Completed examinations of drawn declarations, since the port began.</param>
/// <param name="RandomConfirmed">Of those, with a finding: the rate everything else is held against.</param>
/// <param name="CountedUpTo">Sequence of the log this is counted up to.</param>
[GenerateSerializer, Immutable, Alias("PortSelectivity")]
public sealed record PortSelectivity(
    [property: Id(0)] ImmutableArray<SelectivityDay> Days,
    [property: Id(1)] long RandomExamined,
    [property: Id(2)] long RandomConfirmed,
    [property: Id(3)] long CountedUpTo);

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ProfilePublished), "profilePublished")]
[JsonDerivedType(typeof(ProfileRetired), "profileRetired")]
public abstract record ProfileEvent : IPortEventData
{
    public required RiskProfileId Profile { get; init; }
    [JsonIgnore] public string Topic => Topics.Port;
    [JsonIgnore] public string Subject => Profile.Value;
}

public sealed record ProfilePublished : ProfileEvent { public required ProfileDefinition Definition { get; init; } }

public sealed record ProfileRetired : ProfileEvent { public required string Reason { get; init; } }
