using System.Collections.Immutable;
using OpsHub.Contracts.Inspections;
using Orleans;
using Orleans.Concurrency;

namespace OpsHub.Contracts.Selectivity;

/// <summary>How far a trial is.</summary>
[GenerateSerializer, Alias("TrialStatus")]
public enum TrialStatus : byte { Waiting, Running, Done, Cancelled, Failed }

/// <summary>One of the declarations a condition would have hit.</summary>
/// <param name="At">When it was lodged.</param>
/// <param name="Lane">The lane it got then.</param>
/// <param name="Why">The comparisons that were met, with the declaration's values.</param>
/// <param name="Outcome">Of its examination; null when there was none, or it is not over.</param>
[GenerateSerializer, Immutable, Alias("TrialHit")]
public sealed record TrialHit(
    [property: Id(0)] ShipmentId Shipment,
    [property: Id(1)] DateTimeOffset At,
    [property: Id(2)] Lane Lane,
    [property: Id(3)] string Why,
    [property: Id(4)] InspectionOutcome? Outcome);

/// <summary>
/// What a condition would have done. Only examined cargo says anything about findings: hits that were not examined are
/// unknown, not innocent.
/// </summary>
/// <param name="Declarations">Lodgements looked at, amendments included.</param>
/// <param name="Hits">Of those, met the condition.</param>
/// <param name="Confirmed">Hits whose examination found something.</param>
/// <param name="FalseAlerts">Hits whose examination found nothing.</param>
/// <param name="HitRateLow">Lower bound of the 95 % Wilson interval of confirmed / examined, 0 to 1.</param>
/// <param name="RandomExamined">Completed examinations of drawn declarations in the same time.</param>
/// <param name="RandomConfirmed">Of those, with a finding.</param>
/// <param name="Lift">Hit rate over random's; null while either has found nothing.</param>
/// <param name="LiftLow">Lower bound of its 95 % interval (Katz).</param>
/// <param name="NotExamined">Hits that went through on Green or Blue: what the profile would add.</param>
/// <param name="AddedMinutes">Their load, weighted minutes.</param>
/// <param name="From">First lodgement looked at; null when there is none.</param>
/// <param name="Until">Last one.</param>
/// <param name="Days">The newest 60 days with hits or outcomes, oldest first.</param>
/// <param name="Newest">The newest 20 hits, newest first.</param>
[GenerateSerializer, Immutable, Alias("TrialResult")]
public sealed record TrialResult(
    [property: Id(0)] long Declarations,
    [property: Id(1)] long Hits,
    [property: Id(2)] long Confirmed,
    [property: Id(3)] long FalseAlerts,
    [property: Id(4)] double HitRateLow,
    [property: Id(5)] double HitRateHigh,
    [property: Id(6)] long RandomExamined,
    [property: Id(7)] long RandomConfirmed,
    [property: Id(8)] double? Lift,
    [property: Id(9)] double? LiftLow,
    [property: Id(10)] double? LiftHigh,
    [property: Id(11)] long NotExamined,
    [property: Id(12)] long AddedMinutes,
    [property: Id(13)] DateTimeOffset? From,
    [property: Id(14)] DateTimeOffset? Until,
    [property: Id(15)] ImmutableArray<ProfileDay> Days,
    [property: Id(16)] ImmutableArray<TrialHit> Newest);

/// <param name="Id">Of the trial, within the port.</param>
/// <param name="When">The condition.</param>
/// <param name="Read">Entries of the log read so far.</param>
/// <param name="Of">Entries to read.</param>
/// <param name="Result">So far.</param>
[GenerateSerializer, Immutable, Alias("ProfileTrialView")]
public sealed record ProfileTrialView(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string When,
    [property: Id(2)] UserId By,
    [property: Id(3)] TrialStatus Status,
    [property: Id(4)] long Read,
    [property: Id(5)] long Of,
    [property: Id(6)] TrialResult Result);

/// <summary>
/// A condition's run over a port's past. Key: <c>{port}/{trial}</c>. Durable: nothing; forgotten an hour after it was last
/// asked for, or with its silo. Reads in the background, a few at a time on each silo.
/// </summary>
[Alias("IProfileTrialGrain")]
public interface IProfileTrialGrain : IGrainWithStringKey
{
    /// <summary>Begins. A trial that has begun goes on as it is.</summary>
    /// <param name="when">A condition that is understood.</param>
    /// <exception cref="ArgumentException">It is not.</exception>
    [Alias("Start")] Task<ProfileTrialView> Start(string when, UserId by);

    /// <summary>Null when there is no such trial, or no longer.</summary>
    [Alias("Get"), ReadOnly] Task<ProfileTrialView?> Get();

    /// <summary>Stops reading; what was found so far stays.</summary>
    [Alias("Cancel")] Task<ProfileTrialView?> Cancel();
}
