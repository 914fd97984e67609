using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace OpsHub.Gateway.Live;

/// <summary>Lets the hub reach the connection itself, so that bytes encoded once can be written to many.</summary>
internal sealed class LiveLifetimeManager(ILogger<DefaultHubLifetimeManager<OperationsHub>> log) : DefaultHubLifetimeManager<OperationsHub>(log)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connection.Items[typeof(HubConnectionContext)] = connection;
        return base.OnConnectedAsync(connection);
    }

    public static HubConnectionContext ContextOf(HubCallerContext caller) => (HubConnectionContext)caller.Items[typeof(HubConnectionContext)]!;
}
