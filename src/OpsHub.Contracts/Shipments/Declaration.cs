using System.Collections.Immutable;
using Orleans;

namespace OpsHub.Contracts.Shipments;

/// <summary>What the declared movement is for.</summary>
[GenerateSerializer, Alias("Regime")]
public enum Regime : byte { Import, Export, Transit, Transshipment }

/// <summary>A line of goods.</summary>
/// <param name="Line">From 1, unique within the declaration.</param>
/// <param name="HsCode">6 digits, national digits may follow (6 to 10 digits).</param>
/// <param name="Quantity">In <paramref name="Unit"/>; null when not stated.</param>
/// <param name="Value">In the declaration's currency.</param>
[GenerateSerializer, Immutable, Alias("GoodsItem")]
public sealed record GoodsItem(
    [property: Id(0)] int Line,
    [property: Id(1)] string HsCode,
    [property: Id(2)] string? Description,
    [property: Id(3)] decimal? Quantity,
    [property: Id(4)] string? Unit,
    [property: Id(5)] decimal NetMassKilograms,
    [property: Id(6)] decimal Value);

/// <summary>A document that belongs to the declaration.</summary>
/// <param name="Kind">Such as invoice, packing-list, bill-of-lading, certificate-of-origin, scan.</param>
/// <param name="Sha256">Lower-case hex of the stored evidence; null while only announced.</param>
[GenerateSerializer, Immutable, Alias("DocumentReference")]
public sealed record DocumentReference(
    [property: Id(0)] string Kind,
    [property: Id(1)] string Number,
    [property: Id(2)] string? Sha256 = null,
    [property: Id(3)] DateTimeOffset? ReceivedAt = null);

/// <summary>What a declarant states. Codes keep the lodger's own spelling; validation is in Domain.</summary>
[GenerateSerializer, Immutable, Alias("Declaration")]
public sealed record Declaration
{
    /// <summary>The lodger's id, unique within the port; 1 to 35 of A-Z a-z 0-9 . _ /</summary>
    [Id(0)] public required string DeclarationId { get; init; }

    /// <summary>From 1; an amendment has the next number.</summary>
    [Id(1)] public int Version { get; init; } = 1;

    [Id(2)] public required PortId Port { get; init; }
    [Id(3)] public Regime Regime { get; init; }

    /// <summary>The date on the declaration, not the moment it arrived here.</summary>
    [Id(4)] public DateOnly Date { get; init; }

    [Id(5)] public string? OfficeId { get; init; }
    [Id(6)] public string? ProcessType { get; init; }
    [Id(7)] public string? ImportType { get; init; }
    [Id(8)] public string? ImportUse { get; init; }
    [Id(9)] public string? PaymentType { get; init; }

    /// <summary>Transport mode code as declared (Korean layout: 10 sea, 40 air, ...).</summary>
    [Id(10)] public string? TransportMode { get; init; }

    [Id(11)] public required string DeclarantId { get; init; }
    [Id(12)] public required string ImporterId { get; init; }
    [Id(13)] public string? SellerId { get; init; }
    [Id(14)] public string? CourierId { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    [Id(15)] public required string CountryOfDeparture { get; init; }

    /// <summary>ISO 3166 alpha-2.</summary>
    [Id(16)] public required string CountryOfOrigin { get; init; }

    /// <summary>Percent, 0 to 1000.</summary>
    [Id(17)] public decimal TaxRatePercent { get; init; }

    [Id(18)] public string? TaxType { get; init; }
    [Id(19)] public string? OriginIndicator { get; init; }
    [Id(20)] public decimal NetMassKilograms { get; init; }

    /// <summary>Total price of the goods, in <see cref="Currency"/>.</summary>
    [Id(21)] public decimal Price { get; init; }

    /// <summary>ISO 4217.</summary>
    [Id(22)] public string Currency { get; init; } = "EUR";

    /// <summary>At least one, at most 999, by line.</summary>
    [Id(23)] public ImmutableArray<GoodsItem> Items { get; init; } = [];

    /// <summary>ISO 6346 numbers, at most 200.</summary>
    [Id(24)] public ImmutableArray<string> Containers { get; init; } = [];

    /// <summary>At most 100.</summary>
    [Id(25)] public ImmutableArray<DocumentReference> Documents { get; init; } = [];

    [Id(26)] public int? VesselImo { get; init; }
    [Id(27)] public string? Voyage { get; init; }
    [Id(28)] public DateTimeOffset? ExpectedArrivalAt { get; init; }
}
