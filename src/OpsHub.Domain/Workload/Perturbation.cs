using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using OpsHub.Contracts;

namespace OpsHub.Domain.Workload;

/// <summary>
/// Moves costs by a share nobody can foresee and everybody can check afterwards: HMAC-SHA256 of the pair under the
/// day's seed, to which the port committed in the ledger before and which it reveals after.
/// </summary>
public sealed class Perturbation(ReadOnlySpan<byte> seed, string commitment)
{
    /// <summary>Pairs remembered, since each plan asks for the same ones again: two plans of 500 cases and 200 officers, 20 MB (default).</summary>
    private const int MaxKnown = 200_000;

    private readonly byte[] seed = seed.ToArray();
    private readonly ConcurrentDictionary<(InspectionId, OfficerId), double> known = new();
    private int knownCount;

    /// <summary>SHA-256 of the seed, lower-case hex, as in the ledger.</summary>
    public string Commitment { get; } = commitment;

    /// <summary>From -1 to below 1.</summary>
    public double For(InspectionId inspection, OfficerId officer)
    {
        if (known.TryGetValue((inspection, officer), out var share))
            return share;
        if (Interlocked.Increment(ref knownCount) > MaxKnown)
        {
            known.Clear();
            Interlocked.Exchange(ref knownCount, 1);
        }
        return known[(inspection, officer)] = Compute(inspection, officer);
    }

    private double Compute(InspectionId inspection, OfficerId officer)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(seed, Encoding.UTF8.GetBytes($"assign|{inspection}|{officer}"), mac);
        // 53 bits: as many as a double holds without rounding.
        return ((BinaryPrimitives.ReadUInt64BigEndian(mac) >> 11) * (2.0 / (1UL << 53))) - 1;
    }
}
