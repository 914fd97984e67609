using System.Diagnostics;

namespace OpsHub.Benchmarks;

/// <summary>Durations of one thing, in ms.</summary>
internal sealed class Timings
{
    private readonly List<double> milliseconds = [];

    public double Median => At(0.5);

    public double P99 => At(0.99);

    public double Largest => At(1);

    public T Time<T>(Func<T> what)
    {
        var started = Stopwatch.GetTimestamp();
        var result = what();
        milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
        return result;
    }

    private double At(double share) => milliseconds.Order().ElementAt(Math.Max(0, (int)Math.Ceiling(milliseconds.Count * share) - 1));
}
