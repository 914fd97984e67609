using Orleans;
using Orleans.Concurrency;
using Orleans.Runtime;

namespace OpsHub.Cluster.Tests;

[Alias("OpsHub.Tests.ITurnGrain")]
public interface ITurnGrain : IGrainWithStringKey
{
    /// <summary>Notes its start and end in the log of the grain's key, and waits for the gate between.</summary>
    [Alias("Hold")] Task Hold(string name, string gate);

    [Alias("Note")] Task Note(string name);

    [Alias("ReadHold"), ReadOnly] Task ReadHold(string name, string gate);

    [Alias("Interleave"), AlwaysInterleave] Task Interleave(string name);

    [Alias("AddSlowly")] Task<int> AddSlowly(int steps);

    [Alias("SchedulerStaysTheSame")] Task<bool> SchedulerStaysTheSame();

    [Alias("CallOther")] Task CallOther(string otherKey, string thenKey);

    [Alias("NoteEach")] Task NoteEach(string otherKey, int count);
}

/// <summary>Key: any. Notes go to the log named by the key.</summary>
internal class TurnGrain(Gates gates) : Grain, ITurnGrain
{
    private int _value;
    private int _inTurn;

    protected Gates Gates => gates;

    public async Task Hold(string name, string gate)
    {
        gates.Note(this.GetPrimaryKeyString(), $"{name} starts");
        await gates.Passed(gate);
        gates.Note(this.GetPrimaryKeyString(), $"{name} ends");
    }

    public Task Note(string name)
    {
        gates.Note(this.GetPrimaryKeyString(), name);
        return Task.CompletedTask;
    }

    public Task ReadHold(string name, string gate) => Hold(name, gate);

    public Task Interleave(string name) => Note(name);

    public async Task<int> AddSlowly(int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            if (Interlocked.Increment(ref _inTurn) != 1)
                throw new InvalidOperationException("Two turns overlap.");
            var read = _value;
            Thread.SpinWait(50);
            _value = read + 1;
            Interlocked.Decrement(ref _inTurn);
            await Task.Yield();
        }

        return _value;
    }

    public async Task<bool> SchedulerStaysTheSame()
    {
        var own = TaskScheduler.Current;
        await Task.Delay(1);
        var afterDelay = ReferenceEquals(TaskScheduler.Current, own);
        await Task.Run(static () => Thread.SpinWait(10));
        var afterPool = ReferenceEquals(TaskScheduler.Current, own);
        var started = await Task.Factory.StartNew(() => ReferenceEquals(TaskScheduler.Current, own));
        return !ReferenceEquals(own, TaskScheduler.Default) && afterDelay && afterPool && started;
    }

    public async Task CallOther(string otherKey, string thenKey)
    {
        var other = GrainFactory.GetGrain<ITurnGrain>(otherKey, GetType().FullName);
        if (thenKey.Length == 0)
            await other.Note("called");
        else
            await other.CallOther(thenKey, string.Empty);
    }

    public Task NoteEach(string otherKey, int count)
    {
        var other = GrainFactory.GetGrain<ITurnGrain>(otherKey, GetType().FullName);
        return Task.WhenAll(Enumerable.Range(0, count).Select(number => other.Note($"{number}")));
    }
}

/// <summary>As <see cref="TurnGrain"/>, but reentrant.</summary>
[Reentrant]
internal sealed class ReentrantTurnGrain(Gates gates) : TurnGrain(gates);
