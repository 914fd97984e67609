using System.Security.Cryptography;
using OpsHub.Contracts;

namespace OpsHub.Domain.Ledger;

/// <summary>
/// The link of the chain: SHA-256 over the previous entry's hash (32 bytes) and the entry's canonical bytes
/// (<see cref="LedgerEntryCodec"/>). The first entry's previous hash is 32 zero bytes.
/// </summary>
public static class LedgerHash
{
    public const int Bytes = SHA256.HashSizeInBytes;

    /// <summary>Previous hash of the first entry, as text.</summary>
    public static string Zero { get; } = new('0', 2 * Bytes);

    /// <summary>The hash of an entry.</summary>
    public static string Of(string previousHash, PortId port, long sequence, PortEventDraft draft)
    {
        Span<byte> previous = stackalloc byte[Bytes];
        Read(previousHash, previous);
        Span<byte> hash = stackalloc byte[Bytes];
        var stored = LedgerEntryCodec.Encode(port, sequence, draft, previous);
        stored.AsSpan(^Bytes..).CopyTo(hash);
        return Convert.ToHexStringLower(hash);
    }

    internal static void Of(ReadOnlySpan<byte> previous, ReadOnlySpan<byte> canonical, Span<byte> hash)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        sha.AppendData(previous);
        sha.AppendData(canonical);
        sha.GetHashAndReset(hash);
    }

    /// <summary>Reads 64 lower-case hex digits.</summary>
    /// <exception cref="FormatException">Something else.</exception>
    public static void Read(string hex, Span<byte> hash)
    {
        ArgumentNullException.ThrowIfNull(hex);
        if (hex.Length != 2 * Bytes || hex.AsSpan().ContainsAnyInRange('A', 'F')
            || Convert.FromHexString(hex, hash, out _, out var written) != System.Buffers.OperationStatus.Done || written != Bytes)
        {
            throw new FormatException("A hash is 64 lower-case hex digits.");
        }
    }
}
