using System.Runtime.CompilerServices;
using OpsHub.Embedded.CodeGeneration;
using OpsHub.Embedded.Runtime;
using Orleans.Runtime;

namespace OpsHub.Embedded.Streams;

/// <summary>
/// One consumer's place in a stream: its items in order, delivered one batch after the other. Items for a grain arrive as
/// a call to it, and wake it if it has gone; it must have attached a handler in OnActivateAsync.
/// </summary>
internal sealed class StreamSubscription(EmbeddedSilo silo, StreamTopic topic, GrainId? consumer, Guid id) : IThreadPoolWorkItem
{
    // A consumer further behind than this has lost the thread; it is told through OnErrorAsync and asks the source again.
    private const int MaxWaiting = 10_000;
    private const int MaxBatch = 100;

    // An item whose handler keeps failing is given up after this long, as Orleans' MaxEventDeliveryTime.
    private static readonly TimeSpan s_maxDeliveryTime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_firstRetryDelay = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_lastRetryDelay = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly Queue<StreamItem> _waiting = new();
    private IStreamHandler? _clientHandler;

    // The handler belongs to the activation that attached it and goes with it.
    private ConditionalWeakTable<Activation, IStreamHandler>? _grainHandlers;
    private bool _delivering;
    private long _dropped;

    public StreamTopic Topic => topic;

    public GrainId? Consumer => consumer;

    public Guid Id => id;

    public bool HasEnded { get; private set; }

    public void Attach(IStreamHandler handler)
    {
        if (consumer is null)
            _clientHandler = handler;
        else if (Activation.Running is { } running && running.GrainId == consumer)
            (_grainHandlers ??= []).AddOrUpdate(running, handler);
        else
            throw new InvalidOperationException("A grain's subscription can only be resumed by that grain.");
    }

    public void End()
    {
        lock (_gate)
        {
            HasEnded = true;
            _waiting.Clear();
        }
    }

    public void Enqueue(object? item, MemoryStreamToken token)
    {
        lock (_gate)
        {
            if (HasEnded)
                return;
            if (_waiting.Count == MaxWaiting)
            {
                _waiting.Dequeue();
                _dropped++;
            }

            _waiting.Enqueue(new StreamItem(item, token));
            if (_delivering)
                return;
            _delivering = true;
        }

        silo.Dispatcher.Schedule(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => _ = DeliverAllAsync();

    private async Task DeliverAllAsync()
    {
        while (TakeBatch(out var batch, out var dropped))
        {
            if (dropped > 0)
                await TryHandle(handler => ReportAsync(handler, new LimitExceededException($"The consumer fell behind stream {topic.Id}; {dropped} items were dropped.")));
            await DeliverAsync(batch);
        }
    }

    private bool TakeBatch(out List<StreamItem> batch, out long dropped)
    {
        batch = [];
        lock (_gate)
        {
            dropped = _dropped;
            _dropped = 0;
            while (batch.Count < MaxBatch && _waiting.TryDequeue(out var item))
                batch.Add(item);
            _delivering = batch.Count > 0;
        }

        return batch.Count > 0;
    }

    private async Task DeliverAsync(List<StreamItem> batch)
    {
        var handled = 0;
        var failingSince = -1L;
        var delay = s_firstRetryDelay;
        while (handled < batch.Count && !HasEnded)
        {
            var before = handled;
            var failure = await TryHandle(async handler =>
            {
                while (handled < batch.Count)
                    handled += await handler.HandleAsync(batch, handled);
            });
            if (failure is null)
                return;
            if (handled > before)
                (failingSince, delay) = (-1, s_firstRetryDelay);
            silo.Log.ConsumerFailed(failure, topic.Id.ToString());
            var now = silo.ReadClock();
            failingSince = failingSince < 0 ? now : failingSince;
            if (now - failingSince >= s_maxDeliveryTime.Ticks)
            {
                silo.Log.DeliveryGivenUp(failure, topic.Id.ToString(), s_maxDeliveryTime);
                await TryHandle(handler => ReportAsync(handler, failure));
                handled++;
                (failingSince, delay) = (-1, s_firstRetryDelay);
                continue;
            }

            await Task.Delay(delay, silo.Time);
            delay = delay * 2 < s_lastRetryDelay ? delay * 2 : s_lastRetryDelay;
        }
    }

    /// <summary>Runs something with the consumer's handler: in a turn of the grain, or here for a consumer that is no grain.</summary>
    /// <returns>Why it failed, or null.</returns>
    private async Task<Exception?> TryHandle(Func<IStreamHandler, Task> handle)
    {
        try
        {
            if (consumer is not { } grain)
            {
                if (_clientHandler is { } handler)
                    await handle(handler);
                return null;
            }

            var call = new Delivery(this, handle);
            if (silo.TryPrepare(call) && silo.Seams?.Intercept(grain, call, toDeliver => silo.Directory.Post(grain, toDeliver)) != true)
                silo.Directory.Post(grain, call);
            await call.Result;
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private static Task ReportAsync(IStreamHandler handler, Exception exception) => handler.OnErrorAsync(exception);

    private IStreamHandler? HandlerOf(Activation? activation) =>
        activation is not null && _grainHandlers?.TryGetValue(activation, out var handler) == true ? handler : null;

    private sealed class Delivery(StreamSubscription subscription, Func<IStreamHandler, Task> handle) : VoidGrainCall
    {
        private static readonly GrainMethod s_method = new("Stream", "Deliver", CallOptions.None);

        public override GrainMethod Method => s_method;

        internal override string Description => $"{s_method.FullName} {subscription.Topic.Id}";

        public override GrainCall Duplicate() => new Delivery(subscription, handle);

        // An activation that attached no handler has no use for the items.
        protected override Task Execute(object target) => subscription.HandlerOf(Owner) is { } handler ? handle(handler) : Task.CompletedTask;
    }
}
