// Owns: the account of a PNG's bytes: framing, chunks by type, and of the image data what headers, literals and matches take, with the bits of each place of
// the picture. Stands on PngStudy; the image data is inflated once more for it. Leaves to others: showing it.

using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Counts the bits of one file.</summary>
internal static class PngCosts
{
    /// <summary>Down to the kinds of symbols.</summary>
    public static FileCosts Of(ReadOnlyMemory<byte> file, PngStudy study) => Of(file, study.Layout, study.Image, isWalked: true);

    /// <summary>By chunks alone: nothing is inflated.</summary>
    public static FileCosts OfParts(ReadOnlyMemory<byte> file) => Of(file, new PngLayout(file), image: null, isWalked: false);

    private static FileCosts Of(ReadOnlyMemory<byte> file, PngLayout layout, PngImageWalk? image, bool isWalked)
    {
        var sum = new CostSum();
        long data = image?.Zlib.Map.Data.Length ?? 0;
        bool isDataAdded = false;
        CostMap? map = null;
        foreach (PngPart part in layout.Parts)
        {
            switch (part.Kind)
            {
                case PngPartKind.Signature:
                    sum.Add(CostSum.Framing, "signature", 8 * part.Length);
                    continue;
                case PngPartKind.Unreadable:
                    sum.Add(CostSum.Unused, "unreadable bytes", 8 * part.Length);
                    continue;
                case PngPartKind.Trailer:
                    sum.Add(CostSum.Unused, "bytes after IEND", 8 * part.Length);
                    continue;
            }

            sum.Add(CostSum.Framing, "lengths, types and check values of chunks", 8 * (part.Length - part.PayloadLength));
            if (image is not null && part.Is(PngChunkType.Idat) && image.Chunks.Exists(c => c.Offset == part.Offset))
            {
                if (!isDataAdded)
                    map = AddImageData(sum, image, 8 * data);
                isDataAdded = true;
                continue;
            }

            (string group, string name) = NameOf(part, isWalked);
            sum.Add(group, name, 8L * part.PayloadLength);
        }

        PngHeader? header = layout.Header;
        return new FileCosts(ImageFormat.Png, file.Length, sum.Parts, map)
        {
            Width = header?.Width ?? 0,
            Height = header?.Height ?? 0,
            SampleBytes = header is { } h ? (long)Int128.Min(((Int128)h.Width * h.Height * h.BitsPerPixel + 7) / 8, long.MaxValue) : 0,
        };
    }

    private static (string Group, string Name) NameOf(in PngPart part, bool isWalked)
    {
        if (part.Is(PngChunkType.Ihdr) || part.Is(PngChunkType.Plte) || part.Is(PngChunkType.Trns))
            return (CostSum.Header, $"{part.Type}");
        if (part.Is(PngChunkType.Fdat))
            return (CostSum.Coded, "frames of the animation (fdAT)");
        if (!part.Is(PngChunkType.Idat))
            return (CostSum.Metadata, $"{part.Type}");
        return isWalked ? (CostSum.Unused, "IDAT that is not read") : (CostSum.Coded, "image data (IDAT)");
    }

    private static CostMap? AddImageData(CostSum sum, PngImageWalk image, long all)
    {
        PngZlibWalk zlib = image.Zlib;
        var counter = new Counter(image);
        using (var inflater = new ObservedInflater(zlib.Map.Data, zlib.DataStart, counter))
        {
            while (counter.OutputLength <= zlib.OutputLength && inflater.Read(long.MaxValue, out _) == InflateStatus.NeedsRoom)
            {
            }
        }

        sum.Add(CostSum.Framing, "zlib header and check value", Math.Min(all, 8L * zlib.DataStart + (zlib.StoredAdler is null ? 0 : 32)));
        sum.Add(CostSum.Header, "headers of DEFLATE blocks (Huffman codes)", counter.Headers);
        sum.Add(CostSum.Coded, "literals", counter.Literals);
        sum.Add(CostSum.Coded, "matches: lengths", counter.Lengths);
        sum.Add(CostSum.Coded, "matches: distances", counter.Distances);
        sum.Add(CostSum.Coded, "stored bytes", counter.Stored);
        sum.Add(CostSum.Framing, "ends of blocks", counter.Ends);
        long told = Math.Min(all, 8L * zlib.DataStart + (zlib.StoredAdler is null ? 0 : 32)) + counter.Headers + counter.Literals + counter.Lengths + counter.Distances + counter.Stored + counter.Ends;
        sum.Add(CostSum.Unused, "image data that is not read, and bits up to whole bytes", all - told);
        return counter.Grid?.Map;
    }

    /// <summary>Adds bits up, by kind and by place.</summary>
    private sealed class Counter : InflateObserver
    {
        private readonly PngImageWalk _image;
        private PngRawRow? _row;
        private long _rowEnd = -1;

        public Counter(PngImageWalk image)
        {
            _image = image;
            if (image.Header is { Width: > 0, Height: > 0 } header && (long)header.Width * header.Height <= int.MaxValue)
                Grid = new CostGrid(header.Width, header.Height);
        }

        public CostGrid? Grid { get; }

        public long Headers { get; private set; }

        public long Literals { get; private set; }

        public long Lengths { get; private set; }

        public long Distances { get; private set; }

        public long Stored { get; private set; }

        public long Ends { get; private set; }

        public long OutputLength { get; private set; }

        public override void OnBlock(in InflateState state, long bitOffset, long endBit) => Headers += endBit - bitOffset;

        public override void OnSymbol(long bitOffset, long outputOffset, in InflateSymbol symbol)
        {
            if (symbol.Length == 0)
            {
                Ends += symbol.BitLength;
                return;
            }

            if (symbol.Length == 1)
            {
                Literals += symbol.BitLength;
            }
            else
            {
                Lengths += symbol.CodeBits + symbol.LengthExtraBits;
                Distances += symbol.DistanceCodeBits + symbol.DistanceExtraBits;
            }

            Place(outputOffset, symbol.Length, symbol.BitLength);
        }

        public override void OnStoredBytes(long bitOffset, long outputOffset, int count)
        {
            Stored += 8L * count;
            Place(outputOffset, count, 8L * count);
        }

        /// <summary>Shares the bits of a symbol out over the pixels that its bytes belong to; a filter type belongs to the first of its row.</summary>
        private void Place(long output, int length, long bits)
        {
            OutputLength = output + length;
            if (Grid is null)
                return;
            float each = (float)bits / length;
            for (int i = 0; i < length; i++)
            {
                if (output + i >= _rowEnd || _row is null)
                {
                    _row = _image.RowAt(output + i);
                    _rowEnd = _row is { } next ? next.RawOffset + 1 + _image.Header.GetRowBytes(next.Pass.Width) : long.MaxValue;
                }

                if (_row is not { } row)
                    return;
                long inRow = Math.Max(0, output + i - row.RawOffset - 1);
                int column = (int)Math.Min(row.Pass.Width - 1, inRow * 8 / _image.Header.BitsPerPixel);
                Grid.Add(row.Pass.X + column * row.Pass.StepX, row.Y, each);
            }
        }
    }
}
