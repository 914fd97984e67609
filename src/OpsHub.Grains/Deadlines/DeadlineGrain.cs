using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Domain.Common;
using OpsHub.Grains.Publication;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Deadlines;

/// <summary>
/// A publishing grain whose record holds deadlines. The record is the truth; a timer of the activation only looks. After
/// a crash the deadline is kept as soon as anything wakes the grain: its own reminder or whoever asks it regularly.
/// </summary>
/// <typeparam name="TState">The entity's state, a plain record of Domain.</typeparam>
/// <typeparam name="TEvent">Base type of the entity's events.</typeparam>
public abstract class DeadlineGrain<TState, TEvent>(IPersistentState<EntityRecord<TState>> stored, PublicationServices services)
    : PublishingGrain<TState, TEvent>(stored, services)
    where TState : class
    where TEvent : class, IPortEventData
{
    /// <summary>A deadline that could not be kept is looked at again after this time.</summary>
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    /// <summary>Timers don't reach further than some weeks; looking once a day costs nothing.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromDays(1);

    private IGrainTimer? _timer;
    private DateTimeOffset? _armedFor;

    /// <summary>The next instant at which time changes the state; null when it does not.</summary>
    protected abstract DateTimeOffset? NextDeadline(TState? state);

    /// <summary>What came due, in order.</summary>
    protected abstract ImmutableArray<TEvent> Elapse(TState? state, DateTimeOffset now);

    /// <summary>Runs before <see cref="Elapse"/> in the timer's turn: room to ask others first.</summary>
    protected virtual Task BeforeElapse() => Task.CompletedTask;

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        await base.OnActivateAsync(cancellationToken);
        Arm();
    }

    /// <summary><see cref="PublishingGrain{TState, TEvent}.Handle"/>, and the timer set to the new state's deadline.</summary>
    protected async Task<CommandResult> Decide<TCommand>(TCommand command, Func<TState?, TCommand, DateTimeOffset, Domain.Decision<TEvent>> decide)
        where TCommand : Command
    {
        var result = await Handle(command, decide);
        Arm();
        return result;
    }

    private async Task LookAtDeadlines()
    {
        _armedFor = null;
        try
        {
            await BeforeElapse();
        }
        catch (Exception error)
        {
            Log.LogInformation(error, "{Source}: somebody could not be asked; tried again in a second.", Source);
        }

        // One command for each event, so that an entity's version counts its events.
        while (Elapse(State, Now).FirstOrDefault() is { } due)
        {
            var passed = new TimePassed { CommandId = DerivedCommandId.Of($"{Source}/time", Version + 1), Actor = Actor.Of("clock") };
            if (!(await Handle(passed, (_, _, _) => due)).IsAccepted)
                break;
        }

        Arm(notBefore: Now + s_again);
    }

    private void Arm(DateTimeOffset? notBefore = null)
    {
        var deadline = NextDeadline(State);
        if (deadline < notBefore)
            deadline = notBefore;
        if (deadline == _armedFor)
            return;
        _armedFor = deadline;
        if (deadline is null && _timer is null)
            return;
        var due = deadline is { } at ? Until(at) : Timeout.InfiniteTimeSpan;
        if (_timer is null)
            _timer = this.RegisterGrainTimer(LookAtDeadlines, new GrainTimerCreationOptions(due, Timeout.InfiniteTimeSpan));
        else
            _timer.Change(due, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Rounded up to whole milliseconds: a timer that is early finds nothing to do.</summary>
    private TimeSpan Until(DateTimeOffset at)
    {
        var due = TimeSpan.FromMilliseconds(Math.Ceiling((at - Now).TotalMilliseconds));
        return due < TimeSpan.Zero ? TimeSpan.Zero : due > s_longest ? s_longest : due;
    }
}

/// <summary>Nobody asked: a deadline passed.</summary>
internal sealed record TimePassed : Command;
