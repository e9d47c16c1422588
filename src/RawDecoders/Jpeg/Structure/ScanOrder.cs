// Owns: whether the scans of a file, taken together, code every component: once in a sequential file; in a progressive one
// first DC, then bands and bits in an order that leads somewhere (T.81 G.1.1.1). Stands behind the scan headers, which it
// follows one by one; smoothing asks it what they have left open. Leaves to others: what a single header may say (ScanHeader).

namespace RawDecoders.Jpeg;

/// <summary>Follows the scans of a file that has several.</summary>
internal sealed class ScanOrder
{
    private const int NotCoded = -1;

    private readonly FrameHeader _frame;
    private readonly DecodeIssues _issues;

    /// <summary>For each component and zigzag index the lowest bit coded so far (Al), or <see cref="NotCoded"/>.</summary>
    private readonly sbyte[] _lowestBit;

    /// <summary>The same as it was before the component's last scan, for zigzag indices 1 to 9, as libjpeg keeps it.</summary>
    private readonly sbyte[] _lowestBitBefore;

    private int _scans;

    public ScanOrder(in FrameHeader frame, DecodeIssues issues)
    {
        _frame = frame;
        _issues = issues;
        _lowestBit = new sbyte[frame.ComponentCount * 64];
        _lowestBitBefore = new sbyte[frame.ComponentCount * 64];
        Array.Fill(_lowestBit, (sbyte)NotCoded);
    }

    /// <summary>Checks the next scan against those before.</summary>
    public void Follow(ScanRecord scan)
    {
        ScanHeader header = scan.Header;
        _scans = scan.Number + 1;
        foreach (ScanComponent component in header.Components)
        {
            Span<sbyte> bits = _lowestBit.AsSpan(component.Component * 64, 64);
            if (!_frame.IsProgressive)
            {
                // As in libjpeg, the coefficients of the last scan take the place of those before.
                if (bits[0] != NotCoded)
                    _issues.Report(JpegRules.ScanRepeated, scan.Offset, $"component {component.Selector} is coded twice");
                bits.Clear();
                continue;
            }

            if (header.SpectralStart != 0 && bits[0] == NotCoded)
                _issues.Report(JpegRules.ProgressionOrder, scan.Offset, $"AC coefficients of component {component.Selector} before its DC");
            for (int k = header.SpectralStart; k <= header.SpectralEnd; k++)
            {
                // A first scan has Ah = 0; one that refines continues where the last one stopped.
                bool fits = bits[k] == NotCoded ? header.ApproximationHigh == 0 : header.ApproximationHigh == bits[k] && bits[k] != 0;
                if (!fits)
                {
                    string state = bits[k] == NotCoded ? "never" : $"down to bit {bits[k]}";
                    _issues.Report(JpegRules.ProgressionOrder, scan.Offset, $"coefficient {k} of component {component.Selector}, coded {state}, goes on from bit {header.ApproximationHigh}");
                    break;
                }
            }

            Span<sbyte> before = _lowestBitBefore.AsSpan(component.Component * 64, 64);
            if (_scans > 1)
                bits.CopyTo(before);
            else
                before.Clear();
            bits[header.SpectralStart..(header.SpectralEnd + 1)].Fill((sbyte)header.ApproximationLow);
        }
    }

    /// <summary>
    /// After the last scan. Every component must have been coded. Coefficients that were left out or unrefined are the
    /// writer's choice, unless the file ends without EOI: then it has lost them.
    /// </summary>
    /// <returns>What is missing, if strictness lets it pass.</returns>
    public Issue? CheckComplete(long end, bool sawEndOfImage)
    {
        string? missing = null;
        for (int c = 0; c < _frame.ComponentCount && missing is null; c++)
        {
            if (_lowestBit[c * 64] == NotCoded)
                missing = $"no scan holds component {_frame.Components[c].Id}";
            else if (!sawEndOfImage && _lowestBit.AsSpan(c * 64, 64).ContainsAnyExcept((sbyte)0))
                missing = $"the file ends before all coefficients of component {_frame.Components[c].Id}";
        }

        if (missing is null)
            return null;
        (Rule rule, long at) = sawEndOfImage ? (JpegRules.ComponentMissing, end - MarkerBytes) : (JpegRules.ScansTruncated, end);
        _issues.Report(rule, at, missing);
        return DecodeIssues.Make(rule, at, missing);
    }

    /// <summary>Bytes of EOI, which is told as the place where a scan is missing (T.81 B.1.1.3).</summary>
    private const int MarkerBytes = 2;

    /// <summary>Lowest bit coded of zigzag index <paramref name="k"/>, or -1.</summary>
    public int LowestBit(int component, int k) => _lowestBit[component * 64 + k];

    /// <summary>The same before the component's last scan; -1 where the file has one scan only.</summary>
    public int LowestBitBefore(int component, int k) => _scans > 1 ? _lowestBitBefore[component * 64 + k] : NotCoded;
}
