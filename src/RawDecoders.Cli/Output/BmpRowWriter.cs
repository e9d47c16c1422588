// Owns: `decode -o x.bmp`: a BMP for a look at what was decoded: 8 bits grey with a palette, 24 bits, or 32 bits with an alpha mask
// (BITMAPV4HEADER), top row first, so that it can be written as the rows come. Leaves to OutputFormats what a BMP cannot hold.

using System.Buffers.Binary;

namespace RawDecoders.Cli;

/// <summary>Writes a BMP row by row.</summary>
internal sealed class BmpRowWriter : PictureEncoder
{
    private const int FileHeaderBytes = 14, InfoHeaderBytes = 40, V4HeaderBytes = 108, PaletteBytes = 4 * 256;

    private readonly Stream _stream;
    private readonly PictureShape _shape;
    private readonly byte[] _padding;
    private readonly long _fileBytes;
    private bool _isBegun;

    /// <exception cref="OutputRefusedException">The file would be longer than its own header can say.</exception>
    public BmpRowWriter(Stream stream, PictureShape shape)
    {
        _stream = stream;
        _shape = shape;
        // Rows end at a multiple of four bytes.
        _padding = new byte[-shape.RowBytes & 3];
        _fileBytes = DataOffset + (long)(shape.RowBytes + _padding.Length) * shape.Height;
        if (_fileBytes > uint.MaxValue)
            throw new OutputRefusedException($"a .bmp file cannot hold {_fileBytes} bytes: use .png");
    }

    public override SampleOrder Order => SampleOrder.LittleEndian;

    private int HeaderBytes => _shape.Format == PixelFormat.Bgra32 ? V4HeaderBytes : InfoHeaderBytes;

    private int DataOffset => FileHeaderBytes + HeaderBytes + (_shape.Format == PixelFormat.Gray8 ? PaletteBytes : 0);

    public override void Write(ReadOnlySpan<byte> rows)
    {
        if (!_isBegun)
            _stream.Write(Header());
        _isBegun = true;
        if (_padding.Length == 0)
        {
            _stream.Write(rows);
            return;
        }

        for (; !rows.IsEmpty; rows = rows[_shape.RowBytes..])
        {
            _stream.Write(rows[.._shape.RowBytes]);
            _stream.Write(_padding);
        }
    }

    private byte[] Header()
    {
        byte[] header = new byte[DataOffset];
        "BM"u8.CopyTo(header);
        Write32(2, (uint)_fileBytes);
        Write32(10, (uint)DataOffset);
        Write32(14, (uint)HeaderBytes);
        Write32(18, (uint)_shape.Width);
        // Negative: the top row comes first.
        Write32(22, (uint)-_shape.Height);
        header[26] = 1;
        header[28] = (byte)(8 * _shape.Format.GetBytesPerPixel());
        if (_shape.Format == PixelFormat.Gray8)
        {
            for (int i = 0; i < 256; i++)
                header.AsSpan(FileHeaderBytes + InfoHeaderBytes + 4 * i, 3).Fill((byte)i);
        }
        else if (_shape.Format == PixelFormat.Bgra32)
        {
            // BI_BITFIELDS, its masks, and LCS_sRGB.
            Write32(30, 3);
            Write32(54, 0x00FF0000);
            Write32(58, 0x0000FF00);
            Write32(62, 0x000000FF);
            Write32(66, 0xFF000000);
            Write32(70, 0x73524742);
        }

        return header;

        void Write32(int offset, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(header.AsSpan(offset), value);
    }
}
