namespace OpsHub.Domain.Models;

/// <summary>Draws from a seed, the same in every process and version: SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014). For statistics, not for secrets.</summary>
internal sealed class SeededDraws(ulong seed)
{
    private ulong _state = seed;

    /// <summary>0 to below a limit. The upper half of a product of 64 bits is off by less than one in 2^32 for limits we have.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    private ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
