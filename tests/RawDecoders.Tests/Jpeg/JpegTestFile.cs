// A small JPEG entropy encoder for tests: writes files from coefficients, with any sampling, scan script, restart interval
// and shape of Huffman code. It knows what it wrote, so that decoders can be checked coefficient by coefficient.

namespace RawDecoders.Tests.Jpeg;

/// <summary>One scan of a script. Components are indices into the frame.</summary>
public sealed record TestScan(int[] Components, int Ss = 0, int Se = 63, int Ah = 0, int Al = 0);

/// <summary>A scan as written: what an independent decoder needs.</summary>
public sealed record WrittenScan(TestScan Scan, TestCode?[] Dc, TestCode?[] Ac, int RestartInterval, byte[] Data);

/// <summary>A Huffman code as DHT has it.</summary>
public sealed record TestCode(byte[] Bits, byte[] Symbols)
{
    private readonly Dictionary<byte, (int Code, int Length)> _codes = Assign(Bits, Symbols);

    public (int Code, int Length) this[byte symbol] => _codes[symbol];

    private static Dictionary<byte, (int Code, int Length)> Assign(byte[] bits, byte[] symbols)
    {
        var codes = new Dictionary<byte, (int, int)>();
        int code = 0, index = 0;
        for (int length = 1; length <= 16; length++, code <<= 1)
        {
            for (int i = 0; i < bits[length - 1]; i++)
                codes.Add(symbols[index++], (code++, length));
        }

        return codes;
    }

    /// <summary>
    /// A code for the symbols, the frequent ones first. <paramref name="steepness"/> of them get lengths 1, 2, 3...; the
    /// others share the rest of the code space, which makes long codes.
    /// </summary>
    public static TestCode Make(IReadOnlyList<byte> symbols, int steepness)
    {
        byte[] bits = new byte[16];
        int steep = Math.Min(steepness, symbols.Count - 1);
        for (int i = 0; i < steep; i++)
            bits[i]++;
        int rest = symbols.Count - steep;
        int extra = 1;
        while (1 << extra < rest + 1)
            extra++;
        if (steep + extra > 16)
            return Make(symbols, 16 - extra);
        bits[steep + extra - 1] += (byte)rest;
        return new TestCode(bits, [.. symbols]);
    }
}

/// <summary>A frame of random coefficients, and the file made of it.</summary>
public sealed class JpegTestFile
{
    private readonly List<byte> _file = [];
    private readonly List<(int Table, byte Symbol, int Extra, int ExtraBits)> _tokens = [];

    public JpegTestFile(int width, int height, (int H, int V)[] sampling, bool progressive)
    {
        (Width, Height, Sampling, Progressive) = (width, height, sampling, progressive);
        int count = sampling.Length;
        MaxH = sampling.Max(s => s.H);
        MaxV = sampling.Max(s => s.V);
        if (count == 1)
            MaxH = MaxV = 1;
        McusAcross = Ceil(width, 8 * MaxH);
        McusDown = Ceil(height, 8 * MaxV);
        Blocks = new short[count][,][];
        for (int c = 0; c < count; c++)
        {
            (int h, int v) = FactorsOf(c);
            Blocks[c] = new short[McusDown * v, McusAcross * h][];
            for (int y = 0; y < McusDown * v; y++)
            {
                for (int x = 0; x < McusAcross * h; x++)
                    Blocks[c][y, x] = new short[64];
            }
        }
    }

    public int Width { get; }

    public int Height { get; }

    public (int H, int V)[] Sampling { get; }

    public bool Progressive { get; }

    public int MaxH { get; }

    public int MaxV { get; }

    public int McusAcross { get; }

    public int McusDown { get; }

    /// <summary>[component][block row, block column][zigzag index].</summary>
    public short[][,][] Blocks { get; }

    public List<WrittenScan> Scans { get; } = [];

    public byte[] Bytes => [.. _file];

    public static int Ceil(int a, int b) => (a + b - 1) / b;

    public (int H, int V) FactorsOf(int c) => Sampling.Length == 1 ? (1, 1) : Sampling[c];

    /// <summary>Blocks of a component that a scan of it alone codes.</summary>
    public (int Across, int Down) OwnBlocks(int c)
    {
        (int h, int v) = FactorsOf(c);
        return (Ceil(Ceil(Width * h, MaxH), 8), Ceil(Ceil(Height * v, MaxV), 8));
    }

