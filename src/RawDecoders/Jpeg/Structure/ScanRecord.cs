// Owns: all that decoding one scan needs to know, as the file's segments stood when the scan began: tables may be redefined before
// the next one. Stands between the walk over segments, which makes it, and the scan decoder, which reads it. Leaves to others:
// the entropy-coded data, and whether the scans together make a picture (ScanOrder).

namespace RawDecoders.Jpeg;

/// <summary>A scan of the file.</summary>
internal sealed class ScanRecord
{
    /// <summary>The header, bound to the frame.</summary>
    public required ScanHeader Header { get; init; }

    /// <summary>Whether the frame is progressive, so that this scan codes part of its coefficients (G.1.1).</summary>
    public required bool IsProgressive { get; init; }

    /// <summary>Whether the frame is lossless, so that this scan codes differences to predictions.</summary>
    public bool IsLossless { get; init; }

    /// <summary>
    /// Whether this scan holds the whole picture: all components of a sequential frame. The first such scan is decoded by itself,
    /// and what follows it is passed over; any other file is decoded from all of its scans.
    /// </summary>
    public required bool HoldsPicture { get; init; }

    /// <summary>Number of the scan in the file, from 0.</summary>
    public required int Number { get; init; }

    /// <summary>Offset of the SOS marker.</summary>
    public required long Offset { get; init; }

    /// <summary>Offset of the entropy-coded data.</summary>
    public required long DataOffset { get; init; }

    /// <summary>Ri: MCUs between restarts, 0 for none.</summary>
    public required int RestartInterval { get; init; }

    /// <summary>Table for DC of each scan component; null where the scan codes no DC differences.</summary>
    public required HuffmanTable?[] DcTables { get; init; }

    /// <summary>Table for AC of each scan component; null where the scan codes no AC coefficients.</summary>
    public required HuffmanTable?[] AcTables { get; init; }

    /// <summary>Components of the frame of which only DC is wanted: no sample is made of their AC coefficients. A bit each.</summary>
    public int DcOnly { get; private set; }

    /// <summary>Whether of a component, counted in the frame, only DC is wanted.</summary>
    public bool IsDcOnly(int component) => (DcOnly >> component & 1) != 0;

    /// <summary>The same scan, of whose AC coefficients those of some components are not wanted.</summary>
    /// <param name="components">Components of the frame, a bit each.</param>
    public ScanRecord WithDcOnly(int components)
    {
        var scan = (ScanRecord)MemberwiseClone();
        scan.DcOnly = components;
        return scan;
    }

    /// <summary>The conditioning of arithmetic coding; null of a scan with Huffman coding, and only then are there tables.</summary>
    public ArithmeticConditioning? Arithmetic { get; init; }
}
