// Owns: what a byte of the file has an effect on: the way from a byte forward to the picture. An area is what may change, not what must:
// after a changed code everything that follows may be read otherwise. Stands on PngLayout and PngImageWalk, and inflates once more to find
// a bit (ObservedInflater). Leaves to others: the way back from a pixel (PngPixelTrail).

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Tells the effect of a byte.</summary>
internal sealed class PngEffects(ReadOnlyMemory<byte> file, PngLayout layout, InspectOptions options, InspectBudget budget, PngStudy? study = null)
{
    public ByteEffect Of(long offset)
    {
        PngPart part = layout.Parts[layout.Parts.FindLastIndex(p => p.Offset <= offset)];
        if (part.Kind == PngPartKind.Signature)
            return new ByteEffect("everything: without its signature the file is refused");
        if (part.Kind != PngPartKind.Chunk || layout.Header is not { } header)
            return new ByteEffect("nothing: no decoder reads it");
        if (part.IsComplete && offset >= part.Offset + part.Length - 4)
            return new ByteEffect("no pixel: only whether the chunk is believed");
        PngPart? firstData = layout.Parts.Find(p => p.Is(PngChunkType.Idat)) is { Length: > 0 } found ? found : null;
        bool isBefore = firstData is null || part.Offset < firstData.Value.Offset;
        if (offset < part.PayloadOffset)
            return Frame(part, offset, header, isBefore);
        return part.Type.Value switch
        {
            PngChunkType.Ihdr => Header(part, offset, header),
            PngChunkType.Plte when isBefore => Palette(part, offset, header),
            PngChunkType.Trns when isBefore => Transparency(part, offset, header),
            PngChunkType.Idat => ImageData(offset, header),
            PngChunkType.Actl or PngChunkType.Fctl or PngChunkType.Fdat => new ByteEffect("no pixel of the default image: frames of an animation"),
            _ => new ByteEffect("no pixel: metadata"),
        };
    }

    private static PixelArea Whole(in PngHeader header) => new(0, 0, header.Width, header.Height);

    /// <summary>Length and type: with another length everything after it is read otherwise.</summary>
    private ByteEffect Frame(in PngPart part, long offset, in PngHeader header, bool isBefore)
    {
        bool isLength = offset < part.Offset + 4;
        if (part.Is(PngChunkType.Idat))
        {
            ByteEffect data = part.PayloadLength == 0 ? new ByteEffect("", Whole(header)) : ImageData(part.PayloadOffset, header, isFrame: true);
            return data with { Words = $"{(isLength ? "how much image data the chunk holds" : "whether the chunk is image data")}: {data.Words}" };
        }

        if (isBefore && isLength)
            return new ByteEffect("where the next chunk begins: everything after it", Whole(header));
        if (isBefore)
        {
            return DecidesPixels(part, offset)
                ? new ByteEffect("what the chunk is, on which pixels depend", Whole(header))
                : new ByteEffect("no pixel: which of the chunks it is that none depends on");
        }

        // An IDAT behind a gap: Lenient goes on to it when the data before it is not all.
        return layout.Parts.Exists(p => p.Is(PngChunkType.Idat) && p.Offset > offset)
            ? new ByteEffect("where the rest of the image data begins", Whole(header))
            : new ByteEffect("no pixel: the image data lies before it");
    }

    /// <summary>Whether a chunk is one of those that pixels depend on, or becomes one by a change of this byte of its type.</summary>
    private static bool DecidesPixels(in PngPart part, long offset)
    {
        uint others = ~(0xFF000000u >> (int)(8 * (offset - part.Offset - 4)));
        foreach (uint type in (ReadOnlySpan<uint>)[PngChunkType.Ihdr, PngChunkType.Plte, PngChunkType.Trns, PngChunkType.Idat, PngChunkType.Iend])
        {
            if ((type & others) == (part.Type.Value & others))
                return true;
        }

        return false;
    }

