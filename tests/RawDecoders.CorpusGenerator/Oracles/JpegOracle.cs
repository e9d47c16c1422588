// A JPEG decoder for checking decoders: bit by bit, figure by figure, no table of more than one code, no buffer that is not the
// whole picture. Owns: the walk over the segments (T.81 annex B) and what they define. The scans are JpegOracleScan's, samples
// and pixels JpegOracleTransform's and JpegOraclePixels'. Shares nothing with the encoder but annex K's tables and zig-zag.

namespace RawDecoders.CorpusGenerator;

/// <summary>A component while it is decoded.</summary>
public sealed class JpegOracleComponent
{
    public int Id { get; init; }

    public int H { get; init; }

    public int V { get; init; }

    public int TableId { get; init; }

    /// <summary>Samples of a data unit each way: 8, or 1 of lossless files.</summary>
    public int Unit { get; init; } = 8;

    /// <summary>Lossless: the samples of the padded grid, BlocksAcross in a row.</summary>
    public int[] Samples { get; set; } = [];

    /// <summary>Size in samples (T.81 A.1.1).</summary>
    public int Width { get; set; }

    public int Height { get; set; }

    /// <summary>Blocks of the padded grid.</summary>
    public int BlocksAcross { get; set; }

    public int BlocksDown { get; set; }

    /// <summary>Coefficients of every block in zig-zag order.</summary>
    public int[][] Coefficients { get; set; } = [];

    /// <summary>Quantisation steps in zig-zag order, as they stood when the component's first scan began.</summary>
    public int[]? Quantisation { get; set; }
}

/// <summary>The decoder. Valid files only: anything else ends in some exception.</summary>
public sealed class JpegOracle
{
    private readonly byte[] _file;
    private readonly int[][] _quantisation = new int[4][];
    private readonly JpegHuffman?[] _huffman = [JpegTables.LumaDc, JpegTables.ChromaDc, null, null, JpegTables.LumaAc, JpegTables.ChromaAc, null, null];
    private int _at;
    private readonly Dictionary<(bool Ac, int Table), int> _conditioning = [];
    private int _restartInterval;

    private JpegOracle(byte[] file) => _file = file;

    public int Width { get; private set; }

    public int Height { get; private set; }

    public bool Progressive { get; private set; }

    public bool Arithmetic { get; private set; }

    public bool Lossless { get; private set; }

    /// <summary>Bits of a sample.</summary>
    public int Precision { get; private set; }

    public bool HasJfif { get; private set; }

    /// <summary>Transform of the Adobe segment, or -1.</summary>
    public int AdobeTransform { get; private set; } = -1;

    public JpegOracleComponent[] Components { get; private set; } = [];

    public int HMax => Components.Max(c => c.H);

    public int VMax => Components.Max(c => c.V);

    /// <summary>The picture in its natural format, as libjpeg-turbo computes it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="fancy">Triangle upsampling; else replication.</param>
    public static ExpectedPixels Decode(byte[] file, bool fancy = true)
    {
        JpegOracle oracle = new(file);
        oracle.Walk();
        return JpegOraclePixels.Compose(oracle, fancy);
    }

    private void Walk()
    {
        while (NextMarker() is var marker && marker != 0xD9)
        {
            if (marker is 0x01 or 0xD8 or (>= 0xD0 and <= 0xD7))
                continue;
            int end = _at + U16(_at);
            int payload = _at + 2;
            switch (marker)
            {
                case 0xDB:
                    DefineQuantisation(payload, end);
                    break;
                case 0xC4:
                    DefineHuffman(payload, end);
                    break;
                case 0xCC:
                    for (int i = payload; i < end; i += 2)
                        _conditioning[(_file[i] >> 4 == 1, _file[i] & 15)] = _file[i + 1];
                    break;
                case 0xC0 or 0xC1 or 0xC2 or 0xC3 or 0xC9 or 0xCA:
                    BeginFrame(payload, marker);
                    break;
                case 0xDD:
                    _restartInterval = U16(payload);
                    break;
                case 0xE0 when Starts(payload, "JFIF\0"):
                    HasJfif = true;
                    break;
                case 0xEE when Starts(payload, "Adobe"):
                    AdobeTransform = _file[payload + 11];
                    break;
                case 0xDA:
                    if (Height == 0)
                        FindLines(end);
                    end = Scan(payload, end);
                    break;
            }

            _at = end;
        }
    }

    /// <summary>T.81 B.1.1.2: FF, any number of FF more, a code. What stands before is passed over. The end of the file is an EOI.</summary>
    private int NextMarker()
    {
        while (_at + 1 < _file.Length)
        {
            if (_file[_at] == 0xFF && _file[_at + 1] is not (0 or 0xFF))
            {
                _at += 2;
                return _file[_at - 1];
            }

            _at++;
        }

        return 0xD9;
    }

