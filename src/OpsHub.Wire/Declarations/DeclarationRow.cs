using OpsHub.Contracts.Shipments;

namespace OpsHub.Wire.Declarations;

/// <summary>A declaration as it was lodged, every field read and its shape checked. Codes are the sender's; null means not given.</summary>
public sealed record DeclarationRow
{
    /// <summary>1-64 printable characters, the lodger's own number.</summary>
    public required string DeclarationId { get; init; }

    /// <summary>What the movement is for; import where the row does not say.</summary>
    public Regime Regime { get; init; }

    /// <summary>Date of lodgement.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>Customs office.</summary>
    public string? Office { get; init; }

    /// <summary>Process type.</summary>
    public string? ProcessType { get; init; }

    /// <summary>Import type.</summary>
    public string? ImportType { get; init; }

    /// <summary>Import use.</summary>
    public string? ImportUse { get; init; }

    /// <summary>Payment type.</summary>
    public string? PaymentType { get; init; }

    /// <summary>Mode of transport (10 sea, 40 air in the Korean layout).</summary>
    public string? TransportMode { get; init; }

    /// <summary>Who lodged it.</summary>
    public string? DeclarantId { get; init; }

    /// <summary>Who imports.</summary>
    public required string ImporterId { get; init; }

    /// <summary>Who sold.</summary>
    public string? SellerId { get; init; }

    /// <summary>Express carrier.</summary>
    public string? CourierId { get; init; }

    /// <summary>Exactly six digits, leading zeros restored.</summary>
    public required string Hs6 { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string CountryOfDeparture { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public required string CountryOfOrigin { get; init; }

    /// <summary>Per cent, 0-10,000; null not given.</summary>
    public decimal? TaxRatePercent { get; init; }

    /// <summary>Tax type.</summary>
    public string? TaxType { get; init; }

    /// <summary>How the origin is marked on the goods.</summary>
    public string? OriginIndicator { get; init; }

    /// <summary>Kilograms, zero or more.</summary>
    public required decimal NetMassKilograms { get; init; }

    /// <summary>Zero or more, in <see cref="Currency"/>.</summary>
    public required decimal ItemPrice { get; init; }

    /// <summary>ISO 4217.</summary>
    public required string Currency { get; init; }

    /// <summary>ISO 6346 numbers with right check digits, in the order given, at most 1,000.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];

    /// <summary>IMO number; may have a wrong check digit, which is then a warning among the findings.</summary>
    public int? VesselImo { get; init; }

    /// <summary>Carrier's voyage number.</summary>
    public string? Voyage { get; init; }

    /// <summary>In the order given, at most 1,000.</summary>
    public IReadOnlyList<DeclarationDocument> Documents { get; init; } = [];

    /// <summary>In the order given, at most 1,000; empty when only the head was lodged.</summary>
    public IReadOnlyList<DeclarationItem> Items { get; init; } = [];

    /// <summary>Known outcome, for training and measuring; null when not known.</summary>
    public bool? Fraud { get; init; }

    /// <summary>Known outcome 0-2, 2 the gravest; null when not known.</summary>
    public int? CriticalFraud { get; init; }
}

/// <summary>A document named in a declaration.</summary>
/// <param name="Type">Code or name of the kind, 1-32 characters.</param>
/// <param name="Number">Its number, at most 64 characters; null when not given.</param>
public sealed record DeclarationDocument(string Type, string? Number);

/// <summary>One goods item.</summary>
public sealed record DeclarationItem
{
    /// <summary>From 1.</summary>
    public required int Line { get; init; }

    /// <summary>6-12 digits.</summary>
    public required string Hs { get; init; }

    /// <summary>At most 512 characters.</summary>
    public string? Description { get; init; }

    /// <summary>Zero or more, in <see cref="Unit"/>; null when not given.</summary>
    public decimal? Quantity { get; init; }

    /// <summary>Unit of the quantity, at most 16 characters.</summary>
    public string? Unit { get; init; }

    /// <summary>Kilograms; null when not given.</summary>
    public decimal? NetMassKilograms { get; init; }

    /// <summary>In the declaration's currency; null when not given.</summary>
    public decimal? Value { get; init; }
}
