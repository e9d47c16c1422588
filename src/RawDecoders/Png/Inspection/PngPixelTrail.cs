// Owns: the trail of one pixel: from its place in the picture to the row of a pass, the filtered bytes, the DEFLATE symbols that gave them,
// and back up through the filter to stored samples. Stands on PngImageWalk, and asks the decoder for the pixel itself. Leaves to others:
// the samples' way to the natural format (PngSampleTrail); neighbours that a filter predicts from, which are given as numbers: each is the
// byte of another pixel with a trail of its own.
using System.Buffers;
using System.Globalization;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Makes the trail of a pixel.</summary>
/// <param name="file">The file.</param>
/// <param name="layout">Its parts.</param>
/// <param name="options">The limits.</param>
/// <param name="budget">What may be spent.</param>
/// <param name="study">What has been made of a file that is asked about again and again; null where it is asked once.</param>
internal sealed unsafe class PngPixelTrail(ReadOnlyMemory<byte> file, PngLayout layout, InspectOptions options, InspectBudget budget, PngStudy? study = null)
{
    private const string Filters = "PNG 9.2";
    private PngImageWalk _image = null!;
    private PngDeflateNodes _symbols = null!;

    public PixelTrail Trace(int x, int y)
    {
        bool isKnown = study is { IsWhole: true, Pixels: not null };
        (PixelFormat format, int[] samples) = isKnown ? PixelSamples.Of(study!.Pixels!, x, y) : Decode(x, y);
        PngHeader header = layout.Header!.Value;
        (PngRawRow row, int column) = PngImageWalk.RowOf(header, PngPass.Of(header), x, y);
        long bitInRow = (long)column * header.BitsPerPixel;
        long first = bitInRow / 8;
        int count = Math.Max(1, header.BitsPerPixel / 8);
        long last = row.RawOffset + 1 + first + count;
        if (isKnown)
            _image = study!.Image!;
        else
            OpenImage(last);
        _symbols = new PngDeflateNodes(_image.Zlib, budget, symbols: true);
        StructureNode root = Step($"Pixel ({x}, {y})", $"{format.GetName()} {string.Join(", ", samples)}", "");
        if (header.IsInterlaced)
            root.Add(Step("Pass", $"pass {PngImageWalk.NumberOf(row.Pass)} of Adam7: columns {PngScanlineNodes.Sequence(row.Pass.X, row.Pass.StepX)}, rows {PngScanlineNodes.Sequence(row.Pass.Y, row.Pass.StepY)}", "PNG 8.1", PngImageWalk.NumberOf(row.Pass)));
        root.Add(Step("Row", header.IsInterlaced ? $"row {row.Index} of the pass: ({y} - {row.Pass.Y}) / {row.Pass.StepY}" : $"row {row.Index} of the picture", "PNG 8.1", row.Index));
        root.Add(Step("Column", header.IsInterlaced ? $"column {column} of the pass: ({x} - {row.Pass.X}) / {row.Pass.StepX}" : $"column {column} of the picture", "PNG 8.1", column));
        byte[] bytes = AddBytes(root, row, first, count);
        int[] stored = AddSamples(root, header, bytes, (int)(bitInRow % 8));
        new PngSampleTrail(layout, header, format).Add(root, stored);
        return new PixelTrail(ImageFormat.Png, x, y, format, samples, root);
    }

    /// <summary>Walks the image data as far as a byte of its output.</summary>
    private void OpenImage(long last)
    {
        _image = PngImageWalk.Open(file, layout, options.Limits, budget, PngImageWalk.MaxSymbols(options.Limits), symbolsUntil: last)!;
        if (_image.Zlib.Output.Length < last)
        {
            throw InspectBudget.Exceeded(
                ImageFormat.Png, layout.Find(PngChunkType.Idat)?.Offset ?? 0, $"the pixel's bytes lie beyond the {_image.Zlib.Output.Length} that may be kept",
                budget.InflateLeft == 0 ? InspectLimit.InflatedBytes : InspectLimit.Memory);
        }

        if (!_image.Zlib.Blocks.Exists(b => b.Symbols.Any() && b.Symbols[^1].OutputOffset + b.Symbols[^1].Length >= last))
        {
            throw InspectBudget.Exceeded(
                ImageFormat.Png, layout.Find(PngChunkType.Idat)?.Offset ?? 0, "the pixel's bytes lie beyond the symbols that may be kept", InspectLimit.Memory);
        }
    }