    /// <summary>
    /// Random coefficients. Blocks that only pad MCUs get what the scans will code of them: nothing where a component is
    /// only in scans of its own, DC where its DC is interleaved.
    /// </summary>
    public void Fill(Random random, int largestAc, int largestDc, double density, bool paddingDc, bool paddingAc)
    {
        for (int c = 0; c < Blocks.Length; c++)
        {
            (int across, int down) = OwnBlocks(c);
            for (int y = 0; y < Blocks[c].GetLength(0); y++)
            {
                for (int x = 0; x < Blocks[c].GetLength(1); x++)
                {
                    bool padding = x >= across || y >= down;
                    short[] block = Blocks[c][y, x];
                    if (!padding || paddingDc)
                        block[0] = (short)random.Next(-largestDc, largestDc + 1);
                    if (padding && !paddingAc)
                        continue;
                    double own = random.Next(4) switch { 0 => 0, 1 => density / 4, 2 => density, _ => 1 };
                    for (int k = 1; k < 64; k++)
                    {
                        if (random.NextDouble() < own)
                            block[k] = (short)(random.Next(3) == 0 ? random.Next(-largestAc, largestAc + 1) : random.Next(-3, 4));
                    }
                }
            }
        }
    }

    public void Begin(int fillBytes = 0)
    {
        Marker(0xD8, 0);
        Segment(0xDB, [0, .. Enumerable.Repeat((byte)1, 64)], fillBytes);
        byte[] frame = [8, (byte)(Height >> 8), (byte)Height, (byte)(Width >> 8), (byte)Width, (byte)Sampling.Length];
        for (int c = 0; c < Sampling.Length; c++)
            frame = [.. frame, (byte)(c + 1), (byte)(Sampling[c].H << 4 | Sampling[c].V), 0];
        Segment((byte)(Progressive ? 0xC2 : 0xC1), frame, fillBytes);
    }

    public void End() => Marker(0xD9, 0);

    public void WriteScan(TestScan scan, int restartInterval, int steepness, int fillBytes = 0)
    {
        // First pass: symbols, with -1 for the places of restarts. Table 0-3: DC of a component, 4-7: AC.
        _tokens.Clear();
        EncodeScan(scan, restartInterval);

        var codes = new TestCode?[8];
        for (int table = 0; table < 8; table++)
        {
            byte[] symbols = _tokens.Where(t => t.Table == table).GroupBy(t => t.Symbol).OrderByDescending(g => g.Count()).Select(g => g.Key).ToArray();
            if (symbols.Length == 0)
                continue;
            codes[table] = TestCode.Make(symbols, steepness);
            Segment(0xC4, [(byte)(table < 4 ? table : 0x10 | table - 4), .. codes[table]!.Bits, .. codes[table]!.Symbols], fillBytes);
        }

        Segment(0xDD, [(byte)(restartInterval >> 8), (byte)restartInterval], fillBytes);
        byte[] header = [(byte)scan.Components.Length];
        foreach (int c in scan.Components)
            header = [.. header, (byte)(c + 1), (byte)(c << 4 | c)];
        Segment(0xDA, [.. header, (byte)scan.Ss, (byte)scan.Se, (byte)(scan.Ah << 4 | scan.Al)], fillBytes);

        int start = _file.Count;
        int restart = 0;
        uint buffer = 0;
        int bits = 0;
        void Put(int value, int count)
        {
            for (int i = count - 1; i >= 0; i--)
            {
                buffer = buffer << 1 | (uint)(value >> i & 1);
                if (++bits < 8)
                    continue;
                _file.Add((byte)buffer);
                if ((byte)buffer == 0xFF)
                    _file.Add(0);
                (buffer, bits) = (0, 0);
            }
        }

        void Flush()
        {
            while (bits != 0)
                Put(1, 1);
        }

        foreach ((int table, byte symbol, int extra, int extraBits) in _tokens)
        {
            if (table == RestartToken)
            {
                Flush();
                for (int i = 0; i < fillBytes; i++)
                    _file.Add(0xFF);
                _file.AddRange([0xFF, (byte)(0xD0 + (restart++ & 7))]);
                continue;
            }

            if (table != RawBits)
            {
                (int code, int length) = codes[table]![symbol];
                Put(code, length);
            }

            Put(extra, extraBits);
        }

        Flush();
        Scans.Add(new WrittenScan(scan, [.. scan.Components.Select(c => codes[c])], [.. scan.Components.Select(c => codes[4 + c])], restartInterval, [.. _file[start..]]));
    }

    private const int RestartToken = -1;
    private const int RawBits = -2;

    private void EncodeScan(TestScan scan, int restartInterval)
    {
        int[] predictions = new int[4];
        var run = new EndOfBandRun(this, 4 + scan.Components[0]);
        int mcu = 0;
        void Next()
        {
            if (restartInterval == 0 || mcu++ % restartInterval != 0 || mcu == 1)
                return;
            run.Flush();
            _tokens.Add((RestartToken, 0, 0, 0));
            Array.Clear(predictions);
        }

        if (scan.Components.Length == 1)
        {
            int c = scan.Components[0];
            (int across, int down) = OwnBlocks(c);
            for (int y = 0; y < down; y++)
            {
                for (int x = 0; x < across; x++)
                {
                    Next();
                    EncodeBlock(scan, c, Blocks[c][y, x], predictions, run);
                }
            }
        }
        else
        {
            for (int my = 0; my < McusDown; my++)
            {
                for (int mx = 0; mx < McusAcross; mx++)
                {
                    Next();
                    foreach (int c in scan.Components)
                    {
                        (int h, int v) = FactorsOf(c);
                        for (int y = 0; y < v; y++)
                        {
                            for (int x = 0; x < h; x++)
                                EncodeBlock(scan, c, Blocks[c][my * v + y, mx * h + x], predictions, run);
                        }
                    }
                }
            }
        }

        run.Flush();
    }

