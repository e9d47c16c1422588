// Where bytes of a file under construction go. Owns: appending integers of either byte order, remembering positions,
// patching what was written. Leaves to others: what the bytes mean. First stage of every writer.

using System.Buffers.Binary;
using System.Text;

namespace RawDecoders.CorpusGenerator;

/// <summary>A growing byte array with big- and little-endian writes; <see cref="Position"/> is the offset of the next byte.</summary>
public sealed class ByteSink
{
    private byte[] _bytes = new byte[256];

    /// <summary>Offset of the next byte, counted from the start.</summary>
    public int Position { get; private set; }

    /// <summary>The bytes so far, as a fresh array.</summary>
    public byte[] ToArray() => _bytes.AsSpan(0, Position).ToArray();

    public ByteSink U8(int value)
    {
        Reserve(1)[0] = (byte)value;
        return this;
    }

    public ByteSink Be16(int value)
    {
        BinaryPrimitives.WriteUInt16BigEndian(Reserve(2), (ushort)value);
        return this;
    }

    public ByteSink Be32(uint value)
    {
        BinaryPrimitives.WriteUInt32BigEndian(Reserve(4), value);
        return this;
    }

    public ByteSink Le16(int value)
    {
        BinaryPrimitives.WriteUInt16LittleEndian(Reserve(2), (ushort)value);
        return this;
    }

    public ByteSink Le32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);
        return this;
    }

    public ByteSink Le32(int value) => Le32((uint)value);

    public ByteSink Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        return this;
    }

    /// <summary>Latin-1 text, no terminator.</summary>
    public ByteSink Text(string latin1) => Bytes(Encoding.Latin1.GetBytes(latin1));

    public ByteSink Zeros(int count)
    {
        Reserve(count).Clear();
        return this;
    }

    /// <summary>Overwrites bytes written earlier.</summary>
    public void Patch(int offset, ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes.AsSpan(0, Position)[offset..]);

    private Span<byte> Reserve(int count)
    {
        if (Position + count > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Position + count));
        Span<byte> span = _bytes.AsSpan(Position, count);
        Position += count;
        return span;
    }
}