    private void DefineQuantisation(int at, int end)
    {
        while (at < end)
        {
            (bool wide, int id) = (_file[at] >> 4 != 0, _file[at] & 15);
            at++;
            int[] steps = new int[64];
            for (int k = 0; k < 64; k++, at += wide ? 2 : 1)
                steps[k] = wide ? U16(at) : _file[at];
            _quantisation[id] = steps;
        }
    }

    private void DefineHuffman(int at, int end)
    {
        while (at < end)
        {
            int table = (_file[at] >> 4) * 4 + (_file[at] & 15);
            byte[] bits = _file[(at + 1)..(at + 17)];
            int count = bits.Sum(b => b);
            _huffman[table] = new JpegHuffman(bits, _file[(at + 17)..(at + 17 + count)]);
            at += 17 + count;
        }
    }

    private void BeginFrame(int at, int marker)
    {
        Progressive = marker is 0xC2 or 0xCA;
        Arithmetic = marker is 0xC9 or 0xCA;
        Lossless = marker == 0xC3;
        Precision = _file[at];
        (Height, Width) = (U16(at + 1), U16(at + 3));
        Components = new JpegOracleComponent[_file[at + 5]];
        for (int i = 0; i < Components.Length; i++)
        {
            int c = at + 6 + 3 * i;
            Components[i] = new JpegOracleComponent
            {
                Id = _file[c],

                // A component alone has the picture's size whatever its factors are.
                H = Lossless && Components.Length == 1 ? 1 : _file[c + 1] >> 4,
                V = Lossless && Components.Length == 1 ? 1 : _file[c + 1] & 15,
                TableId = _file[c + 2],
                Unit = Lossless ? 1 : 8,
            };
        }

        if (Height > 0)
            Lay();
    }

    /// <summary>DNL (T.81 B.2.5) follows the first scan: found ahead, so that the grid is known.</summary>
    private void FindLines(int at)
    {
        while (_file[at] != 0xFF || _file[at + 1] != 0xDC)
            at++;
        Height = U16(at + 4);
        Lay();
    }

    private void Lay()
    {
        int unit = Lossless ? 1 : 8;
        int mcusAcross = Ceiling(Width, unit * HMax), mcusDown = Ceiling(Height, unit * VMax);
        foreach (JpegOracleComponent c in Components)
        {
            (c.Width, c.Height) = (Ceiling(Width * c.H, HMax), Ceiling(Height * c.V, VMax));
            (c.BlocksAcross, c.BlocksDown) = (mcusAcross * c.H, mcusDown * c.V);
            if (Lossless)
                c.Samples = new int[c.BlocksAcross * c.BlocksDown];
            else
                c.Coefficients = [.. Enumerable.Range(0, c.BlocksAcross * c.BlocksDown).Select(_ => new int[64])];
        }
    }

    private int Scan(int at, int end)
    {
        int count = _file[at];
        List<JpegOracleScan.Member> members = [];
        for (int i = 0; i < count; i++)
        {
            JpegOracleComponent component = Components.Single(c => c.Id == _file[at + 1 + 2 * i]);
            int tables = _file[at + 2 + 2 * i];
            component.Quantisation ??= _quantisation[component.TableId];
            members.Add(new JpegOracleScan.Member(component, _huffman[tables >> 4], _huffman[4 + (tables & 15)]) { DcTable = tables >> 4, AcTable = tables & 15 });
        }

        int parameters = at + 1 + 2 * count;
        if (Arithmetic)
        {
            return new JpegOracleArithmetic(_file, end, members, Progressive)
            {
                Ss = _file[parameters],
                Se = _file[parameters + 1],
                Ah = _file[parameters + 2] >> 4,
                Al = Progressive ? _file[parameters + 2] & 15 : 0,
                RestartInterval = _restartInterval,
                Conditioning = (ac, table) => _conditioning.GetValueOrDefault((ac, table), ac ? 5 : 0x10),
            }.Decode();
        }

        JpegOracleScan scan = new(_file, end, members, Progressive)
        {
            Ss = _file[parameters],
            Se = _file[parameters + 1],
            Ah = _file[parameters + 2] >> 4,
            Al = _file[parameters + 2] & 15,
            RestartInterval = _restartInterval,
        };
        return Lossless ? new JpegOracleLossless(scan, members, Precision).Decode() : scan.Decode();
    }

    private bool Starts(int at, string text) => _file.AsSpan(at).StartsWith(System.Text.Encoding.ASCII.GetBytes(text));

    private int U16(int at) => _file[at] << 8 | _file[at + 1];

    internal static int Ceiling(int a, int b) => (a + b - 1) / b;
}
