using System.Collections.Immutable;
using OpsHub.Contracts;
using OpsHub.Contracts.Live;
using OpsHub.Contracts.Shipments;
using OpsHub.Gateway.Access;
using OpsHub.Wire.Declarations;
using OpsHub.Wire.Text;

namespace OpsHub.Gateway.Shipments.Intake;

/// <summary>How far an intake has come.</summary>
/// <param name="Line">Line of the input the last settled row begins on.</param>
public sealed record IntakeProgress(long Line, int Accepted, int Repeated, int Refused);

/// <summary>One request's declarations: who sends them to which port, and what became of them. Settled in order, by one task.</summary>
internal sealed class IntakeRun(PortId port, Caller caller)
{
    private const int MaxRefusals = 1_000;
    private const int MaxLodged = 100;

    private readonly List<IntakeRefusal> _refusals = [];
    private readonly List<IntakeLane> _lodged = [];
    private int _accepted;
    private int _repeated;
    private int _refused;
    private long _line;

    public PortId Port => port;

    public Caller Caller => caller;

    /// <summary>True while the answer still has room for lanes of lodged shipments.</summary>
    public bool WantsLane => _accepted + _repeated < MaxLodged;

    public IntakeProgress Progress() =>
        new(Volatile.Read(ref _line), Volatile.Read(ref _accepted), Volatile.Read(ref _repeated), Volatile.Read(ref _refused));

    public IntakeAnswer Answer() => new(_accepted, _repeated, _refused, [.. _refusals], [.. _lodged]);

    public void Lodged(long line, ShipmentId shipment, bool repeated, string? lane)
    {
        _line = line;
        if (repeated)
            _repeated++;
        else
            _accepted++;
        if (lane is not null && _lodged.Count < MaxLodged)
            _lodged.Add(new IntakeLane(shipment, lane));
    }

    /// <summary>True while the answer still has room for refusals.</summary>
    public bool WantsRefusals => _refusals.Count < MaxRefusals;

    /// <summary>A row that was read and refused by the rules, for one reason or for several.</summary>
    public void Refused(DeclarationRead read, Refusal refusal)
    {
        Refused(read.Line);
        if (refusal.Findings is { } findings)
        {
            Add(read, findings);
            return;
        }

        var place = read.PlaceOf(refusal.Field ?? "");
        Add(new IntakeRefusal(place.Line, IdOf(read), place.Field, null, $"{refusal.Name}: {refusal.Detail}", refusal.Expected ?? ""));
    }

    /// <summary>A row that could not be read, and what the rules found besides.</summary>
    public void Refused(DeclarationRead read, ImmutableArray<RefusalFinding> others)
    {
        Refused(read.Line);
        foreach (var finding in read.Findings.Where(finding => finding.Severity == FindingSeverity.Error))
        {
            Add(new IntakeRefusal(
                finding.Line == 0 ? read.Line : finding.Line, IdOf(read), finding.Field, finding.Value.Length == 0 ? null : finding.Value,
                finding.Problem, finding.Expected));
        }

        if (!others.IsDefaultOrEmpty)
            Add(read, others);
    }

    private void Add(DeclarationRead read, ImmutableArray<RefusalFinding> findings)
    {
        foreach (var finding in findings)
        {
            var place = read.PlaceOf(finding.Field);
            Add(new IntakeRefusal(place.Line, IdOf(read), place.Field, finding.Value, finding.Problem, finding.Expected));
        }
    }

    private static string? IdOf(DeclarationRead read) => read.Draft?.DeclarationId is { Length: > 0 } id ? id : null;

    private void Refused(long line)
    {
        _line = line;
        _refused++;
    }

    private void Add(IntakeRefusal refusal)
    {
        if (_refusals.Count < MaxRefusals)
            _refusals.Add(refusal);
    }
}
