// Arithmetic coding of scans (T.81 F.1.4, G.1.3): the binary decisions of coefficients, each with its bin. Owns: contexts and statistics.
// Leaves to others: bytes (JpegArithmeticCoder), the order of blocks (JpegScanCoder).

namespace RawDecoders.CorpusGenerator;

/// <summary>Codes one scan.</summary>
/// <param name="components">The frame's components.</param>
/// <param name="scan">What to code.</param>
/// <param name="progressive">Whether the frame is.</param>
/// <param name="restartInterval">MCUs, or 0.</param>
/// <param name="conditioning">Cs by class and destination: Kx, or U and L.</param>
public sealed class JpegArithmeticScan(
    IReadOnlyList<JpegComponent> components, JpegScan scan, bool progressive, int restartInterval, Func<bool, int, int> conditioning)
{
    private readonly JpegBin _even = new() { Index = JpegArithmeticTable.Even };
    private readonly int[] _prediction = new int[components.Count];
    private readonly int[] _context = new int[components.Count];
    private JpegBin[][] _dc = [], _ac = [];
    private JpegArithmeticCoder _coder = new();

    /// <summary>The entropy-coded segments with their restart markers.</summary>
    public byte[] Encode()
    {
        ByteSink sink = new();
        Begin();
        int mcu = 0, restarts = 0;
        foreach ((int Component, int Block)[] blocks in JpegScanCoder.Mcus(components, scan))
        {
            if (restartInterval > 0 && mcu == restartInterval)
            {
                sink.Bytes(_coder.Finish()).U8(0xFF).U8(0xD0 + (restarts++ & 7));
                Begin();
                mcu = 0;
            }

            foreach ((int component, int block) in blocks)
                Block(component, components[component].Blocks[block]);
            mcu++;
        }

        return sink.Bytes(_coder.Finish()).ToArray();
    }

    private void Begin()
    {
        _coder = new JpegArithmeticCoder();
        _dc = [.. Enumerable.Range(0, 4).Select(_ => Bins(64))];
        _ac = [.. Enumerable.Range(0, 4).Select(_ => Bins(256))];
        Array.Clear(_prediction);
        Array.Clear(_context);
    }

    private static JpegBin[] Bins(int count) => [.. Enumerable.Range(0, count).Select(_ => new JpegBin())];

    private void Block(int component, short[] block)
    {
        JpegComponent c = components[component];
        if (!progressive)
        {
            Dc(component, c.DcTable, block[0]);
            Ac(c.AcTable, block, 1, 63, 0);
        }
        else if (scan.Ss == 0 && scan.Ah == 0)
        {
            Dc(component, c.DcTable, block[0] >> scan.Al);
        }
        else if (scan.Ss == 0)
        {
            _coder.Code(_even, block[0] >> scan.Al & 1);
        }
        else if (scan.Ah == 0)
        {
            Ac(c.AcTable, block, scan.Ss, scan.Se, scan.Al);
        }
        else
        {
            Refine(c.AcTable, block);
        }
    }

    /// <summary>F.1.4.1.</summary>
    private void Dc(int component, int table, int value)
    {
        int difference = value - _prediction[component];
        _prediction[component] = value;
        JpegBin[] bins = _dc[table];
        int s0 = _context[component];
        _context[component] = 0;
        _coder.Code(bins[s0], difference == 0 ? 0 : 1);
        if (difference == 0)
            return;
        int sign = difference < 0 ? 1 : 0, size = Math.Abs(difference);
        _coder.Code(bins[s0 + 1], sign);
        Magnitude(bins, s0 + 2 + sign, 20, size, isAc: false);

        // Table F.3's classes: zero up to 2^(L - 1), small up to 2^U.
        int cs = conditioning(false, table), lower = cs & 15, upper = cs >> 4;
        _context[component] = size <= (1 << lower >> 1) ? 0 : (size > 1 << upper ? 12 : 4) + 4 * sign;
    }

    /// <summary>F.1.4.2.</summary>
    private void Ac(int table, short[] block, int first, int last, int shift)
    {
        JpegBin[] bins = _ac[table];
        int Value(int k) => block[k] >= 0 ? block[k] >> shift : -(-block[k] >> shift);
        int end = last;
        while (end >= first && Value(end) == 0)
            end--;
        for (int k = first; k <= last; k++)
        {
            _coder.Code(bins[3 * (k - 1)], k > end ? 1 : 0);
            if (k > end)
                return;
            for (; Value(k) == 0; k++)
                _coder.Code(bins[3 * (k - 1) + 1], 0);
            _coder.Code(bins[3 * (k - 1) + 1], 1);
            _coder.Code(_even, Value(k) < 0 ? 1 : 0);
            Magnitude(bins, 3 * (k - 1) + 2, k <= conditioning(true, table) ? 189 : 217, Math.Abs(Value(k)), isAc: true);
        }
    }

    /// <summary>G.1.3.3.</summary>
    private void Refine(int table, short[] block)
    {
        JpegBin[] bins = _ac[table];
        int Value(int k, int shift) => Math.Abs((int)block[k]) >> shift;
        int end = scan.Se, before = scan.Se;
        while (end > 0 && Value(end, scan.Al) == 0)
            end--;
        while (before > 0 && Value(before, scan.Ah) == 0)
            before--;
        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            if (k > before)
            {
                _coder.Code(bins[3 * (k - 1)], k > end ? 1 : 0);
                if (k > end)
                    return;
            }

            for (; Value(k, scan.Al) == 0; k++)
                _coder.Code(bins[3 * (k - 1) + 1], 0);
            if (Value(k, scan.Ah) != 0)
            {
                _coder.Code(bins[3 * (k - 1) + 2], Value(k, scan.Al) & 1);
                continue;
            }

            _coder.Code(bins[3 * (k - 1) + 1], 1);
            _coder.Code(_even, block[k] < 0 ? 1 : 0);
        }
    }

    /// <summary>F.1.4.3: Sz = size - 1; its category in unary, then the bits below its first.</summary>
    private void Magnitude(JpegBin[] bins, int sp, int x, int size, bool isAc)
    {
        int sz = size - 1;
        _coder.Code(bins[sp], sz == 0 ? 0 : 1);
        if (sz == 0)
            return;
        int m = 1;
        if (isAc)
        {
            // X1 has the bin of SP and SN; X2 begins its own.
            _coder.Code(bins[sp], sz == 1 ? 0 : 1);
            if (sz == 1)
                return;
            m = 2;
        }

        for (; m << 1 <= sz; m <<= 1)
            _coder.Code(bins[x++], 1);
        _coder.Code(bins[x], 0);
        while ((m >>= 1) != 0)
            _coder.Code(bins[x + 14], (sz & m) != 0 ? 1 : 0);
    }
}
