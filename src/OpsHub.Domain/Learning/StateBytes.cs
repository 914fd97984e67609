using System.Buffers;
using System.Buffers.Binary;

namespace OpsHub.Domain.Learning;

/// <summary>Numbers as bytes, little-endian, one after the other.</summary>
internal sealed class StateWriter
{
    private readonly ArrayBufferWriter<byte> _bytes = new();

    public byte[] Written => _bytes.WrittenSpan.ToArray();

    public void Write(ReadOnlySpan<byte> bytes) => _bytes.Write(bytes);

    public void Write(byte value) => Take(sizeof(byte))[0] = value;

    public void Write(bool value) => Write((byte)(value ? 1 : 0));

    public void Write(int value) => BinaryPrimitives.WriteInt32LittleEndian(Take(sizeof(int)), value);

    public void Write(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Take(sizeof(uint)), value);

    public void Write(long value) => BinaryPrimitives.WriteInt64LittleEndian(Take(sizeof(long)), value);

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Take(sizeof(ulong)), value);

    public void Write(float value) => BinaryPrimitives.WriteSingleLittleEndian(Take(sizeof(float)), value);

    public void Write(double value) => BinaryPrimitives.WriteDoubleLittleEndian(Take(sizeof(double)), value);

    private Span<byte> Take(int count)
    {
        var taken = _bytes.GetSpan(count)[..count];
        _bytes.Advance(count);
        return taken;
    }
}

/// <summary>Reads what <see cref="StateWriter"/> wrote. Each read throws <see cref="FormatException"/> where the bytes end within it.</summary>
internal sealed class StateReader(byte[] bytes)
{
    private int _at;

    /// <summary>Bytes that were not read yet.</summary>
    public int Left => bytes.Length - _at;

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        if (count > Left)
            throw new FormatException($"The state ends within itself, after {bytes.Length} bytes.");
        _at += count;
        return bytes.AsSpan(_at - count, count);
    }

    public byte ReadByte() => ReadBytes(sizeof(byte))[0];

    public bool ReadBoolean() => ReadByte() != 0;

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(sizeof(int)));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(sizeof(uint)));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(sizeof(long)));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(sizeof(ulong)));

    public float ReadSingle() => BinaryPrimitives.ReadSingleLittleEndian(ReadBytes(sizeof(float)));

    public double ReadDouble() => BinaryPrimitives.ReadDoubleLittleEndian(ReadBytes(sizeof(double)));
}
