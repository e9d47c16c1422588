using System.Buffers.Binary;
using RawDecoders.Tests.Oracles;

namespace RawDecoders.Tests.Png.Frames;

/// <summary>A frame to be written: its raw (filtered) bytes, and what its fcTL says.</summary>
internal sealed record WrittenFrame(PngOracle.Picture Picture, byte[] Raw, int X, int Y, FrameDisposal Disposal, FrameBlend Blend)
{
    public ushort DelayNumerator { get; init; } = 1;

    public ushort DelayDenominator { get; init; } = 10;
}

/// <summary>Puts animated PNG files together.</summary>
internal static class AnimationWriter
{
    public static byte[] Actl(int frames, int plays = 0) => PngWriter.Chunk("acTL", [.. PngWriter.BigEndian((uint)frames), .. PngWriter.BigEndian((uint)plays)]);

    public static byte[] Fctl(int number, WrittenFrame f) => PngWriter.Chunk("fcTL",
    [
        .. PngWriter.BigEndian((uint)number), .. PngWriter.BigEndian((uint)f.Picture.Width), .. PngWriter.BigEndian((uint)f.Picture.Height),
        .. PngWriter.BigEndian((uint)f.X), .. PngWriter.BigEndian((uint)f.Y),
        (byte)(f.DelayNumerator >> 8), (byte)f.DelayNumerator, (byte)(f.DelayDenominator >> 8), (byte)f.DelayDenominator, (byte)f.Disposal, (byte)f.Blend,
    ]);

    public static byte[] Fdat(int number, byte[] data) => PngWriter.Chunk("fdAT", [.. PngWriter.BigEndian((uint)number), .. data]);

    /// <summary>Random frames of one kind: the first covers the canvas.</summary>
    public static List<WrittenFrame> Random(Random random, int colorType, int depth, int width, int height, int count)
    {
        (PngOracle.Picture first, byte[] firstRaw) = PngWriter.Random(random, colorType, depth, random.Next(2) == 0, width, height);
        List<WrittenFrame> frames = [];
        for (int i = 0; i < count; i++)
        {
            int w = i == 0 ? width : random.Next(1, width + 1), h = i == 0 ? height : random.Next(1, height + 1);
            (PngOracle.Picture picture, byte[] raw) = i == 0 ? (first, firstRaw) : PngWriter.Random(random, colorType, depth, first.Interlaced, w, h);
            frames.Add(new WrittenFrame(
                picture with { Palette = first.Palette, Transparency = first.Transparency }, raw,
                random.Next(width - w + 1), random.Next(height - h + 1), (FrameDisposal)random.Next(3), (FrameBlend)random.Next(2))
            {
                DelayNumerator = (ushort)random.Next(3),
                DelayDenominator = (ushort)(random.Next(3) * 50),
            });
        }

        return frames;
    }

    /// <summary>The file; <paramref name="hidden"/> is a default image that is no frame, <paramref name="split"/> the bytes of the next chunk's data.</summary>
    public static byte[] Write(IReadOnlyList<WrittenFrame> frames, WrittenFrame? hidden = null, Func<int>? split = null, int plays = 0)
    {
        PngOracle.Picture picture = (hidden ?? frames[0]).Picture;
        List<byte[]> chunks =
        [
            PngWriter.Chunk("IHDR", PngWriter.Header(picture.Width, picture.Height, picture.Depth, picture.ColorType, picture.Interlaced ? 1 : 0)),
            Actl(frames.Count, plays),
        ];
        if (picture.Palette.Length > 0)
            chunks.Add(PngWriter.Chunk("PLTE", picture.Palette));
        if (picture.Transparency is not null)
            chunks.Add(PngWriter.Chunk("tRNS", picture.Transparency));
        if (hidden is not null)
            chunks.Add(PngWriter.Chunk("IDAT", PngWriter.Zlib(hidden.Raw)));
        int number = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            chunks.Add(Fctl(number++, frames[i]));
            byte[] data = PngWriter.Zlib(frames[i].Raw);
            for (int at = 0; at < data.Length;)
            {
                int length = Math.Min(split?.Invoke() ?? data.Length, data.Length - at);
                byte[] piece = data[at..(at + length)];
                chunks.Add(i == 0 && hidden is null ? PngWriter.Chunk("IDAT", piece) : Fdat(number++, piece));
                at += length;
            }
        }

        chunks.Add(PngWriter.End);
        return PngWriter.File(chunks);
    }

    /// <summary>Offsets of the chunks of a file, by type.</summary>
    public static List<(string Type, int Offset, int Length)> Chunks(byte[] file)
    {
        List<(string, int, int)> chunks = [];
        for (int at = 8; at + 12 <= file.Length;)
        {
            int length = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(at));
            chunks.Add((System.Text.Encoding.Latin1.GetString(file, at + 4, 4), at, length));
            at += 12 + length;
        }

        return chunks;
    }
}
