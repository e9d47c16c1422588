// A JPEG file segment by segment (T.81 annex B). Owns: framing, with every field open to falsification. Leaves to others: what the
// segments say (JpegEncoder, the sections).

namespace RawDecoders.CorpusGenerator;

/// <summary>Appends markers and segments; each call returns the offset of the marker's FF.</summary>
public sealed class JpegFile
{
    private readonly ByteSink _sink = new();

    /// <summary>Bytes FF written before each marker beside the one that belongs to it (T.81 B.1.1.2).</summary>
    public int FillBytes { get; set; }

    public int Position => _sink.Position;

    public byte[] ToArray() => _sink.ToArray();

    /// <summary>A marker without parameters.</summary>
    public int Marker(int code)
    {
        for (int i = 0; i < FillBytes; i++)
            _sink.U8(0xFF);
        int offset = _sink.Position;
        _sink.U8(0xFF).U8(code);
        return offset;
    }

    /// <summary>A marker segment; <paramref name="length"/> replaces the right length.</summary>
    public int Segment(int code, ReadOnlySpan<byte> payload, int? length = null)
    {
        int offset = Marker(code);
        _sink.Be16(length ?? payload.Length + 2).Bytes(payload);
        return offset;
    }

    public int Segment(int code, ByteSink payload) => Segment(code, payload.ToArray());

    public void Raw(ReadOnlySpan<byte> bytes) => _sink.Bytes(bytes);

    public int Start() => Marker(0xD8);

    public int End() => Marker(0xD9);

    /// <summary>JFIF 1.02, APP0; units 0 aspect, 1 inch, 2 centimetre.</summary>
    public int Jfif(int unit = 0, int x = 1, int y = 1)
        => Segment(0xE0, new ByteSink().Text("JFIF\0").U8(1).U8(2).U8(unit).Be16(x).Be16(y).U8(0).U8(0));

    /// <summary>Adobe, APP14 (T.872 6.5.3).</summary>
    public int Adobe(int transform) => Segment(0xEE, new ByteSink().Text("Adobe").Be16(100).Be16(0).Be16(0).U8(transform));

    /// <summary>The payload of DQT for one table of 8- or 16-bit steps in zig-zag order.</summary>
    public static byte[] Quantisation(int id, int[] natural, bool wide)
    {
        ByteSink sink = new ByteSink().U8((wide ? 0x10 : 0) | id);
        foreach (int position in JpegTables.ZigZag)
        {
            if (wide)
                sink.Be16(natural[position]);
            else
                sink.U8(natural[position]);
        }

        return sink.ToArray();
    }

    /// <summary>The payload of DHT for one table; <paramref name="table"/> 0..3 DC, 4..7 AC.</summary>
    public static byte[] Huffman(int table, JpegHuffman huffman) => [(byte)(table >= 4 ? 0x10 | table - 4 : table), .. huffman.Bits, .. huffman.Values];

    public static ByteSink Frame(int precision, int height, int width, IEnumerable<JpegComponent> components)
    {
        JpegComponent[] all = [.. components];
        ByteSink sink = new ByteSink().U8(precision).Be16(height).Be16(width).U8(all.Length);
        foreach (JpegComponent c in all)
            sink.U8(c.Id).U8(c.H << 4 | c.V).U8(c.TableId);
        return sink;
    }

    public static ByteSink Scan(IReadOnlyList<JpegComponent> components, JpegScan scan)
    {
        ByteSink sink = new ByteSink().U8(scan.Components.Length);
        foreach (int index in scan.Components)
            sink.U8(components[index].Id).U8(components[index].DcTable << 4 | components[index].AcTable);
        return sink.U8(scan.Ss).U8(scan.Se).U8(scan.Ah << 4 | scan.Al);
    }
}
