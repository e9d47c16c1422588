// Samples as they leave the process: rows tightly packed, top row first, 16-bit samples in a fixed byte order whatever the
// machine's. Checksums and all output files take their bytes from here.

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RawDecoders.Cli;

/// <summary>Takes the next packed sample bytes of a picture.</summary>
internal delegate void TakePixelBytes(ReadOnlySpan<byte> bytes);

/// <summary>The order of the two bytes of a 16-bit sample.</summary>
internal enum SampleOrder
{
    LittleEndian,
    BigEndian,
}

/// <summary>Packed sample bytes of a picture.</summary>
internal static class PixelBytes
{
    /// <summary>Pictures up to this many bytes are decoded to the end before their first byte is handed out.</summary>
    private const int WholeBytes = 64 << 20;

    /// <summary>Rows of larger pictures are handed out in bands of about this many bytes.</summary>
    private const int BandBytes = 1 << 20;

    /// <summary>"HxW:uint8", "HxW:bool" or "HxWxC:uint16", as NumPy shapes go.</summary>
    public static string Shape(DecodeResult result)
    {
        PixelFormat format = result.PixelFormat;
        string channels = format.GetChannelCount() is var c && c > 1 ? $"x{c}" : "";
        string type = result.IsBoolean ? "bool" : format.GetBytesPerSample() == 2 ? "uint16" : "uint8";
        return $"{result.Height}x{result.Width}{channels}:{type}";
    }

    /// <summary>SHA-256, lower case, of the packed rows with 16-bit samples little-endian.</summary>
    public static (DecodeResult Result, string Sha256) Digest(ImageInput input, DecodeOptions options)
    {
        if (input.TryDecodeTransient(options) is { } image)
            return Digest(image);

        using ImageRowReader rows = input.OpenRows(options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        DecodeResult result = Pump(rows, SampleOrder.LittleEndian, hash.AppendData);
        return (result, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>The same of a picture in memory, which is used up.</summary>
    public static (DecodeResult Result, string Sha256) Digest(PixelBuffer image)
    {
        FixOrder(image.Span, image.Format, SampleOrder.LittleEndian);
        return (image.Result!, Convert.ToHexStringLower(SHA256.HashData(image.Span)));
    }

    /// <summary>
    /// Decodes all rows and hands out their bytes, in memory that does not grow with the picture. A picture of ordinary
    /// size is decoded whole first, so that nothing of a refused file is handed out.
    /// </summary>
    public static DecodeResult Pump(ImageRowReader rows, SampleOrder order, TakePixelBytes take)
    {
        int rowBytes = checked((int)rows.RowBytes);
        bool whole = (long)rowBytes * rows.Height <= WholeBytes;
        int bandRows = whole ? rows.Height : Math.Clamp(BandBytes / rowBytes, 1, rows.Height);
        byte[] band = GC.AllocateUninitializedArray<byte>(bandRows * rowBytes);
        DecodeResult? result = null;
        int read;
        while ((read = rows.ReadRows(band, bandRows)) > 0)
        {
            if (whole)
                result = rows.Finish();
            Span<byte> bytes = band.AsSpan(0, read * rowBytes);
            FixOrder(bytes, rows.PixelFormat, order);
            take(bytes);
        }

        return result ?? rows.Finish();
    }

    /// <summary>Brings 16-bit samples from the machine's byte order into <paramref name="order"/>.</summary>
    public static void FixOrder(Span<byte> bytes, PixelFormat format, SampleOrder order)
    {
        if (format.GetBytesPerSample() == 1 || BitConverter.IsLittleEndian == (order == SampleOrder.LittleEndian))
            return;
        Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(bytes);
        BinaryPrimitives.ReverseEndianness(samples, samples);
    }
}
