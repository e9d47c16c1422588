// The arithmetic encoder of T.81 D.1: decisions to bytes. Owns: the registers A and C, carries, and the end (D.1.8: trailing zeros left
// out). Leaves to others: which decisions, and in which bins (JpegArithmeticScan).

namespace RawDecoders.CorpusGenerator;

/// <summary>A statistics bin: an index into Table D.3, and the more probable symbol.</summary>
public sealed class JpegBin
{
    public int Index { get; set; }

    public int Mps { get; set; }
}

/// <summary>Codes the decisions of one restart interval.</summary>
public sealed class JpegArithmeticCoder
{
    private readonly List<int> _bytes = [];
    private long _c;
    private long _a = 0x10000;
    private int _ct = 11;

    /// <summary>Codes a decision (D.1.4).</summary>
    public void Code(JpegBin bin, int decision)
    {
        (int qe, int nextLps, int nextMps, bool isSwitched) = JpegArithmeticTable.States[bin.Index];
        _a -= qe;
        if (decision == bin.Mps)
        {
            if (_a >= 0x8000)
                return;
            if (_a < qe)
                (_c, _a) = (_c + _a, qe);
            bin.Index = nextMps;
        }
        else
        {
            if (_a >= qe)
                (_c, _a) = (_c + _a, qe);
            if (isSwitched)
                bin.Mps ^= 1;
            bin.Index = nextLps;
        }

        while (_a < 0x8000)
            Double();
    }

    /// <summary>Flush (D.1.8): the value in the interval that has most zeros at its end; stuffed bytes, without trailing zeros.</summary>
    public byte[] Finish()
    {
        long t = (_c + _a - 1) & ~0xFFFFL;
        _c = t < _c ? t + 0x8000 : t;
        _c <<= _ct;
        ByteOut();
        _c <<= 8;
        ByteOut();
        while (_bytes.Count > 0 && _bytes[^1] == 0)
            _bytes.RemoveAt(_bytes.Count - 1);
        return [.. _bytes.SelectMany(b => b == 0xFF ? new byte[] { 0xFF, 0 } : [(byte)b])];
    }

    private void Double()
    {
        _a <<= 1;
        _c <<= 1;
        if (--_ct == 0)
        {
            ByteOut();
            _ct = 8;
        }
    }

    /// <summary>Byte_out (Figure D.7), with the carry run through the bytes that are there instead of a count of stacked ones.</summary>
    private void ByteOut()
    {
        int t = (int)(_c >> 19);
        if (t > 0xFF)
        {
            int i = _bytes.Count - 1;
            for (; _bytes[i] == 0xFF; i--)
                _bytes[i] = 0;
            _bytes[i]++;
        }

        _bytes.Add(t & 0xFF);
        _c &= 0x7FFFF;
    }
}
