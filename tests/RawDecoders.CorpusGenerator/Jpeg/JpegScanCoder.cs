// Entropy coding of scans: sequential (T.81 F.1.2) and progressive (G.1.2) with spectral selection and successive approximation.
// Owns: the order of blocks and the symbols. Leaves to others: bits (JpegTokens).

namespace RawDecoders.CorpusGenerator;

/// <summary>A scan of a script.</summary>
/// <param name="Components">Indices of the frame's components.</param>
/// <param name="Ss">First coefficient.</param>
/// <param name="Se">Last coefficient.</param>
/// <param name="Ah">Previous point transform, 0 for a first scan.</param>
/// <param name="Al">Point transform.</param>
public sealed record JpegScan(int[] Components, int Ss = 0, int Se = 63, int Ah = 0, int Al = 0)
{
    /// <summary>Restart interval of this scan in MCUs, 0 for none; null: the frame's.</summary>
    public int? RestartInterval { get; init; }
}

/// <summary>Codes one scan.</summary>
public sealed class JpegScanCoder(IReadOnlyList<JpegComponent> components, JpegScan scan, bool progressive, int restartInterval)
{
    private readonly JpegTokens _tokens = new();
    private readonly int[] _prediction = new int[components.Count];
    private readonly List<int> _pending = [];
    private int _endOfBandRun;
    private int _acTable;

    public JpegTokens Encode()
    {
        int mcu = 0, restarts = 0;
        foreach ((int Component, int Block)[] blocks in Mcus(components, scan))
        {
            if (restartInterval > 0 && mcu == restartInterval)
            {
                FlushEndOfBand();
                _tokens.Restart(restarts++);
                Array.Clear(_prediction);
                mcu = 0;
            }

            foreach ((int component, int block) in blocks)
                Block(component, components[component].Blocks[block]);
            mcu++;
        }

        FlushEndOfBand();
        return _tokens;
    }

    /// <summary>MCUs in order (T.81 A.2.2, A.2.3): single blocks for one component, else H × V blocks of each.</summary>
    public static IEnumerable<(int Component, int Block)[]> Mcus(IReadOnlyList<JpegComponent> components, JpegScan scan)
    {
        if (scan.Components.Length == 1)
        {
            JpegComponent c = components[scan.Components[0]];
            for (int y = 0; y < c.Rows; y++)
            {
                for (int x = 0; x < c.Columns; x++)
                    yield return [(scan.Components[0], y * c.PaddedColumns + x)];
            }

            yield break;
        }

        JpegComponent first = components[scan.Components[0]];
        int columns = first.PaddedColumns / first.H, rows = first.PaddedRows / first.V;
        for (int m = 0; m < columns * rows; m++)
        {
            List<(int, int)> blocks = [];
            foreach (int index in scan.Components)
            {
                JpegComponent c = components[index];
                for (int i = 0; i < c.H * c.V; i++)
                    blocks.Add((index, (m / columns * c.V + i / c.H) * c.PaddedColumns + m % columns * c.H + i % c.H));
            }

            yield return [.. blocks];
        }
    }

    private void Block(int component, short[] block)
    {
        JpegComponent c = components[component];
        _acTable = 4 + c.AcTable;
        if (!progressive)
        {
            Dc(component, c.DcTable, block[0]);
            AcSequential(block);
        }
        else if (scan.Ss == 0)
        {
            if (scan.Ah == 0)
                Dc(component, c.DcTable, block[0] >> scan.Al);
            else
                _tokens.Bits(block[0] >> scan.Al & 1, 1);
        }
        else if (scan.Ah == 0)
        {
            AcFirst(block);
        }
        else
        {
            AcRefine(block);
        }
    }

    private void Dc(int component, int table, int value)
    {
        int difference = value - _prediction[component];
        _prediction[component] = value;
        int size = Size(difference);
        _tokens.Symbol(table, size, Extra(difference, size), size);
    }

    private void AcSequential(short[] block)
    {
        int run = 0;
        for (int k = 1; k < 64; k++)
        {
            if (block[k] == 0)
            {
                run++;
                continue;
            }

            for (; run > 15; run -= 16)
                _tokens.Symbol(_acTable, 0xF0);
            int size = Size(block[k]);
            _tokens.Symbol(_acTable, run << 4 | size, Extra(block[k], size), size);
            run = 0;
        }

        if (run > 0)
            _tokens.Symbol(_acTable, 0);
    }

    /// <summary>T.81 G.1.2.2 and figure G.3.</summary>
    private void AcFirst(short[] block)
    {
        int run = 0;
        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            int value = block[k] >= 0 ? block[k] >> scan.Al : -(-block[k] >> scan.Al);
            if (value == 0)
            {
                run++;
                continue;
            }

            FlushEndOfBand();
            for (; run > 15; run -= 16)
                _tokens.Symbol(_acTable, 0xF0);
            int size = Size(value);
            _tokens.Symbol(_acTable, run << 4 | size, Extra(value, size), size);
            run = 0;
        }

        if (run > 0 && ++_endOfBandRun == 0x7FFF)
            FlushEndOfBand();
    }

    /// <summary>T.81 G.1.2.3 and figure G.7: new coefficients of ±1, correction bits for old ones.</summary>
    private void AcRefine(short[] block)
    {
        int last = -1;
        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            if (Math.Abs((int)block[k]) >> scan.Al == 1)
                last = k;
        }

        List<int> corrections = [];
        int run = 0;
        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            int magnitude = Math.Abs((int)block[k]) >> scan.Al;
            if (magnitude == 0)
            {
                run++;
                continue;
            }

            while (run > 15 && k <= last)
            {
                FlushEndOfBand();
                _tokens.Symbol(_acTable, 0xF0);
                run -= 16;
                Corrections(corrections);
            }

            if (magnitude > 1)
            {
                corrections.Add(magnitude & 1);
                continue;
            }

            FlushEndOfBand();
            _tokens.Symbol(_acTable, run << 4 | 1, block[k] < 0 ? 0 : 1, 1);
            Corrections(corrections);
            run = 0;
        }

        if (run == 0 && corrections.Count == 0)
            return;
        _endOfBandRun++;
        _pending.AddRange(corrections);
        if (_endOfBandRun == 0x7FFF)
            FlushEndOfBand();
    }

    private void FlushEndOfBand()
    {
        if (_endOfBandRun == 0)
            return;
        int size = Size(_endOfBandRun) - 1;
        _tokens.Symbol(_acTable, size << 4, _endOfBandRun & (1 << size) - 1, size);
        _endOfBandRun = 0;
        Corrections(_pending);
    }

    private void Corrections(List<int> bits)
    {
        foreach (int bit in bits)
            _tokens.Bits(bit, 1);
        bits.Clear();
    }

    /// <summary>SSSS: bits of the magnitude (T.81 table F.1).</summary>
    private static int Size(int value)
    {
        int size = 0;
        for (int magnitude = Math.Abs(value); magnitude != 0; magnitude >>= 1)
            size++;
        return size;
    }

    /// <summary>The low bits of the value, or of the value less one if it is negative (T.81 F.1.2.1.1).</summary>
    private static int Extra(int value, int size) => (value >= 0 ? value : value - 1) & (1 << size) - 1;
}
