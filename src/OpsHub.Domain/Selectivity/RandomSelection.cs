using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpsHub.Contracts.Selectivity;

namespace OpsHub.Domain.Selectivity;

/// <summary>
/// The random draw. HMAC-SHA256 of the declaration id under a secret seed: nobody who does not know the seed can tell who
/// will be drawn, and once it is revealed everybody can repeat every draw. The seed's SHA-256 is in the ledger before.
/// </summary>
public static class RandomSelection
{
    /// <summary>Bytes of a seed, as many as the hash has.</summary>
    public const int SeedBytes = 32;

    /// <summary>SHA-256 of the seed, lower-case hex.</summary>
    public static string Commitment(ReadOnlySpan<byte> seed) => Convert.ToHexStringLower(SHA256.HashData(seed));

    /// <param name="seed">The day's seed.</param>
    /// <param name="commitment">What the ledger says of it.</param>
    /// <param name="declarationId">The lodger's id.</param>
    /// <param name="rate">Share drawn, 0 to 1.</param>
    public static RandomDraw Draw(ReadOnlySpan<byte> seed, string commitment, string declarationId, double rate)
    {
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes(declarationId), hash);
        // The 53 leading bits, as many as a double holds: 0 to below 1 without rounding.
        var value = (BinaryPrimitives.ReadUInt64BigEndian(hash) >> 11) * (1.0 / (1UL << 53));
        return new RandomDraw(commitment, rate, value, value < rate);
    }
}
