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
        api.MapPost("/ports/{port}/alarms/unshelve", (PortId port, UnshelveAlarm command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsAnswer, command, grains.AlarmBoard(port).Unshelve))
            .RequireAccess(AccessTable.AlarmsAnswer).Command();
        api.MapPost("/ports/{port}/alarms/out-of-service", (PortId port, TakeAlarmOutOfService command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsSilence, command, grains.AlarmBoard(port).TakeOutOfService))
            .RequireAccess(AccessTable.AlarmsSilence).Command();
        api.MapPost("/ports/{port}/alarms/in-service", (PortId port, PutAlarmInService command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsSilence, command, grains.AlarmBoard(port).PutInService))
            .RequireAccess(AccessTable.AlarmsSilence).Command();
        MapDesign(api);
    }

    /// <summary>What is an alarm at all, and when it is not.</summary>
    private static void MapDesign(IEndpointRouteBuilder api)
    {
        api.MapGet("/ports/{port}/alarms/catalogue", async (PortId port, IClusterClient grains) => Results.Ok(await grains.AlarmBoard(port).Catalogue()))
            .RequireAccess(AccessTable.Alarms).Produces<AlarmCatalogueRow[]>()
            .WithSummary("Every alarm there can be: priority, cause, consequence, response, owner, time to respond, rule.");
        api.MapGet("/ports/{port}/alarms/suppressions", async (PortId port, IClusterClient grains) => Results.Ok(await grains.AlarmBoard(port).Suppressions()))
            .RequireAccess(AccessTable.Alarms).Produces<AlarmSuppressionView[]>().WithSummary("Conditions under which alarms are suppressed by design, by name.");
        api.MapPost("/ports/{port}/alarms/suppressions", (PortId port, PutAlarmSuppression command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsSilence, command, grains.AlarmBoard(port).PutSuppression))
            .RequireAccess(AccessTable.AlarmsSilence).Command();
        api.MapPost("/ports/{port}/alarms/suppressions/remove", (PortId port, RemoveAlarmSuppression command, HttpContext http, IClusterClient grains) =>
                Commands.Run(http, AccessTable.AlarmsSilence, command, grains.AlarmBoard(port).RemoveSuppression))
            .RequireAccess(AccessTable.AlarmsSilence).Command();
    }
}
