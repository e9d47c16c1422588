using System.Runtime.InteropServices;
using RawDecoders.Png;
using static RawDecoders.Tests.Png.PngWriter;

namespace RawDecoders.Tests.Png;

/// <summary>The public reader states facts, whatever the bytes; the cursor places it anew on files of any size.</summary>
public sealed class PngChunkReaderTests
{
    [Fact]
    public void States_each_chunk()
    {
        byte[] text = Chunk("tEXt", [65, 0, 66]);
        byte[] file = File(Chunk("IHDR", Header(1, 1, 8, 0)), text, End);
        var reader = new PngChunkReader(file);
        Assert.True(reader.Read());
        Assert.Equal(("IHDR", 8L, 13u), (reader.Type.ToString(), reader.Offset, reader.PayloadLength));
        Assert.True(reader.Read());
        Assert.Equal(("tEXt", 33L, 3u, 41L, 44L, 48L), (reader.Type.ToString(), reader.Offset, reader.PayloadLength, reader.PayloadOffset, reader.CrcOffset, reader.NextOffset));
        Assert.Equal([65, 0, 66], reader.Payload.ToArray());
        Assert.True(reader.IsComplete);
        Assert.Equal(Crc(text.AsSpan(4, 7)), reader.StoredCrc);
        Assert.Equal(reader.StoredCrc, reader.ComputeCrc());
        Assert.True(reader.Read());
        Assert.Equal("IEND", reader.Type.ToString());
        Assert.Empty(reader.Payload.ToArray());
        Assert.False(reader.Read());
        Assert.Equal(file.Length, reader.NextOffset);
    }

    [Fact]
    public void States_what_there_is_of_a_chunk_that_is_cut_off()
    {
        byte[] file = File(Chunk("tEXt", [65, 0, 66]));
        for (int length = 0; length < file.Length; length++)
        {
            var reader = new PngChunkReader(file.AsSpan(0, length));
            Assert.Equal(length >= 16, reader.Read());
            if (length < 16)
                continue;
            Assert.False(reader.IsComplete);
            Assert.Equal(0u, reader.StoredCrc);
            Assert.Equal(Math.Min(3, length - 16), reader.Payload.Length);
            Assert.False(reader.Read());
            Assert.Equal(file.Length, reader.NextOffset);
        }
    }

    [Fact]
    public void A_window_begins_at_a_chunk()
    {
        byte[] chunks = [.. Chunk("abCd", [1]), .. Chunk("efGh")];
        var reader = new PngChunkReader(chunks, 5_000_000_000);
        Assert.True(reader.Read());
        Assert.Equal(5_000_000_000, reader.Offset);
        Assert.True(reader.Read());
        Assert.Equal((5_000_000_013, "efGh"), (reader.Offset, reader.Type.ToString()));
    }

    [Theory]
    [InlineData(uint.MaxValue)]
    [InlineData(0x80000000u)]
    [InlineData(0x7FFFFFFFu)]
    public void Absurd_lengths_are_stated(uint length)
    {
        byte[] file = File(Chunk("IDAT", [1, 2], length: length));
        var reader = new PngChunkReader(file);
        Assert.True(reader.Read());
        Assert.Equal((length, 8L + 12 + length), (reader.PayloadLength, reader.NextOffset));
        Assert.Equal(6, reader.Payload.Length);
        Assert.False(reader.IsComplete);
        Assert.False(reader.Read());
    }

    [Theory]
    [InlineData("IHDR", true, true, false, false, false)]
    [InlineData("tEXt", true, false, false, false, true)]
    [InlineData("prVt", true, false, true, false, true)]
    [InlineData("ABcD", true, true, false, true, false)]
    [InlineData("A\0BC", false, true, false, false, false)]
    public void Type_letters_have_properties(string name, bool valid, bool critical, bool isPrivate, bool reserved, bool safe)
    {
        var reader = new PngChunkReader(File(Chunk(name)));
        Assert.True(reader.Read());
        PngChunkType type = reader.Type;
        Assert.Equal((valid, critical, isPrivate, reserved, safe), (type.IsValid, type.IsCritical, type.IsPrivate, type.IsReserved, type.IsSafeToCopy));
    }

    /// <summary>Chunks beyond 2^32, and one whose payload no span can show, in memory that is only reserved.</summary>
    [Fact]
    public unsafe void Walks_a_source_larger_than_a_span()
    {
        const long size = (1L << 32) + (1 << 20);
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.Is64BitProcess, "needs memory that costs nothing until it is touched");
        byte* start = (byte*)NativeMemory.AllocZeroed(unchecked((nuint)size));
        try
        {
            byte[] header = Chunk("IHDR", Header(1, 1, 8, 0));
            Signature.CopyTo(new Span<byte>(start, 8));
            header.CopyTo(new Span<byte>(start + 8, header.Length));
            long at = 8 + header.Length;
            // Two chunks of almost 2^31 bytes each: length and type, then zeros, CRC of zeros.
            foreach (uint length in new uint[] { int.MaxValue, int.MaxValue - 100 })
            {
                BigEndian(length).CopyTo(new Span<byte>(start + at, 4));
                "abCd"u8.CopyTo(new Span<byte>(start + at + 4, 4));
                start[at + 8 + length] = 0x12;
                at += 12L + length;
            }

            End.CopyTo(new Span<byte>(start + at, 12));
            var cursor = new PngChunkCursor(new ByteSource(start, size));
            Assert.True(cursor.MoveNext());
            Assert.True(cursor.MoveNext());
            Assert.Equal((33L, (uint)int.MaxValue, true, 0x12000000u), (cursor.Offset, cursor.Length, cursor.IsComplete, cursor.StoredCrc));
            Assert.True(cursor.MoveNext());
            Assert.Equal((33L + 12 + int.MaxValue, true, 0x12000000u), (cursor.Offset, cursor.IsComplete, cursor.StoredCrc));
            Assert.True(cursor.MoveNext());
            Assert.Equal((at, PngChunkType.Iend, true), (cursor.Offset, cursor.Type.Value, cursor.IsComplete));
        }
        finally
        {
            NativeMemory.Free(start);
        }
    }
}
