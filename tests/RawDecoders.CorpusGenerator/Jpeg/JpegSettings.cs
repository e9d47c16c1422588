// All that an encoder may choose.

namespace RawDecoders.CorpusGenerator;

/// <summary>How colour is coded.</summary>
public enum JpegColour
{
    Grey,

    /// <summary>Two components: luma and the picture's alpha.</summary>
    GreyAlpha,

    YCbCr,
    Rgb,
    Cmyk,
    Ycck,
}

/// <summary>Settings of one JPEG file.</summary>
public sealed record JpegSettings
{
    public JpegColour Colour { get; init; } = JpegColour.YCbCr;

    /// <summary>SOFn: 0 baseline, 1 extended sequential, 2 progressive, 9 and 10 the latter two with arithmetic coding.</summary>
    public int Process { get; init; }

    /// <summary>Bits of a sample: 8 or 12.</summary>
    public int Precision { get; init; } = 8;

    /// <summary>Conditioning of arithmetic coding, one DAC segment before the first scan: class, destination, value.</summary>
    public (int Class, int Destination, int Value)[] Conditioning { get; init; } = [];

    /// <summary>Quality 1..100 of the IJG's scale.</summary>
    public int Quality { get; init; } = 85;

    /// <summary>Sampling factors of each component; empty for 1 × 1 everywhere.</summary>
    public (int H, int V)[] Sampling { get; init; } = [];

    /// <summary>Component identifiers; empty for 1, 2, 3, 4.</summary>
    public int[] Ids { get; init; } = [];

    /// <summary>Scans; empty for one scan of everything (sequential) or the default script (progressive).</summary>
    public JpegScan[] Script { get; init; } = [];

    public int RestartInterval { get; init; }

    /// <summary>Huffman tables from statistics; else those of annex K.</summary>
    public bool Optimised { get; init; } = true;

    /// <summary>Whether DHT is left out altogether (then annex K's tables are used).</summary>
    public bool OmitHuffman { get; init; }

    /// <summary>All tables of a kind in one segment.</summary>
    public bool JoinTables { get; init; }

    /// <summary>16-bit quantisation tables.</summary>
    public bool WideQuantisation { get; init; }

    /// <summary>A table of its own for each component (up to four destinations).</summary>
    public bool OwnTables { get; init; }

    public bool Jfif { get; init; } = true;

    /// <summary>Transform of the Adobe segment; null for none.</summary>
    public int? Adobe { get; init; }

    /// <summary>JFIF density unit and values.</summary>
    public (int Unit, int X, int Y) Density { get; init; } = (0, 1, 1);

    /// <summary>Segments behind JFIF and Adobe: marker and payload.</summary>
    public (int Marker, byte[] Payload)[] Extra { get; init; } = [];

    public int FillBytes { get; init; }

    /// <summary>Whether the frame header has height 0 and a DNL segment behind the first scan tells it.</summary>
    public bool DefineLines { get; init; }

    /// <summary>Whether EOI is left out.</summary>
    public bool OmitEnd { get; init; }

    /// <summary>Bytes between the last scan and EOI, or behind EOI.</summary>
    public byte[] Stray { get; init; } = [];

    /// <summary>Samples inverted before coding, as Adobe stores CMYK.</summary>
    public bool Inverted { get; init; }
}
