using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Orleans;
using Orleans.Concurrency;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Contracts.Inspections;

/// <summary>Stages of an examination (DOMAIN.md). The first slice uses those that need no scanner or bay.</summary>
[GenerateSerializer, Alias("InspectionStatus")]
public enum InspectionStatus : byte { Queued, Offered, Accepted, Examining, FindingsSubmitted, Closed, Cancelled }

/// <summary>What kind of examination a lane asks for.</summary>
[GenerateSerializer, Alias("InspectionKind")]
public enum InspectionKind : byte { Documents, Scan, Tailgate, Intensive }

[GenerateSerializer, Alias("InspectionOutcome")]
public enum InspectionOutcome : byte { Released, Query, Detained, Seized }

/// <summary>Case priority: P1 at once, P3 routine.</summary>
[GenerateSerializer, Alias("CasePriority")]
public enum CasePriority : byte { P1 = 1, P2 = 2, P3 = 3 }

[GenerateSerializer, Immutable, Alias("OpenInspection")]
public sealed record OpenInspection : Command
{
    [Id(0)] public required InspectionKind Kind { get; init; }
    [Id(1)] public required Lane Lane { get; init; }
    [Id(2)] public required CasePriority Priority { get; init; }
    [Id(3)] public required int LoadMinutes { get; init; }
    [Id(4)] public required DateTimeOffset DueAt { get; init; }
    [Id(5)] public required string ImporterId { get; init; }
    [Id(6)] public required string DeclarantId { get; init; }

    /// <summary>Skills the officer needs, such as <c>documents</c>, <c>physical</c>, <c>dangerous-goods</c>.</summary>
    [Id(7)] public ImmutableArray<string> Skills { get; init; } = [];

    /// <summary>Where it takes place, such as <c>Muuga north yard</c>.</summary>
    [Id(8)] public required string Zone { get; init; }

    [Id(9)] public ImmutableArray<string> Containers { get; init; } = [];

    /// <summary>What the officer is told: why it was selected, never whether it was random.</summary>
    [Id(10)] public required string Briefing { get; init; }

    /// <summary>Profile authors: may not examine (separation of duties).</summary>
    [Id(11)] public ImmutableArray<UserId> ProfileAuthors { get; init; } = [];
}

/// <summary>The balancer offers the case; the epoch makes an older offer's answer void.</summary>
[GenerateSerializer, Immutable, Alias("OfferInspection")]
public sealed record OfferInspection : Command
{
    [Id(0)] public required OfficerId Officer { get; init; }

    /// <summary>Version of the inspection the plan was based on; another version is a conflict.</summary>
    [Id(1)] public required long BasedOnVersion { get; init; }

    [Id(2)] public required DateTimeOffset ExpiresAt { get; init; }
}

/// <summary>Base of an officer's answers. A wrong epoch is refused by name: the case went to somebody else.</summary>
[GenerateSerializer, Immutable, Alias("OfficerAnswer")]
public abstract record OfficerAnswer : Command
{
    [Id(0)] public required OfficerId Officer { get; init; }
    [Id(1)] public required long Epoch { get; init; }

    /// <summary>When it was decided on the phone; null = on arrival.</summary>
    [Id(2)] public DateTimeOffset? DecidedAt { get; init; }
}

[GenerateSerializer, Immutable, Alias("AcceptInspection")]
public sealed record AcceptInspection : OfficerAnswer;

[GenerateSerializer, Immutable, Alias("DeclineInspection")]
public sealed record DeclineInspection : OfficerAnswer
{
    [Id(0)] public required string Reason { get; init; }

    /// <summary>True for a conflict of interest: costs the officer nothing.</summary>
    [Id(1)] public bool Recuse { get; init; }
}

[GenerateSerializer, Immutable, Alias("StartInspection")]
public sealed record StartInspection : OfficerAnswer;

[GenerateSerializer, Immutable, Alias("FinishInspection")]
public sealed record FinishInspection : OfficerAnswer
{
    [Id(0)] public required InspectionOutcome Outcome { get; init; }

    /// <summary>What was found, in words; 3 to 4,000 characters, also when nothing was found.</summary>
    [Id(1)] public required string Findings { get; init; }

    /// <summary>Checklist items ticked; all mandatory ones are needed.</summary>
    [Id(2)] public ImmutableArray<string> Checklist { get; init; } = [];

    [Id(3)] public string? SealIn { get; init; }
    [Id(4)] public string? SealOut { get; init; }

    /// <summary>SHA-256 of evidence uploaded before, at most 50.</summary>
    [Id(5)] public ImmutableArray<string> Evidence { get; init; } = [];
}

