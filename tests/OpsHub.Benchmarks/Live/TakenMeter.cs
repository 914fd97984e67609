using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace OpsHub.Benchmarks.Live;

/// <summary>Counts what became of fixes, on the gateway's own meter.</summary>
internal sealed class TakenMeter : IDisposable
{
    private static readonly TimeSpan s_quiet = TimeSpan.FromSeconds(2);

    private readonly MeterListener _listener = new();
    private long _settled;
    private long _refused;
    private long _lastAt;

    public TakenMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name is "opshub.ingest.latency" or "opshub.ingest.refused")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) =>
        {
            Interlocked.Increment(ref _settled);
            Volatile.Write(ref _lastAt, Stopwatch.GetTimestamp());
        });
        _listener.SetMeasurementEventCallback<long>((_, count, _, _) => Interlocked.Add(ref _refused, count));
        _listener.Start();
    }

    /// <summary>Fixes taken and durable since it was reset.</summary>
    public long Taken => Volatile.Read(ref _settled) - Volatile.Read(ref _refused);

    public void Reset() => (_settled, _refused, _lastAt) = (0, 0, Stopwatch.GetTimestamp());

    /// <summary>All that was sent has come home, or nothing has for a while.</summary>
    public async Task Settled(long sent)
    {
        while (Volatile.Read(ref _settled) < sent && Stopwatch.GetElapsedTime(Volatile.Read(ref _lastAt)) < s_quiet)
            await Task.Delay(5);
    }

    /// <summary>From a time stamp to the last fix that came home.</summary>
    public TimeSpan Elapsed(long started) => Stopwatch.GetElapsedTime(started, Volatile.Read(ref _lastAt));

    public void Print(string door, long sent, long started)
    {
        var seconds = Stopwatch.GetElapsedTime(started, _lastAt).TotalSeconds;
        Console.WriteLine($"  {door}: {sent / seconds,9:N0} sent/s, {(_settled - _refused) / seconds,9:N0} durable/s ({_settled - _refused:N0} of {sent:N0} taken, {_refused:N0} refused)");
    }

    public void Dispose() => _listener.Dispose();
}
