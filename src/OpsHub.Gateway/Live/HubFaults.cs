using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Logging;

namespace OpsHub.Gateway.Live;

/// <summary>Logs what goes wrong in a hub method; a refusal (a <see cref="HubException"/>) is the client's business only.</summary>
internal sealed partial class HubFaults(ILogger<HubFaults> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            return await next(invocationContext);
        }
        catch (Exception e) when (e is not HubException)
        {
            Failed(log, e, invocationContext.HubMethodName);
            throw new HubException("Fault: something failed on our side. Try again.");
        }
    }

    [LoggerMessage(LogLevel.Error, "Hub method {Method} failed")]
    private static partial void Failed(ILogger log, Exception exception, string method);
}
