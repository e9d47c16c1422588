// A component from samples to quantised coefficients. Owns: downsampling, the forward DCT in integers, quantisation. Leaves to
// others: colour (JpegEncoder), entropy coding (the coders).

namespace RawDecoders.CorpusGenerator;

/// <summary>A colour component of a frame (T.81 A.1.1).</summary>
public sealed class JpegComponent
{
    // 16384 × cos(k π / 16), rounded.
    private static readonly int[] Cosine = [16384, 16069, 15137, 13623, 11585, 9102, 6270, 3196, 0];

    /// <summary>Component identifier of the frame header.</summary>
    public required int Id { get; init; }

    /// <summary>Horizontal and vertical sampling factor, 1..4.</summary>
    public required int H { get; init; }

    public required int V { get; init; }

    /// <summary>Quantisation table: destination and steps in natural order.</summary>
    public required int TableId { get; init; }

    public required int[] Quantisation { get; init; }

    /// <summary>Huffman table destinations.</summary>
    public int DcTable { get; init; }

    public int AcTable { get; init; }

    /// <summary>Blocks across and down that carry the picture (scans of this component alone have just these).</summary>
    public int Columns { get; private set; }

    public int Rows { get; private set; }

    /// <summary>Blocks across and down with whole MCUs.</summary>
    public int PaddedColumns { get; private set; }

    public int PaddedRows { get; private set; }

    /// <summary>Coefficients of each block of the padded grid, in zig-zag order.</summary>
    public short[][] Blocks { get; private set; } = [];

    /// <summary>Downsamples, transforms and quantises a full-size plane of samples of <paramref name="precision"/> bits.</summary>
    public void Load(int[] plane, int precision, int width, int height, int hMax, int vMax)
    {
        int w = (width * H + hMax - 1) / hMax, h = (height * V + vMax - 1) / vMax;
        (Columns, Rows) = ((w + 7) / 8, (h + 7) / 8);
        int mcuColumns = (width + 8 * hMax - 1) / (8 * hMax), mcuRows = (height + 8 * vMax - 1) / (8 * vMax);
        (PaddedColumns, PaddedRows) = (mcuColumns * H, mcuRows * V);
        int[] small = new int[w * h];
        for (int y = 0; y < h; y++)
        {
            for (int x = 0; x < w; x++)
                small[y * w + x] = Average(plane, width, height, x * hMax / H, ((x + 1) * hMax + H - 1) / H, y * vMax / V, ((y + 1) * vMax + V - 1) / V);
        }

        Blocks = new short[PaddedColumns * PaddedRows][];
        for (int b = 0; b < Blocks.Length; b++)
        {
            int[] samples = new int[64];
            for (int i = 0; i < 64; i++)
            {
                int x = Math.Min(b % PaddedColumns * 8 + i % 8, w - 1), y = Math.Min(b / PaddedColumns * 8 + i / 8, h - 1);
                samples[i] = small[y * w + x] - (1 << (precision - 1));
            }

            Blocks[b] = Quantised(Transform(samples), (1 << (precision + 2)) - 1);
        }
    }

    internal static int Average(int[] plane, int width, int height, int x0, int x1, int y0, int y1)
    {
        int sum = 0, count = 0;
        for (int y = y0; y < y1; y++)
        {
            for (int x = x0; x < x1; x++, count++)
                sum += plane[Math.Min(y, height - 1) * width + Math.Min(x, width - 1)];
        }

        return (sum + count / 2) / count;
    }

    /// <summary>T.81 A.3.3's forward DCT, in fixed point with 8 fraction bits.</summary>
    private static long[] Transform(int[] samples)
    {
        long[] rows = new long[64], result = new long[64];
        for (int y = 0; y < 8; y++)
        {
            for (int u = 0; u < 8; u++)
            {
                long sum = 0;
                for (int x = 0; x < 8; x++)
                    sum += (long)samples[y * 8 + x] * Basis(u, x);
                rows[y * 8 + u] = sum;
            }
        }

        for (int v = 0; v < 8; v++)
        {
            for (int u = 0; u < 8; u++)
            {
                long sum = 0;
                for (int y = 0; y < 8; y++)
                    sum += rows[y * 8 + u] * Basis(v, y);
                result[v * 8 + u] = (sum + (1 << 21)) >> 22;    // 2 × 14 bits of cosines, 2 for the factor 1/4, less 8 kept
            }
        }

        return result;
    }

    /// <summary>16384 × C(u) cos((2x + 1) u π / 16), C(0) being 1/√2.</summary>
    private static int Basis(int u, int x)
    {
        if (u == 0)
            return 11585;
        int k = (2 * x + 1) * u % 32;
        return k <= 8 ? Cosine[k] : k <= 16 ? -Cosine[16 - k] : k <= 24 ? -Cosine[k - 16] : Cosine[32 - k];
    }

    private short[] Quantised(long[] coefficients, int largest)
    {
        short[] block = new short[64];
        for (int k = 0; k < 64; k++)
        {
            int natural = JpegTables.ZigZag[k];
            long step = Quantisation[natural] * 256L, value = coefficients[natural];
            block[k] = (short)Math.Clamp(value >= 0 ? (value + step / 2) / step : -((-value + step / 2) / step), -largest, largest);
        }

        return block;
    }
}
