using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OpsHub.Contracts;
using OpsHub.Contracts.Ports;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;

namespace OpsHub.Domain.Selectivity;

/// <summary>What is wrong with a draw.</summary>
public enum DrawFaultKind
{
    /// <summary>A first lodgement was decided without a draw.</summary>
    Missing,

    /// <summary>The draw names a seed that nobody had committed to before.</summary>
    NotCommitted,

    /// <summary>The revealed seed is not the one that was committed to.</summary>
    WrongSeed,

    /// <summary>Another value, or another result, than the seed gives.</summary>
    Forged,

    /// <summary>It selected the declaration, and the lane is not Red.</summary>
    Ignored,
}

/// <param name="Sequence">Of the ledger's entry.</param>
/// <param name="Detail">One sentence with the values.</param>
public sealed record DrawFault(long Sequence, DrawFaultKind Kind, string Detail);

/// <summary>What the draws of a ledger come to.</summary>
/// <param name="Draws">First lodgements with a draw.</param>
/// <param name="Repeated">Of those, made again from a revealed seed.</param>
/// <param name="Waiting">Of those, whose seed is not revealed yet.</param>
/// <param name="Drawn">Selected by the draw.</param>
/// <param name="Expected">What the rates promise.</param>
/// <param name="Deviation">Standard deviation of that, binomial.</param>
/// <param name="Faults">The first <see cref="DrawVerifier.MaxFaults"/>.</param>
/// <param name="FaultCount">All of them.</param>
public sealed record DrawReport(
    long Draws, long Repeated, long Waiting, long Drawn, double Expected, double Deviation, ImmutableArray<DrawFault> Faults, long FaultCount);

/// <summary>
/// Repeats every random draw of a ledger: anybody who has an export can. Add its entries in order; that the chain holds is
/// <see cref="Ledger.LedgerVerifier"/>'s to say.
/// </summary>
public sealed class DrawVerifier
{
    /// <summary>Faults that are kept in words.</summary>
    public const int MaxFaults = 100;

    private readonly Dictionary<ShipmentId, Declaration> _lodged = [];
    private readonly Dictionary<string, List<Waiting>> _waiting = new(StringComparer.Ordinal);
    private readonly Dictionary<DateOnly, string> _commitments = [];
    private readonly List<DrawFault> _faults = [];
    private long _faultCount;
    private long _draws;
    private long _repeated;
    private long _drawn;
    private double _expected;
    private double _variance;

    /// <summary>True when a draw is what a seed gives for a declaration.</summary>
    public static bool IsRight(RandomDraw draw, ReadOnlySpan<byte> seed, string declarationId) =>
        RandomSelection.Draw(seed, draw.Commitment, declarationId, draw.Rate) == draw;

    /// <exception cref="JsonException">The entry's data are not what its type says.</exception>
    public void Add(PortEvent entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        switch (entry.Draft.Type)
        {
            case "declarationLodged":
                var lodged = (DeclarationLodged)Read<ShipmentEvent>(entry);
                _lodged[lodged.Shipment] = lodged.Declaration;
                break;
            case "laneAssigned":
                Decided(entry.Sequence, (LaneAssigned)Read<ShipmentEvent>(entry));
                break;
            case "seedCommitted":
                var committed = (SeedCommitted)Read<PortGrainEvent>(entry);
                _commitments[committed.Day] = committed.Commitment;
                _waiting.TryAdd(committed.Commitment, []);
                break;
            case "seedRevealed":
                Revealed(entry.Sequence, (SeedRevealed)Read<PortGrainEvent>(entry));
                break;
        }
    }

    public DrawReport Report() => new(
        _draws, _repeated, _waiting.Values.Sum(w => (long)w.Count), _drawn, _expected, Math.Sqrt(_variance), [.. _faults], _faultCount);

    private static T Read<T>(PortEvent entry) => JsonSerializer.Deserialize<T>(entry.Draft.Data, ContractJson.Options)!;

    private void Decided(long sequence, LaneAssigned assigned)
    {
        // An amendment is not drawn again, in either direction.
        if (!_lodged.Remove(assigned.Shipment, out var declaration) || declaration.Version != 1)
            return;
        if (assigned.Decision.Draw is not { } draw)
        {
            Fault(sequence, DrawFaultKind.Missing, $"{assigned.Shipment} was decided without a draw.");
            return;
        }

        _draws++;
        _expected += draw.Rate;
        _variance += draw.Rate * (1 - draw.Rate);
        if (draw.Drawn)
            _drawn++;
        if (draw.Drawn && assigned.Decision.Lane != Lane.Red)
            Fault(sequence, DrawFaultKind.Ignored, $"{assigned.Shipment} was drawn and its lane is {assigned.Decision.Lane}.");
        if (_waiting.TryGetValue(draw.Commitment, out var waiting))
            waiting.Add(new Waiting(sequence, declaration.DeclarationId, draw));
        else
            Fault(sequence, DrawFaultKind.NotCommitted, $"{assigned.Shipment} was drawn with a seed of commitment {draw.Commitment}, which is not in the ledger before it.");
    }

    private void Revealed(long sequence, SeedRevealed revealed)
    {
        var seed = Convert.FromHexString(revealed.Seed);
        var commitment = RandomSelection.Commitment(seed);
        var day = revealed.Day.ToString("O", CultureInfo.InvariantCulture);
        if (!_commitments.TryGetValue(revealed.Day, out var due) || due != commitment)
        {
            Fault(sequence, DrawFaultKind.WrongSeed, $"The seed revealed for {day} has the commitment {commitment}; committed was {due ?? "none"}.");
            return;
        }

        foreach (var waiting in _waiting[commitment])
        {
            _repeated++;
            if (!IsRight(waiting.Draw, seed, waiting.DeclarationId))
            {
                var right = RandomSelection.Draw(seed, commitment, waiting.DeclarationId, waiting.Draw.Rate);
                Fault(waiting.Sequence, DrawFaultKind.Forged, string.Create(
                    CultureInfo.InvariantCulture,
                    $"{waiting.DeclarationId}: value {waiting.Draw.Value:R}, drawn {waiting.Draw.Drawn}; the seed gives {right.Value:R}, drawn {right.Drawn}."));
            }
        }

        _waiting[commitment] = [];
    }

    private void Fault(long sequence, DrawFaultKind kind, string detail)
    {
        _faultCount++;
        if (_faults.Count < MaxFaults)
            _faults.Add(new DrawFault(sequence, kind, detail));
    }

    private sealed record Waiting(long Sequence, string DeclarationId, RandomDraw Draw);
}
