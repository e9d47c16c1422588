// One arithmetic-coded scan, figure by figure: the decoder of T.81 D.2 (Figures D.14 to D.21), the decisions of F.2.4 and G.2.3.

namespace RawDecoders.CorpusGenerator;

/// <summary>Decodes the entropy-coded segments of a scan into its components' coefficients.</summary>
public sealed class JpegOracleArithmetic(byte[] file, int start, List<JpegOracleScan.Member> members, bool progressive)
{
    private readonly int[] _fixed = [JpegArithmeticTable.Even, 0];
    private readonly Dictionary<(bool Ac, int Table, int Bin), int[]> _bins = [];
    private readonly Dictionary<JpegOracleScan.Member, int> _context = new(ReferenceEqualityComparer.Instance);
    private int _bp = start;
    private uint _a, _c;
    private int _ct;

    public int Ss { get; init; }

    public int Se { get; init; }

    public int Ah { get; init; }

    public int Al { get; init; }

    public int RestartInterval { get; init; }

    /// <summary>Cs by class and destination.</summary>
    public required Func<bool, int, int> Conditioning { get; init; }

    /// <summary>Decodes; returns the offset of the marker that ends the scan.</summary>
    public int Decode()
    {
        Begin();
        int done = 0;
        foreach ((JpegOracleScan.Member member, int block)[] mcu in JpegOracleScan.Mcus(members))
        {
            if (RestartInterval > 0 && done > 0 && done % RestartInterval == 0)
            {
                _bp = NextMarker() + 2;
                Begin();
            }

            foreach ((JpegOracleScan.Member member, int block) in mcu)
                Block(member, member.Component.Coefficients[block]);
            done++;
        }

        return NextMarker();
    }

    private int NextMarker()
    {
        int at = _bp;
        while (at + 1 < file.Length && (file[at] != 0xFF || file[at + 1] is 0 or 0xFF))
            at++;
        return at;
    }

    /// <summary>Initdec (Figure D.21), and statistics that know nothing.</summary>
    private void Begin()
    {
        _bins.Clear();
        _context.Clear();
        foreach (JpegOracleScan.Member member in members)
            member.Prediction = 0;
        _c = 0;
        ByteIn();
        _c <<= 8;
        ByteIn();
        _c <<= 8;
        _ct = 0;
        _a = 0x10000;
    }

    /// <summary>Byte_in and Unstuff_0 (Figures D.19, D.20): at a marker the pointer stays, and zeros come.</summary>
    private void ByteIn()
    {
        if (_bp >= file.Length)
            return;
        int b = file[_bp];
        if (b == 0xFF)
        {
            int next = _bp + 1;
            while (next < file.Length && file[next] == 0xFF)
                next++;
            if (next >= file.Length || file[next] != 0)
                return;
            _bp = next;
        }

        _bp++;
        _c += (uint)b << 8;
    }

    /// <summary>Decode(S) (Figure D.14) with the conditional exchanges and estimates (Figures D.15 to D.17).</summary>
    private int Decide(int[] s)
    {
        (int qe, int nextLps, int nextMps, bool isSwitched) = JpegArithmeticTable.States[s[0]];
        _a -= (uint)qe;
        bool isMps;
        if (_c >> 16 < _a)
        {
            if (_a >= 0x8000)
                return s[1];
            isMps = _a >= qe;
        }
        else
        {
            isMps = _a < qe;
            _c -= _a << 16;
            _a = (uint)qe;
        }

        int d = isMps ? s[1] : 1 - s[1];
        if (!isMps && isSwitched)
            s[1] = 1 - s[1];
        s[0] = isMps ? nextMps : nextLps;
        do
        {
            if (_ct == 0)
            {
                ByteIn();
                _ct = 8;
            }

            _a <<= 1;
            _c <<= 1;
            _ct--;
        }
        while (_a < 0x8000);
        return d;
    }

    private int Decide(bool ac, int table, int bin)
    {
        if (!_bins.TryGetValue((ac, table, bin), out int[]? s))
            _bins[(ac, table, bin)] = s = [0, 0];
        return Decide(s);
    }

    private void Block(JpegOracleScan.Member member, int[] zz)
    {
        if (!progressive)
        {
            zz[0] = Dc(member);
            Ac(member.AcTable, zz, 1, 63);
        }
        else if (Ss == 0)
        {
            zz[0] = Ah == 0 ? Dc(member) << Al : zz[0] | Decide(_fixed) << Al;
        }
        else if (Ah == 0)
        {
            Ac(member.AcTable, zz, Ss, Se);
        }
        else
        {
            Refine(member.AcTable, zz);
        }
    }

    private int Dc(JpegOracleScan.Member member)
    {
        int t = member.DcTable, s0 = _context.GetValueOrDefault(member);
        _context[member] = 0;
        if (Decide(false, t, s0) == 0)
            return member.Prediction;
        int sign = Decide(false, t, s0 + 1);
        int sz = Decide(false, t, s0 + 2 + sign) == 0 ? 0 : Size(false, t, 20, 1);
        int v = sz + 1, cs = Conditioning(false, t);
        int lower = (cs & 15) == 0 ? 0 : 1 << ((cs & 15) - 1), upper = 1 << (cs >> 4);
        if (v > lower)
            _context[member] = 4 * (v <= upper ? 1 + sign : 3 + sign);
        return member.Prediction += sign == 1 ? -v : v;
    }

    private void Ac(int t, int[] zz, int first, int last)
    {
        for (int k = first; k <= last; k++)
        {
            if (Decide(true, t, 3 * (k - 1)) == 1)
                return;
            while (Decide(true, t, 3 * (k - 1) + 1) == 0)
                k++;
            int sign = Decide(_fixed), sz = Decide(true, t, 3 * (k - 1) + 2);
            if (sz == 1 && Decide(true, t, 3 * (k - 1) + 2) == 1)
                sz = Size(true, t, k <= Conditioning(true, t) ? 189 : 217, 2);
            zz[k] = (sign == 1 ? -(sz + 1) : sz + 1) * (1 << Al);
        }
    }

    private void Refine(int t, int[] zz)
    {
        int eobx = Se;
        while (eobx > 0 && zz[eobx] == 0)
            eobx--;
        for (int k = Ss; k <= Se; k++)
        {
            if (k > eobx && Decide(true, t, 3 * (k - 1)) == 1)
                return;
            while (zz[k] == 0 && Decide(true, t, 3 * (k - 1) + 1) == 0)
                k++;
            if (zz[k] == 0)
                zz[k] = Decide(_fixed) == 1 ? -(1 << Al) : 1 << Al;
            else if (Decide(true, t, 3 * (k - 1) + 2) == 1)
                zz[k] += zz[k] > 0 ? 1 << Al : -(1 << Al);
        }
    }

    /// <summary>Figures F.23 and F.24: the leading bit of Sz in unary, and those below it.</summary>
    private int Size(bool ac, int t, int bin, int m)
    {
        for (; Decide(ac, t, bin) == 1; bin++)
            m <<= 1;
        int sz = m;
        while ((m >>= 1) != 0)
        {
            if (Decide(ac, t, bin + 14) == 1)
                sz |= m;
        }

        return sz;
    }
}
