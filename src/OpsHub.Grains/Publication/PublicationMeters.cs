using System.Diagnostics.Metrics;

namespace OpsHub.Grains.Publication;

/// <summary>Meter <c>OpsHub.Publication</c>. Durations in ms.</summary>
public sealed class PublicationMeters : IDisposable
{
    public const string MeterName = "OpsHub.Publication";

    private readonly Meter _meter = new(MeterName);
    private readonly Counter<long> _published;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _busy;
    private readonly Counter<long> _carried;
    private readonly Counter<long> _woken;

    public PublicationMeters()
    {
        _published = _meter.CreateCounter<long>("opshub.outbox.published", "{event}", "Events that reached the port's log, with their reactions done.");
        _retries = _meter.CreateCounter<long>("opshub.outbox.retries", "{attempt}", "Publications that failed and are tried again.");
        _busy = _meter.CreateCounter<long>("opshub.outbox.busy", "{command}", "Commands refused because too many outboxes were open.");
        _carried = _meter.CreateCounter<long>("opshub.outbox.carried", "{intent}", "Intents written again because they stayed open.");
        _woken = _meter.CreateCounter<long>("opshub.outbox.woken", "{entity}", "Entities woken because nobody else would have published their events.");
    }

    public void WatchOpen(Func<int> open) =>
        _meter.CreateObservableGauge("opshub.outbox.open", open, "{entity}", "Entities with unpublished events.");

    public void Published(int events) => _published.Add(events);

    public void Retried() => _retries.Add(1);

    public void Busy() => _busy.Add(1);

    public void Carried() => _carried.Add(1);

    public void Woken() => _woken.Add(1);

    public void Dispose() => _meter.Dispose();
}
