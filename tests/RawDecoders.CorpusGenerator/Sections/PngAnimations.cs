// Animated PNG files (PNG 11.3.6): every pair of dispose and blend operation in every colour type and depth, over rectangles at corners, edges and
// within; and files whose animation breaks a rule, one each. What each must show is the oracle's; what is left of a broken one is the frames
// before the breach, or the default image.

using System.Buffers.Binary;

namespace RawDecoders.CorpusGenerator;

/// <summary>Files with several frames.</summary>
public static class PngAnimations
{
    private const int Width = 12, Height = 9;
    private static readonly string[] Disposals = ["none", "background", "previous"];
    private static readonly string[] Blends = ["source", "over"];

    public static IEnumerable<CorpusFile> Files() => [.. Matrix(), .. Interlaced(), .. Details(), .. Broken(), .. BrokenData()];

    /// <summary>Left, top, width and height: the whole, a corner, a row, a column, a pixel, within, the whole.</summary>
    private static readonly (int X, int Y, int Width, int Height)[] Rectangles =
        [(0, 0, Width, Height), (0, 0, 5, 4), (0, 8, Width, 1), (11, 0, 1, Height), (6, 3, 1, 1), (3, 2, 7, 6), (0, 0, Width, Height)];

    private static IEnumerable<CorpusFile> Matrix()
    {
        foreach ((int type, int depth) in Kinds())
        {
            for (int dispose = 0; dispose < 3; dispose++)
            {
                for (int blend = 0; blend < 2; blend++)
                {
                    yield return Good(
                        $"{type}-{depth:D2}-{Disposals[dispose]}-{Blends[blend]}",
                        $"colour type {type}, {depth} bit: dispose {Disposals[dispose]}, blend {Blends[blend]}", Frames(type, depth, dispose, blend, false), isHidden: false);
                }
            }
        }
    }

    private static IEnumerable<CorpusFile> Interlaced()
        => from kind in Kinds()
           select Good($"{kind.Type}-{kind.Depth:D2}-adam7", $"colour type {kind.Type}, {kind.Depth} bit, Adam7", Frames(kind.Type, kind.Depth, 2, 1, true), isHidden: false);

    private static IEnumerable<(int Type, int Depth)> Kinds()
        => from type in (int[])[0, 2, 3, 4, 6] from depth in (int[])[1, 2, 4, 8, 16] where type == 0 || (type == 3 ? depth < 16 : depth >= 8) select (type, depth);

    /// <summary>Frames cut out of one picture, so that they have one palette, and one transparent colour.</summary>
    private static List<AnimationFrame> Frames(int type, int depth, int dispose, int blend, bool interlaced)
    {
        Picture scene = Picture.Paint(Width, Height * Rectangles.Length, (x, y) =>
        {
            int alpha = (x * 5 + y * 3) % 7 * 65535 / 6;
            return ((x * 6000 + y * 900) & 65535, (y * 4100 + x * 700) & 65535, (x * y * 333 + 9000) & 65535, alpha);
        });
        PngImage all = PngImage.From(scene, type, depth, interlaced);
        if (type is 0 or 2 or 3)
            all = all.WithTransparency(4, 3);
        return [.. Rectangles.Select((r, i) => new AnimationFrame(Cut(all, r.X, r.Y + i * Height, r.Width, r.Height), r.X, r.Y, dispose, blend))];
    }

