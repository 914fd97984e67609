using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using OpsHub.Contracts;
using OpsHub.Contracts.Alarms;
using OpsHub.Contracts.Geofences;
using OpsHub.Domain.Common;
using OpsHub.Domain.Geofences;
using OpsHub.Grains.Publication;
using OpsHub.Storage.Journals;
using Orleans;

namespace OpsHub.Grains.Tracking;

/// <summary>
/// Tells what happened at geofences: to the port's log, in order, as events of the grain's own source, then to the alarm
/// board; and repeats both until they succeed. The log skips what it has, commands have ids derived from the number, so a
/// repeat after a crash is harmless. Runs on the grain's scheduler, outside of any caller's call.
/// </summary>
internal sealed class GeofencePublication(IJournal journal, IGrainFactory grains, TimeProvider time, ILogger log, PortId port, string stream, string source)
{
    private const int MaxDrafts = 512;
    private static readonly Actor s_actor = Actor.Of("geofences");
    private static readonly TimeSpan s_retry = TimeSpan.FromSeconds(1);

    /// <summary>When one thing follows on another they are told together, as often as boards are told of positions: every telling costs the port's log a commit.</summary>
    private static readonly TimeSpan s_gatherFor = TimeSpan.FromMilliseconds(50);

    private readonly Queue<(NumberedTransition Transition, Task Durable)> _waiting = new();
    private readonly CancellationTokenSource _stopping = new();
    private bool _running;

    /// <summary>Name of a tracker for people; by default its id.</summary>
    public Func<string, string> NameOf { get; set; } = id => id;

    /// <summary>The last number that is told and followed by what follows.</summary>
    public long PublishedUpTo { get; set; }

    public int Count => _waiting.Count;

    public IEnumerable<NumberedTransition> Waiting => _waiting.Select(w => w.Transition);

    /// <summary>Tells it once it is durable.</summary>
    public void Enqueue(NumberedTransition transition, Task durable)
    {
        _waiting.Enqueue((transition, durable));
        if (_running)
            return;
        _running = true;
        _ = PublishUntilEmpty();
    }

    public void Stop() => _stopping.Cancel();

    private async Task PublishUntilEmpty()
    {
        // Not within the caller's step: that one must first hand its fixes to the journal.
        await Task.Yield();
        while (_waiting.Count > 0 && !_stopping.IsCancellationRequested)
        {
            if (!await IsDurable(_waiting.Peek().Durable))
                break;
            try
            {
                await PublishSome();
                if (_waiting.Count is > 0 and < MaxDrafts)
                    await Pause(s_gatherFor);
            }
            catch (Exception error)
            {
                log.LogWarning(error, "{Stream}: {Count} transitions at geofences wait: the port's log or alarm board did not take them.", stream, _waiting.Count);
                await Pause(s_retry);
            }
        }

        _running = false;
    }

    private async Task Pause(TimeSpan length) =>
        await Task.Delay(length, time, _stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    /// <summary>False when it will never be: the append failed, and the activation goes.</summary>
    private static async Task<bool> IsDurable(Task durable)
    {
        await durable.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        return durable.IsCompletedSuccessfully;
    }

    private async Task PublishSome()
    {
        var some = _waiting.TakeWhile(w => w.Durable.IsCompletedSuccessfully).Take(MaxDrafts).Select(w => w.Transition).ToArray();
        await grains.Ledger(port).Append([.. some.Select(Draft)]);
        foreach (var (number, transition) in some)
        {
            if (transition.Rule.Alarm is { } alarm)
                await Alarm(number, transition, alarm);
        }

        var record = new GeofenceRecord { PublishedUpTo = some[^1].Number };
        await journal.AppendAsync(stream, record.Encode());
        PublishedUpTo = some[^1].Number;
        for (var i = 0; i < some.Length; i++)
            _waiting.Dequeue();
    }

    private async Task Alarm(long number, FenceTransition transition, GeofenceAlarm alarm)
    {
        var (id, command) = (GeofenceEvents.AlarmOf(transition), DerivedCommandId.Of(source, number));
        var board = grains.AlarmBoard(port);
        var result = transition.HasEnded
            ? await board.Return(new ReturnAlarm { CommandId = command, Actor = s_actor, Alarm = id })
            : await board.Raise(GeofenceEvents.Raise(transition, alarm, NameOf(transition.Tracker), transition.With is { } other ? NameOf(other.Tracker) : null) with { CommandId = command, Actor = s_actor });
        if (result.Refusal is { Name: CommonRefusals.Busy })
            throw new PublicationDelayedException("The alarm board is busy.");
        if (result.Refusal is { } refusal)
            log.LogInformation("{Stream}: alarm {Alarm} was refused: {Refusal} {Detail}", stream, id.Value, refusal.Name, refusal.Detail);
    }

    private PortEventDraft Draft(NumberedTransition numbered)
    {
        var happened = GeofenceEvents.Of(numbered.Transition);
        return new PortEventDraft(
            source, numbered.Number, happened.OccurredAt, happened.Topic, EventCodec<GeofenceEvent>.NameOf(happened), happened.Subject, s_actor,
            EventCodec<GeofenceEvent>.Write(happened));
    }
}
