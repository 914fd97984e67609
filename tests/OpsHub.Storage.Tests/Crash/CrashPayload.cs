using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace OpsHub.Storage.Tests.Crash;

/// <summary>
/// What the killed process writes: a header saying what it is, and bytes that follow from the header, so that also a
/// write that was never acknowledged can be told from a torn one.
/// </summary>
internal static class CrashPayload
{
    public static byte[] Make(string header)
    {
        var random = new Random(BitConverter.ToInt32(SHA256.HashData(Encoding.ASCII.GetBytes(header))));
        var filler = new byte[random.Next(10, 700)];
        random.NextBytes(filler);
        return [.. Encoding.ASCII.GetBytes(header), 0, .. filler];
    }

    /// <summary>The header of an intact payload; throws for any other.</summary>
    public static string Header(ReadOnlySpan<byte> payload)
    {
        var header = Encoding.ASCII.GetString(payload[..payload.IndexOf((byte)0)]);
        Assert.True(payload.SequenceEqual(Make(header)), $"torn or changed: {header}");
        return header;
    }

    public static string Hash(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(SHA256.HashData(payload))[..16];

    public static string Of(string kind, string name, long number) => string.Create(CultureInfo.InvariantCulture, $"{kind} {name} {number}");
}
