using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using OpsHub.Contracts;

namespace OpsHub.Domain.Common;

/// <summary>
/// Ids of commands that follow from an event: the same event gives the same id, so a reaction that is repeated after a
/// crash is recognised by its receiver.
/// </summary>
public static class DerivedCommandId
{
    /// <param name="source">The grain whose event it is, as in the ledger.</param>
    /// <param name="sourceSequence">The event's number at its source.</param>
    /// <param name="number">Tells several commands that follow from one event apart.</param>
    /// <returns>UUID version 8 (RFC 9562): the first 122 bits that matter of SHA-256 over the three.</returns>
    public static CommandId Of(string source, long sourceSequence, int number = 0)
    {
        ArgumentNullException.ThrowIfNull(source);
        var length = Encoding.UTF8.GetByteCount(source);
        Span<byte> text = length <= 240 ? stackalloc byte[256] : new byte[length + 12];
        text = text[..(length + 12)];
        BinaryPrimitives.WriteInt64BigEndian(text, sourceSequence);
        BinaryPrimitives.WriteInt32BigEndian(text[8..], number);
        Encoding.UTF8.GetBytes(source, text[12..]);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(text, hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new CommandId(new Guid(hash[..16], bigEndian: true));
    }
}
