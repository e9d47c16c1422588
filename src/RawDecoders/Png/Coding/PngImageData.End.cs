// Owns: what follows the last row (the end of the zlib datastream, its check value, CRCs that are left), and which bytes can be
// believed after it. Stands between the last row and the result; PngDecoder makes rows of the bytes in doubt.
namespace RawDecoders.Png;

internal sealed partial class PngImageData
{
    /// <summary>
    /// After the last row: is there more data than pixels, is the check value right, are the CRCs of what is left? None of
    /// it changes a pixel, but it says whether they can be believed: see <see cref="FindDoubt"/>. After an <see cref="Error"/>
    /// only the CRCs are left to be looked at.
    /// </summary>
    public void Finish()
    {
        if (Error is not null)
        {
            Checker.CheckRest();
            return;
        }

        if (_inBlocks)
        {
            if (IsFlawless())
                return;
            LeaveBlocks();
        }

        Span<byte> one = stackalloc byte[1];
        while (true)
        {
            try
            {
                if (GetInflater().Read(one) != 0)
                    _issues.Report(PngRules.ImageDataLong, _feed.FileOffset, "there is more image data than the picture has pixels");
                else if (_feed.AskedPastEnd)
                    _issues.Report(PngRules.ZlibEnd, _feed.FileOffset, "the zlib datastream has no complete end and check value");
                else if (_exact)
                    ReportWrongSum();
                else
                    _isProved = true;

                if (_isProved && _feed.HasMore)
                    _issues.Report(PngRules.UnusedBytes, _feed.FileOffset, "unused bytes follow the zlib datastream");
                break;
            }
            catch (InvalidDataException) when (!_exact)
            {
                if (BecomeExact() is { } refused)
                    throw refused;
            }
            catch (InvalidDataException)
            {
                _issues.Report(PngRules.DeflateAfter, _feed.FileOffset - 1, "the DEFLATE data is broken after the last pixel");
                break;
            }
        }

        Checker.CheckRest();
    }

    /// <summary>Whether the check value says that all bytes are those the encoder had.</summary>
    private bool _isProved;

    /// <summary>The wrong check value, if it was seen to be wrong.</summary>
    private Issue? _wrongSum;

    /// <summary>The feed that reports CRCs.</summary>
    private PngIdatStream Checker => _reporting ?? _feed;

    private void ReportWrongSum()
    {
        _wrongSum = DecodeIssues.Make(PngRules.ZlibCheck, _feed.FileOffset, "the check value (Adler-32) is wrong");
        _issues.Report(_wrongSum.Rule, _wrongSum.Offset, _wrongSum.What);
    }

    /// <summary>
    /// Lenient, after <see cref="Finish"/>: the first raw byte that may be wrong, and why; null if there is no doubt. A right check
    /// value clears everything; with a wrong one and no chunk to blame, any byte may be wrong.
    /// </summary>
    public (long Raw, Issue Reason)? FindDoubt()
    {
        if (_isProved)
            return null;
        if (Checker.Doubt is { } doubt)
            return (CountRawBefore(doubt.Given), doubt.Reason);
        return _wrongSum is null ? null : (0, _wrongSum);
    }

    /// <summary>
    /// The raw bytes that the first <paramref name="given"/> bytes of the data say, and so none that come after can have changed.
    /// Inflates again up to there.
    /// </summary>
    private long CountRawBefore(long given)
    {
        var feed = new PngIdatStream(_source, _first, _issues, [], quiet: true, end: given);
        feed.Skip(2);
        try
        {
            using var inflater = PngPlatformStream.OfDeflate(feed);
            return Discard(inflater, Produced);
        }
        catch (InvalidDataException)
        {
            // The data broke before: all that was got comes from there.
            return Produced;
        }
    }
}
