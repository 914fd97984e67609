namespace OpsHub.Embedded.Runtime;

/// <summary>Hash of a text that is the same in every process and on every machine (FNV-1a over UTF-16 units, then a 32-bit finaliser).</summary>
internal static class StableText
{
    // FNV-1a offset basis and prime, 32 bits: Fowler, Noll and Vo, draft-eastlake-fnv.
    private const uint OffsetBasis = 2166136261;
    private const uint Prime = 16777619;

    public static uint Hash(string text, uint seed = OffsetBasis)
    {
        var hash = seed;
        foreach (var unit in text)
        {
            hash = (hash ^ (byte)unit) * Prime;
            hash = (hash ^ (byte)(unit >> 8)) * Prime;
        }

        // FNV leaves its high bits poorly mixed for short texts; the ring needs them even.
        hash ^= hash >> 16;
        hash *= 0x85ebca6b;
        hash ^= hash >> 13;
        hash *= 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
