using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Shipments;

/// <summary>What a shipment answers to commands. Pure; the lane is evaluated before and handed in.</summary>
public static partial class ShipmentRules
{
    public const int MaxMovements = 1_000;

    /// <summary>Clocks of gates and scanners may run ahead by this much.</summary>
    private static readonly TimeSpan s_clockTolerance = TimeSpan.FromMinutes(5);

    /// <summary>True when exactly this was lodged before: the same version with the same content.</summary>
    public static bool IsLodged(ShipmentState? state, Declaration declaration) =>
        state is not null && state.Declaration.Version == declaration.Version && HasContent(state.Declaration, declaration);

    /// <summary>
    /// Takes a declaration or an amendment. An amendment is evaluated anew but never lands in a lighter lane by itself,
    /// and the random draw stays the one made at first lodgement.
    /// </summary>
    /// <param name="id">The shipment asked; it must be the declaration's.</param>
    /// <param name="state">Null before the first lodgement.</param>
    /// <param name="command">The lodgement.</param>
    /// <param name="evaluated">The lane as evaluated now.</param>
    /// <param name="now">Arrival of the command.</param>
    public static Decision<ShipmentEvent> Lodge(ShipmentId id, ShipmentState? state, LodgeDeclaration command, LaneDecision evaluated, DateTimeOffset now)
    {
        var declaration = command.Declaration;
        if (CheckLodgement(id, state, declaration, now) is { } refusal)
            return refusal;
        if (IsLodged(state, declaration))
            return Decision<ShipmentEvent>.Nothing;

        var decision = state is null ? evaluated : KeepStricter(state, evaluated);
        var lodged = new DeclarationLodged { Shipment = id, Declaration = WithoutDefaults(declaration) };
        var assigned = new LaneAssigned { Shipment = id, Decision = decision };
        return state is null && IsReleaseLane(decision.Lane)
            ? Decision<ShipmentEvent>.Accept(lodged, assigned, new ShipmentReleased { Shipment = id, Lane = decision.Lane, ClearanceMinutes = 0 })
            : Decision<ShipmentEvent>.Accept(lodged, assigned);
    }

    /// <summary>What can be said about a lodgement before its lane is evaluated. Null when it can go on.</summary>
    public static Refusal? CheckLodgement(ShipmentId id, ShipmentState? state, Declaration declaration, DateTimeOffset now)
    {
        if (DeclarationRules.Refuse(declaration, now) is { } invalid)
            return invalid;
        if (ShipmentId.Of(declaration.Port, declaration.DeclarationId) != id)
            return new Refusal("WrongShipment", $"The declaration belongs to {ShipmentId.Of(declaration.Port, declaration.DeclarationId)}, not to {id}.", "declarationId", id.Value);
        var known = state?.Declaration.Version ?? 0;
        if (declaration.Version == known)
        {
            return IsLodged(state, declaration) ? null : new Refusal(
                "DeclarationConflict", $"Version {known} of {id} was lodged with other content.", "version", $"{known + 1}, for an amendment");
        }

        if (declaration.Version != known + 1)
            return new Refusal("VersionOutOfOrder", $"{id} has version {known}.", "version", $"{known + 1}");
        return state is null ? null : CheckNotGone(state);
    }

    public static Decision<ShipmentEvent> RecordMovement(ShipmentState? state, RecordMovement command, DateTimeOffset now)
    {
        var movement = command.Movement;
        if (CheckLodged(state) is { } refusal)
            return refusal;
        if (state!.Movements.Contains(movement))
            return Decision<ShipmentEvent>.Nothing;
        if (CheckMovement(state, movement, now) is { } wrong)
            return wrong;
        return new MovementRecorded { Shipment = state.Id, Movement = movement };
    }

    public static Decision<ShipmentEvent> AttachDocument(ShipmentState? state, AttachDocument command)
    {
        if (CheckLodged(state) is { } refusal)
            return refusal;
        var document = command.Document;
        var findings = new Common.FindingList(10);
        DeclarationRules.Document(document, "document", findings);
        if (findings.ToRefusal("DocumentInvalid") is { } invalid)
            return invalid;
        var documents = state!.Declaration.Documents;
        if (documents.Any(d => d.Kind == document.Kind && d.Number == document.Number && d.Sha256 == document.Sha256))
            return Decision<ShipmentEvent>.Nothing;
        if (documents.Length >= DeclarationRules.MaxDocuments && !documents.Any(d => IsSameDocument(d, document)))
            return new Refusal("TooManyDocuments", $"{state.Id} has {documents.Length} documents.", "document", $"at most {DeclarationRules.MaxDocuments}");
        return new DocumentAttached { Shipment = state.Id, Document = document };
    }

