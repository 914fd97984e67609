namespace OpsHub.Wire.Cargo;

/// <summary>What a message does to what was reported before (UN/EDIFACT 1225).</summary>
public enum CargoFunction : byte
{
    /// <summary>9: the first report.</summary>
    Original,

    /// <summary>1: takes all of it back.</summary>
    Cancellation,

    /// <summary>4: changes what it names.</summary>
    Change,

    /// <summary>5: stands in the place of the one before.</summary>
    Replacement,
}

/// <summary>The ship and its voyage, as a cargo report or a stow plan names it.</summary>
public sealed record CargoVoyage
{
    /// <summary>The carrier's voyage number, 1-17 characters.</summary>
    public string Voyage { get; init; } = "";

    /// <summary>Seven digits; the check digit may be wrong, which is then a warning. Null when not given.</summary>
    public int? VesselImo { get; init; }

    /// <summary>Radio call sign; null when not given.</summary>
    public string? CallSign { get; init; }

    /// <summary>Name of the ship; null when not given.</summary>
    public string? VesselName { get; init; }

    /// <summary>Code of the carrier; null when not given.</summary>
    public string? Carrier { get; init; }

    /// <summary>Departure as reported, in the port's own time; null when not given.</summary>
    public DateTime? DepartureAt { get; init; }

    /// <summary>Arrival as reported, in the port's own time; null when not given.</summary>
    public DateTime? ArrivalAt { get; init; }
}

/// <summary>A cargo report: what a ship brings, consignment by consignment (CUSCAR).</summary>
public sealed record CargoReport
{
    /// <summary>The carrier's number of the report, 1-35 characters.</summary>
    public required string Document { get; init; }

    /// <summary>What it does to the one before.</summary>
    public CargoFunction Function { get; init; }

    /// <summary>When it was made; null when not given.</summary>
    public DateTime? PreparedAt { get; init; }

    /// <summary>The ship and its voyage.</summary>
    public CargoVoyage Voyage { get; init; } = new();

    /// <summary>UN/LOCODE of the place of arrival; null when only the consignments say.</summary>
    public string? Arrival { get; init; }

    /// <summary>In the order given, each number once.</summary>
    public IReadOnlyList<CargoEquipment> Equipment { get; init; } = [];

    /// <summary>In the order given, each document once. Empty only in a cancellation.</summary>
    public IReadOnlyList<CargoConsignment> Consignments { get; init; } = [];
}

/// <summary>A container of a report.</summary>
public sealed record CargoEquipment
{
    /// <summary>ISO 6346, its check digit right.</summary>
    public required string Number { get; init; }

    /// <summary>Size and type code of ISO 6346; null when not given.</summary>
    public string? SizeType { get; init; }

    /// <summary>Null when not stated.</summary>
    public bool? IsFull { get; init; }

    /// <summary>Null when not given.</summary>
    public decimal? GrossMassKilograms { get; init; }

    /// <summary>Seal numbers, in the order given, at most 9.</summary>
    public IReadOnlyList<string> Seals { get; init; } = [];
}

/// <summary>One consignment under one transport document.</summary>
public sealed record CargoConsignment
{
    /// <summary>Number of the bill of lading, 1-35 characters.</summary>
    public required string Document { get; init; }

    /// <summary>UN/LOCODE of the port of loading.</summary>
    public required string Loading { get; init; }

    /// <summary>UN/LOCODE of the port of discharge.</summary>
    public required string Discharge { get; init; }

    /// <summary>ISO 3166-1 alpha-2 of the country of origin; null when not given.</summary>
    public string? CountryOfOrigin { get; init; }

    /// <summary>Whom the goods are for; null where they are to order and only a party to notify is named.</summary>
    public CargoParty? Consignee { get; init; }

    /// <summary>Who sends them; null when not given.</summary>
    public CargoParty? Consignor { get; init; }

    /// <summary>Who is told; null when not given.</summary>
    public CargoParty? Notify { get; init; }

