using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace OpsHub.Storage.Evidence;

/// <summary>The SHA-256 of a piece of evidence: its name, and the proof that it was not changed.</summary>
public readonly record struct ContentHash
{
    private ContentHash(string value) => Value = value;

    /// <summary>64 lower-case hex digits.</summary>
    public string Value { get; }

    /// <summary>The hash of these bytes.</summary>
    public static ContentHash Of(ReadOnlySpan<byte> content) => FromDigest(SHA256.HashData(content));

    /// <summary>Wraps a 32-byte digest.</summary>
    public static ContentHash FromDigest(ReadOnlySpan<byte> digest)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(digest.Length, SHA256.HashSizeInBytes);
        return new(Convert.ToHexStringLower(digest));
    }

    /// <summary>Parses 64 hex digits in either case; anything else, a path above all, is refused.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out ContentHash hash)
    {
        hash = default;
        if (text is not { Length: 2 * SHA256.HashSizeInBytes } || !text.All(char.IsAsciiHexDigit))
            return false;
        hash = new(text.ToLowerInvariant());
        return true;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}
