using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity.Conditions;

/// <summary>A declaration while conditions look at it. Numbers are worked out once, whatever number of conditions ask.</summary>
internal sealed class DeclarationFacts(Declaration declaration)
{
    private readonly decimal?[] _numbers = new decimal?[SelectivityFields.Numbers];
    private ulong _known;

    public Declaration Declaration { get; } = declaration;

    /// <summary>The line looked at; set inside of <c>any item</c> and <c>every item</c> only.</summary>
    public GoodsItem? Item { get; set; }

    /// <summary>Null when the declaration does not say.</summary>
    public decimal? Number(SelectivityField field)
    {
        if (field.IsOfItems)
            return field.Number(Declaration, Item);
        var bit = 1UL << field.Index;
        if ((_known & bit) == 0)
        {
            _known |= bit;
            _numbers[field.Index] = field.Number(Declaration, null);
        }

        return _numbers[field.Index];
    }

    /// <summary>Empty when the declaration does not say.</summary>
    public ReadOnlySpan<char> Text(SelectivityField field) => field.Text(Declaration, Item);
}