    private static ByteEffect Header(in PngPart part, long offset, in PngHeader header) => (offset - part.PayloadOffset) switch
    {
        < 10 => new ByteEffect("every pixel", Whole(header)),
        12 => new ByteEffect("every pixel: the order of rows", Whole(header)),
        _ => new ByteEffect("everything: no other value is defined, so that the file is refused"),
    };

    private ByteEffect Palette(in PngPart part, long offset, in PngHeader header)
    {
        if (header.ColorType != PngColorType.Indexed)
            return new ByteEffect("no pixel: a palette that is only suggested");
        return Entry((int)(offset - part.PayloadOffset) / 3, header, "the colour");
    }

    private ByteEffect Transparency(in PngPart part, long offset, in PngHeader header) => header.ColorType switch
    {
        PngColorType.Indexed => Entry((int)(offset - part.PayloadOffset), header, "the alpha"),
        PngColorType.Grayscale or PngColorType.Truecolor =>
            new ByteEffect("which colour is transparent: pixels of the old one and of the new one", Whole(header)),
        _ => new ByteEffect("no pixel: there is an alpha channel"),
    };

    /// <summary>The pixels that refer to a palette entry.</summary>
    private ByteEffect Entry(int index, in PngHeader header, string what)
    {
        PixelBuffer indices;
        if (!budget.TryMemory((long)header.Width * header.Height) || !budget.TryWork(PngCost.Rows(layout)))
            return new ByteEffect($"{what} of palette entry {index}; which pixels have it is left out: a higher InspectOptions.MaxMemory or MaxWork (--max-memory N, --max-work N) shows it", Whole(header));
        try
        {
            indices = PngStages.Decode(file, new DecodeOptions { PixelFormat = PixelFormat.Indexed8, Strictness = Strictness.Lenient, Limits = options.Limits });
        }
        catch (ImageDecodeException)
        {
            return new ByteEffect($"{what} of palette entry {index}", Whole(header));
        }

        int left = int.MaxValue, right = -1, top = -1, bottom = -1;
        long count = 0;
        for (int y = 0; y < indices.Height; y++)
        {
            ReadOnlySpan<byte> row = indices.GetRow(y);
            int first = row.IndexOf((byte)index);
            if (first < 0)
                continue;
            count += row.Count((byte)index);
            left = Math.Min(left, first);
            right = Math.Max(right, row.LastIndexOf((byte)index));
            top = top < 0 ? y : top;
            bottom = y;
        }

        return count == 0
            ? new ByteEffect($"no pixel: {what} of palette entry {index}, which none refers to")
            : new ByteEffect($"{what} of palette entry {index}: {NodeText.Count(count, "pixel")}", new PixelArea(left, top, right - left + 1, bottom - top + 1));
    }

    /// <summary>A byte of the zlib datastream: the first output that its bits have a part in, and all after it.</summary>
    private ByteEffect ImageData(long offset, in PngHeader header, bool isFrame = false)
    {
        PngImageWalk? walked = study is { IsWhole: true } ? study.Image : PngImageWalk.Open(file, layout, options.Limits, budget, maxSymbols: 0);
        if (walked is not { } image || image.Zlib.Map.DataOffset(offset) is not (>= 0 and var at))
            return new ByteEffect("no pixel: the image data is complete without this chunk");
        if (at < PngZlibWalk.HeaderLength && !isFrame)
        {
            return new ByteEffect(at == 0
                ? "no pixel: which compression, of which only one is allowed, and the size of a window, which no decoder needs"
                : "no pixel: a check, a flag that is not allowed, and what the encoder was asked for");
        }

        if (image.Zlib.IsStopped && budget.InflateLeft == 0)
            return new ByteEffect("image data; which rows is left out: a higher InspectOptions.MaxInflatedBytes (--max-inflated N) shows it", Whole(header));
        long bit = 8 * Math.Max(0, at - image.Zlib.DataStart);
        Reach reach = study is { IsWhole: true, Pages: { } pages }
            ? pages.Observe(8L * image.Zlib.DataStart + bit, place => new Reach(8L * image.Zlib.DataStart + bit, place), r => r.IsReached)
            : Find(image.Zlib, 8L * image.Zlib.DataStart + bit);
        if (!reach.IsReached && reach.IsComplete && !isFrame)
            return new ByteEffect("no pixel: the check value, or bytes after it that nobody uses");
        if (image.RowAt(reach.Output) is not { } row)
            return new ByteEffect("no pixel: data after the last row");
        return Rest(row, reach.Output, image);
    }

