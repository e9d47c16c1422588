// Owns: the bytes by which an index keeps the points of an iMCU row, a few each (spec-notes/index.md): packing them, and finding one again in
// bytes that anyone may have written. Stands between JpegIndexBuilder and JpegPlaces. Leaves to others: which points there are, and where rows are.

namespace RawDecoders.Jpeg;

/// <summary>
/// Points at the first MCU of an iMCU row and at every so many MCUs after it. Numbers are base 128, the lowest 7 bits first, a set top bit says
/// that more follow; signed ones are folded first (0, -1, 1, -2 … become 0, 1, 2, 3 …).
/// </summary>
internal static class EntropyPointRow
{
    /// <summary>Bytes of a packed point at most: those of a place in a file of less than 2^52 bytes, and 3 of each of four predictions.</summary>
    public const int MaxPointBytes = 20;

    /// <summary>Bytes of the spacing at most.</summary>
    public const int MaxHeadBytes = 3;

    /// <summary>Packs points.</summary>
    /// <param name="points">The points, the row's first MCU first.</param>
    /// <param name="spacing">MCUs from one to the next.</param>
    /// <param name="components">Components of the scan.</param>
    public static byte[] Pack(ReadOnlySpan<EntropyPoint> points, int spacing, int components)
    {
        Span<byte> bytes = new byte[MaxHeadBytes + points.Length * MaxPointBytes];
        int at = 0;
        Put(bytes, ref at, spacing);
        EntropyPoint before = points[0] with { First = 0, Second = 0, Third = 0, Fourth = 0 };
        foreach (EntropyPoint point in points)
        {
            Put(bytes, ref at, (point.Place.Offset - before.Place.Offset) << 4 | (long)point.Place.Bit << 1 | (point.IsOutOfData ? 1L : 0));
            ReadOnlySpan<int> changes = [point.First - before.First, point.Second - before.Second, point.Third - before.Third, point.Fourth - before.Fourth];
            foreach (int change in changes[..components])
                Put(bytes, ref at, (long)change << 1 ^ change >> 31);
            before = point;
        }

        return bytes[..at].ToArray();
    }

    /// <summary>Finds the last point that is not behind an MCU of the row, or of one further down. False: the bytes are no points.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="scan">The scan.</param>
    /// <param name="first">The row's first MCU.</param>
    /// <param name="offset">File offset of the byte that it begins in.</param>
    /// <param name="mcus">MCUs of a row.</param>
    /// <param name="mcu">The MCU.</param>
    /// <param name="point">The point.</param>
    public static bool TryFind(ReadOnlySpan<byte> packed, ScanRecord scan, long first, long offset, int mcus, long mcu, out EntropyPoint point)
    {
        point = default;
        if (!TryTake(ref packed, out long spacing) || spacing < 1 || spacing > mcus)
            return false;
        int components = scan.Header.ComponentCount;
        Span<int> predictions = stackalloc int[UpToFour<int>.Capacity];
        predictions.Clear();
        (long found, BitPlace place, bool isOutOfData) = (first, default, false);
        for (long m = 0; m < mcus && first + m <= mcu; m += spacing)
        {
            if (!TryTake(ref packed, out long moved) || (moved & 15) >> 1 > 7)
                return false;
            offset += moved >> 4;
            (found, place, isOutOfData) = (first + m, new BitPlace(offset, (int)(moved >> 1 & 7)), (moved & 1) != 0);
            for (int c = 0; c < components; c++)
            {
                if (!TryTake(ref packed, out long folded) || folded > 2 * ushort.MaxValue + 1)
                    return false;
                predictions[c] += (int)(folded >> 1) ^ -(int)(folded & 1);
                if (predictions[c] is < short.MinValue or > short.MaxValue)
                    return false;
            }
        }

        point = ScanDecoder.PointAt(scan, found, place, isOutOfData, predictions);
        return true;
    }

    private static void Put(Span<byte> bytes, ref int at, long value)
    {
        for (; value > 127; value >>= 7)
            bytes[at++] = (byte)(value | 128);
        bytes[at++] = (byte)value;
    }

    /// <summary>A number of up to 56 bits.</summary>
    private static bool TryTake(ref ReadOnlySpan<byte> bytes, out long value)
    {
        value = 0;
        for (int i = 0; i < Math.Min(bytes.Length, 8); i++)
        {
            value |= (long)(bytes[i] & 127) << 7 * i;
            if (bytes[i] < 128)
            {
                bytes = bytes[(i + 1)..];
                return true;
            }
        }

        return false;
    }
}
