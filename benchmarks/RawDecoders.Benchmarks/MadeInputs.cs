using System.Buffers.Binary;
using System.IO.Compression;
using RawDecoders.Shared;
using SkiaSharp;

namespace RawDecoders.Benchmarks;

/// <summary>
/// Pictures made on the spot, for the cases that folders of photographs lack: icons, 24-bit BMP, and one picture at 1 and at
/// 100 megapixels. PNG icons and JPEG files are written by Skia's encoders, which are no peer's advantage.
/// </summary>
public static class MadeInputs
{
    /// <summary>Icons of 16 × 16 to 128 × 128, as PNG with alpha and as JPEG, and a BMP of 24 bits.</summary>
    public static IEnumerable<BenchmarkInput> All()
    {
        foreach (int side in (int[])[16, 32, 64, 128])
        {
            using SKBitmap icon = DrawIcon(side);
            yield return BenchmarkInput.Make($"icon-{side}.png", Encode(icon, SKEncodedImageFormat.Png, 100));
            yield return BenchmarkInput.Make($"icon-{side}.jpg", Encode(icon, SKEncodedImageFormat.Jpeg, 85));
        }

        yield return BenchmarkInput.Make("bmp24.bmp", Bmp(2048, 1536));
    }

    /// <summary>In place of photographs, where no files are named.</summary>
    public static IEnumerable<BenchmarkInput> Photographs() =>
    [
        BenchmarkInput.Make("photo.png", Png(1536, 1024)),
        BenchmarkInput.Make("photo-420.jpg", Jpeg(1536, 1024)),
    ];

