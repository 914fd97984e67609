using System.Runtime.InteropServices;

namespace OpsHub.Domain.Learning;

/// <summary>
/// A 64-bit hash that is the same in every process and version, since it places what is stored: the finaliser of
/// SplitMix64 (G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", 2014) after each eight bytes.
/// Not against someone who wants collisions: a collision mixes two histories, which the table's tags make rare.
/// </summary>
internal readonly struct KeyHash(ulong state)
{
    public ulong Value => state;

    public KeyHash And(ulong part) => new(Mix(state ^ (part * 0x9E3779B97F4A7C15)));

    /// <summary>A missing text is not an empty one.</summary>
    public KeyHash And(string? text) => text is null ? And(ulong.MaxValue) : And(text.AsSpan());

    public KeyHash And(ReadOnlySpan<char> text)
    {
        var hash = And((ulong)text.Length);
        for (; text.Length >= 4; text = text[4..])
            hash = hash.And(MemoryMarshal.Read<ulong>(MemoryMarshal.AsBytes(text)));
        var rest = 0UL;
        foreach (var letter in text)
            rest = (rest << 16) | letter;
        return hash.And(rest);
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