    private void EncodeBlock(TestScan scan, int c, short[] block, int[] predictions, EndOfBandRun run)
    {
        if (scan.Ss == 0)
        {
            if (scan.Ah != 0)
            {
                _tokens.Add((RawBits, 0, block[0] >> scan.Al & 1, 1));
            }
            else
            {
                int value = block[0] >> scan.Al;
                int size = Magnitude(value - predictions[c], out int extra);
                predictions[c] = value;
                _tokens.Add((c, (byte)size, extra, size));
            }
        }

        if (scan.Se == 0)
            return;
        if (scan.Ah != 0)
            RefineAc(scan, c, block, run);
        else
            EncodeAc(scan, c, block, run);
    }

    private void EncodeAc(TestScan scan, int c, short[] block, EndOfBandRun run)
    {
        int zeros = 0;
        for (int k = Math.Max(scan.Ss, 1); k <= scan.Se; k++)
        {
            // The point transform of AC coefficients divides towards zero (G.1.2.2).
            int value = block[k] / (1 << scan.Al);
            if (value == 0)
            {
                zeros++;
                continue;
            }

            run.Flush();
            for (; zeros > 15; zeros -= 16)
                _tokens.Add((4 + c, 0xF0, 0, 0));
            int size = Magnitude(value, out int extra);
            _tokens.Add((4 + c, (byte)(zeros << 4 | size), extra, size));
            zeros = 0;
        }

        if (zeros == 0)
            return;
        if (Progressive)
            run.Add([]);
        else
            _tokens.Add((4 + c, 0, 0, 0));
    }

    /// <summary>T.81 G.1.2.3.</summary>
    private void RefineAc(TestScan scan, int c, short[] block, EndOfBandRun run)
    {
        int lastNew = 0;
        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            if (Math.Abs((int)block[k]) >> scan.Al == 1)
                lastNew = k;
        }

        int zeros = 0;
        var corrections = new List<int>();
        void PutCorrections()
        {
            foreach (int bit in corrections)
                _tokens.Add((RawBits, 0, bit, 1));
            corrections.Clear();
        }

        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            int value = Math.Abs((int)block[k]) >> scan.Al;
            if (value == 0)
            {
                zeros++;
                continue;
            }

            for (; zeros > 15 && k <= lastNew; zeros -= 16)
            {
                run.Flush();
                _tokens.Add((4 + c, 0xF0, 0, 0));
                PutCorrections();
            }

            if (value > 1)
            {
                corrections.Add(value & 1);
                continue;
            }

            run.Flush();
            _tokens.Add((4 + c, (byte)(zeros << 4 | 1), block[k] < 0 ? 0 : 1, 1));
            PutCorrections();
            zeros = 0;
        }

        if (zeros > 0 || corrections.Count > 0)
            run.Add(corrections);
    }

    private static int Magnitude(int value, out int extra)
    {
        int size = 0;
        while (Math.Abs(value) >> size != 0)
            size++;
        extra = value < 0 ? value + (1 << size) - 1 : value;
        return size;
    }

    /// <summary>Blocks whose band has ended, and the correction bits of their coefficients.</summary>
    private sealed class EndOfBandRun(JpegTestFile file, int table)
    {
        private readonly List<int> _corrections = [];
        private int _count;

        public void Add(List<int> corrections)
        {
            _corrections.AddRange(corrections);
            if (++_count == 0x7FFF)
                Flush();
        }

        public void Flush()
        {
            if (_count == 0)
                return;
            int size = 0;
            while (_count >> size > 1)
                size++;
            file._tokens.Add((table, (byte)(size << 4), _count - (1 << size), size));
            foreach (int bit in _corrections)
                file._tokens.Add((RawBits, 0, bit, 1));
            _corrections.Clear();
            _count = 0;
        }
    }

    private void Marker(byte code, int fillBytes)
    {
        for (int i = 0; i < fillBytes; i++)
            _file.Add(0xFF);
        _file.AddRange([0xFF, code]);
    }

    private void Segment(byte code, ReadOnlySpan<byte> payload, int fillBytes)
    {
        Marker(code, fillBytes);
        _file.AddRange([(byte)(payload.Length + 2 >> 8), (byte)(payload.Length + 2)]);
        _file.AddRange(payload);
    }
}
