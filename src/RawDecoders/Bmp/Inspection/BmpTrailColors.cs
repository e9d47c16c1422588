// Owns: the last part of a pixel's trail: from a palette index, or from the bits of a pixel of 16 to 64 bits, to the samples of the
// natural format. Every number that the arithmetic needs is a step. Stands after BmpTrail. Leaves to that where the pixel lies.
using System.Buffers.Binary;
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal sealed class BmpTrailColors(BmpFile file, ReadOnlyMemory<byte> bytes)
{
    private static readonly string[] Names = ["red", "green", "blue", "alpha"];

    /// <summary>A palette entry: blue, green, red and, but in OS/2 1.x, a byte that is ignored.</summary>
    public int[] FromIndex(List<StructureNode> steps, int index)
    {
        int size = file.Dib.PaletteEntrySize;
        if (index >= file.PaletteCount)
        {
            // Only a skipped pixel of a file without a palette comes here; indices that are stored have been checked.
            return Black(steps);
        }

        long at = file.PaletteOffset + (long)index * size;
        steps.Add(BmpTrail.Step("palette offset", file.PaletteOffset, "after headers and masks", "wingdi.h BITMAPINFO"));
        var entry = new StructureNode("palette entry", at, size, $"entry {index} of {file.PaletteCount}, at palette offset + {index} * {size}", size == 3 ? "wingdi.h RGBTRIPLE" : "wingdi.h RGBQUAD")
        {
            Raw = NodeText.Number(index),
        };
        steps.Add(entry);
        return AddBytes(entry, at);
    }

    /// <summary>The pixel of more than 8 bits at <paramref name="at"/>.</summary>
    public int[] FromPixel(List<StructureNode> steps, long at)
    {
        ReadOnlySpan<byte> stored = bytes.Span[(int)at..];
        switch (file.Dib.BitCount)
        {
            case 24:
                var triple = new StructureNode("pixel", at, 3, "blue, green, red", "wingdi.h biBitCount");
                steps.Add(triple);
                return AddBytes(triple, at);
            case 64:
                return FromFixedPoint(steps, at);
            default:
                int size = file.Dib.BitCount / 8;
                uint pixel = size == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(stored) : BinaryPrimitives.ReadUInt32LittleEndian(stored);
                steps.Add(new StructureNode("pixel", at, size, $"0x{pixel.ToString(size == 2 ? "X4" : "X8", System.Globalization.CultureInfo.InvariantCulture)}, "
                    + $"low byte first; {BmpColorTree.DrawPixel(file.Masks, file.Dib.BitCount)}", "wingdi.h biBitCount") { Raw = NodeText.Number(pixel) });
                return FromMasks(steps, pixel);
        }
    }

    /// <summary>What no code paints in a picture without a palette.</summary>
    public static int[] Black(List<StructureNode> steps)
    {
        steps.Add(BmpTrail.Step("black", 0, "red 0, green 0, blue 0"));
        return [0, 0, 0];
    }

    private int[] AddBytes(StructureNode parent, long at)
    {
        ReadOnlySpan<byte> stored = bytes.Span.Slice((int)at, 3);
        parent.Add("blue", at, 1, "", "", NodeText.Number(stored[0]));
        parent.Add("green", at + 1, 1, "", "", NodeText.Number(stored[1]));
        parent.Add("red", at + 2, 1, "", "", NodeText.Number(stored[2]));
        return [stored[2], stored[1], stored[0]];
    }

    /// <summary>A channel of n bits becomes round(v * most / (2^n - 1)), most being 255, or 65535 where a channel has more than 8 bits.</summary>
    private int[] FromMasks(List<StructureNode> steps, uint pixel)
    {
        BmpMasks masks = file.Masks;
        uint[] all = [masks.Red, masks.Green, masks.Blue, masks.Alpha];
        bool stated = file.Dib.Compression is BmpCompression.BitFields or BmpCompression.AlphaBitFields;
        int count = file.HasAlpha ? 4 : 3;
        int[] samples = new int[count];
        for (int i = 0; i < count; i++)
        {
            var channel = new BmpChannel(all[i]);
            uint value = channel.Extract(pixel);
            int most = file.IsDeep ? ushort.MaxValue : byte.MaxValue;
            samples[i] = channel.Bits == 0 ? 0 : file.IsDeep ? channel.To16(value) : channel.To8(value);
            var node = new StructureNode(Names[i], 0, 0, $"{value} of {(1L << channel.Bits) - 1} becomes {samples[i]} of {most}") { Raw = NodeText.Number(samples[i]) };

            // Masks stand after the 40 bytes that all these headers have, inside the header or behind it.
            node.Add(new StructureNode("mask", stated ? file.DibOffset + 40 + 4 * i : 0, stated ? 4 : 0,
                BmpColorTree.DrawMask(all[i], file.Dib.BitCount) + (stated ? "" : "; what BI_RGB means"), "wingdi.h biCompression") { Raw = NodeText.Number(all[i]) });
            node.Add(BmpTrail.Step("shift", channel.Shift, "the mask's lowest bit"));
            node.Add(BmpTrail.Step("value", value, "(pixel & mask) >> shift"));
            node.Add(BmpTrail.Step("most", most, channel.Bits == 0 ? "the channel has no bits: 0" : "round(value * most / (2^bits - 1))"));
            steps.Add(node);
        }

        return samples;
    }

    /// <summary>Signed 2.13 numbers of linear light; see BmpFixedPointRow.</summary>
    private int[] FromFixedPoint(List<StructureNode> steps, long at)
    {
        ReadOnlySpan<byte> pixel = bytes.Span.Slice((int)at, 8);
        byte[] coded = new byte[8];
        new BmpFixedPointRow(PixelFormat.Rgba64).Convert(pixel, 0, coded, 1);
        int[] samples = new int[4];
        var node = new StructureNode("pixel", at, 8, "blue, green, red, alpha: signed, 13 bits after the point", "GDI+ PixelFormat64bppARGB");
        steps.Add(node);
        for (int i = 0; i < 4; i++)
        {
            int place = i switch { 0 => 4, 1 => 2, 2 => 0, _ => 6 };
            short stored = BinaryPrimitives.ReadInt16LittleEndian(pixel[place..]);
            samples[i] = BitConverter.ToUInt16(coded, 2 * i);
            node.Add(Names[i], at + place, 2, $"{Math.Clamp((int)stored, 0, BmpFixedPointRow.One)} / {BmpFixedPointRow.One} when clamped to 0 to 1", "", NodeText.Number(stored));
            steps.Add(BmpTrail.Step(Names[i], samples[i], i == 3 ? "alpha is linear: round(value * 65535 / 8192)"
                : "light is coded as sRGB is: v <= 0.0031308 ? 12.92 v : 1.055 v^(1/2.4) - 0.055, times 65535, rounded", "IEC 61966-2-1"));
        }

        return samples;
    }
}
