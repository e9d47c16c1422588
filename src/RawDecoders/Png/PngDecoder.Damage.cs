// Owns: errors in what the image data says, and, in lenient decodes, the account of rows that are not as stored.
namespace RawDecoders.Png;

internal sealed unsafe partial class PngDecoder
{
    /// <summary>For each row of the picture 0, or 1 + the index of the reason that it is damaged.</summary>
    private byte[]? _damage;
    private readonly List<ImageDecodeException> _reasons = [];

    /// <summary>The first error in what the data says: see <see cref="Report"/>.</summary>
    private ImageDecodeException? _reported;

    private ImageDecodeException BadFilter(byte type, int stripRow, nint rawStride)
        => Report(
            _stripRawOffset + stripRow * rawStride,
            $"filter type {type} is not defined", "PNG 9.2");

    private ImageDecodeException BadIndex(int column, int stripRow, nint rawStride)
    {
        long raw = _stripRawOffset + stripRow * rawStride + 1 + (long)column * _header.BitDepth / 8;
        return Report(raw, $"a palette index in column {column} of its row is beyond the {_palette.Length / 4} entries", "PNG 11.2.2");
    }

    /// <summary>
    /// An error in what the data says. Where in the file is only known by inflating again, so that of many (lenient) the
    /// first one is located. The caller throws it, unless lenient; a filter type only after the rows before it, which may have
    /// an error of their own.
    /// </summary>
    private ImageDecodeException Report(long rawOffset, string what, string clause)
    {
        if (_isTrial)
            throw _issues.Error(ImageDecodeErrorKind.Malformed, 0, what, "IDAT", clause);
        if (_reported is not null && _issues.IsLenient)
            return _reported;
        // A damaged chunk explains it better, whether or not its end has been read by now.
        if (!_issues.IsLenient)
            _data.CheckCrcs();
        long offset = _data.Locate(rawOffset, _stripGiven);
        if (_issues.IsLenient)
            _issues.Harmful(ImageDecodeErrorKind.Malformed, offset, what, "IDAT", clause);
        return _reported = _issues.Error(ImageDecodeErrorKind.Malformed, offset, what, "IDAT", clause);
    }

    /// <summary>Lenient: notes that rows of a pass are not as stored.</summary>
    private void MarkRows(in PngPass pass, int firstRow, int count, ImageDecodeException reason)
    {
        if (_damage is null)
        {
            _budget.Draw(_header.Height, HeaderOffset, "the account of damaged rows", "IHDR");
            _damage = new byte[_header.Height];
        }

        int index = _reasons.IndexOf(reason);
        if (index < 0 && _reasons.Count < 255)
        {
            index = _reasons.Count;
            _reasons.Add(reason);
        }

        for (int i = firstRow; i < firstRow + count; i++)
        {
            ref byte mark = ref _damage[pass.Y + i * pass.StepY];
            if (mark == 0)
                mark = (byte)(Math.Max(index, 0) + 1);
        }
    }

    /// <summary>Lenient: rows whose data came from a chunk with a wrong CRC on, when the check value does not clear them.</summary>
    private void MarkSuspects()
    {
        if (_data.SuspectFrom < 0)
            return;
        ImageDecodeException reason = _issues.Error(
            ImageDecodeErrorKind.Malformed, _walk.FirstIdat.Offset, "an IDAT chunk has a wrong CRC, and the check value does not clear it", "IDAT", "PNG 5.5");
        long raw = 0;
        foreach (PngPass pass in _passes)
        {
            long rawStride = _header.GetRowBytes(pass.Width) + 1;
            int first = (int)Math.Clamp((_data.SuspectFrom - raw) / rawStride, 0, pass.Height);
            MarkRows(pass, first, pass.Height - first, reason);
            raw += rawStride * pass.Height;
        }
    }

    private void ReportDamage()
    {
        if (_damage is null)
            return;
        for (int y = 0; y < _damage.Length;)
        {
            int end = y + 1;
            while (end < _damage.Length && _damage[end] == _damage[y])
                end++;
            if (_damage[y] != 0)
                _issues.Lost(y, end - y, _reasons[_damage[y] - 1]);
            y = end;
        }
    }
}
