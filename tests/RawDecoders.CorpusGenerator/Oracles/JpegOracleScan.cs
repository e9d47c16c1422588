// One scan of a JPEG file, bit by bit: T.81 F.2.2 for sequential, G.2 for progressive scans, E.2.4 for restarts.

namespace RawDecoders.CorpusGenerator;

/// <summary>Decodes the entropy-coded segments of a scan into its components' coefficients.</summary>
public sealed class JpegOracleScan(byte[] file, int start, List<JpegOracleScan.Member> members, bool progressive)
{
    private int _at = start;
    private int _byte;
    private int _bitsLeft;
    private int _endOfBandRun;

    /// <summary>A component of the scan and its tables.</summary>
    public sealed record Member(JpegOracleComponent Component, JpegHuffman? Dc, JpegHuffman? Ac)
    {
        /// <summary>Td and Ta.</summary>
        public int DcTable { get; init; }

        public int AcTable { get; init; }

        /// <summary>PRED of T.81 F.2.1.3.1.</summary>
        public int Prediction { get; set; }
    }

    public int Ss { get; init; }

    public int Se { get; init; }

    public int Ah { get; init; }

    public int Al { get; init; }

    public int RestartInterval { get; init; }

    /// <summary>The next byte that is not read.</summary>
    public int Position => _at;

    /// <summary>Decodes; returns the offset of the marker that ends the scan.</summary>
    public int Decode()
    {
        int done = 0;
        foreach ((Member member, int block)[] mcu in Mcus(members))
        {
            if (RestartInterval > 0 && done > 0 && done % RestartInterval == 0)
                Restart();
            foreach ((Member member, int block) in mcu)
                DecodeBlock(member, member.Component.Coefficients[block]);
            done++;
        }

        return _at;
    }

    internal static IEnumerable<(Member Member, int Block)[]> Mcus(List<Member> members)
    {
        if (members.Count == 1)
        {
            JpegOracleComponent c = members[0].Component;
            int across = JpegOracle.Ceiling(c.Width, c.Unit), down = JpegOracle.Ceiling(c.Height, c.Unit);
            for (int i = 0; i < across * down; i++)
                yield return [(members[0], i / across * c.BlocksAcross + i % across)];
            yield break;
        }

        JpegOracleComponent first = members[0].Component;
        int columns = first.BlocksAcross / first.H, rows = first.BlocksDown / first.V;
        for (int my = 0; my < rows; my++)
        {
            for (int mx = 0; mx < columns; mx++)
            {
                List<(Member, int)> blocks = [];
                foreach (Member m in members)
                {
                    for (int v = 0; v < m.Component.V; v++)
                    {
                        for (int h = 0; h < m.Component.H; h++)
                            blocks.Add((m, (my * m.Component.V + v) * m.Component.BlocksAcross + mx * m.Component.H + h));
                    }
                }

                yield return [.. blocks];
            }
        }
    }

    private void DecodeBlock(Member member, int[] zz)
    {
        if (!progressive)
        {
            zz[0] = DecodeDc(member);
            DecodeAc(member.Ac!, zz);
        }
        else if (Ss == 0 && Ah == 0)
        {
            zz[0] = DecodeDc(member) << Al;
        }
        else if (Ss == 0)
        {
            zz[0] |= NextBit() << Al;
        }
        else if (Ah == 0)
        {
            DecodeAcFirst(member.Ac!, zz);
        }
        else
        {
            DecodeAcRefine(member.Ac!, zz);
        }
    }

    /// <summary>F.2.2.1.</summary>
    private int DecodeDc(Member member)
    {
        int t = DecodeSymbol(member.Dc!);
        member.Prediction += Extend(Receive(t), t);
        return member.Prediction;
    }

