// What a decode gives, whatever the path: pixels with an account in words, or an error. Two paths agree when these are the same.

using RawDecoders.Inspection;

namespace RawDecoders.Fuzzing;

/// <summary>The outcome of a decode, for comparing paths.</summary>
/// <param name="Error">The error that the file was refused with; null if there are pixels.</param>
/// <param name="Account">Size, format, metadata, warnings and damage, or the error, in words.</param>
/// <param name="Pixels">The pixels, tightly packed; empty if refused.</param>
internal sealed record Outcome(ImageDecodeException? Error, string Account, byte[] Pixels)
{
    /// <summary>Size and pixels of the result, for cutting rectangles out; 0 if refused.</summary>
    public int Width { get; private init; }

    public int Height { get; private init; }

    public int BytesPerPixel { get; private init; }

    /// <summary>The whole picture at once.</summary>
    public static Outcome Whole(byte[] file, DecodeOptions options) => Of(() => Of(ImageDecoder.Decode(file, options)));

    /// <summary>The whole picture into memory of the caller's that is wider than it need be.</summary>
    public static Outcome IntoMemory(byte[] file, DecodeOptions options, int gap)
    {
        Outcome whole = Whole(file, options);
        if (whole.Error is not null)
            return whole;
        int rowBytes = whole.Width * whole.BytesPerPixel, stride = rowBytes + gap;
        byte[] memory = new byte[stride * whole.Height + gap];
        memory.AsSpan().Fill(0xA5);
        return Of(() =>
        {
            DecodeResult result = ImageDecoder.Decode(file, memory, stride, options);
            byte[] pixels = new byte[rowBytes * whole.Height];
            for (int y = 0; y < whole.Height; y++)
            {
                Span<byte> row = memory.AsSpan(y * stride, stride);
                row[..rowBytes].CopyTo(pixels.AsSpan(y * rowBytes));
                FuzzFailure.Unless(!row[rowBytes..].ContainsAnyExcept((byte)0xA5), $"bytes beside row {y} were written");
            }

            FuzzFailure.Unless(!memory.AsSpan(stride * whole.Height).ContainsAnyExcept((byte)0xA5), "bytes behind the last row were written");
            return Of(result, result.Width, result.Height, result.PixelFormat, pixels);
        });
    }

    /// <summary>From a stream that trickles.</summary>
    public static Outcome FromStream(byte[] file, DecodeOptions options, Random random) => Of(() =>
    {
        using var stream = new TrickleStream(file, random);
        return Of(ImageDecoder.Decode(stream, options));
    });

    /// <summary>Rows in lots of random size, each into memory that is larger than it need be.</summary>
    public static Outcome ByRows(byte[] file, DecodeOptions options, Random random) => Of(() =>
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(file, options);
        int rowBytes = (int)reader.RowBytes;
        byte[] pixels = new byte[rowBytes * reader.Height];
        int most = Math.Max(1, reader.Height / random.Next(1, 6));
        while (reader.NextRow < reader.Height)
        {
            int at = reader.NextRow, wanted = random.Next(1, most + 1), gap = random.Next(3);
            byte[] lot = new byte[(rowBytes + gap) * wanted];
            lot.AsSpan().Fill(0xA5);
            int read = reader.ReadRows(lot, wanted, rowBytes + gap);
            FuzzFailure.Unless(
                read == Math.Min(wanted, reader.Height - at) && reader.NextRow == at + read, $"{wanted} rows at {at} of {reader.Height} gave {read}");
            for (int r = 0; r < wanted; r++)
            {
                Span<byte> row = lot.AsSpan(r * (rowBytes + gap), rowBytes + gap);
                if (r < read)
                    row[..rowBytes].CopyTo(pixels.AsSpan((at + r) * rowBytes));
                FuzzFailure.Unless(
                    !row[(r < read ? rowBytes : 0)..].ContainsAnyExcept((byte)0xA5), $"rows {at}+{read}: bytes beside row {r} were written");
            }
        }

        FuzzFailure.Unless(reader.ReadRows([], 1) == 0, "rows after the last");
        return Of(reader.Finish(), reader.Width, reader.Height, reader.PixelFormat, pixels);
    });

    private static Outcome Of(Func<Outcome> decode)
    {
        try
        {
            return decode();
        }
        catch (ImageDecodeException error)
        {
            return new Outcome(error, $"{error.Kind} at {error.Offset}: {error.Message}", []);
        }
    }

    private static Outcome Of(PixelBuffer image) => Of(image.Result!, image.Width, image.Height, image.Format, image.ToArray());

    private static Outcome Of(DecodeResult result, int width, int height, PixelFormat format, byte[] pixels)
    {
        string account = $"{width} x {height} {format}, {result.Info.Texts.Count} texts, {result.Info.Metadata}\n"
            + string.Concat(result.Warnings.Select(w => $"{w}\n"))
            + string.Concat(result.Damage.Select(d => $"rows {d.FirstRow}+{d.RowCount}: {d.Reason.Kind} at {d.Reason.Offset}: {d.Reason.Message}\n"));
        return new Outcome(null, account, pixels) { Width = width, Height = height, BytesPerPixel = format.GetBytesPerPixel() };
    }

    /// <summary>Throws unless another path gave the same.</summary>
    public void MustBe(Outcome other, string path)
    {
        if (Account != other.Account)
            throw new FuzzFailure($"{path} says\n{other.Account}instead of\n{Account}");
        MustLookLike(other, path);
    }

    /// <summary>Throws unless another decode gave the same pixels, whatever it says of them.</summary>
    public void MustLookLike(Outcome other, string path)
    {
        FuzzFailure.Unless(
            (Width, Height, BytesPerPixel) == (other.Width, other.Height, other.BytesPerPixel),
            $"{path} gives {other.Width} x {other.Height}, {other.BytesPerPixel} bytes a pixel, instead of {Width} x {Height}, {BytesPerPixel}: {other.Account}");
        int at = Pixels.AsSpan().CommonPrefixLength(other.Pixels);
        if (at < Pixels.Length || at < other.Pixels.Length)
            throw new FuzzFailure($"{path} gives other pixels from byte {at} of {Pixels.Length} on");
    }

    /// <summary>Throws unless a rectangle is that part of these pixels.</summary>
    public void MustHold(PixelBuffer part, PixelArea area, string path)
    {
        for (int r = 0; r < area.Height; r++)
        {
            ReadOnlySpan<byte> row = Pixels.AsSpan(((area.Y + r) * Width + area.X) * BytesPerPixel, area.Width * BytesPerPixel);
            FuzzFailure.Unless(row.SequenceEqual(part.GetRow(r)), $"{path} {area}: row {r} has other pixels");
        }
    }
}
