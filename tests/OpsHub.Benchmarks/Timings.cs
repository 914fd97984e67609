using System.Diagnostics;

namespace OpsHub.Benchmarks;

/// <summary>Durations of one thing, in ms: by the clock, and of the processor, which other work on the machine does not lengthen.</summary>
internal sealed class Timings
{
    private readonly List<double> milliseconds = [];
    private readonly List<double> processor = [];

    public double Median => At(milliseconds, 0.5);

    public double P99 => At(milliseconds, 0.99);

    public double ProcessorMedian => At(processor, 0.5);

    public double ProcessorP99 => At(processor, 0.99);

    public double Last => milliseconds[^1];

    public T Time<T>(Func<T> what)
    {
        var (started, used) = (Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        var result = what();
        milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        processor.Add((Environment.CpuUsage.TotalTime - used).TotalMilliseconds);
        return result;
    }

    private static double At(List<double> values, double share) => values.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(values.Count * share) - 1));
}