/// <summary>A chief's word on adverse findings (anything but Released). Not the examiner.</summary>
[GenerateSerializer, Immutable, Alias("EndorseFindings")]
public sealed record EndorseFindings : Command
{
    [Id(0)] public required bool Agrees { get; init; }
    [Id(1)] public required string Note { get; init; }
}

/// <summary>Takes the case back from whoever has it, before it was started: a supervisor's move, an expired offer, a shift's end.</summary>
[GenerateSerializer, Immutable, Alias("WithdrawInspection")]
public sealed record WithdrawInspection : Command
{
    [Id(0)] public required long BasedOnVersion { get; init; }
    [Id(1)] public required string Reason { get; init; }

    /// <summary>
    /// When set, the holder's epoch decides instead of <see cref="BasedOnVersion"/>: an officer's grain knows what it
    /// was given, not the version of the record.
    /// </summary>
    [Id(2)] public long? Epoch { get; init; }
}

/// <summary>
/// Forgets who declined or let an offer expire, because nobody else could take the case. Recusals and earlier examiners
/// (<see cref="InspectionView.Barred"/>) stay.
/// </summary>
[GenerateSerializer, Immutable, Alias("RelaxExclusions")]
public sealed record RelaxExclusions : Command
{
    [Id(0)] public required long BasedOnVersion { get; init; }
    [Id(1)] public required string Reason { get; init; }
}

[GenerateSerializer, Immutable, Alias("CancelInspection")]
public sealed record CancelInspection : Command
{
    [Id(0)] public required string Reason { get; init; }
}

[GenerateSerializer, Immutable, Alias("InspectionView")]
public sealed record InspectionView
{
    [Id(0)] public required InspectionId Id { get; init; }
    [Id(1)] public required long Version { get; init; }
    [Id(2)] public required InspectionStatus Status { get; init; }
    [Id(3)] public required InspectionKind Kind { get; init; }
    [Id(4)] public required Lane Lane { get; init; }
    [Id(5)] public required CasePriority Priority { get; init; }
    [Id(6)] public required int LoadMinutes { get; init; }
    [Id(7)] public required DateTimeOffset OpenedAt { get; init; }
    [Id(8)] public required DateTimeOffset DueAt { get; init; }
    [Id(9)] public required string Zone { get; init; }
    [Id(10)] public required string Briefing { get; init; }
    [Id(11)] public ImmutableArray<string> Skills { get; init; } = [];
    [Id(12)] public ImmutableArray<string> Containers { get; init; } = [];

    /// <summary>Who has it (offered or held); null while queued.</summary>
    [Id(13)] public OfficerId? Officer { get; init; }

    /// <summary>Counts every change of holder; answers carry it.</summary>
    [Id(14)] public long Epoch { get; init; }

    [Id(15)] public DateTimeOffset? OfferExpiresAt { get; init; }
    [Id(16)] public DateTimeOffset? StartedAt { get; init; }
    [Id(17)] public DateTimeOffset? FinishedAt { get; init; }
    [Id(18)] public InspectionOutcome? Outcome { get; init; }
    [Id(19)] public string? Findings { get; init; }

    /// <summary>Items to tick before finishing; all mandatory.</summary>
    [Id(20)] public ImmutableArray<string> Checklist { get; init; } = [];

    [Id(21)] public required string ImporterId { get; init; }
    [Id(22)] public required string DeclarantId { get; init; }

    /// <summary>Officers who declined, recused or let the offer expire: not offered again.</summary>
    [Id(23)] public ImmutableArray<OfficerId> NotAgain { get; init; } = [];

    [Id(24)] public ImmutableArray<UserId> ProfileAuthors { get; init; } = [];

    /// <summary>The part of <see cref="NotAgain"/> that is never relaxed: recused officers and earlier examiners.</summary>
    [Id(25)] public ImmutableArray<OfficerId> Barred { get; init; } = [];

    /// <summary>When the record last changed: "taken by officer7 3 s ago".</summary>
    [Id(26)] public DateTimeOffset ChangedAt { get; init; }

    /// <summary>True once the current offer's reminder went out; <see cref="OfferExpiresAt"/> is then final.</summary>
    [Id(27)] public bool OfferReminded { get; init; }

    /// <summary>True once the case was reported overdue.</summary>
    [Id(28)] public bool Overdue { get; init; }
}

