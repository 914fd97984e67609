namespace OpsHub.Embedded.Runtime;

/// <summary>Why a task failed, as its awaiter would see it.</summary>
internal static class CallFailure
{
    /// <summary>The failure of a task that has ended without success.</summary>
    public static Exception Of(Task ended)
    {
        if (ended.Exception is { } aggregate)
            return aggregate.InnerExceptions[0];

        // A cancelled task carries its token only in the exception that awaiting it throws.
        try
        {
            ended.GetAwaiter().GetResult();
            throw new InvalidOperationException("The task has not failed.");
        }
        catch (OperationCanceledException cancelled)
        {
            return cancelled;
        }
    }
}
