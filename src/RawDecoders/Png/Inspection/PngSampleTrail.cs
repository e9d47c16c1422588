// Owns: the last steps of a pixel's trail: from stored samples to those of the natural format, by depth, palette and transparency. Stands
// behind PngPixelTrail, which has found the stored samples. Leaves to others: conversion to another format than the natural one.
using System.Buffers.Binary;
using System.Globalization;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>Tells how stored samples become the natural format's.</summary>
internal sealed class PngSampleTrail(PngLayout layout, PngHeader header, PixelFormat format)
{
    /// <summary>Adds the steps, and the samples in the order of the format.</summary>
    public void Add(StructureNode root, int[] stored)
    {
        int[] samples = header.ColorType == PngColorType.Indexed ? AddEntry(root, stored[0]) : AddDepth(root, stored);
        if (HasKey && layout.Find(PngChunkType.Trns) is { } key)
            samples = [.. samples, AddKey(root, key, stored)];
        for (int i = 0; i < samples.Length; i++)
            root.Add(PngPixelTrail.Step($"Sample {i}", $"{Channels[i]} {samples[i]}", "", samples[i]));
    }

    /// <summary>What the samples of the natural format are called, in their order.</summary>
    private string[] Channels => format switch
    {
        PixelFormat.Gray8 or PixelFormat.Gray16 => ["grey"],
        PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 => ["grey", "alpha"],
        _ => ["red", "green", "blue", "alpha"],
    };

    private bool HasKey => header.ColorType is PngColorType.Grayscale or PngColorType.Truecolor
        && format is PixelFormat.GrayAlpha16 or PixelFormat.GrayAlpha32 or PixelFormat.Rgba32 or PixelFormat.Rgba64;

    /// <summary>Grey below 8 bits is scaled; nothing else is.</summary>
    private int[] AddDepth(StructureNode root, int[] stored)
    {
        if (header.BitDepth >= 8)
            return stored;
        int factor = 255 / ((1 << header.BitDepth) - 1);
        root.Add(PngPixelTrail.Step("Scale", $"255 / (2^{header.BitDepth} - 1)", "PNG 13.12", factor));
        return [stored[0] * factor];
    }

    private int[] AddEntry(StructureNode root, int index)
    {
        PngPart chunk = layout.Find(PngChunkType.Plte)!.Value;
        ReadOnlySpan<byte> colors = layout.Payload(chunk).Span.Slice(3 * index, 3);
        var node = new StructureNode("Palette entry", chunk.PayloadOffset + 3 * index, 3, $"entry {index}", "PNG 11.2.2") { Raw = $"{index}" };
        root.Add(node);
        string[] names = ["Red", "Green", "Blue"];
        for (int i = 0; i < 3; i++)
            node.Add(names[i], node.Offset + i, 1, "", "PNG 11.2.2", colors[i].ToString(CultureInfo.InvariantCulture));
        if (format != PixelFormat.Rgba32)
            return [colors[0], colors[1], colors[2]];

        PngPart? alpha = layout.Find(PngChunkType.Trns);
        bool hasAlpha = alpha is { } there && index < there.PayloadLength;
        int value = hasAlpha ? layout.Payload(alpha!.Value).Span[index] : 255;
        root.Add(new StructureNode("Alpha", hasAlpha ? alpha!.Value.PayloadOffset + index : 0, hasAlpha ? 1 : 0, hasAlpha ? $"of entry {index}" : "tRNS has no value for it: opaque", "PNG 11.3.1.1")
        {
            Raw = value.ToString(CultureInfo.InvariantCulture),
        });
        return [colors[0], colors[1], colors[2], value];
    }

    /// <summary>One colour is transparent: compared as stored, before any scaling.</summary>
    private int AddKey(StructureNode root, in PngPart chunk, int[] stored)
    {
        ReadOnlySpan<byte> payload = layout.Payload(chunk).Span;
        int mask = (1 << header.BitDepth) - 1;
        int opaque = format is PixelFormat.GrayAlpha32 or PixelFormat.Rgba64 ? 65535 : 255;
        bool isKey = true;
        StructureNode node = new("Transparent colour", chunk.PayloadOffset, chunk.PayloadLength, "", "PNG 11.3.1.1");
        root.Add(node);
        for (int i = 0; i < stored.Length; i++)
        {
            int key = BinaryPrimitives.ReadUInt16BigEndian(payload[(2 * i)..]) & mask;
            node.Add($"Key {i}", chunk.PayloadOffset + 2 * i, 2, $"the lowest {header.BitDepth} bits", "PNG 11.3.1.1", key.ToString(CultureInfo.InvariantCulture));
            isKey &= stored[i] == key;
        }

        root.Add(PngPixelTrail.Step("Alpha", isKey ? "the stored samples are the transparent colour" : "the stored samples are another colour", "PNG 11.3.1.1", isKey ? 0 : opaque));
        return isKey ? 0 : opaque;
    }
}
