using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Orleans;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Gateway.Access;
using OpsHub.Gateway.Http;

namespace OpsHub.Gateway.Alarms;

/// <summary>A port's alarms and the operator's answers.</summary>
internal static class AlarmEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/alarms", async (PortId port, IClusterClient grains) => Results.Ok(await grains.AlarmBoard(port).List()))
            .RequireAccess(AccessTable.Alarms).Produces<AlarmView[]>().WithSummary("All that are not normal, by priority, then age.");
        api.MapGet("/ports/{port}/alarms/health", async (PortId port, IClusterClient grains) => Results.Ok(await grains.AlarmBoard(port).Health()))
            .RequireAccess(AccessTable.Alarms).Produces<AlarmBoardHealth>().WithSummary("The board's own health in the terms of EEMUA 191.");
        api.MapPost("/ports/{port}/alarms/acknowledge", (PortId port, AcknowledgeAlarm command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsAnswer, command, grains.AlarmBoard(port).Acknowledge))
            .RequireAccess(AccessTable.AlarmsAnswer).Command();
        api.MapPost("/ports/{port}/alarms/shelve", (PortId port, ShelveAlarm command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsAnswer, command, grains.AlarmBoard(port).Shelve))
            .RequireAccess(AccessTable.AlarmsAnswer).Command();
    }
}
