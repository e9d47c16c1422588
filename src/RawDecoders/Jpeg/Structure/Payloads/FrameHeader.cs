// Owns: the parameters of SOFn (T.81 B.2.2): size, precision, components; parsed and checked. Stands between the segment reader
// and all that needs the frame. Leaves to others: what the numbers imply for blocks and MCUs (FrameGeometry).

using System.Buffers.Binary;

namespace RawDecoders.Jpeg;

/// <summary>One component's parameters in a frame header.</summary>
/// <param name="Id">Ci: the identifier that scan headers use, 0 to 255.</param>
/// <param name="HorizontalSampling">Hi: 1 to 4.</param>
/// <param name="VerticalSampling">Vi: 1 to 4.</param>
/// <param name="QuantizationTable">Tqi: 0 to 3.</param>
internal readonly record struct FrameComponent(byte Id, byte HorizontalSampling, byte VerticalSampling, byte QuantizationTable);

/// <summary>A frame header.</summary>
internal struct FrameHeader
{
    private UpToFour<FrameComponent> _components;

    /// <summary>SOF0, SOF1, SOF2, SOF3, SOF9 or SOF10.</summary>
    public JpegMarker Marker { get; private set; }

    /// <summary>P: bits per sample: 8 or 12, of a lossless frame 2 to 16.</summary>
    public int Precision { get; private set; }

    /// <summary>Y: number of lines, 1 to 65535, or 0 where DNL is to tell.</summary>
    public int Height { get; private set; }

    /// <summary>X: samples per line, 1 to 65535.</summary>
    public int Width { get; private set; }

    /// <summary>Nf: 1 to 4.</summary>
    public int ComponentCount { get; private set; }

    /// <summary>The components, in the header's order.</summary>
    public readonly ReadOnlySpan<FrameComponent> Components
        => System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in _components[0], ComponentCount);

    public readonly bool IsProgressive => Marker is JpegMarker.Sof2 or JpegMarker.Sof10;

    /// <summary>Whether scans are coded arithmetically instead of with Huffman codes.</summary>
    public readonly bool IsArithmetic => Marker is JpegMarker.Sof9 or JpegMarker.Sof10;

    /// <summary>Whether samples are predicted from their neighbours (annex H) instead of transformed.</summary>
    public readonly bool IsLossless => Marker == JpegMarker.Sof3;

    /// <summary>Offset in the payload of Y.</summary>
    public const int HeightField = 1;

    /// <summary>Offset in the payload of X.</summary>
    public const int WidthField = 3;

    /// <summary>Offset in the payload of a component's sampling factors.</summary>
    public static int SamplingField(int component) => 6 + 3 * component + 1;

    /// <summary>The process a frame marker stands for, in the terms of T.81 Table B.1, with its marker: "baseline".</summary>
    public static string NameProcess(JpegMarker marker) => $"{ProcessName(marker)} ({marker.GetName()})";

    /// <summary>The process a frame marker stands for, in the terms of T.81 Table B.1.</summary>
    private static string ProcessName(JpegMarker marker) => Processes[marker - JpegMarker.Sof0];

    /// <summary>SOF0 to SOF15; 4, 8 and 12 are other markers (DHT, JPG, DAC).</summary>
    private static readonly string[] Processes =
    [
        "baseline", "extended sequential", "progressive", "lossless",
        "", "hierarchical", "hierarchical progressive", "hierarchical lossless",
        "", "arithmetic coding", "progressive arithmetic coding", "lossless arithmetic coding",
        "", "hierarchical arithmetic coding", "hierarchical progressive arithmetic coding", "hierarchical lossless arithmetic coding",
    ];

    public static bool TryParse(JpegMarker marker, ReadOnlySpan<byte> payload, out FrameHeader header, out Finding problem)
    {
        header = default;
        if (marker is not (JpegMarker.Sof0 or JpegMarker.Sof1 or JpegMarker.Sof2 or JpegMarker.Sof3 or JpegMarker.Sof9 or JpegMarker.Sof10))
        {
            problem = new Finding(JpegRules.Process, -4, ProcessName(marker));
            return false;
        }

        if (payload.Length < 6)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.FrameLength, payload.Length, "at least 8 are needed");
            return false;
        }

        header.Marker = marker;
        header.Precision = payload[0];
        header.Height = BinaryPrimitives.ReadUInt16BigEndian(payload[HeightField..]);
        header.Width = BinaryPrimitives.ReadUInt16BigEndian(payload[WidthField..]);
        int count = payload[5];
        problem = default;
        bool isDefined = header.IsLossless ? header.Precision is >= 2 and <= 16 : header.Precision is 8 || (header.Precision is 12 && marker != JpegMarker.Sof0);
        if (!isDefined)
        {
            problem = new Finding(JpegRules.Precision, 0, $"precision of {header.Precision} bits");
        }
        else if (header.Width == 0)
        {
            problem = new Finding(JpegRules.FrameWidth, WidthField, "width 0");
        }
        else if (count == 0)
        {
            problem = new Finding(JpegRules.ComponentCount, 5, "no components");
        }
        else if (payload.Length != 6 + 3 * count)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.FrameLength, payload.Length, $"{count} components need {8 + 3 * count}");
        }
        else if (count > 4)
        {
            problem = new Finding(JpegRules.ComponentCountUnsupported, 5, $"{count} components");
        }

        if (!problem.IsNone)
            return false;

        header.ComponentCount = count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> c = payload.Slice(6 + 3 * i, 3);
            header._components[i] = new FrameComponent(c[0], (byte)(c[1] >> 4), (byte)(c[1] & 15), c[2]);
            if (c[1] >> 4 is < 1 or > 4 || (c[1] & 15) is < 1 or > 4)
            {
                problem = new Finding(JpegRules.SamplingFactors, SamplingField(i), $"sampling factors {c[1] >> 4} x {c[1] & 15} of component {i}");
                return false;
            }

            if (c[2] > 3)
            {
                problem = new Finding(JpegRules.QuantisationSelector, SamplingField(i) + 1, $"quantisation table {c[2]} of component {i}");
                return false;
            }
        }

        return true;
    }

    /// <summary>The first component whose identifier an earlier one has, or -1.</summary>
    public readonly int FindRepeatedId()
    {
        ReadOnlySpan<FrameComponent> components = Components;
        for (int i = 1; i < components.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                if (components[i].Id == components[j].Id)
                    return i;
            }
        }

        return -1;
    }

    /// <summary>This header with the number of lines that a DNL segment gave.</summary>
    public readonly FrameHeader WithHeight(int height)
    {
        FrameHeader copy = this;
        copy.Height = height;
        return copy;
    }
}
