using System.Buffers.Binary;
using System.IO.Hashing;
using RawDecoders.Inspection;

namespace RawDecoders.Fuzzing.Targets;

/// <summary>
/// From an index, in the making, built or saved and loaded, rectangles and rows are parts of the whole picture; an index that somebody has
/// changed gives some pixels or an error, and nothing else.
/// </summary>
internal sealed class IndexTarget : FuzzTarget
{
    public override string Name => "index";

    public override string What => "PNGs with right checksums, and JPEGs: rectangles and sought rows from an index with many places, saved, loaded, changed";

    public override IReadOnlyList<string> Formats => ["png", "jpeg"];

    public override int MaxSeedBytes => 3000;

    /// <summary>A JPEG is an input as it is; nothing that tells a PNG begins like one.</summary>
    public override IEnumerable<byte[]> InputsFrom(byte[] file) => IsJpeg(file) ? [file] : StructuredPng.Describe(file);

    private static bool IsJpeg(byte[] input) => input.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]);

    protected internal override void Check(byte[] input)
    {
        byte[] file = IsJpeg(input) ? input : StructuredPng.Build(input);
        Random random = Draw.From(input);
        DecodeOptions options = Draw.Options(random, Draw.Strictness(random)) with { IndexSpacingBytes = random.Next(1, 400) };
        Outcome whole = Outcome.Whole(file, options);
        Paths.CompareRegions(file, options, whole, random, count: 3);
        try
        {
            CompareIndex(file, options, whole, random);
        }
        catch (ImageDecodeException error) when (whole.Error is null)
        {
            throw new FuzzFailure($"the index or a part is refused, the whole is not: {error.Message}");
        }
        catch (ImageDecodeException)
        {
        }
    }

    private static void CompareIndex(byte[] file, DecodeOptions options, Outcome whole, Random random)
    {
        ImageIndex index;
        using (ImageRegionReader making = ImageDecoder.OpenRegions(file, options))
        {
            if (!making.HasIndex)
                return;
            Hold(whole, making, random, "a rectangle before the index is whole");
            index = making.BuildIndex();
            FuzzFailure.Unless(whole.Error is null, $"an index of a picture that is refused: {whole.Error?.Message}");
            Hold(whole, making, random, "a rectangle from the index that was made");
        }

        using var saved = new MemoryStream();
        index.Save(saved);
        saved.Position = 0;
        ImageIndex loaded = ImageIndex.Load(saved);
        using (ImageRegionReader again = ImageDecoder.OpenRegions(file, options with { Index = loaded }))
            Hold(whole, again, random, "a rectangle from the index that was loaded");
        using (ImageRowReader rows = ImageDecoder.OpenRows(file, options with { IndexRows = true }))
        {
            byte[] row = new byte[rows.RowBytes];
            for (int i = 0; i < 4; i++)
            {
                int y = random.Next(rows.Height);
                rows.SeekRow(y);
                rows.ReadRows(row, 1);
                FuzzFailure.Unless(whole.Pixels.AsSpan(y * row.Length, row.Length).SequenceEqual(row), $"row {y}, sought, has other pixels");
            }
        }

        ReadChanged(file, options, saved.ToArray(), random);
    }

    private static void Hold(Outcome whole, ImageRegionReader reader, Random random, string path)
    {
        for (int i = 0; i < 3; i++)
        {
            PixelArea area = Draw.Area(random, reader.Width, reader.Height);
            PixelBuffer part = reader.ReadRegion(area.X, area.Y, area.Width, area.Height);
            if (whole.Error is null)
                whole.MustHold(part, area, path);
        }
    }

    /// <summary>Some bytes of a saved index are others, and its hash is right again.</summary>
    private static void ReadChanged(byte[] file, DecodeOptions options, byte[] saved, Random random)
    {
        for (int i = random.Next(1, 6); i > 0; i--)
            saved[random.Next(8, saved.Length - 8)] = (byte)random.Next(256);
        BinaryPrimitives.WriteUInt64LittleEndian(saved.AsSpan(saved.Length - 8), XxHash3.HashToUInt64(saved.AsSpan(0, saved.Length - 8)));
        try
        {
            ImageIndex index = ImageIndex.Load(new MemoryStream(saved));
            using ImageRegionReader reader = ImageDecoder.OpenRegions(file, options with { Index = index });
            for (int i = 0; i < 3; i++)
            {
                PixelArea area = Draw.Area(random, reader.Width, reader.Height);
                reader.ReadRegion(area.X, area.Y, area.Width, area.Height);
            }
        }
        catch (ImageDecodeException)
        {
        }
    }
}
