using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Officers;
using OpsHub.Gateway.Live;

namespace OpsHub.Gateway.Ingest;

/// <summary>Who is on duty: from the port's board, or from the officer's grain while the board catches up.</summary>
internal sealed class DutyRoster(Boards boards, IClusterClient grains)
{
    public async ValueTask<bool> IsOnDutyAsync(PortId port, OfficerId officer) =>
        (boards.Find(port)?.StatusOf(officer) ?? (await grains.Officer(officer).Get())?.Status) is { } status && status != OfficerStatus.OffShift;
}
