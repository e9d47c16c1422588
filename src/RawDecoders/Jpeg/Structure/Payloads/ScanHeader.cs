// Owns: the parameters of SOS (T.81 B.2.3): which components a scan codes, with which tables, and which part of their
// coefficients (progressive: G.1.1.1); parsed, checked, and by Bind related to the frame. Stands between the segment reader and
// ScanRecord. Leaves to others: how scans follow each other (ScanOrder).

namespace RawDecoders.Jpeg;

/// <summary>One component's parameters in a scan header.</summary>
/// <param name="Selector">Csj: the identifier of a frame component.</param>
/// <param name="Component">Index of that component in the frame header; set by <see cref="ScanHeader.Bind"/>.</param>
/// <param name="DcTable">Tdj: 0 to 3.</param>
/// <param name="AcTable">Taj: 0 to 3.</param>
internal readonly record struct ScanComponent(byte Selector, byte Component, byte DcTable, byte AcTable);

/// <summary>A scan header.</summary>
internal struct ScanHeader
{
    private UpToFour<ScanComponent> _components;

    /// <summary>Ns: 1 to 4.</summary>
    public int ComponentCount { get; private set; }

    /// <summary>The components, in the order of their data units within an MCU.</summary>
    public readonly ReadOnlySpan<ScanComponent> Components
        => System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(in _components[0], ComponentCount);

    /// <summary>Ss: the first zigzag index coded, 0 to 63.</summary>
    public byte SpectralStart { get; private set; }

    /// <summary>Se: the last zigzag index coded, Ss to 63.</summary>
    public byte SpectralEnd { get; private set; }

    /// <summary>Ah: the point transform of the scan that this one refines; 0 in a first scan.</summary>
    public byte ApproximationHigh { get; private set; }

    /// <summary>Al: the point transform: coefficients are coded divided by 2^Al, 0 to 13.</summary>
    public byte ApproximationLow { get; private set; }

    /// <summary>Offset in the payload of Ss; Se and Ah, Al follow.</summary>
    public readonly int SpectralField => 1 + 2 * ComponentCount;

    public static bool TryParse(ReadOnlySpan<byte> payload, out ScanHeader header, out Finding problem)
    {
        header = default;
        problem = default;
        if (payload.IsEmpty)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.ScanLength, payload.Length, "at least 8 are needed");
            return false;
        }

        int count = payload[0];
        if (count is < 1 or > 4)
        {
            problem = new Finding(JpegRules.ScanComponentCount, 0, $"{count} components in a scan");
            return false;
        }

        if (payload.Length != 4 + 2 * count)
        {
            problem = JpegSegmentLength.Wrong(JpegRules.ScanLength, payload.Length, $"{count} components need {6 + 2 * count}");
            return false;
        }

        header.ComponentCount = count;
        for (int i = 0; i < count; i++)
        {
            byte tables = payload[2 + 2 * i];
            header._components[i] = new ScanComponent(payload[1 + 2 * i], 0, (byte)(tables >> 4), (byte)(tables & 15));
            if (tables >> 4 > 3 || (tables & 15) > 3)
            {
                problem = new Finding(JpegRules.ScanTables, 2 + 2 * i, $"Huffman tables {tables >> 4} and {tables & 15}");
                return false;
            }
        }

        int at = header.SpectralField;
        header.SpectralStart = payload[at];
        header.SpectralEnd = payload[at + 1];
        header.ApproximationHigh = (byte)(payload[at + 2] >> 4);
        header.ApproximationLow = (byte)(payload[at + 2] & 15);
        return true;
    }

    /// <summary>
    /// Finds the scan's components in the frame and checks what depends on it. Of components with the same identifier the
    /// first that the scan does not have yet is meant.
    /// </summary>
    public bool Bind(in FrameHeader frame, out Finding problem)
    {
        problem = default;
        int blocks = 0;
        int taken = 0;
        for (int i = 0; i < ComponentCount; i++)
        {
            int found = -1;
            for (int c = 0; c < frame.ComponentCount && found < 0; c++)
            {
                if (frame.Components[c].Id == _components[i].Selector && (taken & 1 << c) == 0)
                    found = c;
            }

            if (found < 0)
            {
                problem = new Finding(
                    JpegRules.ScanComponent, 1 + 2 * i, $"component {_components[i].Selector} is not in the frame, or twice in the scan");
                return false;
            }

            taken |= 1 << found;
            _components[i] = _components[i] with { Component = (byte)found };
            blocks += frame.Components[found].HorizontalSampling * frame.Components[found].VerticalSampling;
        }

        if (ComponentCount > 1 && blocks > 10)
        {
            problem = new Finding(JpegRules.McuSize, 0, $"{blocks} blocks in an MCU; 10 are the most");
            return false;
        }

        if (frame.IsLossless)
            return IsLegalPrediction(frame.Precision, out problem);
        return !frame.IsProgressive || IsLegalProgression(out problem);
    }

    /// <summary>The rules of T.81 G.1.1.1.1 on a single progressive scan.</summary>
    private readonly bool IsLegalProgression(out Finding problem)
    {
        int at = SpectralField;
        problem = default;
        if (SpectralStart > 63 || SpectralEnd > 63 || SpectralEnd < SpectralStart)
            problem = new Finding(JpegRules.SpectralSelection, at, $"spectral selection {SpectralStart} to {SpectralEnd}");
        else if (SpectralStart == 0 && SpectralEnd != 0)
            problem = new Finding(JpegRules.SpectralMixture, at + 1, $"DC and AC coefficients (0 to {SpectralEnd}) in one scan");
        else if (SpectralStart != 0 && ComponentCount != 1)
            problem = new Finding(JpegRules.SpectralMixture, 0, $"AC coefficients of {ComponentCount} components in one scan");
        else if (ApproximationLow > 13)
            problem = new Finding(JpegRules.PointTransform, at + 2, $"point transform {ApproximationLow}");
        else if (ApproximationHigh != 0 && ApproximationHigh != ApproximationLow + 1)
            problem = new Finding(JpegRules.RefinementStep, at + 2, $"refinement from bit {ApproximationHigh} to bit {ApproximationLow}");
        return problem.IsNone;
    }

    /// <summary>H.1.2: Ss selects a predictor, and Al bits are left out of each sample.</summary>
    private readonly bool IsLegalPrediction(int precision, out Finding problem)
    {
        problem = default;
        if (SpectralStart is < 1 or > 7)
            problem = new Finding(JpegRules.Predictor, SpectralField, $"predictor {SpectralStart}");
        else if (ApproximationLow >= precision)
            problem = new Finding(JpegRules.LosslessPointTransform, SpectralField + 2, $"point transform {ApproximationLow} of {precision} bits");
        return problem.IsNone;
    }

    /// <summary>Whether the spectral and approximation fields are what T.81 B.2.3 wants of a lossless scan, beside what they select.</summary>
    public readonly bool IsPlainPrediction => SpectralEnd == 0 && ApproximationHigh == 0;

    /// <summary>Whether the spectral and approximation fields are what T.81 B.2.3 wants of a sequential scan.</summary>
    public readonly bool IsSequential => SpectralStart == 0 && SpectralEnd == 63 && ApproximationHigh == 0 && ApproximationLow == 0;
}
