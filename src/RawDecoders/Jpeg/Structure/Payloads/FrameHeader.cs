// The parameters of SOFn (T.81 B.2.2): size, precision, components. Parses and checks itself; what the numbers imply for
// blocks and MCUs is FrameGeometry's.

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
    private const string Clause = "T.81 B.2.2";

    private UpToFour<FrameComponent> _components;

    /// <summary>SOF0, SOF1 or SOF2.</summary>
    public JpegMarker Marker { get; private set; }

    /// <summary>P: bits per sample; 8.</summary>
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

    public readonly bool IsProgressive => Marker == JpegMarker.Sof2;

    /// <summary>Offset in the payload of Y.</summary>
    public const int HeightField = 1;

    /// <summary>Offset in the payload of X.</summary>
    public const int WidthField = 3;

    /// <summary>Offset in the payload of a component's sampling factors.</summary>
    public static int SamplingField(int component) => 6 + 3 * component + 1;

    /// <summary>The process a frame marker stands for, in the terms of T.81 Table B.1.</summary>
    public static string ProcessName(JpegMarker marker) => ((int)marker - (int)JpegMarker.Sof0) switch
    {
        0 => "baseline (SOF0)",
        1 => "extended sequential (SOF1)",
        2 => "progressive (SOF2)",
        3 => "lossless (SOF3)",
        5 => "hierarchical (SOF5)",
        6 => "hierarchical progressive (SOF6)",
        7 => "hierarchical lossless (SOF7)",
        9 => "arithmetic coding (SOF9)",
        10 => "progressive arithmetic coding (SOF10)",
        11 => "lossless arithmetic coding (SOF11)",
        13 => "hierarchical arithmetic coding (SOF13)",
        14 => "hierarchical progressive arithmetic coding (SOF14)",
        15 => "hierarchical lossless arithmetic coding (SOF15)",
        _ => throw new ArgumentOutOfRangeException(nameof(marker)),
    };

    public static bool TryParse(JpegMarker marker, ReadOnlySpan<byte> payload, out FrameHeader header, out PayloadProblem problem)
    {
        header = default;
        if (marker is not (JpegMarker.Sof0 or JpegMarker.Sof1 or JpegMarker.Sof2))
        {
            problem = PayloadProblem.Unsupported(-4, ProcessName(marker), "T.81 Table B.1");
            return false;
        }

        if (payload.Length < 6)
        {
            problem = PayloadProblem.BadLength(payload.Length, "at least 8 are needed", Clause);
            return false;
        }

        header.Marker = marker;
        header.Precision = payload[0];
        header.Height = BinaryPrimitives.ReadUInt16BigEndian(payload[HeightField..]);
        header.Width = BinaryPrimitives.ReadUInt16BigEndian(payload[WidthField..]);
        int count = payload[5];
        problem = default;
        if (header.Precision is not 8)
        {
            problem = header.Precision is 12 || marker != JpegMarker.Sof0 && header.Precision is > 8 and <= 16
                ? PayloadProblem.Unsupported(0, $"{header.Precision}-bit precision", Clause)
                : PayloadProblem.Malformed(0, $"precision of {header.Precision} bits", Clause);
        }
        else if (header.Width == 0)
        {
            problem = PayloadProblem.Malformed(WidthField, "width 0", Clause);
        }
        else if (count == 0)
        {
            problem = PayloadProblem.Malformed(5, "no components", Clause);
        }
        else if (payload.Length != 6 + 3 * count)
        {
            problem = PayloadProblem.BadLength(payload.Length, $"{count} components need {8 + 3 * count}", Clause);
        }
        else if (count > 4)
        {
            problem = PayloadProblem.Unsupported(5, $"{count} components", Clause);
        }

        if (problem.What is not null)
            return false;

        header.ComponentCount = count;
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> c = payload.Slice(6 + 3 * i, 3);
            header._components[i] = new FrameComponent(c[0], (byte)(c[1] >> 4), (byte)(c[1] & 15), c[2]);
            if (c[1] >> 4 is < 1 or > 4 || (c[1] & 15) is < 1 or > 4)
            {
                problem = PayloadProblem.Malformed(SamplingField(i), $"sampling factors {c[1] >> 4} x {c[1] & 15} of component {i}", Clause);
                return false;
            }

            if (c[2] > 3)
            {
                problem = PayloadProblem.Malformed(SamplingField(i) + 1, $"quantisation table {c[2]} of component {i}", Clause);
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
