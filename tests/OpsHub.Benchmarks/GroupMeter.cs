using System.Diagnostics.Metrics;

namespace OpsHub.Benchmarks;

/// <summary>Listens to the storage meter: mean size and commit time of the groups since the last reset.</summary>
internal sealed class GroupMeter : IDisposable
{
    private readonly MeterListener _listener = new();
    private long _groups;
    private long _writes;
    private double _commitMs;

    public GroupMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "opshub.storage.group.writes" or "opshub.storage.commit.duration")
                listener.EnableMeasurementEvents(instrument);
        };
        // The writer thread is the only one that records.
        _listener.SetMeasurementEventCallback<int>((_, writes, _, _) =>
        {
            _writes += writes;
            _groups++;
        });
        _listener.SetMeasurementEventCallback<double>((_, ms, _, _) => _commitMs += ms);
        _listener.Start();
    }

    public double MeanWrites => (double)_writes / Math.Max(1, _groups);

    public double MeanCommitMs => _commitMs / Math.Max(1, _groups);

    public void Reset()
    {
        _groups = 0;
        _writes = 0;
        _commitMs = 0;
    }

    public void Dispose() => _listener.Dispose();
}
