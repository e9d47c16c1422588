// Lossless files (T.81 annex H): samples predicted from their neighbours, differences in Huffman codes. Owns: all of such a file. Shares
// planes, tokens and framing with JpegEncoder.

namespace RawDecoders.CorpusGenerator;

/// <summary>Settings of one lossless file.</summary>
public sealed record JpegLosslessSettings
{
    public JpegColour Colour { get; init; } = JpegColour.Rgb;

    /// <summary>Bits of a sample, 2 to 16.</summary>
    public int Precision { get; init; } = 8;

    /// <summary>1 to 7.</summary>
    public int Predictor { get; init; } = 1;

    /// <summary>Bits that are left out.</summary>
    public int PointTransform { get; init; }

    /// <summary>Rows of MCUs between restarts; 0 for none.</summary>
    public int RestartRows { get; init; }

    /// <summary>Sampling factors; empty for 1 x 1 everywhere.</summary>
    public (int H, int V)[] Sampling { get; init; } = [];

    /// <summary>Component identifiers; empty for 1, 2, 3, 4.</summary>
    public int[] Ids { get; init; } = [];

    /// <summary>The components of each scan; empty for one scan of all.</summary>
    public int[][] Scans { get; init; } = [];

    public bool Jfif { get; init; }

    public int? Adobe { get; init; }

    public bool Inverted { get; init; }

    /// <summary>Whether the lines are told by DNL.</summary>
    public bool DefineLines { get; init; }
}

/// <summary>Writes lossless JPEG files.</summary>
public sealed class JpegLossless
{
    private readonly JpegLosslessSettings _settings;
    private readonly int _width, _height, _hMax, _vMax;
    private readonly (int H, int V)[] _sampling;
    private readonly int[][] _samples;
    private readonly int[] _stride;

    public JpegLossless(Picture picture, JpegLosslessSettings settings)
    {
        _settings = settings;
        (_width, _height) = (picture.Width, picture.Height);
        int[][] planes = JpegEncoder.Planes(picture, new JpegSettings { Colour = settings.Colour, Inverted = settings.Inverted }, settings.Precision);
        _sampling = planes.Length == 1 ? [(1, 1)] : settings.Sampling.Length > 0 ? settings.Sampling : [.. planes.Select(_ => (1, 1))];
        (_hMax, _vMax) = (_sampling.Max(s => s.H), _sampling.Max(s => s.V));
        _samples = new int[planes.Length][];
        _stride = new int[planes.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            (int h, int v) = _sampling[i];
            int w = Ceiling(_width * h, _hMax), rows = Ceiling(_height * v, _vMax);
            _stride[i] = Ceiling(_width, _hMax) * h;
            int padded = Ceiling(_height, _vMax) * v;
            _samples[i] = new int[_stride[i] * padded];
            for (int y = 0; y < padded; y++)
            {
                for (int x = 0; x < _stride[i]; x++)
                {
                    int cx = Math.Min(x, w - 1), cy = Math.Min(y, rows - 1);
                    _samples[i][y * _stride[i] + x] = JpegComponent.Average(
                        planes[i], _width, _height, cx * _hMax / h, ((cx + 1) * _hMax + h - 1) / h, cy * _vMax / v, ((cy + 1) * _vMax + v - 1) / v) >> settings.PointTransform;
                }
            }
        }
    }

    /// <summary>Offset of each marker by its code, of the last one where there are several; -1 stands for the first entropy-coded byte.</summary>
    public Dictionary<int, int> Offsets { get; } = [];

    public static byte[] Encode(Picture picture, JpegLosslessSettings settings) => new JpegLossless(picture, settings).Build();