    private static Reach Find(PngZlibWalk zlib, long bit)
    {
        var reach = new Reach(bit, default);
        using var inflater = new ObservedInflater(zlib.Map.Data, zlib.DataStart, reach);
        while (inflater.Read(int.MaxValue, out _) == InflateStatus.NeedsRoom && !reach.IsReached)
        {
        }

        return reach;
    }

    /// <summary>Everything from a byte of the inflated data on.</summary>
    private static ByteEffect Rest(in PngRawRow row, long output, PngImageWalk image)
    {
        PngHeader header = image.Header;
        if (!header.IsInterlaced)
        {
            // Within the last row, from its pixel on; else later rows are of full width. Byte 0 is the filter type.
            bool isLast = row.Index == row.Pass.Height - 1;
            int x = isLast ? (int)Math.Min(header.Width - 1, Math.Max(0, output - row.RawOffset - 1) * 8 / header.BitsPerPixel) : 0;
            return new ByteEffect($"image data: {(isLast ? $"row {row.Y} from column {x}" : $"rows {row.Y} to {header.Height - 1}")}", new PixelArea(x, row.Y, header.Width - x, header.Height - row.Y));
        }

        // Of this pass the rows from here on, of later ones all.
        int number = PngImageWalk.NumberOf(row.Pass);
        int top = row.Y, left = row.Pass.X;
        foreach (PngPass pass in image.Passes)
        {
            if (PngImageWalk.NumberOf(pass) > number)
                (top, left) = (Math.Min(top, pass.Y), Math.Min(left, pass.X));
        }

        string later = number < 7 ? ", and all later passes" : "";
        return new ByteEffect($"image data: pass {number} from its row {row.Index} on{later}", new PixelArea(left, top, header.Width - left, header.Height - top));
    }

    /// <summary>Finds the first header, symbol or stored byte that ends behind a bit, and where its output begins.</summary>
    /// <param name="bit">The bit.</param>
    /// <param name="start">The state that the inflater begins with.</param>
    private sealed class Reach(long bit, InflateState start) : InflateObserver
    {
        private bool _isFinal = start.IsFinalBlock;
        private int _storedLeft = start.StoredLeft;

        public bool IsReached { get; private set; }

        /// <summary>Whether the final block has come to its end without it.</summary>
        public bool IsComplete { get; private set; }

        /// <summary>Output before what was found; all output, as long as nothing was.</summary>
        public long Output { get; private set; } = start.OutputLength;

        public override void OnBlock(in InflateState state, long bitOffset, long endBit)
        {
            Pass(endBit, state.OutputLength, 0);
            (_isFinal, _storedLeft) = (state.IsFinalBlock, state.StoredLeft);
            IsComplete = _isFinal && state.Phase == InflatePhase.StoredBytes && _storedLeft == 0;
        }

        public override void OnSymbol(long bitOffset, long outputOffset, in InflateSymbol symbol)
        {
            Pass(bitOffset + symbol.BitLength, outputOffset, symbol.Length);
            IsComplete = _isFinal && symbol.Length == 0;
        }

        public override void OnStoredBytes(long bitOffset, long outputOffset, int count)
        {
            // Bytes of a stored block are what they give.
            long before = Math.Clamp((bit - bitOffset) / 8, 0, count);
            Pass(bitOffset + 8L * count, outputOffset + before, (int)(count - before));
            _storedLeft -= count;
            IsComplete = _isFinal && _storedLeft == 0;
        }

        private void Pass(long endBit, long outputOffset, int length)
        {
            if (IsReached)
                return;
            IsReached = endBit > bit;
            Output = IsReached ? outputOffset : outputOffset + length;
        }
    }
}
