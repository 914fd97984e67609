using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Inspections;

/// <summary>Every "no" an inspection can say. The names are part of the API.</summary>
public static class InspectionRefusals
{
    public static readonly Refusal Unknown = new("UnknownInspection", "No inspection was opened under this id.");

    public static readonly Refusal AlreadyOpen = new("AlreadyOpen", "The inspection was opened before.");

    public static Refusal Conflict(InspectionView current, long basedOn, DateTimeOffset now)
    {
        var ago = Math.Max(0, (long)(now - current.ChangedAt).TotalSeconds);
        var what = current.Officer is { } officer && current.Status is not InspectionStatus.Queued
            ? $"Taken by {officer} {ago} s ago."
            : $"Changed {ago} s ago: {current.Status}.";
        return new("Conflict", what, "basedOnVersion", $"version {current.Version}, not {basedOn}");
    }

    public static Refusal NotQueued(InspectionView current) =>
        new("NotQueued", $"The case is {current.Status}, only a queued one can be offered.");

    public static Refusal SeparationOfDuties(string detail) => new("SeparationOfDuties", detail);

    public static Refusal NotAgain(OfficerId officer) =>
        new("NotAgain", $"{officer} declined the case or let its offer expire.", "officer");

    public static Refusal Barred(OfficerId officer) =>
        new("ConflictOfInterest", $"{officer} recused from the case or examined it before.", "officer");

    public static readonly Refusal OfferExpired = new("OfferExpired", "The offer ended before the answer came.");

    public static Refusal AssignmentWithdrawn(PastHold hold) =>
        new("AssignmentWithdrawn", $"The case was taken back at {hold.At:HH:mm:ss} UTC: {hold.EndedBy}.");

    public static Refusal NotTheHolder(OfficerId officer) =>
        new("NotTheHolder", $"{officer} does not hold the case.", "officer");

    public static readonly Refusal AlreadyStarted = new("AlreadyStarted", "The examination has begun; started work is never moved.");

    public static Refusal NotOffered(InspectionView current) => new("NotOffered", $"The case is {current.Status}, there is no offer to answer.");

    public static Refusal NotAccepted(InspectionView current) => new("NotAccepted", $"The case is {current.Status}; accept it before starting.");

    public static Refusal NotExamining(InspectionView current) => new("NotExamining", $"The case is {current.Status}; start it before finishing.");

    public static readonly Refusal FindingsMissing = new(
        "FindingsMissing", "No release without recorded findings, also when nothing was found.", "findings",
        $"{InspectionLimits.FindingsMinLength} to {InspectionLimits.FindingsMaxLength} characters");

    public static readonly Refusal FindingsTooLong = new(
        "FindingsTooLong", "The findings are too long; attach a document.", "findings", $"at most {InspectionLimits.FindingsMaxLength} characters");

    public static Refusal ChecklistIncomplete(IEnumerable<string> missing) =>
        new("ChecklistIncomplete", "Mandatory items are not ticked.", "checklist", string.Join(", ", missing));

    public static Refusal EvidenceInvalid(string expected) => new("EvidenceInvalid", "The list of evidence cannot be taken.", "evidence", expected);

    public static Refusal Invalid(string field, string detail, string expected) => new("InvalidValue", detail, field, expected);

    public static Refusal ReasonMissing(string field) => new("ReasonMissing", "Say why.", field, "1 to 400 characters");

    public static Refusal NothingToEndorse(InspectionView current) =>
        new("NothingToEndorse", $"The case is {current.Status}; no adverse findings wait for a chief.");

    public static readonly Refusal ChiefNeeded = new("ChiefNeeded", "Adverse findings are endorsed by a supervisor or a commander.");

    public static Refusal NobodyHolds(InspectionView current) => new("NobodyHolds", $"The case is {current.Status}; there is nothing to take back.");

    public static Refusal AlreadyClosed(InspectionView current) => new("AlreadyClosed", $"The case is {current.Status}.");
}