    /// <summary>The pixel as the decoder has it; says why if it cannot.</summary>
    private (PixelFormat Format, int[] Samples) Decode(int x, int y)
    {
        using MemoryHandle pin = file.Pin();
        using PngDecoder decoder = PngDecoder.Open(new ByteSource((byte*)pin.Pointer, file.Length), new DecodeOptions { Limits = options.Limits });
        (int width, int height) = (decoder.Info.Width, decoder.Info.Height);
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, width);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, height);
        PixelFormat format = decoder.OutputFormat;
        int pixelBytes = format.GetBytesPerPixel();
        byte[] line = new byte[width * pixelBytes];
        if (!budget.TryWork(PngCost.Rows(layout)))
            throw InspectBudget.Exceeded(ImageFormat.Png, 0, "the rows up to the pixel", InspectLimit.Work);
        if (layout.Header is { IsInterlaced: true } && PngCost.Raw(layout) > budget.MemoryLeft)
            throw InspectBudget.Exceeded(ImageFormat.Png, 0, "the passes of the picture", InspectLimit.Memory);
        for (int i = 0; i <= y; i++)
            decoder.ReadRows(line, line.Length, 1);
        return (format, PixelSamples.Of(line.AsSpan(x * pixelBytes, pixelBytes), format));
    }

    /// <summary>The filter type and each byte of the pixel, as reconstructed.</summary>
    private byte[] AddBytes(StructureNode root, in PngRawRow row, long first, int count)
    {
        PngHeader header = _image.Header;
        ReadOnlySpan<byte> raw = _image.Zlib.Output.Span;
        byte type = raw[(int)row.RawOffset];
        StructureNode filter = root.Add(Step("Filter type", PngImageWalk.FilterName(type), Filters, type));
        AddOrigin(filter, row.RawOffset);
        byte[] current = new byte[header.GetRowBytes(row.Pass.Width)];
        byte[] prior = new byte[current.Length];
        if (study is { IsWhole: true })
            Take(study.Reconstructed, row, current, prior);
        else
            Reconstruct(row, current, prior);
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++)
        {
            long at = first + i;
            long distance = header.FilterDistance;
            int a = at >= distance ? current[at - distance] : 0;
            int b = prior[at];
            int c = at >= distance ? prior[at - distance] : 0;
            byte filtered = raw[(int)(row.RawOffset + 1 + at)];
            bytes[i] = current[at];
            (int prediction, string words) = type switch
            {
                PngFilterType.Sub => (a, $"{a}, which is a"),
                PngFilterType.Up => (b, $"{b}, which is b"),
                PngFilterType.Average => ((a + b) / 2, $"floor(({a} + {b}) / 2) = {(a + b) / 2}"),
                PngFilterType.Paeth => (PngFilters.PaethPredictor(a, b, c), $"{PngFilters.PaethPredictor(a, b, c)}, of {a}, {b} and {c} the nearest to a + b - c = {a + b - c}"),
                _ => (0, "0, no prediction"),
            };
            StructureNode node = root.Add(Step($"Byte {at}", type == PngFilterType.None ? $"{filtered}, as it is" : $"{filtered} + {prediction}, modulo 256, is {bytes[i]}", Filters, bytes[i]));
            StructureNode origin = node.Add(Step("Filtered byte", $"{filtered}, byte {at} after the row's filter type", "PNG 7.2", filtered));
            AddOrigin(origin, row.RawOffset + 1 + at);
            if (type is PngFilterType.Sub or PngFilterType.Average or PngFilterType.Paeth)
                node.Add(Step("Left (a)", at >= distance ? $"{a}, byte {at - distance} of this row" : "0, outside the row", Filters, a));
            if (type is PngFilterType.Up or PngFilterType.Average or PngFilterType.Paeth)
                node.Add(Step("Above (b)", row.Index > 0 ? $"{b}, byte {at} of the row above" : "0, outside the picture", Filters, b));
            if (type == PngFilterType.Paeth)
                node.Add(Step("Upper left (c)", row.Index > 0 && at >= distance ? $"{c}, byte {at - distance} of the row above" : "0, outside the picture", "PNG 9.4", c));
            node.Add(Step("Prediction", words, type == PngFilterType.Paeth ? "PNG 9.4" : Filters, prediction));
        }

        return bytes;
    }

    /// <summary>A row and the one above, of what has been reconstructed.</summary>
    private static void Take(ReadOnlySpan<byte> reconstructed, in PngRawRow row, byte[] current, byte[] prior)
    {
        int at = (int)row.RawOffset + 1;
        reconstructed.Slice(at, current.Length).CopyTo(current);
        if (row.Index > 0)
            reconstructed.Slice(at - current.Length - 1, current.Length).CopyTo(prior);
    }

    /// <summary>Unfilters the pass down to a row, and leaves that row and the one above.</summary>
    private void Reconstruct(in PngRawRow row, byte[] current, byte[] prior)
    {
        nint length = current.Length, distance = _image.Header.FilterDistance;
        long stride = length + 1;
        byte[] raw = new byte[length];
        fixed (byte* filtered = raw)
        {
            for (int i = 0; i <= row.Index; i++)
            {
                current.CopyTo(prior, 0);
                ReadOnlySpan<byte> line = _image.Zlib.Output.Span[(int)(row.RawOffset + (i - row.Index) * stride)..];
                line.Slice(1, (int)Math.Min(length, line.Length - 1)).CopyTo(raw);
                fixed (byte* to = current, above = prior)
                {
                    switch (line[0])
                    {
                        case PngFilterType.Sub:
                            PngFilters.Sub(filtered, to, 0, length, distance);
                            break;
                        case PngFilterType.Up:
                            PngFilters.Up(filtered, above, to, 0, length);
                            break;
                        case PngFilterType.Average:
                            PngFilters.Average(filtered, above, to, 0, length, distance);
                            break;
                        case PngFilterType.Paeth:
                            PngFilters.Paeth(filtered, above, to, 0, length, distance);
                            break;
                        default:
                            raw.CopyTo(current, 0);
                            break;
                    }
                }
            }
        }
    }

    /// <summary>The symbols that a byte of the output comes from: matches back to a literal or a stored byte.</summary>
    private void AddOrigin(StructureNode parent, long at)
    {
        bool isCut = false;
        while (true)
        {
            (PngDeflateBlock block, DeflateSymbol symbol) = Find(at);
            bool isEnd = symbol.Kind != DeflateSymbolKind.Match;
            // Of a chain of very many matches the first are told, and where it ends.
            if (budget.TryTake(8) || isEnd)
            {
                StructureNode node = parent.Add(_symbols.Block(block));
                node.Add(Step("Inflated byte", $"position {at} in the inflated data", "RFC 1951 2", at));
                node.Add(symbol.Kind == DeflateSymbolKind.StoredBytes ? StoredByte(symbol, at) : _symbols.Symbol(symbol));
                if (!isEnd)
                    node.Add(Step("Copied from", $"position {symbol.SourceOf(at)} in the inflated data", "RFC 1951 3.2.3", symbol.SourceOf(at)));
            }
            else if (!isCut)
            {
                isCut = true;
                parent.Add(Step("Further matches", "left out", ""));
            }

            if (isEnd)
                return;
            at = symbol.SourceOf(at);
        }
    }

    private StructureNode StoredByte(in DeflateSymbol symbol, long at)
    {
        long data = _image.Zlib.DataStart + symbol.BitOffset / 8 + at - symbol.OutputOffset;
        return new StructureNode("Stored byte", _image.Zlib.Map.FileOffset(data), 1, $"byte {at} of the inflated data", "RFC 1951 3.2.4")
        {
            Raw = _image.Zlib.Map.Data.Span[(int)data].ToString(CultureInfo.InvariantCulture),
        };
    }

    private (PngDeflateBlock Block, DeflateSymbol Symbol) Find(long at)
    {
        if (study is { IsWhole: true, Pages: { } pages })
            return pages.Find(at);
        List<PngDeflateBlock> blocks = _image.Zlib.Blocks;
        int b = Last(blocks.Count, i => blocks[i].Header.OutputOffset <= at);
        // Blocks that give nothing share their offset with the next one; so do ends of blocks.
        while (blocks[b].OutputEnd <= at)
            b++;
        IReadOnlyList<DeflateSymbol> symbols = blocks[b].Symbols;
        return (blocks[b], symbols[Last(symbols.Count, i => symbols[i].OutputOffset <= at && symbols[i].Length > 0)]);
    }

    /// <summary>The last of so many for which something holds that holds for all before it.</summary>
    private static int Last(int count, Func<int, bool> holds)
    {
        int low = 0, high = count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (holds(middle))
                low = middle;
            else
                high = middle - 1;
        }

        return low;
    }

    /// <summary>The samples as stored: bytes, parts of a byte, or pairs of bytes.</summary>
    internal static int[] AddSamples(StructureNode root, PngHeader header, byte[] bytes, int bit)
    {
        var samples = new int[header.SamplesPerPixel];
        for (int i = 0; i < samples.Length; i++)
        {
            string words;
            switch (header.BitDepth)
            {
                case 16:
                    samples[i] = (bytes[2 * i] << 8) | bytes[2 * i + 1];
                    words = $"{bytes[2 * i]} x 256 + {bytes[2 * i + 1]} = {samples[i]}";
                    break;
                case 8:
                    samples[i] = bytes[i];
                    words = $"{bytes[i]}, the byte";
                    break;
                default:
                    // The leftmost pixel is in the high bits (PNG 7.2).
                    int shift = 8 - header.BitDepth - bit;
                    samples[i] = (bytes[0] >> shift) & ((1 << header.BitDepth) - 1);
                    words = $"{header.BitDepth} bits of {bytes[0]}, after a shift to the right by {shift}";
                    break;
            }

            StructureNode node = root.Add(Step($"Stored sample {i}", words, "PNG 7.2", samples[i]));
            if (header.BitDepth < 8)
                node.Add(Step("Shift", "bits to the right of it in the byte", "PNG 7.2", 8 - header.BitDepth - bit));
        }

        return samples;
    }

    internal static StructureNode Step(string name, string value, string clause, long? raw = null)
        => new(name, 0, 0, value, clause) { Raw = raw?.ToString(CultureInfo.InvariantCulture) ?? "" };
}
