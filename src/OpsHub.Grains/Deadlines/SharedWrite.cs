namespace OpsHub.Grains.Deadlines;

/// <summary>
/// One write for many callers: whoever asks while a write runs shares the next one, which starts when the running one has
/// ended. So each caller's change is in a write that began after it, and there are never two at a time. For use within
/// one grain's scheduler.
/// </summary>
internal sealed class SharedWrite(Func<Task> write)
{
    private Task _running = Task.CompletedTask;
    private Task? _next;

    /// <summary>Completes when a write that began after this call is durable; fails as that write fails.</summary>
    public Task Run() => _next ??= Next();

    private async Task Next()
    {
        // Not before the assignment in Run is done.
        await Task.Yield();
        await _running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        _running = _next!;
        _next = null;
        await write();
    }
}
