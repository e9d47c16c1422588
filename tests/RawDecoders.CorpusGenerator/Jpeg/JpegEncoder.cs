// The encoder: picture and settings to a file. Owns: colour transform, which tables there are, the order of segments.

namespace RawDecoders.CorpusGenerator;

/// <summary>Writes JPEG files.</summary>
public sealed class JpegEncoder
{
    private readonly JpegSettings _settings;
    private readonly int _width, _height;
    private readonly JpegComponent[] _components;

    public JpegEncoder(Picture picture, JpegSettings settings)
    {
        (_settings, _width, _height) = (settings, picture.Width, picture.Height);
        int[][] planes = Planes(picture, settings, settings.Precision);
        (int H, int V)[] sampling = settings.Sampling.Length > 0 ? settings.Sampling : [.. Enumerable.Repeat((1, 1), planes.Length)];
        _components = new JpegComponent[planes.Length];
        for (int i = 0; i < planes.Length; i++)
        {
            bool chroma = settings.Colour is JpegColour.YCbCr or JpegColour.Ycck && i is 1 or 2;
            int table = settings.OwnTables ? i : chroma ? 1 : 0;
            int[] steps = JpegTables.Scaled(chroma ? JpegTables.ChromaQuantisation : JpegTables.LumaQuantisation, settings.Quality, settings.WideQuantisation ? 32767 : 255);
            if (settings.OwnTables)
                steps = [.. steps.Select(s => Math.Min(s + i, 255))];
            _components[i] = new JpegComponent
            {
                Id = settings.Ids.Length > 0 ? settings.Ids[i] : i + 1,
                H = sampling[i].H,
                V = sampling[i].V,
                TableId = table,
                Quantisation = steps,
                DcTable = settings.Process == 0 ? Math.Min(table, 1) : table,
                AcTable = settings.Process == 0 ? Math.Min(table, 1) : table,
            };
            _components[i].Load(planes[i], settings.Precision, _width, _height, sampling.Max(s => s.H), sampling.Max(s => s.V));
        }
    }

    public IReadOnlyList<JpegComponent> Components => _components;

    /// <summary>Offset of each marker by its code, of the last one where there are several; -1 stands for the first entropy-coded byte.</summary>
    public Dictionary<int, int> Offsets { get; } = [];

    public static byte[] Encode(Picture picture, JpegSettings settings) => new JpegEncoder(picture, settings).Build();

    public byte[] Build()
    {
        JpegFile file = new() { FillBytes = _settings.FillBytes };
        file.Raw([0xFF, 0xD8]);
        if (_settings.Jfif)
            file.Jfif(_settings.Density.Unit, _settings.Density.X, _settings.Density.Y);
        if (_settings.Adobe is { } transform)
            file.Adobe(transform);
        foreach ((int marker, byte[] payload) in _settings.Extra)
            Offsets[marker] = file.Segment(marker, payload);
        WriteQuantisation(file);
        Offsets[0xC0] = file.Segment(0xC0 + _settings.Process, JpegFile.Frame(_settings.Precision, _settings.DefineLines ? 0 : _height, _width, _components));
        if (_settings.Conditioning.Length > 0)
        {
            ByteSink values = new();
            foreach ((int kind, int destination, int value) in _settings.Conditioning)
                values.U8(kind << 4 | destination).U8(value);
            Offsets[0xCC] = file.Segment(0xCC, values);
        }

        int interval = 0;
        bool first = true;
        foreach (JpegScan scan in Script())
        {
            int wanted = scan.RestartInterval ?? _settings.RestartInterval;
            if (wanted != interval)
                Offsets[0xDD] = file.Segment(0xDD, new ByteSink().Be16(interval = wanted));
            WriteScan(file, scan, interval);
            if (first && _settings.DefineLines)
                Offsets[0xDC] = file.Segment(0xDC, new ByteSink().Be16(_height));
            first = false;
        }

        if (_settings.Stray.Length > 0)
            file.Raw(_settings.Stray);
        if (!_settings.OmitEnd)
            Offsets[0xD9] = file.End();
        return file.ToArray();
    }

    private void WriteQuantisation(JpegFile file)
    {
        byte[][] tables = [.. _components.DistinctBy(c => c.TableId).Select(c => JpegFile.Quantisation(c.TableId, c.Quantisation, _settings.WideQuantisation))];
        foreach (byte[] payload in _settings.JoinTables ? [[.. tables.SelectMany(t => t)]] : tables)
            Offsets[0xDB] = file.Segment(0xDB, payload);
    }

