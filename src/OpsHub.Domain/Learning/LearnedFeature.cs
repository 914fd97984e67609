using System.Collections.Immutable;

namespace OpsHub.Domain.Learning;

/// <summary>
/// A view of a declaration under which the learner keeps a history of findings: a party, a kind of goods, two of them
/// crossed. A view is finer than its <see cref="Parent"/>, whose rate it starts from, so that what it contributes is only
/// what it says beyond the coarser view.
/// </summary>
/// <param name="Name">Stable; what stored contributions are named by.</param>
/// <param name="Words">For an analyst, after "history of".</param>
/// <param name="Parent">The name of a feature before this one; null for the port's rate as a whole.</param>
public sealed record LearnedFeature(string Name, string Words, string? Parent = null)
{
    /// <summary>Of the feature that says whether the very same consignment was declared before.</summary>
    public const string RepeatName = "repeat";

    /// <summary>
    /// In the order of a score's contributions. Changing any of it changes what stored evidence means: count up
    /// <see cref="LearnerLimits.Layout"/>.
    /// </summary>
    public static ImmutableArray<LearnedFeature> All { get; } =
    [
        new("hs2", "goods of this chapter (HS 2)"),
        new("hs4", "goods of this heading (HS 4)", "hs2"),
        new("hs6", "goods of this subheading (HS 6)", "hs4"),
        new("hs4Origin", "goods of this heading from this country of origin", "hs4"),
        new("hs6Origin", "these goods from this country of origin", "hs6"),
        new("hs4TaxType", "goods of this heading under this tax type", "hs4"),
        new("hs6Mass", "these goods in consignments about as heavy", "hs6"),
        new("hs6Price", "these goods in consignments about as dear", "hs6"),
        new("hs6UnitValue", "these goods at about this value per kilogram", "hs6"),
        new("origin", "this country of origin"),
        new("departure", "this country of departure"),
        new("departureHs2", "goods of this chapter by way of this departure", "departure"),
        new("route", "this origin by way of this departure", "origin"),
        new("originIndicator", "this way of marking the origin"),
        new("tax", "this tax rate and type"),
        new("mass", "consignments about as heavy"),
        new("price", "consignments about as dear"),
        new("unitValue", "consignments about as dear by the kilogram"),
        new("deviation", "values per kilogram as far from what is usual for the goods"),
        new("hs2Deviation", "goods of this chapter as far from their usual value per kilogram", "deviation"),
        new("importer", "this importer"),
        new("importerHs2", "this importer with goods of this chapter", "importer"),
        new("seller", "this seller"),
        new("sellerHs4", "this seller with goods of this heading", "seller"),
        new("importerSeller", "this importer buying from this seller", "importer"),
        new("declarant", "this declarant"),
        new("declarantHs2", "this declarant with goods of this chapter", "declarant"),
        new("courier", "this courier"),
        new("office", "this customs office"),
        new("procedure", "this process, import type and use"),
        new("transport", "this transport mode and payment"),
        new(RepeatName, "consignments with the same goods, mass and price", "hs6Mass"),
    ];

    /// <summary>Index of each feature's parent, -1 for none.</summary>
    internal static int[] Parents { get; } = [.. All.Select((f, i) => f.Parent is null ? -1 : IndexBefore(f.Parent, i))];

    internal static int Repeat { get; } = IndexOf(RepeatName);

    internal static int IndexOf(string name) => IndexBefore(name, All.Length);

    private static int IndexBefore(string name, int end)
    {
        for (var i = 0; i < end; i++)
        {
            if (All[i].Name == name)
                return i;
        }

        throw new InvalidOperationException($"No feature {name} before place {end}.");
    }
}
