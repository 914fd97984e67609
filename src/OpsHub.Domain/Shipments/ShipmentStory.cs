using System.Collections.Immutable;
using System.Globalization;
using OpsHub.Contracts;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Shipments;

/// <summary>A shipment's life in sentences, for people. The ledger is the record; this is what the board shows.</summary>
public static class ShipmentStory
{
    public const int MaxEntries = 200;

    /// <summary>One sentence; null for what is not worth one. No word about random: officers read this.</summary>
    public static string? Tell(ShipmentState after, ShipmentEvent happened) => happened switch
    {
        DeclarationLodged e => e.Declaration.Version == 1
            ? Text($"Declaration lodged: {Goods(e.Declaration)} from {e.Declaration.CountryOfDeparture} for {e.Declaration.ImporterId}")
            : Text($"Amended to version {e.Declaration.Version}"),
        LaneAssigned e => Text($"{e.Decision.Lane} lane. {e.Decision.Explanation}"),
        LaneOverrideRequested e => Text($"{e.To} lane asked for: {e.Reason}"),
        LaneOverridden e => e.RequestedBy is { } first
            ? Text($"{e.From} to {e.To} lane, asked for by {first}: {e.Reason}")
            : Text($"{e.From} to {e.To} lane: {e.Reason}"),
        MovementRecorded e => Text($"{e.Movement.Kind} at {e.Movement.Place}{Prefixed(", ", e.Movement.Container)}"),
        DocumentAttached e => Text($"Document {e.Document.Kind} {e.Document.Number}{(e.Document.Sha256 is null ? " announced" : " received")}"),
        HoldPlaced e => Text($"Hold by {e.Hold.Agency}: {e.Hold.Reason}"),
        HoldOverdue e => Text($"Hold by {e.Agency} is overdue"),
        HoldLifted e => Text($"Hold by {e.Agency} lifted: {e.Reason}"),
        InspectionOutcomeRecorded e => Text($"Examination {e.Inspection}: {e.Outcome}. {Cut(e.Findings)}"),
        ShipmentReleased e => Text($"Released after {e.ClearanceMinutes:0.#} min"),
        ShipmentHeld e => Text($"Held. {e.Reason}"),
        _ => null,
    };

    internal static ImmutableArray<StoryEntry> Add(ImmutableArray<StoryEntry> story, DateTimeOffset at, ShipmentEvent happened, string text, Actor by)
    {
        if (story.Length >= MaxEntries)
            story = story.RemoveRange(0, story.Length - MaxEntries + 1);
        var type = char.ToLowerInvariant(happened.GetType().Name[0]) + happened.GetType().Name[1..];
        return story.Add(new StoryEntry(at, type, text, by));
    }

    private static string Goods(Declaration declaration) => declaration.Items.Length == 1
        ? $"HS {declaration.Items[0].HsCode}"
        : Text($"{declaration.Items.Length} items, first HS {declaration.Items[0].HsCode}");

    private static string Prefixed(string prefix, string? text) => text is null ? "" : prefix + text;

    private static string Cut(string text) => text.Length <= 200 ? text : text[..200];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
