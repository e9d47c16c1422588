using RawDecoders.Inspection;

namespace RawDecoders.Fuzzing.Targets;

/// <summary>
/// A reader's error is final: who reads on after it gets it again, and no byte of the caller's memory changes any more.
/// </summary>
internal sealed class ReadOnTarget : FuzzTarget
{
    public override string Name => "read-on";

    public override string What => "reading on after an error, by rows and by rectangles, at any strictness";

    protected internal override void Check(byte[] input)
    {
        Random random = Draw.From(input);
        DecodeOptions options = Draw.Options(random, Draw.Strictness(random));
        Rows(input, options, random);
        Rectangles(input, options, random);
    }

    private static void Rows(byte[] input, DecodeOptions options, Random random)
    {
        ImageRowReader reader;
        try
        {
            reader = ImageDecoder.OpenRows(input, options);
        }
        catch (ImageDecodeException)
        {
            return;
        }

        using (reader)
        {
            int rowBytes = (int)reader.RowBytes;
            byte[] rows = new byte[rowBytes * reader.Height];
            ImageDecodeException? first = null;
            int most = Math.Max(1, reader.Height / random.Next(1, 6)), next = 0;
            for (int tries = 0; tries < 4 && reader.NextRow < reader.Height;)
            {
                if (first is not null)
                    rows.AsSpan().Fill(0xA5);
                try
                {
                    next = reader.NextRow;
                    reader.ReadRows(rows, random.Next(1, most + 1));
                    FuzzFailure.Unless(first is null, $"rows from {next} on after an error: {first?.Message}");
                }
                catch (ImageDecodeException error)
                {
                    FuzzFailure.Unless(reader.NextRow == next, "rows were counted that were not read");
                    Final(ref first, error);
                    if (tries++ > 0)
                        FuzzFailure.Unless(!rows.AsSpan().ContainsAnyExcept((byte)0xA5), "rows were written after an error");
                }
            }

            for (int tries = 0; tries < 2 && reader.NextRow == reader.Height; tries++)
            {
                try
                {
                    reader.Finish();
                    FuzzFailure.Unless(first is null, $"an account after an error: {first?.Message}");
                }
                catch (ImageDecodeException error)
                {
                    Final(ref first, error);
                }
            }
        }
    }

    /// <summary>A rectangle may be read anew after another one failed; the same one fails the same way.</summary>
    private static void Rectangles(byte[] input, DecodeOptions options, Random random)
    {
        try
        {
            using ImageRegionReader reader = ImageDecoder.OpenRegions(input, options);
            for (int i = 0; i < 3; i++)
            {
                PixelArea area = Draw.Area(random, reader.Width, reader.Height);
                (string? error, byte[] pixels) = Read(reader, area);
                (string? again, byte[] pixelsAgain) = Read(reader, area);
                FuzzFailure.Unless(error == again, $"{area}: {error ?? "pixels"}, then {again ?? "pixels"}");
                FuzzFailure.Unless(pixels.AsSpan().SequenceEqual(pixelsAgain), $"{area}: other pixels at the second time");
            }
        }
        catch (ImageDecodeException)
        {
        }
    }

    private static (string? Error, byte[] Pixels) Read(ImageRegionReader reader, PixelArea area)
    {
        try
        {
            return (null, reader.ReadRegion(area.X, area.Y, area.Width, area.Height).ToArray());
        }
        catch (ImageDecodeException error)
        {
            return (error.Message, []);
        }
    }

    private static void Final(ref ImageDecodeException? first, ImageDecodeException error)
    {
        first ??= error;
        FuzzFailure.Unless(error.Message == first.Message, $"{error.Message}, after {first.Message}");
    }
}
