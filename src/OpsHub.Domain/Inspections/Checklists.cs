using System.Collections.Immutable;
using OpsHub.Contracts.Inspections;

namespace OpsHub.Domain.Inspections;

/// <summary>What must be ticked before an examination of a kind can be finished. Codes; the dashboard has the words.</summary>
public static class Checklists
{
    private static readonly ImmutableArray<string> Documents =
        ["invoice-checked", "packing-list-checked", "origin-checked", "value-and-classification-checked"];

    private static readonly ImmutableArray<string> Scan =
        ["container-number-checked", "seal-in-recorded", "image-reviewed", "seal-out-recorded"];

    private static readonly ImmutableArray<string> Tailgate =
        ["container-number-checked", "seal-in-recorded", "goods-seen", "photo-taken", "seal-out-recorded"];

    private static readonly ImmutableArray<string> Intensive =
        ["container-number-checked", "seal-in-recorded", "goods-unloaded", "goods-counted", "photo-taken", "seal-out-recorded"];

    /// <summary>Mandatory items in the order of work; never empty.</summary>
    public static ImmutableArray<string> For(InspectionKind kind) => kind switch
    {
        InspectionKind.Documents => Documents,
        InspectionKind.Scan => Scan,
        InspectionKind.Tailgate => Tailgate,
        InspectionKind.Intensive => Intensive,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no such kind of examination"),
    };
}
