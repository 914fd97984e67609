using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using OpsHub.Contracts;

namespace OpsHub.Gateway.Http;

internal static class EndpointConventions
{
    /// <summary>Body limit and documented answers of a command.</summary>
    public static RouteHandlerBuilder Command(this RouteHandlerBuilder builder) => builder
        .WithBodyLimit(BodyLimits.Command)
        .Produces<CommandResult>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status403Forbidden)
        .ProducesProblem(StatusCodes.Status409Conflict)
        .ProducesProblem(StatusCodes.Status422UnprocessableEntity);
}
