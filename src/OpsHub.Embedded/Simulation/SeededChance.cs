using System.Buffers.Binary;

namespace OpsHub.Embedded.Simulation;

/// <summary>
/// Chance from a seed: the same numbers in every process and version. SplitMix64 (Steele, Lea and Flood, "Fast splittable
/// pseudorandom number generators", 2014).
/// </summary>
public sealed class SeededChance(ulong seed)
{
    private ulong _state = seed;

    public ulong NextUInt64()
    {
        var mixed = _state += 0x9E3779B97F4A7C15;
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    /// <returns>0 up to but not including <paramref name="limit"/>.</returns>
    public int Next(int limit)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(limit);
        return (int)(((UInt128)NextUInt64() * (ulong)limit) >> 64);
    }

    /// <returns>0 up to but not including 1.</returns>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <param name="probability">0 (never) to 1 (always).</param>
    public bool Happens(double probability) => probability > 0 && NextDouble() < probability;

    /// <returns>Zero up to but not including <paramref name="limit"/>.</returns>
    public TimeSpan Next(TimeSpan limit) => TimeSpan.FromTicks((long)(NextDouble() * limit.Ticks));

    public Guid NextGuid()
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, NextUInt64());
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], NextUInt64());
        return new Guid(bytes);
    }
}