    public static Decision<ShipmentEvent> RecordInspectionOutcome(ShipmentState? state, RecordInspectionOutcome command, DateTimeOffset now)
    {
        if (CheckLodged(state) is { } refusal)
            return refusal;
        if (state!.Inspection != command.Inspection)
            return new Refusal("NotCurrentInspection", $"{state.Id} is in {state.Inspection?.Value ?? "no"} inspection, not {command.Inspection}.", "inspection", state.Inspection?.Value);
        if (state.Outcome == command.Outcome)
            return Decision<ShipmentEvent>.Nothing;
        var recorded = new InspectionOutcomeRecorded
        {
            Shipment = state.Id, Inspection = command.Inspection, Outcome = command.Outcome, Findings = command.Findings,
        };
        return Decision<ShipmentEvent>.Accept(recorded, ReleaseOrHold(state, command.Outcome, now));
    }

    internal static bool IsReleaseLane(Lane lane) => lane is Lane.Green or Lane.Blue;

    /// <summary>All declared containers are through the gate, or the shipment has none and is.</summary>
    internal static bool IsGone(ShipmentState state, CargoMovement last)
    {
        if (last.Kind != MovementKind.GateOut)
            return false;
        return last.Container is null || state.Declaration.Containers.IsDefaultOrEmpty || state.Declaration.Containers.All(
            c => c == last.Container || state.Movements.Any(m => m.Kind == MovementKind.GateOut && m.Container == c));
    }

    internal static bool IsSameDocument(DocumentReference one, DocumentReference other) => one.Kind == other.Kind && one.Number == other.Number;

    private static ShipmentEvent ReleaseOrHold(ShipmentState state, InspectionOutcome outcome, DateTimeOffset now)
    {
        if (outcome != InspectionOutcome.Released)
            return new ShipmentHeld { Shipment = state.Id, Reason = $"Examination: {outcome}" };
        return state.Holds.IsEmpty
            ? Release(state, state.Lane, now)
            : new ShipmentHeld { Shipment = state.Id, Reason = $"Hold of {string.Join(", ", state.Holds.Select(h => h.Agency))}" };
    }

    private static ShipmentReleased Release(ShipmentState state, Lane lane, DateTimeOffset now) => new()
    {
        Shipment = state.Id, Lane = lane, ClearanceMinutes = Math.Round((now - state.LodgedAt).TotalMinutes, 2),
    };

    /// <summary>A list that was sent as null is an empty one from here on.</summary>
    private static Declaration WithoutDefaults(Declaration d) => d.Containers.IsDefault || d.Documents.IsDefault
        ? d with { Containers = d.Containers.IsDefault ? [] : d.Containers, Documents = d.Documents.IsDefault ? [] : d.Documents }
        : d;

    private static LaneDecision KeepStricter(ShipmentState state, LaneDecision evaluated)
    {
        var first = state.Decision!;
        var decision = evaluated with { Draw = first.Draw };
        return state.Lane < evaluated.Lane
            ? decision with { Lane = state.Lane, Source = first.Source, Explanation = $"Stays in {state.Lane} after an amendment. {first.Explanation}" }
            : decision;
    }

    private static Refusal? CheckMovement(ShipmentState state, CargoMovement movement, DateTimeOffset now)
    {
        if (movement.At > now + s_clockTolerance)
            return new Refusal("MovementInFuture", $"{movement.At:O} is ahead of the port's clock, {now:O}.", "movement.at", "an instant that has passed");
        if (!Common.CodeShapes.IsText(movement.Place, 1, 100))
            return new Refusal("PlaceMissing", "A movement has a place.", "movement.place", "1 to 100 printable characters");
        var declared = state.Declaration.Containers;
        if (movement.Container is { } container && !declared.IsDefaultOrEmpty && !declared.Contains(container))
            return new Refusal("ContainerNotDeclared", $"{container} is not among the containers of {state.Id}.", "movement.container", string.Join(", ", declared.Take(5)));
        if (state.Movements.Length >= MaxMovements)
            return new Refusal("TooManyMovements", $"{state.Id} has {state.Movements.Length} movements.", "movement", $"at most {MaxMovements}");
        if (movement.Kind == MovementKind.GateOut && state.Status is not (ShipmentStatus.Released or ShipmentStatus.GateOut))
            return new Refusal(ShipmentRefusals.GateOutBeforeRelease, $"{state.Id} is {state.Status}; it may not leave.", "movement.kind", "a release first");
        return null;
    }

    private static Refusal? CheckLodged(ShipmentState? state) =>
        state is null ? new Refusal("NotLodged", "No declaration was lodged under this id.", null, "a lodgement first") : null;

    private static Refusal? CheckNotGone(ShipmentState state) => state.Status is ShipmentStatus.GateOut or ShipmentStatus.Cancelled
        ? new Refusal("ShipmentGone", $"{state.Id} is {state.Status}.", null, "a post-clearance case")
        : null;

    /// <summary>Same content, whatever version numbers say. Records of immutable arrays do not compare by content; their JSON does.</summary>
    private static bool HasContent(Declaration one, Declaration other) =>
        ReferenceEquals(one, other) || JsonSerializer.Serialize(one with { Documents = [] }, ContractJson.Options)
            == JsonSerializer.Serialize(other with { Documents = [] }, ContractJson.Options);
}

/// <summary>Names that something else depends on.</summary>
public static class ShipmentRefusals
{
    /// <summary>Raises a P1 alarm.</summary>
    public const string GateOutBeforeRelease = "GateOutBeforeRelease";
}