    private void WriteScan(JpegFile file, JpegScan scan, int interval)
    {
        if (_settings.Process >= 9)
        {
            Offsets[0xDA] = file.Segment(0xDA, JpegFile.Scan(_components, scan));
            Offsets.TryAdd(-1, file.Position);
            file.Raw(new JpegArithmeticScan(_components, scan, _settings.Process == 10, interval, Conditioning).Encode());
            return;
        }

        JpegTokens tokens = new JpegScanCoder(_components, scan, _settings.Process == 2, interval).Encode();
        SortedDictionary<int, JpegHuffman> tables = [];
        for (int table = 0; table < 8; table++)
        {
            if (!tokens.Uses(table))
                continue;
            bool chroma = (table & 3) == 1;
            tables[table] = _settings.Optimised && !_settings.OmitHuffman
                ? tokens.Optimal(table)
                : table < 4 ? (chroma ? JpegTables.ChromaDc : JpegTables.LumaDc) : chroma ? JpegTables.ChromaAc : JpegTables.LumaAc;
        }

        byte[][] payloads = _settings.OmitHuffman ? [] : [.. tables.Select(t => JpegFile.Huffman(t.Key, t.Value))];
        if (_settings.JoinTables && payloads.Length > 0)
            payloads = [[.. payloads.SelectMany(p => p)]];
        foreach (byte[] payload in payloads)
            Offsets[0xC4] = file.Segment(0xC4, payload);
        Offsets[0xDA] = file.Segment(0xDA, JpegFile.Scan(_components, scan));
        Offsets.TryAdd(-1, file.Position);
        file.Raw(tokens.Code(tables));
    }

    private int Conditioning(bool isAc, int destination)
    {
        int value = isAc ? 5 : 0x10;
        foreach ((int kind, int at, int given) in _settings.Conditioning)
            value = kind == (isAc ? 1 : 0) && at == destination ? given : value;
        return value;
    }

    private JpegScan[] Script()
    {
        if (_settings.Script.Length > 0)
            return _settings.Script;
        int[] all = [.. Enumerable.Range(0, _components.Length)];
        return _settings.Process is 2 or 10 ? JpegScripts.Default(_components.Length) : [new JpegScan(all)];
    }

    /// <summary>Full-size planes in the colour space of the file.</summary>
    internal static int[][] Planes(Picture picture, JpegSettings settings, int precision)
    {
        int max = (1 << precision) - 1;
        int centre = 1 << (precision - 1);
        int Sample(int sample) => (int)((sample * (long)max + 32767) / 65535);
        int pixels = picture.Width * picture.Height;
        int count = settings.Colour switch { JpegColour.Grey => 1, JpegColour.GreyAlpha => 2, JpegColour.YCbCr or JpegColour.Rgb => 3, _ => 4 };
        int[][] planes = [.. Enumerable.Range(0, count).Select(_ => new int[pixels])];
        for (int i = 0; i < pixels; i++)
        {
            long r = Sample(picture.Samples[i * 4]), g = Sample(picture.Samples[i * 4 + 1]), b = Sample(picture.Samples[i * 4 + 2]), k = 0;
            if (count == 4)
            {
                // Half of the grey component goes into black.
                k = (max - Math.Max(r, Math.Max(g, b))) / 2;
                (r, g, b) = (max - r - k, max - g - k, max - b - k);
                if (settings.Inverted)
                    (r, g, b, k) = (max - r, max - g, max - b, max - k);
                if (settings.Colour == JpegColour.Ycck)
                    (r, g, b) = (max - r, max - g, max - b);
            }

            long y = (19595 * r + 38470 * g + 7471 * b + 32768) >> 16;
            (long, long, long) triple = settings.Colour switch
            {
                JpegColour.Grey => (y, 0, 0),
                JpegColour.GreyAlpha => (y, Sample(picture.Samples[i * 4 + 3]), 0),
                JpegColour.YCbCr or JpegColour.Ycck => (y, (-11059 * r - 21709 * g + 32768 * b + ((long)centre << 16) + 32767) >> 16, (32768 * r - 27439 * g - 5329 * b + ((long)centre << 16) + 32767) >> 16),
                _ => (r, g, b),
            };
            planes[0][i] = (int)triple.Item1;
            if (count > 1)
                planes[1][i] = (int)triple.Item2;
            if (count > 2)
                planes[2][i] = (int)triple.Item3;
            if (count == 4)
                planes[3][i] = (int)k;
        }

        return planes;
    }
}
