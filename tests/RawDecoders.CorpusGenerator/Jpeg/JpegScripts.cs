// Scan scripts of progressive files: legal orders that encoders use, and some that only the standard knows (T.81 G.1.1.1).

namespace RawDecoders.CorpusGenerator;

/// <summary>Scripts by name. All of them end with every coefficient exact.</summary>
public static class JpegScripts
{
    /// <summary>DC together, then the AC bands of each component, halved twice by approximation.</summary>
    public static JpegScan[] Default(int components)
    {
        List<JpegScan> scans = [new([.. Enumerable.Range(0, components)], 0, 0, 0, 1)];
        for (int c = 0; c < components; c++)
            scans.Add(new JpegScan([c], 1, 5, 0, 2));
        for (int c = 0; c < components; c++)
            scans.Add(new JpegScan([c], 6, 63, 0, 2));
        for (int c = 0; c < components; c++)
            scans.Add(new JpegScan([c], 1, 63, 2, 1));
        scans.Add(new JpegScan([.. Enumerable.Range(0, components)], 0, 0, 1, 0));
        for (int c = 0; c < components; c++)
            scans.Add(new JpegScan([c], 1, 63, 1, 0));
        return [.. scans];
    }

    /// <summary>Every script, for <paramref name="n"/> components.</summary>
    public static IEnumerable<(string Name, JpegScan[] Scans)> All(int n)
    {
        int[] all = [.. Enumerable.Range(0, n)];
        yield return ("default", Default(n));
        yield return ("spectral", [new(all, 0, 0), .. all.SelectMany(c => (JpegScan[])[new([c], 1, 2), new([c], 3, 9), new([c], 10, 63)])]);
        yield return ("successive", [
            new(all, 0, 0, 0, 3), new(all, 0, 0, 3, 2), new(all, 0, 0, 2, 1), new(all, 0, 0, 1, 0),
            .. all.SelectMany(c => (JpegScan[])[new([c], 1, 63, 0, 3), new([c], 1, 63, 3, 2), new([c], 1, 63, 2, 1), new([c], 1, 63, 1, 0)])]);
        yield return ("dc-then-ac", [new(all, 0, 0), .. all.Select(c => new JpegScan([c], 1, 63))]);
        yield return ("dc-apart", [.. all.Select(c => new JpegScan([c], 0, 0, 0, 2)), .. all.Select(c => new JpegScan([c], 1, 63, 0, 1)),
            .. all.Select(c => new JpegScan([c], 0, 0, 2, 1)), .. all.Select(c => new JpegScan([c], 1, 63, 1, 0)), .. all.Select(c => new JpegScan([c], 0, 0, 1, 0))]);
        yield return ("bands-of-one", [new(all, 0, 0), .. all.SelectMany(c => Enumerable.Range(1, 10).Select(k => new JpegScan([c], k, k))), .. all.Select(c => new JpegScan([c], 11, 63))]);
        yield return ("component-first", [.. all.SelectMany(c => (JpegScan[])[new([c], 0, 0), new([c], 1, 63, 0, 1), new([c], 1, 63, 1, 0)])]);
        yield return ("refine-parts", [new(all, 0, 0), .. all.SelectMany(c => (JpegScan[])
            [new([c], 1, 63, 0, 2), new([c], 1, 20, 2, 1), new([c], 21, 63, 2, 1), new([c], 40, 63, 1, 0), new([c], 1, 39, 1, 0)])]);
        yield return ("many-bits", [new(all, 0, 0, 0, 6), .. Enumerable.Range(0, 6).Select(i => new JpegScan(all, 0, 0, 6 - i, 5 - i)),
            .. all.SelectMany(c => (JpegScan[])[new([c], 1, 63, 0, 5), .. Enumerable.Range(0, 5).Select(i => new JpegScan([c], 1, 63, 5 - i, 4 - i))])]);
    }
}
