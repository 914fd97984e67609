using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace OpsHub.Storage.Tests.Sqlite;

/// <summary>What the storage meter recorded for one database since this was made. Meters are process-wide, tests run side by side.</summary>
internal sealed class StorageMeasurements : IDisposable
{
    private readonly MeterListener _listener = new();

    private readonly string _store;

    public StorageMeasurements(SqliteFixture fixture)
    {
        _store = Path.GetFileName(fixture.Options.DatabasePath);
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == "OpsHub.Storage")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<long>((i, value, tags, _) => Add(i, value, tags));
        _listener.SetMeasurementEventCallback<double>((i, value, tags, _) => Add(i, value, tags));
        _listener.Start();
    }

    public ConcurrentDictionary<string, ConcurrentQueue<double>> Values { get; } = new();

    public void RecordObservable() => _listener.RecordObservableInstruments();

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == "store" && Equals(tag.Value, _store))
                Values.GetOrAdd(instrument.Name, _ => new()).Enqueue(value);
        }
    }
}
