// Owns: the fast twin of BmpMaskRow for 16-bit outputs: a table for each channel. Stands beside the scalar loop, and equals it.
// Leaves masks with holes to that. 32-bit arithmetic in vectors cannot hold v * 65535 / (2^n - 1) exactly, and four table look-ups
// of a few KiB each take less than double-precision conversions.
using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace RawDecoders.Bmp;

internal partial class BmpMaskRow
{
    private sealed class BmpDeepTableRow : BmpMaskRow
    {
        /// <summary>8 KiB a channel; 10-10-10-2, the usual case, has 6 KiB in all.</summary>
        private const int MaxBits = 12;

        private readonly ushort[] _redTable, _greenTable, _blueTable, _alphaTable;

        public BmpDeepTableRow(BmpMasks masks, int sourceBytes, PixelFormat output)
            : base(masks, sourceBytes, output)
        {
            _redTable = TableOf(_red);
            _greenTable = TableOf(_green);
            _blueTable = TableOf(_blue);
            _alphaTable = masks.Alpha == 0 ? [ushort.MaxValue] : TableOf(_alpha);
        }

        public static bool Supports(BmpMasks masks, PixelFormat output)
            => output.GetBytesPerSample() == 2 && masks.WidestChannel <= MaxBits
                && BmpMasks.IsContiguous(masks.Red) && BmpMasks.IsContiguous(masks.Green)
                && BmpMasks.IsContiguous(masks.Blue) && BmpMasks.IsContiguous(masks.Alpha);

        private static ushort[] TableOf(BmpChannel channel)
        {
            ushort[] table = new ushort[1 << channel.Bits];
            for (int v = 1; v < table.Length; v++)
                table[v] = channel.To16((uint)v);
            return table;
        }

        public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
        {
            bool hasAlpha = _output == PixelFormat.Rgba64;
            int channels = hasAlpha ? 4 : 3;
            ReadOnlySpan<byte> pixels = source[..(width * _sourceBytes)];
            Span<ushort> samples = MemoryMarshal.Cast<byte, ushort>(destination[..(width * 2 * channels)]);
            (ushort[] reds, ushort[] greens, ushort[] blues, ushort[] alphas) = (_redTable, _greenTable, _blueTable, _alphaTable);
            (uint red, uint green, uint blue, uint alpha) = (_red.Mask, _green.Mask, _blue.Mask, _alpha.Mask);
            (int redShift, int greenShift, int blueShift, int alphaShift) = (_red.Shift, _green.Shift, _blue.Shift, _alpha.Shift);
            for (int x = 0, d = 0; x < width; x++, d += channels)
            {
                uint pixel = _sourceBytes == 2
                    ? BinaryPrimitives.ReadUInt16LittleEndian(pixels.Slice(2 * x, 2))
                    : BinaryPrimitives.ReadUInt32LittleEndian(pixels.Slice(4 * x, 4));
                Span<ushort> to = samples.Slice(d, channels);
                to[0] = reds[(pixel & red) >> redShift];
                to[1] = greens[(pixel & green) >> greenShift];
                to[2] = blues[(pixel & blue) >> blueShift];
                if (hasAlpha)
                    to[3] = alphas[(pixel & alpha) >> alphaShift];
            }
        }
    }
}
