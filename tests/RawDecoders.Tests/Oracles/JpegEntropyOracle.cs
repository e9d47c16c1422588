// Decodes the entropy-coded data of a scan bit by bit, transcribed from the procedures of T.81: NEXTBIT (F.2.2.5), DECODE
// with MINCODE, MAXCODE and VALPTR (F.2.2.3), RECEIVE (F.2.2.4), EXTEND (F.2.2.1), Decode_AC_coefficients (F.2.2.2), and
// for progressive scans their inverses in G.2. Slow and plain on purpose.

using RawDecoders.Tests.Jpeg;

namespace RawDecoders.Tests.Oracles;

public sealed class JpegEntropyOracle
{
    private readonly byte[] _data;
    private int _next;
    private int _b;
    private int _cnt;
    private int _eobRun;

    private JpegEntropyOracle(byte[] data) => _data = data;

    /// <summary>Decodes <paramref name="written"/> into <paramref name="blocks"/> ([component][row, column][zigzag index]).</summary>
    public static void Decode(JpegTestFile frame, WrittenScan written, short[][,][] blocks)
    {
        var oracle = new JpegEntropyOracle(written.Data);
        TestScan scan = written.Scan;
        int[] pred = new int[4];
        int restarts = written.RestartInterval;
        int mcu = 0;
        void BeforeMcu()
        {
            if (restarts == 0 || mcu++ % restarts != 0 || mcu == 1)
                return;
            oracle.Restart();
            Array.Clear(pred);
        }

        if (scan.Components.Length == 1)
        {
            int c = scan.Components[0];
            (int across, int down) = frame.OwnBlocks(c);
            for (int y = 0; y < down; y++)
            {
                for (int x = 0; x < across; x++)
                {
                    BeforeMcu();
                    oracle.DecodeBlock(frame.Progressive, written, 0, blocks[c][y, x], pred);
                }
            }

            return;
        }

        for (int my = 0; my < frame.McusDown; my++)
        {
            for (int mx = 0; mx < frame.McusAcross; mx++)
            {
                BeforeMcu();
                for (int i = 0; i < scan.Components.Length; i++)
                {
                    int c = scan.Components[i];
                    (int h, int v) = frame.FactorsOf(c);
                    for (int n = 0; n < h * v; n++)
                        oracle.DecodeBlock(frame.Progressive, written, i, blocks[c][my * v + n / h, mx * h + n % h], pred);
                }
            }
        }
    }

    private void DecodeBlock(bool progressive, WrittenScan written, int i, short[] zz, int[] pred)
    {
        TestScan scan = written.Scan;
        if (!progressive)
        {
            int t = Decode(written.Dc[i]!);
            pred[i] += Extend(Receive(t), t);
            zz[0] = (short)pred[i];
            DecodeAc(written.Ac[i]!, zz);
        }
        else if (scan.Ss == 0 && scan.Ah == 0)
        {
            int t = Decode(written.Dc[i]!);
            pred[i] += Extend(Receive(t), t);
            zz[0] = (short)(pred[i] << scan.Al);
        }
        else if (scan.Ss == 0)
        {
            zz[0] |= (short)(NextBit() << scan.Al);
        }
        else if (scan.Ah == 0)
        {
            DecodeAcFirst(written.Ac[i]!, scan, zz);
        }
        else
        {
            RefineAc(written.Ac[i]!, scan, zz);
        }
    }

    /// <summary>Figure F.13.</summary>
    private void DecodeAc(TestCode table, short[] zz)
    {
        int k = 1;
        while (true)
        {
            int rs = Decode(table);
            int ssss = rs % 16, r = rs >> 4;
            if (ssss == 0)
            {
                if (r != 15)
                    return;
                k += 16;
                continue;
            }

            k += r;
            zz[k] = (short)Extend(Receive(ssss), ssss);
            if (k == 63)
                return;
            k++;
        }
    }

    /// <summary>The inverse of Figures G.3 and G.4.</summary>
    private void DecodeAcFirst(TestCode table, TestScan scan, short[] zz)
    {
        if (_eobRun > 0)
        {
            _eobRun--;
            return;
        }

        for (int k = scan.Ss; k <= scan.Se; k++)
        {
            int rs = Decode(table);
            int ssss = rs % 16, r = rs >> 4;
            if (ssss == 0)
            {
                if (r < 15)
                {
                    _eobRun = (1 << r) + Receive(r) - 1;
                    return;
                }

                k += 15;
                continue;
            }

            k += r;
            zz[k] = (short)(Extend(Receive(ssss), ssss) * (1 << scan.Al));
        }
    }

    /// <summary>The inverse of Figures G.7 to G.9.</summary>
    private void RefineAc(TestCode table, TestScan scan, short[] zz)
    {
        int k = scan.Ss;
        if (_eobRun == 0)
        {
            while (k <= scan.Se)
            {
                int rs = Decode(table);
                int ssss = rs % 16, r = rs >> 4;
                int fresh = 0;
                if (ssss == 0 && r < 15)
                {
                    _eobRun = (1 << r) + Receive(r);
                    break;
                }

                if (ssss != 0)
                    fresh = NextBit() == 1 ? 1 << scan.Al : -(1 << scan.Al);
                for (; k <= scan.Se; k++)
                {
                    if (zz[k] != 0)
                        Correct(zz, k, scan.Al);
                    else if (r-- == 0)
                        break;
                }

                if (fresh != 0)
                    zz[k] = (short)fresh;
                k++;
            }
        }

        if (_eobRun > 0)
        {
            for (; k <= scan.Se; k++)
            {
                if (zz[k] != 0)
                    Correct(zz, k, scan.Al);
            }

            _eobRun--;
        }
    }

    private void Correct(short[] zz, int k, int al)
    {
        if (NextBit() == 1)
            zz[k] += (short)(zz[k] > 0 ? 1 << al : -(1 << al));
    }

    /// <summary>Figure F.16.</summary>
    private int Decode(TestCode table)
    {
        // Figures C.1, C.2 and F.15 in one: codes of a length are consecutive.
        int code = NextBit();
        int minCode = 0, valPtr = 0;
        for (int i = 1; i <= 16; i++)
        {
            int count = table.Bits[i - 1];
            if (count != 0 && code <= minCode + count - 1)
                return table.Symbols[valPtr + code - minCode];
            valPtr += count;
            minCode = minCode + count << 1;
            code = code << 1 | NextBit();
        }

        throw new InvalidDataException("no such code");
    }

    /// <summary>Figure F.17.</summary>
    private int Receive(int ssss)
    {
        int v = 0;
        for (int i = 0; i < ssss; i++)
            v = (v << 1) + NextBit();
        return v;
    }

    /// <summary>Figure F.12.</summary>
    private static int Extend(int v, int t) => t == 0 ? 0 : v < 1 << (t - 1) ? v + (-1 << t) + 1 : v;

    /// <summary>Figure F.18.</summary>
    private int NextBit()
    {
        if (_cnt == 0)
        {
            _b = _data[_next++];
            _cnt = 8;
            if (_b == 0xFF && _data[_next++] != 0)
                throw new InvalidDataException("a marker inside an MCU");
        }

        _cnt--;
        return _b >> _cnt & 1;
    }

    private void Restart()
    {
        _cnt = 0;
        _eobRun = 0;
        while (_data[_next] != 0xFF || _data[_next + 1] == 0xFF)
            _next++;
        if (_data[_next + 1] is < 0xD0 or > 0xD7)
            throw new InvalidDataException("no restart");
        _next += 2;
    }
}