    private static PngImage Cut(PngImage image, int left, int top, int width, int height)
    {
        SampleImage cut = new(width, height, image.Samples.Channels, image.Samples.Depth);
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                for (int c = 0; c < cut.Channels; c++)
                    cut[x, y, c] = image.Samples[left + x, top + y, c];
            }
        }

        return image with { Samples = cut };
    }

    private static CorpusFile Good(string name, string what, List<AnimationFrame> frames, bool isHidden, Action<List<PngExtra>>? change = null)
        => Describe(name, what, "PNG 11.3.6", Write(frames, isHidden, change), frames[0].Image, isHidden ? frames.Skip(1) : frames);

    private static CorpusFile Describe(string name, string what, string clause, byte[] bytes, PngImage shown, IEnumerable<AnimationFrame> frames)
    {
        List<ExpectedPixels> expected = AnimationOracle.Compose(Width, Height, frames);
        return CorpusFile.Good($"png/animation/{name}.png", what, clause, bytes, shown.Expected())
            .WithMetadata([("frames", $"{expected.Count}"), .. expected.Select(e => ("frame", e.Hash))]);
    }

    /// <summary>The chunks of an animation, to be changed; the default image is the first of the frames, or, hidden, stands before them.</summary>
    private static byte[] Write(List<AnimationFrame> frames, bool isHidden, Action<List<PngExtra>>? change)
    {
        List<PngExtra> chunks = [PngPayloads.AnimationControl((uint)(frames.Count - (isHidden ? 1 : 0)), 3)];
        uint number = 0;
        for (int i = 0; i < frames.Count; i++)
        {
            byte[] zlib = ZlibWriter.Compress(PngScanlines.Filtered(frames[i].Image, PngFilter.Adaptive));
            if (!isHidden || i > 0)
                chunks.Add(Control(frames[i], number++));
            chunks.Add(i == 0 ? new PngExtra("IDAT", zlib) : PngPayloads.FrameData(number++, zlib));
        }

        change?.Invoke(chunks);
        PngFile file = new();
        file.Header(frames[0].Image);
        int data = chunks.FindIndex(c => c.Type == "IDAT");
        for (int i = 0; i < chunks.Count; i++)
        {
            if (i == data && frames[0].Image.Palette is not null)
                file.Chunk("PLTE", frames[0].Image.PaletteBytes());
            if (i == data && frames[0].Image.TransparencyBytes() is { } trns)
                file.Chunk("tRNS", trns);
            file.Chunk(chunks[i].Type, chunks[i].Data, chunks[i].Length, chunks[i].CrcXor);
        }

        file.End();
        return file.ToArray();
    }

    private static PngExtra Control(AnimationFrame frame, uint number)
    {
        PngExtra control = PngPayloads.FrameControl(number, frame.Width, frame.Height, frame.X, frame.Y);
        (control.Data[24], control.Data[25]) = ((byte)frame.Dispose, (byte)frame.Blend);
        return control;
    }

    private static List<AnimationFrame> Three() => Frames(6, 8, 0, 1, false)[..3];

    private static IEnumerable<CorpusFile> Details()
    {
        yield return Good("hidden", "the default image is no frame", Frames(2, 8, 0, 1, false), isHidden: true);
        yield return Good("pieces", "frame data in fdAT chunks of 7 bytes, an empty one among them, and tEXt between", Three(), isHidden: false, chunks =>
        {
            uint number = 0;
            List<PngExtra> pieces = [];
            foreach (PngExtra chunk in chunks)
            {
                if (chunk.Type == "fcTL")
                    BinaryPrimitives.WriteUInt32BigEndian(chunk.Data, number++);
                if (chunk.Type != "fdAT")
                {
                    pieces.Add(chunk);
                    continue;
                }

                byte[] data = chunk.Data[4..];
                for (int at = 0; at < data.Length; at += 7)
                    pieces.Add(PngPayloads.FrameData(number++, data[at..Math.Min(at + 7, data.Length)]));
                pieces.Insert(pieces.Count - 1, PngPayloads.Text("k", "between"));
                pieces.Add(PngPayloads.FrameData(number++, []));
            }

            chunks.Clear();
            chunks.AddRange(pieces);
        });
        yield return Good("one", "an animation of one frame", Three()[..1], isHidden: false);
        yield return Good("control-behind", "acTL behind the first fcTL", Three(), isHidden: false, chunks => (chunks[0], chunks[1]) = (chunks[1], chunks[0]));
        yield return Good("delay-0", "a delay of 0 and one of a denominator of 0", Three(), isHidden: false, chunks =>
        {
            chunks[1].Data[21] = 0;
            chunks[3].Data[23] = 0;
        });
    }

    private static IEnumerable<CorpusFile> Broken()
    {
        // acTL, fcTL 0, IDAT, fcTL 1, fdAT 2, fcTL 3, fdAT 4.
        yield return Bad("sequence-gap", "fdAT with sequence number 3 instead of 2", "PNG 11.3.6", 1, 4, 8, c => c[4].Data[3] = 3);
        yield return Bad("sequence-repeated", "fcTL with sequence number 2 again", "PNG 11.3.6", 2, 5, 8, c => c[5].Data[3] = 2);
        yield return Bad("sequence-first", "sequence numbers from 1", "PNG 11.3.6", 0, 1, 8, c => c[1].Data[3] = 1);
        yield return Bad("outside", "a frame that reaches over the right edge", "PNG 11.3.6.2", 1, 3, 8 + 4, c => c[3].Data[15] = 8);
        yield return Bad("width-0", "a frame without width", "PNG 11.3.6.2", 1, 3, 8 + 4, c => c[3].Data[7] = 0);
        yield return Bad("height-0", "a frame without height", "PNG 11.3.6.2", 1, 3, 8 + 8, c => c[3].Data[11] = 0);
        yield return Bad("first-small", "the frame of the default image is not all of it", "PNG 11.3.6.2", 0, 1, 8 + 4, c => c[1].Data[7] = 5);
        yield return Bad("dispose-3", "dispose operation 3 in the second frame", "PNG 11.3.6.2", 1, 3, 8 + 24, c => c[3].Data[24] = 3);
        yield return Bad("blend-2", "blend operation 2 in the second frame", "PNG 11.3.6.2", 1, 3, 8 + 25, c => c[3].Data[25] = 2);
        yield return Bad("fctl-crc", "fcTL of the second frame with a wrong CRC", "PNG 5.5", 1, 3, 8 + 26, c => c[3] = c[3] with { CrcXor = 1 });
        yield return Bad("fdat-3-bytes", "fdAT shorter than its sequence number", "PNG 11.3.6.3", 1, 4, 0, c => c[4] = new PngExtra("fdAT", [0, 0, 0]));
        yield return Bad("fdat-stray", "fdAT right behind IDAT", "PNG 11.3.6.3", 1, 3, 0, c => c.RemoveAt(3));
        yield return Bad("fewer", "four frames declared, three there", "PNG 11.3.6.1", 3, 0, 8, c => c[0].Data[3] = 4);
        yield return Bad("more", "two frames declared, three there", "PNG 11.3.6.1", 2, 0, 8, c => c[0].Data[3] = 2);
        List<AnimationFrame> frames = Three();
        yield return Describe("broken-no-data", "a frame without data", "PNG 11.3.6.2", Write(frames, false, NoData), frames[0].Image, [frames[0], frames[2]])
            .WithStrict(Offset(Write(frames, false, NoData), 3));
        yield return Bad("actl-late", "acTL behind IDAT: a picture, no animation", "PNG 5.6", -1, 2, 0, c => (c[0], c[1], c[2]) = (c[1], c[2], c[0]));
    }

    /// <summary>The data of the second frame is flawed; the default image, which a plain decode gives, is not.</summary>
    private static IEnumerable<CorpusFile> BrokenData()
    {
        yield return Data("deflate", "a reserved block type in the DEFLATE data of the second frame", "RFC 1951 3.2.3", c => c[4].Data[6] |= 7);
        yield return Data("filter", "filter type 9 in the second frame", "PNG 9.2", c => Deflated(c, raw =>
        {
            raw[0] = 9;
            return raw;
        }));
        yield return Data("short", "the data of the second frame ends before its last row", "PNG 10.2", c => Deflated(c, raw => raw[..^21]));
        yield return Data("check", "a wrong check value behind the rows of the second frame", "RFC 1950 2.2", c => c[4].Data[^1] ^= 1);
        yield return Data("crc", "fdAT of the second frame with a wrong CRC", "PNG 5.5", c => c[4] = c[4] with { CrcXor = 1 }, isStructure: true);

        static CorpusFile Data(string name, string what, string clause, Action<List<PngExtra>> change, bool isStructure = false)
        {
            List<AnimationFrame> frames = Three();
            byte[] bytes = Write(frames, false, change);
            CorpusFile file = CorpusFile.Good($"png/animation/broken-data-{name}.png", what, clause, bytes, frames[0].Image.Expected());
            // A CRC is that of any chunk; what is in the data nobody looks at who does not read the frame.
            return isStructure ? file.WithStrict(Offset(bytes, 5) - 4) : file;
        }

        static void Deflated(List<PngExtra> chunks, Func<byte[], byte[]> change)
        {
            byte[] raw = PngScanlines.Filtered(Three()[1].Image, PngFilter.Adaptive);
            chunks[4] = PngPayloads.FrameData(2, ZlibWriter.Compress(change(raw)));
        }
    }

    private static void NoData(List<PngExtra> chunks)
    {
        chunks.RemoveAt(4);
        (chunks[4].Data[3], chunks[5].Data[3]) = (2, 3);
    }

    /// <summary>A file of three frames with a flaw.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="what">The flaw.</param>
    /// <param name="clause">The rule.</param>
    /// <param name="shown">Frames that are left; 0: the default image as it is. -1: it is no animation to begin with.</param>
    /// <param name="chunk">The chunk after IHDR at which Strict refuses it.</param>
    /// <param name="at">Where in the chunk.</param>
    /// <param name="change">Makes it.</param>
    private static CorpusFile Bad(string name, string what, string clause, int shown, int chunk, int at, Action<List<PngExtra>> change)
    {
        List<AnimationFrame> frames = Three();
        byte[] bytes = Write(frames, false, change);
        CorpusFile file = shown > 0
            ? Describe($"broken-{name}", what, clause, bytes, frames[0].Image, frames[..shown])
            : CorpusFile.Good($"png/animation/broken-{name}.png", what, clause, bytes, frames[0].Image.Expected())
                .WithMetadata(("frames", "1"), ("frame", frames[0].Image.Expected().Hash));
        return file.WithStrict(Offset(bytes, chunk) + at);
    }

    /// <summary>Where the chunk after IHDR and <paramref name="index"/> others begins.</summary>
    private static long Offset(byte[] file, int index)
    {
        int at = 33;
        for (; index > 0; index--)
            at += 12 + (int)BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
        return at;
    }
}
