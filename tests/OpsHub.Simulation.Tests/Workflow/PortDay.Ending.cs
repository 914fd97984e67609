using Microsoft.Extensions.DependencyInjection;
using OpsHub.Contracts;
using OpsHub.Contracts.Inspections;
using OpsHub.Contracts.Officers;
using OpsHub.Contracts.Selectivity;
using OpsHub.Contracts.Shipments;
using OpsHub.Grains.Publication;
using Orleans;

namespace OpsHub.Simulation.Tests.Workflow;

/// <content>How a day has to end: every case closed, every shipment decided, nobody holding anything, the same after a power cut.</content>
internal sealed partial class PortDay
{
    private static readonly TimeSpan s_toClose = TimeSpan.FromHours(9);

    private async Task AllClosed()
    {
        var until = _host.Time.GetUtcNow() + s_toClose;
        while (await StillOpen() is { Count: > 0 } open)
        {
            if (_host.Time.GetUtcNow() > until)
                throw new InvariantBroken($"{open.Count} shipments are not decided {s_toClose.TotalHours} h after the faults ended: {string.Join("; ", open)}");
            await _host.Delay(TimeSpan.FromMinutes(1));
        }
    }

    private async Task<List<string>> StillOpen()
    {
        var open = new List<string>();
        foreach (var id in _watch.Shipments)
        {
            var shipment = await Ask(() => _host.Grains.Shipment(id).Get())
                ?? throw new InvariantBroken($"{id} was acknowledged and is not there");
            var inspection = shipment.Inspection is { } inspected ? await Ask(() => _host.Grains.Inspection(inspected).Get()) : null;
            var needed = shipment.Lane is Lane.Red or Lane.Yellow;
            var decided = shipment.Status is ShipmentStatus.Released or ShipmentStatus.Held or ShipmentStatus.GateOut;
            if (!decided || (needed && inspection?.Status is not InspectionStatus.Closed))
                open.Add($"{id} {shipment.Lane} {shipment.Status}, inspection {inspection?.Status.ToString() ?? "none"} {inspection?.Officer}");
        }

        return open;
    }

    private async Task Quiet()
    {
        while (_host.Services.GetRequiredService<OutboxRegistry>().OpenCount > 0)
            await _host.Delay(TimeSpan.FromSeconds(1));
    }

    private async Task CheckAfterPowerCut()
    {
        await CheckEnd();
        var before = _watch.Checked;
        await Restart();
        await CheckEnd();
        if (_watch.Checked < before)
            throw new InvariantBroken($"the ledger had {before} entries before the power cut and {_watch.Checked} after it");
    }

    private async Task CheckEnd()
    {
        if (await StillOpen() is { Count: > 0 } open)
            throw new InvariantBroken($"undecided at the end: {string.Join("; ", open)}");
        foreach (var profile in Roster)
        {
            var officer = await Ask(() => _host.Grains.Officer(profile.Officer).Get());
            if (officer is null or { Assignments.Length: > 0 } or { LoadMinutes: > 0 } or { Status: OfficerStatus.Busy })
                throw new InvariantBroken($"{profile.Officer} still carries {string.Join(", ", officer?.Assignments.Select(a => $"{a.Inspection} {a.Stage}") ?? [])}");
        }

        // After a restart the dispatcher asks everybody again; closed cases go as their records answer.
        for (var looks = 0; ; looks++)
        {
            var board = await Ask(() => _host.Grains.WorkloadBalancer(Port).Workload());
            if (board.Cases.IsEmpty && board.Officers.Length == Roster.Length)
                break;
            if (looks > 60)
                throw new InvariantBroken($"the dispatcher still lists {string.Join(", ", board.Cases.Select(c => $"{c.Id} {c.Status}"))} and {board.Officers.Length} officers");
            await _host.Delay(TimeSpan.FromSeconds(5));
        }

        _watch.CheckNothingIsLost();
    }
}
