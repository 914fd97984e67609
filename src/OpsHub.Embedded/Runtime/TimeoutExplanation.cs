using System.Text;
using OpsHub.Embedded.CodeGeneration;
using Orleans.Runtime;

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
        if (CycleOf(call, target) is { } cycle)
            text.Append(" It is part of a call cycle: ").AppendJoin(" -> ", cycle).Append(". None of these grains is reentrant, so none can answer.");
        else if (target.FirstRunning is { } running && running != call)
            text.Append($" It waited behind {running.Description} with {target.WaitingCalls} calls in the queue.");
        else
            text.Append(" It had started and not ended.");
        return text.ToString();
    }

    /// <summary>
    /// The circle the call is in, or null. Either the target is among those the call was made for, and so waits for it;
    /// or a call made on behalf of the target waits at one of them.
    /// </summary>
    private static List<GrainId>? CycleOf(GrainCall call, Activation target)
    {
        var upstream = call.Caller is { } caller ? PathUp(caller, static _ => false) : [];
        var own = upstream.IndexOf(target);
        if (own >= 0)
            return Named([.. Enumerable.Reverse(upstream.Take(own + 1)), target]);
        upstream.Insert(0, target);
        for (var i = 0; i < upstream.Count; i++)
        {
            if (WayBack(upstream[i], target) is { } back)
                return Named([.. Enumerable.Reverse(upstream.Skip(1).Take(i)), .. Enumerable.Reverse(back), upstream[i]]);
        }

        return null;
    }

    /// <summary>From who waits at an activation back to the target, if it waits on the target's behalf.</summary>
    private static List<Activation>? WayBack(Activation activation, Activation target) => activation.WaitingCallers()
        .Select(waiting => PathUp(waiting, found => found == target))
        .FirstOrDefault(path => path[^1] == target);

    /// <summary>An activation, the one whose call it is running, and so on, up to a client or to <paramref name="stop"/>.</summary>
    private static List<Activation> PathUp(Activation start, Func<Activation, bool> stop)
    {
        var path = new List<Activation> { start };
        while (!stop(path[^1]) && path.Count < MaxChain && path[^1].FirstRunning?.Caller is { } next && !path.Contains(next))
            path.Add(next);
        return path;
    }

    private static List<GrainId> Named(IEnumerable<Activation> path) => [.. path.Select(static activation => activation.GrainId)];
}
