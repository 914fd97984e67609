using Microsoft.AspNetCore.Http;
using OpsHub.Contracts;
using OpsHub.Gateway.Access;

namespace OpsHub.Gateway.Http;

/// <summary>What every command through REST has in common.</summary>
internal static class Commands
{
    /// <summary>The problem when the command has no id; repeating it could then not be told from a second one.</summary>
    public static IResult? RefuseWithoutId(Command command) => command.CommandId.Value == Guid.Empty
        ? Problems.Result(422, "CommandIdMissing", "A command needs an id, so that repeating it is harmless.", "commandId", "a UUIDv7 made by the sender")
        : null;

    /// <summary>Runs one command in the caller's name. A stale version answers with the current view.</summary>
    public static async Task<IResult> Run<TCommand>(
        HttpContext http, AccessRule rule, TCommand command, Func<TCommand, Task<CommandResult>> send, Func<Task<object?>>? current = null)
        where TCommand : Command
    {
        if (RefuseWithoutId(command) is { } refused)
            return refused;
        var result = await send(command with { Actor = Caller.Of(http).ActorFor(rule) });
        return result.ToHttp(result.IsConflict() && current is not null ? await current() : null);
    }
}
