using System.Diagnostics;

namespace OpsHub.Benchmarks.Live;

/// <summary>Each vessel reports so often a second, evenly spread, from a thread of its own: it sends on time when the pool is busy.</summary>
internal sealed class PacedSender(LiveBenchHost host, BenchFleet fleet, int perSecond, int seconds)
{
    private const int StepsPerSecond = 100;

    private readonly int _stepsPerRound = StepsPerSecond / perSecond;
    private readonly int _fixes = (seconds * perSecond) + 1;
    private readonly long[] _sentAt = new long[fleet.Count * ((seconds * perSecond) + 1)];

    public long StartedAt { get; private set; }

    public long SentAt(int vessel, int fix) => _sentAt[(vessel * _fixes) + fix];

    public int SentSince(long from) => _sentAt.Count(at => at >= from);

    public async Task RunAsync()
    {
        using var door = await host.OpenNmeaAsync();
        var thread = new Thread(() => Send(door));
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        thread.Start();
        _ = Task.Run(() =>
        {
            thread.Join();
            done.SetResult();
        });
        await done.Task;
    }

    private void Send(Stream door)
    {
        var buffer = new byte[OpsHub.Wire.Ais.AisWriter.MaxLength * ((fleet.Count / _stepsPerRound) + 1)];
        StartedAt = Stopwatch.GetTimestamp();
        for (var step = 0; step < seconds * StepsPerSecond; step++)
        {
            var due = StartedAt + (step * Stopwatch.Frequency / StepsPerSecond);
            if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var early && early > TimeSpan.Zero)
                Thread.Sleep(early);
            var inRound = (long)(step % _stepsPerRound);
            var (first, last) = (inRound * fleet.Count / _stepsPerRound, (inRound + 1) * fleet.Count / _stepsPerRound);
            var (fix, length, now) = (step / _stepsPerRound, 0, Stopwatch.GetTimestamp());
            for (var vessel = (int)first; vessel < last; vessel++)
            {
                length += fleet.Write(vessel, fix, buffer.AsSpan(length));
                _sentAt[(vessel * _fixes) + fix] = now;
            }

            door.Write(buffer, 0, length);
        }
    }
}