    public byte[] Build()
    {
        JpegFile file = new();
        file.Start();
        if (_settings.Jfif)
            file.Jfif();
        if (_settings.Adobe is { } transform)
            file.Adobe(transform);
        ByteSink frame = new ByteSink().U8(_settings.Precision).Be16(_settings.DefineLines ? 0 : _height).Be16(_width).U8(_samples.Length);
        for (int i = 0; i < _samples.Length; i++)
            frame.U8(Id(i)).U8(_sampling[i].H << 4 | _sampling[i].V).U8(0);
        Offsets[0xC0] = file.Segment(0xC3, frame);
        int[][] scans = _settings.Scans.Length > 0 ? _settings.Scans : [[.. Enumerable.Range(0, _samples.Length)]];
        bool first = true;
        foreach (int[] components in scans)
        {
            WriteScan(file, components);
            if (first && _settings.DefineLines)
                file.Segment(0xDC, new ByteSink().Be16(_height));
            first = false;
        }

        Offsets[0xD9] = file.End();
        return file.ToArray();
    }

    private void WriteScan(JpegFile file, int[] components)
    {
        bool isAlone = components.Length == 1;
        int across = isAlone ? Ceiling(_width * _sampling[components[0]].H, _hMax) : Ceiling(_width, _hMax);
        int down = isAlone ? Ceiling(_height * _sampling[components[0]].V, _vMax) : Ceiling(_height, _vMax);
        JpegTokens tokens = new();
        for (int my = 0; my < down; my++)
        {
            bool isStart = my == 0 || (_settings.RestartRows > 0 && my % _settings.RestartRows == 0);
            if (isStart && my > 0)
                tokens.Restart(my / _settings.RestartRows - 1);
            for (int mx = 0; mx < across; mx++)
            {
                for (int i = 0; i < components.Length; i++)
                {
                    (int h, int v) = isAlone ? (1, 1) : _sampling[components[i]];
                    for (int unit = 0; unit < h * v; unit++)
                        Difference(tokens, i, components[i], mx * h + unit % h, my * v + unit / h, isStart && unit / h == 0);
                }
            }
        }

        SortedDictionary<int, JpegHuffman> tables = [];
        for (int table = 0; table < 4; table++)
        {
            if (!tokens.Uses(table))
                continue;
            tables[table] = tokens.Optimal(table);
            Offsets[0xC4] = file.Segment(0xC4, JpegFile.Huffman(table, tables[table]));
        }

        if (_settings.RestartRows > 0)
            Offsets[0xDD] = file.Segment(0xDD, new ByteSink().Be16(_settings.RestartRows * across));
        ByteSink header = new ByteSink().U8(components.Length);
        for (int i = 0; i < components.Length; i++)
            header.U8(Id(components[i])).U8(i << 4);
        Offsets[0xDA] = file.Segment(0xDA, header.U8(_settings.Predictor).U8(0).U8(_settings.PointTransform));
        Offsets.TryAdd(-1, file.Position);
        file.Raw(tokens.Code(tables));
    }

    /// <summary>H.1.2: the difference to the prediction, modulo 2^16, as a category and extra bits.</summary>
    private void Difference(JpegTokens tokens, int table, int component, int x, int y, bool isFirstRow)
    {
        int[] s = _samples[component];
        int at = y * _stride[component] + x;
        int prediction;
        if (isFirstRow)
        {
            prediction = x == 0 ? 1 << (_settings.Precision - _settings.PointTransform - 1) : s[at - 1];
        }
        else if (x == 0)
        {
            prediction = s[at - _stride[component]];
        }
        else
        {
            int a = s[at - 1], b = s[at - _stride[component]], c = s[at - _stride[component] - 1];
            prediction = _settings.Predictor switch { 1 => a, 2 => b, 3 => c, 4 => a + b - c, 5 => a + ((b - c) >> 1), 6 => b + ((a - c) >> 1), _ => (a + b) >> 1 };
        }

        // From -32767 to 32768.
        int difference = (s[at] - prediction) & 0xFFFF;
        if (difference > 32768)
            difference -= 65536;
        if (difference == 32768)
        {
            tokens.Symbol(table, 16);
            return;
        }

        int size = 0;
        for (int m = Math.Abs(difference); m != 0; m >>= 1)
            size++;
        tokens.Symbol(table, size, (difference >= 0 ? difference : difference - 1) & (1 << size) - 1, size);
    }

    private int Id(int component) => _settings.Ids.Length > 0 ? _settings.Ids[component] : component + 1;

    private static int Ceiling(int a, int b) => (a + b - 1) / b;
}