/// <summary>
/// One examination. Key: <see cref="InspectionId"/>. Durable: everything; it is the truth about who holds the case.
/// Called by its shipment, the balancer and (through the gateway) the officer. Not reentrant.
/// </summary>
[Alias("IInspectionGrain")]
public interface IInspectionGrain : IGrainWithStringKey
{
    [Alias("Open")] Task<CommandResult> Open(OpenInspection command);
    [Alias("Offer")] Task<CommandResult> Offer(OfferInspection command);
    [Alias("Accept")] Task<CommandResult> Accept(AcceptInspection command);
    [Alias("Decline")] Task<CommandResult> Decline(DeclineInspection command);
    [Alias("Start")] Task<CommandResult> Start(StartInspection command);
    [Alias("Finish")] Task<CommandResult> Finish(FinishInspection command);
    [Alias("Endorse")] Task<CommandResult> Endorse(EndorseFindings command);
    [Alias("Withdraw")] Task<CommandResult> Withdraw(WithdrawInspection command);
    [Alias("Cancel")] Task<CommandResult> Cancel(CancelInspection command);
    [Alias("Relax")] Task<CommandResult> Relax(RelaxExclusions command);
    [Alias("Get"), ReadOnly] Task<InspectionView?> Get();
}

[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(InspectionOpened), "inspectionOpened")]
[JsonDerivedType(typeof(InspectionOffered), "inspectionOffered")]
[JsonDerivedType(typeof(InspectionAccepted), "inspectionAccepted")]
[JsonDerivedType(typeof(InspectionDeclined), "inspectionDeclined")]
[JsonDerivedType(typeof(InspectionStarted), "inspectionStarted")]
[JsonDerivedType(typeof(FindingsSubmitted), "findingsSubmitted")]
[JsonDerivedType(typeof(FindingsEndorsed), "findingsEndorsed")]
[JsonDerivedType(typeof(InspectionWithdrawn), "inspectionWithdrawn")]
[JsonDerivedType(typeof(InspectionCancelled), "inspectionCancelled")]
[JsonDerivedType(typeof(OfferReminded), "offerReminded")]
[JsonDerivedType(typeof(ExclusionsRelaxed), "exclusionsRelaxed")]
[JsonDerivedType(typeof(InspectionOverdue), "inspectionOverdue")]
[JsonDerivedType(typeof(InspectionCommandRefused), "inspectionCommandRefused")]
public abstract record InspectionEvent : IPortEventData
{
    public required InspectionId Inspection { get; init; }

    /// <summary>The case after the event: state views are whole, so a client can apply one without the ones before.</summary>
    public InspectionView? After { get; init; }

    [JsonIgnore] public string Topic => Topics.Inspections;
    [JsonIgnore] public string Subject => Inspection.Value;
}

public sealed record InspectionOpened : InspectionEvent;

public sealed record InspectionOffered : InspectionEvent { public required OfficerId Officer { get; init; } }

public sealed record InspectionAccepted : InspectionEvent { public required OfficerId Officer { get; init; } }

public sealed record InspectionDeclined : InspectionEvent
{
    public required OfficerId Officer { get; init; }
    public required string Reason { get; init; }
    public required bool Recused { get; init; }
}

public sealed record InspectionStarted : InspectionEvent { public required OfficerId Officer { get; init; } }

public sealed record FindingsSubmitted : InspectionEvent
{
    public required OfficerId Officer { get; init; }
    public required InspectionOutcome Outcome { get; init; }
    public required string Findings { get; init; }
    public ImmutableArray<string> Evidence { get; init; } = [];
    public string? SealIn { get; init; }
    public string? SealOut { get; init; }
}

public sealed record FindingsEndorsed : InspectionEvent
{
    public required bool Agrees { get; init; }
    public required string Note { get; init; }
}

public sealed record InspectionWithdrawn : InspectionEvent
{
    public required OfficerId Officer { get; init; }
    public required string Reason { get; init; }
}

/// <summary>The offer was not answered in time; the officer is asked once more and the offer runs on a little.</summary>
public sealed record OfferReminded : InspectionEvent { public required OfficerId Officer { get; init; } }

/// <summary>Officers may be asked again although they declined or did not answer.</summary>
public sealed record ExclusionsRelaxed : InspectionEvent
{
    public required ImmutableArray<OfficerId> Officers { get; init; }
    public required string Reason { get; init; }
}

/// <summary>The due time passed with the case still open. Once per case.</summary>
public sealed record InspectionOverdue : InspectionEvent;

public sealed record InspectionCancelled : InspectionEvent
{
    public required string Reason { get; init; }

    /// <summary>Who had the case; null when it was queued.</summary>
    public OfficerId? Officer { get; init; }
}

public sealed record InspectionCommandRefused : InspectionEvent
{
    public required string Command { get; init; }
    public required Refusal Refusal { get; init; }
}