    /// <summary>Figures F.13 and F.14.</summary>
    private void DecodeAc(JpegHuffman table, int[] zz)
    {
        for (int k = 1; k < 64; k++)
        {
            int rs = DecodeSymbol(table), r = rs >> 4, s = rs & 15;
            if (s == 0)
            {
                if (r != 15)
                    return;
                k += 15;
                continue;
            }

            k += r;
            zz[k] = Extend(Receive(s), s);
        }
    }

    /// <summary>G.1.2.2 read backwards: end-of-band runs.</summary>
    private void DecodeAcFirst(JpegHuffman table, int[] zz)
    {
        if (_endOfBandRun > 0)
        {
            _endOfBandRun--;
            return;
        }

        for (int k = Ss; k <= Se; k++)
        {
            int rs = DecodeSymbol(table), r = rs >> 4, s = rs & 15;
            if (s == 0 && r < 15)
            {
                _endOfBandRun = (1 << r) + Receive(r) - 1;
                return;
            }

            k += r;
            if (s != 0)
                zz[k] = Extend(Receive(s), s) * (1 << Al);
        }
    }

    /// <summary>G.1.2.3 read backwards: correction bits for coefficients that are not zero, new ones of ±1.</summary>
    private void DecodeAcRefine(JpegHuffman table, int[] zz)
    {
        int k = Ss;
        if (_endOfBandRun == 0)
        {
            for (; k <= Se; k++)
            {
                int rs = DecodeSymbol(table), r = rs >> 4, s = rs & 15, value = 0;
                if (s == 0 && r < 15)
                {
                    _endOfBandRun = (1 << r) + Receive(r);
                    break;
                }

                if (s != 0)
                    value = NextBit() == 1 ? 1 << Al : -(1 << Al);
                for (; k <= Se; k++)
                {
                    if (zz[k] != 0)
                        Correct(zz, k);
                    else if (r-- == 0)
                        break;
                }

                if (k <= Se && value != 0)
                    zz[k] = value;
            }
        }

        if (_endOfBandRun > 0)
        {
            for (; k <= Se; k++)
            {
                if (zz[k] != 0)
                    Correct(zz, k);
            }

            _endOfBandRun--;
        }
    }

    private void Correct(int[] zz, int k)
    {
        if (NextBit() == 1)
            zz[k] += zz[k] > 0 ? 1 << Al : -(1 << Al);
    }

    /// <summary>Figure F.16: one bit at a time until the code is no larger than the largest of its length.</summary>
    internal int DecodeSymbol(JpegHuffman table)
    {
        int code = 0, first = 0, index = 0;
        for (int length = 1; length <= 16; length++)
        {
            code |= NextBit();
            int count = table.Bits[length - 1];
            if (code - first < count)
                return table.Values[index + code - first];
            index += count;
            first = (first + count) << 1;
            code <<= 1;
        }

        throw new InvalidDataException("no such code");
    }

    /// <summary>Figure F.17.</summary>
    internal int Receive(int bits)
    {
        int value = 0;
        for (int i = 0; i < bits; i++)
            value = value << 1 | NextBit();
        return value;
    }

    /// <summary>Figure F.12.</summary>
    internal static int Extend(int value, int bits) => bits > 0 && value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value;

    /// <summary>Figure F.18.</summary>
    private int NextBit()
    {
        if (_bitsLeft == 0)
        {
            _byte = file[_at++];
            if (_byte == 0xFF && file[_at++] != 0)
                throw new InvalidDataException("a marker inside a scan");
            _bitsLeft = 8;
        }

        return _byte >> --_bitsLeft & 1;
    }

    internal void Restart()
    {
        _bitsLeft = 0;
        _endOfBandRun = 0;
        while (file[_at] == 0xFF && file[_at + 1] == 0xFF)
            _at++;
        if (file[_at] != 0xFF || file[_at + 1] is < 0xD0 or > 0xD7)
            throw new InvalidDataException("no restart marker");
        _at += 2;
        foreach (Member member in members)
            member.Prediction = 0;
    }
}
