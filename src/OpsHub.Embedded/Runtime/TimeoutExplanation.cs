using System.Text;
using OpsHub.Embedded.CodeGeneration;

namespace OpsHub.Embedded.Runtime;

/// <summary>Says why a call was not answered in time, above all when calls wait for each other in a circle.</summary>
internal static class TimeoutExplanation
{
    // Longer chains of waiting calls are cut: the message is for a person.
    private const int MaxChain = 16;

    public static string Of(GrainCall call, Activation? target, TimeSpan timeout)
    {
        var text = new StringBuilder($"No answer to {call.Description} on {target?.GrainId.ToString() ?? "an observer"} within {timeout}.");
        if (target is null)
            return text.ToString();
        var chain = ChainOf(call, target, out var isCycle);
        if (isCycle)
            text.Append(" It waits in a call cycle: ").AppendJoin(" -> ", chain).Append(". None of these grains is reentrant, so none can answer.");
        else if (target.FirstRunning is { } running && running != call)
            text.Append($" It waited behind {running.Description} with {target.WaitingCalls} calls in the queue.");
        else
            text.Append(" It had started and not ended.");
        return text.ToString();
    }

    /// <summary>Who waits for whom: the target runs a call, which came from an activation that runs a call, and so on.</summary>
    private static List<string> ChainOf(GrainCall call, Activation target, out bool isCycle)
    {
        var chain = new List<string> { $"{call.Description} on {target.GrainId}" };
        var blocking = target.FirstRunning;
        isCycle = false;
        for (var caller = call.Caller; caller is not null && chain.Count < MaxChain;)
        {
            chain.Insert(0, caller.GrainId.ToString());
            if (caller == target)
            {
                isCycle = blocking is not null && blocking != call;
                return chain;
            }

            caller = caller.FirstRunning?.Caller;
        }

        return chain;
    }
}
