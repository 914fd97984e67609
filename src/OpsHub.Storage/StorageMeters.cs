using System.Diagnostics.Metrics;

namespace OpsHub.Storage;

/// <summary>Meter <c>OpsHub.Storage</c>. Durations in ms. One instance per store, tagged <c>store</c>: the database's file or server name.</summary>
internal sealed class StorageMeters : IDisposable
{
    public const string MeterName = "OpsHub.Storage";

    private readonly Meter _meter = new(MeterName);
    private readonly KeyValuePair<string, object?> _store;
    private readonly Histogram<int> _groupWrites;
    private readonly Histogram<int> _groupBytes;
    private readonly Histogram<double> _commitMs;
    private readonly Histogram<double> _waitMs;
    private readonly Counter<long> _writes;
    private readonly Counter<long> _failures;

    public StorageMeters(string store, Func<int> queueLength, Func<long> queueBytes)
    {
        _store = new("store", store);
        KeyValuePair<string, object?>[] tags = [_store];
        _meter.CreateObservableGauge(
            "opshub.storage.queue.length", () => new Measurement<int>(queueLength(), tags), "{write}", "Writes waiting for the writer.");
        _meter.CreateObservableGauge(
            "opshub.storage.queue.bytes", () => new Measurement<long>(queueBytes(), tags), "By", "Payload waiting for the writer.");
        _groupWrites = _meter.CreateHistogram<int>("opshub.storage.group.writes", "{write}", "Writes in a committed group.");
        _groupBytes = _meter.CreateHistogram<int>("opshub.storage.group.bytes", "By", "Payload of a committed group.");
        _commitMs = _meter.CreateHistogram<double>("opshub.storage.commit.duration", "ms", "Commit of a group, sync included.");
        _waitMs = _meter.CreateHistogram<double>("opshub.storage.queue.wait", "ms", "Longest wait of a write of a group before it was taken.");
        _writes = _meter.CreateCounter<long>("opshub.storage.writes", "{write}", "Writes made durable, by kind.");
        _failures = _meter.CreateCounter<long>("opshub.storage.failures", "{write}", "Writes that were not made, by fault.");
    }

    public void Committed(int writes, int bytes, double commitMs, double waitMs)
    {
        _groupWrites.Record(writes, _store);
        _groupBytes.Record(bytes, _store);
        _commitMs.Record(commitMs, _store);
        _waitMs.Record(waitMs, _store);
    }

    public void Written(string kind) => _writes.Add(1, _store, new("kind", kind));

    public void Failed(StorageFault fault, int writes = 1)
    {
        if (writes > 0)
            _failures.Add(writes, _store, new("fault", fault.ToString()));
    }

    public void Dispose() => _meter.Dispose();
}
