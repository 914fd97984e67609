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

    public void Refused(long line, string? declarationId, Refusal refusal)
    {
        Refused(line);
        Add(new IntakeRefusal(line, declarationId, refusal.Field ?? "", null, $"{refusal.Name}: {refusal.Detail}", refusal.Expected ?? ""));
    }

    public void Refused(DeclarationRead read)
    {
        Refused(read.Line);
        foreach (var finding in read.Findings.Where(finding => finding.Severity == FindingSeverity.Error))
        {
            Add(new IntakeRefusal(
                finding.Line == 0 ? read.Line : finding.Line, read.Row?.DeclarationId, finding.Field, finding.Value.Length == 0 ? null : finding.Value,
                finding.Problem, finding.Expected));
        }
    }

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
