using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Domain;
using OpsHub.Domain.Common;
using Orleans;
using Orleans.Runtime;

namespace OpsHub.Grains.Publication;

/// <summary>
/// A grain that decides in Domain, writes, acknowledges, and only then publishes. One write holds the new state, the
/// command's result and the new events; if it fails, the activation goes, so that memory never runs ahead of storage.
/// After the acknowledgement a loop on the grain's own scheduler, outside of any caller's call, appends the events to the
/// port's log, then carries out what follows from them (<see cref="React"/>), and repeats both until they succeed.
/// </summary>
/// <typeparam name="TState">The entity's state, a plain record of Domain.</typeparam>
/// <typeparam name="TEvent">Base type of the entity's events.</typeparam>
public abstract partial class PublishingGrain<TState, TEvent> : Grain, IPublishingGrain
    where TState : class
    where TEvent : class, IPortEventData
{
    private readonly IPersistentState<EntityRecord<TState>> _stored;
    private readonly PublicationServices _services;
    private readonly ILogger _log;
    private EntityRecord<TState> _record = new();
    private string? _source;
    private bool _writing;
    private bool _stopped;

    protected PublishingGrain(IPersistentState<EntityRecord<TState>> stored, PublicationServices services)
    {
        _stored = stored;
        _services = services;
        _log = services.Loggers.CreateLogger(GetType());
    }

    private bool IsEmpty => !_publishing && !_writing && _pending.Count == 0;

    /// <summary>The state as last written; null until the first event.</summary>
    protected TState? State => _record.State;

    /// <summary>Counts the commands that changed the state.</summary>
    protected long Version => _record.Version;

    /// <summary>The number the next event gets.</summary>
    protected long NextSourceSequence => _record.NextSourceSequence;

    protected DateTimeOffset Now => _services.Time.GetUtcNow();

    protected TimeProvider Time => _services.Time;

    protected ILogger Log => _log;

    /// <summary>Name of this grain as a source in the log: <c>type/key</c>.</summary>
    protected string Source => _source ??= $"{this.GetGrainId()}";

    /// <summary>The state after an event. Pure; must not depend on the event's view of the state.</summary>
    protected abstract TState Evolve(TState? state, TEvent happened, DateTimeOffset at, Actor by);

    /// <summary>Whose log the entity's events belong to; null while that is not known: then they are not published.</summary>
    protected abstract PortId? PortOf(TState? state);

    /// <summary>The event as it is published: here an entity adds its view after the event.</summary>
    protected virtual TEvent Complete(TEvent happened, TState after, long version) => happened;

    /// <summary>The ledger's entry for a refusal of what a person asked for; null when refusals of this entity are no entries.</summary>
    protected virtual TEvent? Refused(Command command, Refusal refusal) => null;

    /// <summary>
    /// What follows from an event that is in the log: calls to other grains, with ids from <see cref="DerivedCommandId"/>.
    /// Repeated until it does not throw, also after a crash. It must not change this grain's own state.
    /// </summary>
    protected virtual Task React(TEvent happened, long sourceSequence) => Task.CompletedTask;

    /// <summary>Everything that happened is in the log and followed by what follows from it; nothing is being written.</summary>
    protected virtual void Published()
    {
    }

    /// <summary>Id of a command that follows from an event.</summary>
    protected CommandId Derived(long sourceSequence, int number = 0) => DerivedCommandId.Of(Source, sourceSequence, number);

    /// <summary>
    /// For reactions: a receiver that is busy is asked again, another refusal is its final word and is only noted.
    /// </summary>
    protected void Settle(string what, CommandResult result)
    {
        if (result.Refusal is not { } refusal)
            return;
        if (refusal.Name == CommonRefusals.Busy)
            throw new PublicationDelayedException($"{what}: the receiver is busy.");
        _log.LogInformation("{Source}: {What} was refused: {Refusal} {Detail}", Source, what, refusal.Name, refusal.Detail);
    }

    /// <inheritdoc/>
    public override async Task OnActivateAsync(CancellationToken cancellationToken)
    {
        _record = _stored.RecordExists ? _stored.State : new EntityRecord<TState>();
        await _services.Outboxes.Recovered;
        if (await _services.Outboxes.Find(Source, _record.OutboxOwner) is { } progress)
            ResumePublication(progress);
    }

    /// <inheritdoc/>
    public override Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        Stop();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<bool> Publish()
    {
        if (IsEmpty)
            return true;
        StartPublication();
        if (_record.OutboxOwner == _services.Outboxes.Options.Silo)
            return false;
        // Asked later, an entity that goes when it is published would have come back, published again and gone, for ever.
        await _publication.WaitAsync(s_longestWait, Time)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return IsEmpty;
    }

    /// <summary>The first result of a command that was seen before; null for a new one.</summary>
    protected CommandResult? Remembered(Command command)
    {
        foreach (var known in _record.Commands)
        {
            if (known.Id == command.CommandId)
                return new CommandResult(known.Version, known.Refusal, Repeated: true);
        }

        return null;
    }

    /// <summary>Decides a command, makes the decision durable, and answers; publication follows by itself.</summary>
    /// <param name="command">What is asked for; one seen before gets its first result.</param>
    /// <param name="decide">The rule: pure, called once.</param>
    protected async Task<CommandResult> Handle<TCommand>(TCommand command, Func<TState?, TCommand, DateTimeOffset, Decision<TEvent>> decide)
        where TCommand : Command
    {
        if (command.CommandId == default)
            return Refuse(CommonRefusals.CommandIdMissing, "The command has no id.", "commandId", "a UUIDv7");
        if (Remembered(command) is { } first)
            return first;
        if (_writing)
            throw new InvalidOperationException($"{Source} handles a command while another is being written: it must not be reentrant.");
        if (_pending.Count >= OutboxLimits.UnpublishedEvents || !(IsInternal(command) || await _services.Outboxes.WaitForRoom()))
            return Refuse(CommonRefusals.Busy, "The ledger is behind; nothing was changed.", null, "the same command a little later");

        var now = Now;
        var decision = decide(State, command, now);
        return decision.Refusal is { } refusal
            ? await Refuse(command, refusal, now)
            : await Accept(command, decision.Events, now);
    }

    /// <summary>
    /// Makes a change durable that is no event of its own, such as another grain's word: no command, nothing published.
    /// A failed write discards the activation.
    /// </summary>
    protected async Task Save(TState state)
    {
        if (_writing)
            throw new InvalidOperationException($"{Source} saves while a command is being written: it must not be reentrant.");
        await Write(_record with { State = state, Version = Version + 1 }, []);
    }

    private async Task<CommandResult> Accept(Command command, ImmutableArray<TEvent> events, DateTimeOffset now)
    {
        if (events.IsEmpty)
            return CommandResult.Accepted(Version);
        var version = Version + 1;
        var state = State;
        var drafts = new List<Pending>(events.Length);
        foreach (var happened in events)
        {
            state = Evolve(state, happened, now, command.Actor);
            drafts.Add(Draft(Complete(happened, state, version), drafts.Count, state, now, command.Actor));
        }

        var result = CommandResult.Accepted(version);
        await Write(_record with { State = state, Version = version, Commands = Remember(command, result) }, drafts);
        return result;
    }

    private async Task<CommandResult> Refuse(Command command, Refusal refusal, DateTimeOffset now)
    {
        var result = CommandResult.Refused(Version, refusal);
        if (IsInternal(command) || PortOf(State) is null || Refused(command, refusal) is not { } happened)
        {
            // Nothing changed, so nothing is worth a write of its own: kept with the next one.
            _record = _record with { Commands = Remember(command, result) };
            return result;
        }

        await Write(_record with { Commands = Remember(command, result) }, [Draft(happened, 0, State, now, command.Actor)]);
        return result;
    }

    /// <summary>OpsHub's own commands follow from events that are in an outbox already: they pass, because they empty outboxes.</summary>
    private static bool IsInternal(Command command) => command.Actor.Role == Roles.System;

    private CommandResult Refuse(string name, string detail, string? field, string? expected) =>
        CommandResult.Refused(Version, new Refusal(name, detail, field, expected));

    private Pending Draft(TEvent happened, int index, TState? state, DateTimeOffset now, Actor actor) => new(
        new OutboxEntry(
            _record.NextSourceSequence + index, PortOf(state) ?? default, now, happened.Topic, EventCodec<TEvent>.NameOf(happened),
            happened.Subject, actor, EventCodec<TEvent>.Write(happened)),
        happened);

    private ImmutableArray<RememberedCommand> Remember(Command command, CommandResult result)
    {
        var commands = _record.Commands;
        if (commands.Length >= OutboxLimits.RememberedCommands)
            commands = commands.RemoveRange(0, commands.Length - OutboxLimits.RememberedCommands + 1);
        return commands.Add(new RememberedCommand(command.CommandId, result.Version, result.Refusal));
    }

    private void Stop()
    {
        _stopped = true;
        _stopping?.Cancel();
        _services.Outboxes.Orphan(Source);
    }
}

/// <summary>A reaction has to be repeated later; not a fault.</summary>
public sealed class PublicationDelayedException(string message) : Exception(message);