    /// <summary>Kilograms: as stated, and where not, the sum of the items.</summary>
    public decimal GrossMassKilograms { get; init; }

    /// <summary>Packages: as stated, and where not, the sum of the items.</summary>
    public int Packages { get; init; }

    /// <summary>In the order given, at least one.</summary>
    public IReadOnlyList<CargoItem> Items { get; init; } = [];
}

/// <summary>Goods of one kind within a consignment.</summary>
public sealed record CargoItem
{
    /// <summary>Packages, zero for bulk.</summary>
    public required int Packages { get; init; }

    /// <summary>Kind of packages (UN/ECE recommendation 21); null when not given.</summary>
    public string? PackageKind { get; init; }

    /// <summary>What it is, in the carrier's words, at most 2,560 characters.</summary>
    public required string Description { get; init; }

    /// <summary>Kilograms.</summary>
    public required decimal GrossMassKilograms { get; init; }

    /// <summary>Commodity code of 6-12 digits; null when not given.</summary>
    public string? Hs { get; init; }

    /// <summary>Numbers of the containers it is in, all of them among the report's equipment.</summary>
    public IReadOnlyList<string> Containers { get; init; } = [];
}

/// <summary>A party.</summary>
/// <param name="Id">Its code, at most 35 characters; null when only named.</param>
/// <param name="Name">Its name and address in one line; null when only coded.</param>
/// <param name="Country">ISO 3166-1 alpha-2; null when not given as such.</param>
public sealed record CargoParty(string? Id, string? Name, string? Country);

/// <summary>A stow plan: where on board each container stands (BAPLIE).</summary>
public sealed record StowPlan
{
    /// <summary>The carrier's number of the plan, 1-35 characters.</summary>
    public required string Document { get; init; }

    /// <summary>What it does to the one before.</summary>
    public CargoFunction Function { get; init; }

    /// <summary>When it was made; null when not given.</summary>
    public DateTime? PreparedAt { get; init; }

    /// <summary>The ship and its voyage.</summary>
    public CargoVoyage Voyage { get; init; } = new();

    /// <summary>UN/LOCODE of the port the ship has left.</summary>
    public required string Departure { get; init; }

    /// <summary>UN/LOCODE of the port it calls at next.</summary>
    public required string NextCall { get; init; }

    /// <summary>In the order given; each number and each position once.</summary>
    public IReadOnlyList<StowedContainer> Containers { get; init; } = [];
}

/// <summary>One container on board.</summary>
public sealed record StowedContainer
{
    /// <summary>ISO 9711-1: bay (three digits), row (two), tier (two).</summary>
    public required string Position { get; init; }

    /// <summary>ISO 6346, its check digit right.</summary>
    public required string Number { get; init; }

    /// <summary>Size and type code of ISO 6346; null when not given.</summary>
    public string? SizeType { get; init; }

    /// <summary>Null when not stated.</summary>
    public bool? IsFull { get; init; }

    /// <summary>Kilograms, with the container.</summary>
    public required decimal GrossMassKilograms { get; init; }

    /// <summary>UN/LOCODE of the port of loading.</summary>
    public required string Loading { get; init; }

    /// <summary>UN/LOCODE of the port of discharge.</summary>
    public required string Discharge { get; init; }

    /// <summary>Code of the operator; null when not given.</summary>
    public string? Operator { get; init; }
}

/// <summary>One message of an interchange, read: its report or plan, or everything that is wrong with it.</summary>
/// <param name="Message">The message.</param>
/// <param name="Report">The cargo report, where it is one and right.</param>
/// <param name="Plan">The stow plan, where it is one and right.</param>
/// <param name="Findings">In the order of the segments, at most 100, warnings too; empty when nothing is wrong.</param>
public sealed record CargoRead(
    Edifact.EdifactMessage Message, CargoReport? Report, StowPlan? Plan, IReadOnlyList<Edifact.EdifactFinding> Findings)
{
    /// <summary>True when the message can be taken.</summary>
    public bool IsTaken => Report is not null || Plan is not null;
}
