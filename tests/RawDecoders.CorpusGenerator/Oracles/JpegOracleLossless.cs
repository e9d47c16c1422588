// One lossless scan, sample by sample: T.81 annex H. The bits of differences are read as JpegOracleScan reads DC differences.

namespace RawDecoders.CorpusGenerator;

/// <summary>Decodes the entropy-coded segments of a scan into its components' samples.</summary>
public sealed class JpegOracleLossless(JpegOracleScan scan, List<JpegOracleScan.Member> members, int precision)
{
    /// <summary>Decodes; returns the offset of the marker that ends the scan.</summary>
    public int Decode()
    {
        JpegOracleComponent first = members[0].Component;
        int perRow = members.Count == 1 ? first.Width : first.BlocksAcross / first.H;
        int done = 0;
        foreach ((JpegOracleScan.Member member, int sample)[] mcu in JpegOracleScan.Mcus(members))
        {
            if (scan.RestartInterval > 0 && done > 0 && done % scan.RestartInterval == 0)
                scan.Restart();
            int interval = scan.RestartInterval > 0 ? done / scan.RestartInterval * scan.RestartInterval : 0;
            foreach ((JpegOracleScan.Member member, int sample) in mcu)
            {
                int top = interval / perRow * (members.Count == 1 ? 1 : member.Component.V);
                Sample(member, sample % member.Component.BlocksAcross, sample / member.Component.BlocksAcross, top);
            }

            done++;
        }

        foreach (JpegOracleScan.Member member in members)
            member.Component.Samples = [.. member.Component.Samples.Select(s => s << scan.Al)];
        return scan.Position;
    }

    /// <summary>H.1.2.1: P from the neighbours of Figure H.1; H.2: the sum modulo 2^16.</summary>
    private void Sample(JpegOracleScan.Member member, int x, int y, int top)
    {
        JpegOracleComponent c = member.Component;
        int At(int column, int row) => c.Samples[row * c.BlocksAcross + column];
        int p = (x, y == top) switch
        {
            (0, true) => 1 << (precision - scan.Al - 1),
            (_, true) => At(x - 1, y),
            (0, false) => At(0, y - 1),
            _ => scan.Ss switch
            {
                1 => At(x - 1, y),
                2 => At(x, y - 1),
                3 => At(x - 1, y - 1),
                4 => At(x - 1, y) + At(x, y - 1) - At(x - 1, y - 1),
                5 => At(x - 1, y) + ((At(x, y - 1) - At(x - 1, y - 1)) >> 1),
                6 => At(x, y - 1) + ((At(x - 1, y) - At(x - 1, y - 1)) >> 1),
                _ => (At(x - 1, y) + At(x, y - 1)) >> 1,
            },
        };
        int ssss = scan.DecodeSymbol(member.Dc!);
        int difference = ssss == 16 ? 32768 : JpegOracleScan.Extend(scan.Receive(ssss), ssss);
        c.Samples[y * c.BlocksAcross + x] = (p + difference) & 0xFFFF;
    }
}
