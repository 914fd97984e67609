using System.Diagnostics;
using System.Diagnostics.Metrics;
using Orleans;

namespace OpsHub.Embedded.Runtime;

/// <summary>Meter <c>OpsHub.Embedded</c>.</summary>
internal sealed class SiloMeters
{
    public const string MeterName = "OpsHub.Embedded";

    private readonly Meter _meter;
    private readonly Counter<long> _calls;
    private readonly Counter<long> _activated;
    private readonly Counter<long> _deactivated;

    public SiloMeters(IMeterFactory? factory = null)
    {
        _meter = factory?.Create(MeterName) ?? new Meter(MeterName);
        _calls = _meter.CreateCounter<long>("opshub.embedded.calls", "{call}", "Calls started.");
        _activated = _meter.CreateCounter<long>("opshub.embedded.activations.started", "{activation}", "Activations that became active.");
        _deactivated = _meter.CreateCounter<long>("opshub.embedded.activations.ended", "{activation}", "Activations that ended, by reason.");
    }

    public void Observe(GrainDirectory directory)
    {
        _meter.CreateObservableGauge("opshub.embedded.activations", () => directory.Count, "{activation}", "Activations and observers in memory.");
        _meter.CreateObservableGauge("opshub.embedded.queue.length", () => directory.Targets.Sum(static target => (long)target.WaitingCalls), "{call}", "Calls and continuations waiting, all activations.");
    }

    public void CallStarted()
    {
        if (_calls.Enabled)
            _calls.Add(1);
    }

    public void Activated() => _activated.Add(1);

    public void Deactivated(DeactivationReasonCode reason) => _deactivated.Add(1, new KeyValuePair<string, object?>("reason", reason.ToString()));
}
