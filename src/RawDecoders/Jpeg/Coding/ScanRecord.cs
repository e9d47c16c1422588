// All that decoding one scan needs to know, as the file's segments stood when the scan began: tables may be redefined
// before the next one. Made by JpegStructure, read by ScanDecoder.

namespace RawDecoders.Jpeg;

/// <summary>A scan of the file.</summary>
internal sealed class ScanRecord
{
    /// <summary>The header, bound to the frame.</summary>
    public required ScanHeader Header { get; init; }

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
}
