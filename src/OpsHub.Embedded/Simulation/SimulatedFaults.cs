using Orleans.Runtime;

namespace OpsHub.Embedded.Simulation;

/// <summary>What happens to a call on its way.</summary>
public enum CallFault
{
    /// <summary>It is delivered.</summary>
    None,

    /// <summary>It is delivered later; calls made after it may overtake it.</summary>
    Delay,

    /// <summary>It never arrives; the caller's call times out.</summary>
    LoseRequest,

    /// <summary>It is carried out, but the answer never arrives; the caller's call times out.</summary>
    LoseAnswer,

    /// <summary>It is carried out twice; the caller gets the first answer.</summary>
    Duplicate,
}

/// <summary>What happens to a write or clear of a grain's record.</summary>
public enum WriteFault
{
    None,

    /// <summary>It fails and nothing is stored.</summary>
    Fail,

    /// <summary>It fails although everything is stored.</summary>
    FailAfterStoring,
}

/// <summary>The faults of a simulation. All probabilities are 0 to begin with; scenarios may change them as they go.</summary>
public sealed class SimulatedFaults
{
    /// <summary>Probability, 0 to 1, that a call is delayed; the other probabilities likewise.</summary>
    public double DelayCall { get; set; }

    public double LoseRequest { get; set; }

    public double LoseAnswer { get; set; }

    public double DuplicateCall { get; set; }

    /// <summary>Longest delay of a delayed call.</summary>
    public TimeSpan LongestDelay { get; set; } = TimeSpan.FromSeconds(2);

    public double FailWrite { get; set; }

    public double FailAfterStoring { get; set; }

    public double FailRead { get; set; }

    /// <summary>Longest time storage takes for an operation; each takes a random part of it. Zero makes storage answer at once.</summary>
    public TimeSpan StorageTime { get; set; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Decides on a call before chance does: target, and the call as <c>IInterface/Method</c>. Null leaves it to chance.</summary>
    public Func<GrainId, string, CallFault?>? OnCall { get; set; }

    /// <summary>Decides on a write before chance does: the grain and the record's name. Null leaves it to chance.</summary>
    public Func<GrainId, string, WriteFault?>? OnWrite { get; set; }

    /// <summary>No more faults from here on, so that a scenario can see everything settle.</summary>
    public void Stop()
    {
        DelayCall = LoseRequest = LoseAnswer = DuplicateCall = FailWrite = FailAfterStoring = FailRead = 0;
        OnCall = null;
        OnWrite = null;
    }

    internal CallFault ForCall(SeededChance chance, GrainId target, string call)
    {
        if (OnCall?.Invoke(target, call) is { } decided)
            return decided;
        var drawn = chance.NextDouble();
        if ((drawn -= LoseRequest) < 0)
            return CallFault.LoseRequest;
        if ((drawn -= LoseAnswer) < 0)
            return CallFault.LoseAnswer;
        if ((drawn -= DuplicateCall) < 0)
            return CallFault.Duplicate;
        return drawn - DelayCall < 0 ? CallFault.Delay : CallFault.None;
    }

    internal WriteFault ForWrite(SeededChance chance, GrainId grain, string record)
    {
        if (OnWrite?.Invoke(grain, record) is { } decided)
            return decided;
        var drawn = chance.NextDouble();
        if ((drawn -= FailWrite) < 0)
            return WriteFault.Fail;
        return drawn - FailAfterStoring < 0 ? WriteFault.FailAfterStoring : WriteFault.None;
    }
}
