using System.Buffers.Binary;
using System.Text;

namespace OpsHub.Wire.Ais;

/// <summary>
/// Name of the receiving station from a tag block's <c>s:</c> field, at most 15 characters (longer ones are cut),
/// kept in place so that reading it allocates nothing. The default value is "none".
/// </summary>
public readonly record struct StationId
{
    /// <summary>NMEA 0183 allows 15 characters.</summary>
    public const int MaxLength = 15;

    private readonly ulong _high;
    private readonly ulong _low;

    /// <summary>From ASCII bytes.</summary>
    public StationId(ReadOnlySpan<byte> name)
    {
        Span<byte> bytes = stackalloc byte[16];
        bytes.Clear();
        name[..Math.Min(name.Length, MaxLength)].CopyTo(bytes);
        _high = BinaryPrimitives.ReadUInt64BigEndian(bytes);
        _low = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]);
    }

    /// <summary>True when no station was named.</summary>
    public bool IsNone => _high == 0 && _low == 0;

    /// <summary>Writes the characters; returns how many. The destination needs <see cref="MaxLength"/> bytes.</summary>
    public int CopyTo(Span<byte> destination)
    {
        Span<byte> bytes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        var length = bytes.IndexOf((byte)0);
        bytes[..length].CopyTo(destination);
        return length;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[16];
        var length = CopyTo(bytes);
        return Encoding.ASCII.GetString(bytes[..length]);
    }
}
