// Owns: restart intervals (T.81 E.2.4, F.2.1.3.1): the marker between two of them, and where a scan goes on when it is not the
// one due. Stands between two runs of the kernels. Leaves to others: what damage means (ScanDecoder.Damage.cs).

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class ScanDecoder
{
    /// <summary>T.81 F.2.1.3.1: the marker between two intervals, and a fresh start after it.</summary>
    private void NextInterval()
    {
        var expected = (JpegMarker)((int)JpegMarker.Rst0 + _nextRestart);
        if (_reader.TryPass(expected))
        {
            _isOutOfData = false;
            _intervalFirst = _mcu;
        }
        else
        {
            FindInterval(expected);
        }

        _nextRestart = (_nextRestart + 1) & 7;
        _untilRestart = _scan.RestartInterval;
        ForgetInterval();
    }

    /// <summary>As <see cref="NextInterval"/> where the marker due is not right behind what was consumed.</summary>
    private void FindInterval(JpegMarker expected)
    {
        _reader.FindMarker(out JpegMarker marker, out long offset, out long unread);
        if (unread > UnreadAllowed && !_isOutOfData)
            ReportStrayBytes(unread, marker);

        if (marker == expected)
        {
            _reader.Begin(offset + 2);
            _isOutOfData = false;
            _intervalFirst = _mcu;
        }
        else
        {
            // An interval next to a damaged one may have begun at a marker that was none. One whose marker is not found has the data
            // of another, or none.
            bool isDisplaced = Damage.Covers(_intervalFirst - 1);
            Issue issue = Damage.Covers(_mcu - 1) ? Damage.Runs[^1].Reason : RestartMissing(expected, marker, offset);
            if (!_issues.IsLenient)
                throw new ImageDecodeException(issue, ImageFormat.Jpeg);
            bool isFound = Resynchronize(marker, offset);
            if (isFound || isDisplaced)
                RecordDamage(issue);
            _intervalFirst = _mcu;
            if (!isFound)
                RecordDamage(issue);
        }
    }

    /// <summary>F.2.1.3.1, F.1.4.4.1.5: an interval knows nothing of those before.</summary>
    private void ForgetInterval()
    {
        _plan->EndOfBandRun = 0;
        new Span<int>(_predictions, UpToFour<int>.Capacity).Clear();
        if (_arithmetic is not null)
            ForgetArithmetic(_arithmetic);
    }

    private Issue RestartMissing(JpegMarker expected, JpegMarker marker, long offset)
        => marker == JpegMarker.None
            ? new Issue(JpegRules.RestartTruncated, offset, $"the file ends before {expected.GetName()}, {Place(_mcu)}")
            : new Issue(JpegRules.RestartOrder, offset, $"{marker.GetName()} where {expected.GetName()} belongs, {Place(_mcu)}");

    /// <summary>
    /// The marker is not the expected one. libjpeg's default strategy: one of the next two numbers, or any other marker of
    /// a later part of the file, is left for the intervals to come, and this one gets no data; one of the last two numbers
    /// is passed over; anything else is taken as if it were right.
    /// </summary>
    /// <returns>Whether the marker due was found further on, so that the interval has its own data.</returns>
    private bool Resynchronize(JpegMarker marker, long offset)
    {
        while (true)
        {
            bool passOver;
            if (marker.IsRestart())
            {
                int ahead = marker - JpegMarker.Rst0 - _nextRestart & 7;
                if (ahead is 0 or (>= 3 and <= 5))
                {
                    _reader.Begin(offset + 2);
                    _isOutOfData = false;
                    return ahead == 0;
                }

                passOver = ahead is 6 or 7;
            }
            else
            {
                passOver = marker is > JpegMarker.None and < JpegMarker.Sof0;
            }

            if (!passOver)
            {
                _reader.Begin(offset);
                return false;
            }

            _reader.Begin(offset + 2);
            _reader.FindMarker(out marker, out offset, out _);
        }
    }

    private void ReportStrayBytes(long unread, JpegMarker marker)
        => _issues.Report(
            JpegRules.DataSurplus,
            _reader.UnreadOffset,
            $"{unread} bytes more than its MCUs take stand before {(marker == JpegMarker.None ? "the end of the file" : marker.GetName())}");
}
