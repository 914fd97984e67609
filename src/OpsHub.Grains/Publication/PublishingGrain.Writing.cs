using Microsoft.Extensions.Logging;

namespace OpsHub.Grains.Publication;

// The one write of a command: record and intent.
public abstract partial class PublishingGrain<TState, TEvent>
{
    private async Task Write(EntityRecord<TState> next, List<Pending> drafts)
    {
        next = next with
        {
            Outbox = [.. _pending.Concat(drafts).Select(p => p.Entry)],
            OutboxOwner = _services.Outboxes.Options.Silo,
            NextSourceSequence = next.NextSourceSequence + drafts.Count,
        };
        _writing = true;
        try
        {
            await WriteWithIntent(next);
        }
        catch (Exception error)
        {
            _log.LogError(error, "{Source}: a write failed; the command was not acknowledged and the activation is discarded.", Source);
            Stop();
            DeactivateOnIdle();
            throw;
        }
        finally
        {
            _writing = false;
        }

        _record = next;
        foreach (var draft in drafts)
            _pending.Enqueue(draft);
        StartPublication();
    }

    /// <summary>The intent is enqueued first, so that no state with unpublished events is durable without one.</summary>
    private async Task WriteWithIntent(EntityRecord<TState> next)
    {
        if (next.Outbox.IsEmpty)
        {
            _stored.State = next;
            await _stored.WriteStateAsync();
            return;
        }

        var intent = _services.Outboxes.Open(Source);
        if (!_services.Outboxes.Options.StatesFollowJournal)
            await intent;
        _stored.State = next;
        try
        {
            await _stored.WriteStateAsync();
        }
        catch
        {
            // Its own failure, if there is one, is not the news.
            await intent.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
            throw;
        }

        try
        {
            await intent;
        }
        catch (Exception error)
        {
            // Rare: the intent's group failed and the state's later one did not. The state must not stay without one.
            _log.LogWarning(error, "{Source}: the intent of a written state failed and is written again.", Source);
            await _services.Outboxes.Open(Source);
        }
    }
}