    /// <summary>A 24-bit BMP, bottom row first, whose rows need no padding only if 4 divides the width.</summary>
    public static byte[] Bmp(int width, int height)
    {
        int stride = (width * 3 + 3) & ~3;
        byte[] file = GC.AllocateUninitializedArray<byte>(checked(54 + stride * height));
        file.AsSpan(0, 54).Clear();
        "BM"u8.CopyTo(file);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(2), file.Length);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(10), 54);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(14), 40);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(18), width);
        BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(22), height);
        file[26] = 1;
        file[28] = 24;
        var picture = new Picture();
        for (int y = 0; y < height; y++)
        {
            Span<byte> row = file.AsSpan(54 + y * stride, stride);
            row[^3..].Clear();
            picture.NextRow(row[..(width * 3)]);
        }

        return file;
    }

    /// <summary>
    /// A truecolour PNG with filter types 1 to 4 in turn. The picture has the same bytes a
    /// pixel in every size.
    /// </summary>
    public static byte[] Png(int width, int height)
    {
        var zlib = new MemoryStream();
        using (var deflate = new ZLibStream(zlib, CompressionLevel.Fastest, leaveOpen: true))
        {
            var picture = new Picture();
            byte[] above = new byte[width * 3];
            byte[] row = new byte[width * 3];
            byte[] filtered = new byte[1 + width * 3];
            for (int y = 0; y < height; y++)
            {
                picture.NextRow(row);
                Filter((byte)(1 + y % 4), row, above, filtered);
                deflate.Write(filtered);
                (row, above) = (above, row);
            }
        }

        var file = new MemoryStream();
        PngParts.WriteStart(file, width, height, colorType: 2);
        ReadOnlySpan<byte> data = zlib.GetBuffer().AsSpan(0, (int)zlib.Length);
        for (; data.Length > 0; data = data[Math.Min(data.Length, 1 << 16)..])
            PngParts.WriteChunk(file, "IDAT"u8, data[..Math.Min(data.Length, 1 << 16)]);
        PngParts.WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>A baseline JPEG, 4:2:0, of the same picture.</summary>
    public static byte[] Jpeg(int width, int height)
    {
        using var bitmap = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var picture = new Picture();
        byte[] rgb = new byte[width * 3];
        Span<byte> pixels = bitmap.GetPixelSpan();
        for (int y = 0; y < height; y++)
        {
            picture.NextRow(rgb);
            PixelConverter.Convert(rgb, PixelFormat.Rgb24, pixels.Slice(y * bitmap.RowBytes, width * 4), PixelFormat.Rgba32, width);
        }

        return Encode(bitmap, SKEncodedImageFormat.Jpeg, 85);
    }

    /// <summary>
    /// Slopes and edges, which repeat, under noise, which does not: compresses as a photograph does, in every size.
    /// </summary>
    private sealed class Picture
    {
        private const int TileSide = 512;
        private readonly byte[] _tile = new byte[TileSide * TileSide * 3];
        private readonly Random _random = new(5);
        private byte[] _noise = [];
        private int _row;

        public Picture()
        {
            for (int y = 0; y < TileSide; y++)
            {
                for (int x = 0; x < TileSide; x++)
                {
                    int light = (int)(96 + 60 * Math.Sin(x / 37.0) * Math.Cos(y / 53.0)) + ((x / 64 + y / 48) % 5 == 0 ? 40 : 0);
                    for (int c = 0; c < 3; c++)
                        _tile[(y * TileSide + x) * 3 + c] = (byte)Math.Clamp(light + c * 9, 0, 240);
                }
            }
        }

        /// <summary>The next row from the top, RGB.</summary>
        public void NextRow(Span<byte> row)
        {
            if (_noise.Length < row.Length)
                _noise = new byte[row.Length];
            _random.NextBytes(_noise.AsSpan(0, row.Length));
            int tileRow = _row++ % TileSide * TileSide * 3;
            for (int i = 0, t = 0; i < row.Length; i++)
            {
                row[i] = (byte)(_tile[tileRow + t] + (_noise[i] & 7));
                if (++t == TileSide * 3)
                    t = 0;
            }
        }
    }

    private static void Filter(byte type, byte[] row, byte[] above, byte[] filtered)
    {
        filtered[0] = type;
        for (int i = 0; i < row.Length; i++)
        {
            int a = i < 3 ? 0 : row[i - 3], b = above[i], c = i < 3 ? 0 : above[i - 3];
            int pa = Math.Abs(b - c), pb = Math.Abs(a - c), pc = Math.Abs(a + b - 2 * c);
            int prediction = type switch
            {
                1 => a,
                2 => b,
                3 => (a + b) / 2,
                _ => pa <= pb && pa <= pc ? a : pb <= pc ? b : c,
            };
            filtered[i + 1] = (byte)(row[i] - prediction);
        }
    }

    private static SKBitmap DrawIcon(int side)
    {
        var bitmap = new SKBitmap(new SKImageInfo(side, side, SKColorType.Rgba8888, SKAlphaType.Premul));
        using var canvas = new SKCanvas(bitmap);
        canvas.Clear(SKColors.Transparent);
        using var paint = new SKPaint { IsAntialias = true };
        using var shade = SKShader.CreateLinearGradient(
            new SKPoint(0, 0), new SKPoint(side, side), [new SKColor(0x2A, 0x7D, 0xE1), new SKColor(0x12, 0xB8, 0x86)], SKShaderTileMode.Clamp);
        paint.Shader = shade;
        canvas.DrawRoundRect(side * 0.05f, side * 0.05f, side * 0.9f, side * 0.9f, side * 0.2f, side * 0.2f, paint);
        paint.Shader = null;
        paint.Color = SKColors.White;
        canvas.DrawCircle(side * 0.5f, side * 0.45f, side * 0.22f, paint);
        paint.Color = new SKColor(0, 0, 0, 0x60);
        canvas.DrawRect(side * 0.2f, side * 0.74f, side * 0.6f, side * 0.08f, paint);
        return bitmap;
    }

    private static byte[] Encode(SKBitmap bitmap, SKEncodedImageFormat format, int quality)
    {
        using SKData data = bitmap.Encode(format, quality) ?? throw new InvalidOperationException($"Skia cannot write {format}.");
        return data.ToArray();
    }
}
