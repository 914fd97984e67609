using System.Diagnostics.Metrics;

namespace OpsHub.Grains.Ledger;

/// <summary>Meter <c>OpsHub.Ledger</c>.</summary>
public sealed class LedgerMeters : IDisposable
{
    public const string MeterName = "OpsHub.Ledger";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _appended;
    private readonly Counter<long> _repeated;

    public LedgerMeters()
    {
        _appended = _meter.CreateCounter<long>("opshub.ledger.entries", "{entry}", "Entries made durable.");
        _repeated = _meter.CreateCounter<long>("opshub.ledger.repeats", "{event}", "Events that came again and were skipped.");
    }

    public void Appended(int entries) => _appended.Add(entries);

    public void Repeated() => _repeated.Add(1);

    public void Dispose() => _meter.Dispose();
}
