// Owns: the fast twin of BmpMaskRow for 8-bit outputs: 4 or 8 pixels at a time in 32-bit lanes. Stands beside the scalar loop, and
// equals it. Leaves the tail of a row and masks with holes to that.
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Bmp;

internal partial class BmpMaskRow
{
    private sealed class BmpVectorizedRow : BmpMaskRow
    {
        /// <summary>
        /// Single precision is exact up to here: the value nearest to a half misses it by 1 / (2 (2^13 - 1)) = 6.1e-5, and
        /// the three roundings of v * (255f / most) + 0.5f come to at most 4.6e-5 (tests go through every value).
        /// </summary>
        private const int MaxBits = 13;

        private readonly uint _opaque;

        public BmpVectorizedRow(BmpMasks masks, int sourceBytes, PixelFormat output)
            : base(masks, sourceBytes, output)
            => _opaque = masks.Alpha == 0 ? 0xFF00_0000 : 0;

        public static bool Supports(BmpMasks masks, PixelFormat output)
            => Vector128.IsHardwareAccelerated && BitConverter.IsLittleEndian && output.GetBytesPerSample() == 1 && masks.WidestChannel <= MaxBits
                && BmpMasks.IsContiguous(masks.Red) && BmpMasks.IsContiguous(masks.Green)
                && BmpMasks.IsContiguous(masks.Blue) && BmpMasks.IsContiguous(masks.Alpha);

        public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
        {
            bool reversed = _output is PixelFormat.Bgr24 or PixelFormat.Bgra32;
            BmpChannel first = reversed ? _blue : _red;
            BmpChannel third = reversed ? _red : _blue;
            bool packed = _output is PixelFormat.Rgb24 or PixelFormat.Bgr24;
            int pixelBytes = packed ? 3 : 4;
            int done = Vector256.IsHardwareAccelerated
                ? Convert256(source, destination, width, first, third, packed)
                : Convert128(source, destination, width, first, third, packed);
            base.Convert(source[(done * _sourceBytes)..], 0, destination[(done * pixelBytes)..], width - done);
        }

        private int Convert256(ReadOnlySpan<byte> source, Span<byte> destination, int width, BmpChannel first, BmpChannel third, bool packed)
        {
            // Unchecked below: 8 pixels are read, and 32 bytes written for each (28 when packed, the last 4 of them waste).
            int pixels = Math.Min(width, Math.Min(source.Length / _sourceBytes, destination.Length / (packed ? 3 : 4)));
            int last = pixels - (packed ? 10 : 8);
            ref byte s = ref MemoryMarshal.GetReference(source);
            ref byte d = ref MemoryMarshal.GetReference(destination);
            Vector128<byte> pack = Vector128.Create(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80).AsByte();
            Vector256<uint> opaque = Vector256.Create(_opaque);
            Vector256<uint> maskA = Vector256.Create(first.Mask), maskB = Vector256.Create(_green.Mask);
            Vector256<uint> maskC = Vector256.Create(third.Mask), maskD = Vector256.Create(_alpha.Mask);
            Vector256<float> scaleA = Vector256.Create((float)first.To8Factor), scaleB = Vector256.Create((float)_green.To8Factor);
            Vector256<float> scaleC = Vector256.Create((float)third.To8Factor), scaleD = Vector256.Create((float)_alpha.To8Factor);
            Vector256<float> half = Vector256.Create(0.5f);
            int shiftA = first.Shift, shiftB = _green.Shift, shiftC = third.Shift, shiftD = _alpha.Shift;
            bool narrow = _sourceBytes == 2;
            bool hasAlpha = _alpha.Bits != 0;
            int x = 0;
            for (; x <= last; x += 8)
            {
                Vector256<uint> p;
                if (narrow)
                {
                    Vector128<ushort> words = Vector128.LoadUnsafe(ref s, (nuint)x * 2).AsUInt16();
                    p = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words));
                }
                else
                {
                    p = Vector256.LoadUnsafe(ref s, (nuint)x * 4).AsUInt32();
                }

                Vector256<int> a = Vector256.ConvertToInt32Native(Vector256.ConvertToSingle(((p & maskA) >>> shiftA).AsInt32()) * scaleA + half);
                Vector256<int> b = Vector256.ConvertToInt32Native(Vector256.ConvertToSingle(((p & maskB) >>> shiftB).AsInt32()) * scaleB + half);
                Vector256<int> c = Vector256.ConvertToInt32Native(Vector256.ConvertToSingle(((p & maskC) >>> shiftC).AsInt32()) * scaleC + half);
                Vector256<uint> result = (a | (b << 8) | (c << 16)).AsUInt32() | opaque;
                if (hasAlpha)
                {
                    Vector256<int> e = Vector256.ConvertToInt32Native(Vector256.ConvertToSingle(((p & maskD) >>> shiftD).AsInt32()) * scaleD + half);
                    result |= (e << 24).AsUInt32();
                }

                if (packed)
                {
                    PackedBytes.Shuffle(result.GetLower().AsByte(), pack).StoreUnsafe(ref d, (nuint)x * 3);
                    PackedBytes.Shuffle(result.GetUpper().AsByte(), pack).StoreUnsafe(ref d, (nuint)x * 3 + 12);
                }
                else
                {
                    result.AsByte().StoreUnsafe(ref d, (nuint)x * 4);
                }
            }

            return x;
        }

        private int Convert128(ReadOnlySpan<byte> source, Span<byte> destination, int width, BmpChannel first, BmpChannel third, bool packed)
        {
            int pixels = Math.Min(width, Math.Min(source.Length / _sourceBytes, destination.Length / (packed ? 3 : 4)));
            int last = pixels - (packed ? 6 : 4);
            ref byte s = ref MemoryMarshal.GetReference(source);
            ref byte d = ref MemoryMarshal.GetReference(destination);
            Vector128<byte> pack = Vector128.Create(0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 0x80, 0x80, 0x80, 0x80).AsByte();
            Vector128<uint> opaque = Vector128.Create(_opaque);
            int x = 0;
            for (; x <= last; x += 4)
            {
                Vector128<uint> p = _sourceBytes == 2
                    ? Vector128.WidenLower(Vector128.CreateScalarUnsafe(System.Runtime.CompilerServices.Unsafe.ReadUnaligned<ulong>(
                        ref System.Runtime.CompilerServices.Unsafe.Add(ref s, (nint)x * 2))).AsUInt16())
                    : Vector128.LoadUnsafe(ref s, (nuint)x * 4).AsUInt32();
                Vector128<int> result = Scale(p, first) | (Scale(p, _green) << 8) | (Scale(p, third) << 16) | opaque.AsInt32();
                if (_alpha.Bits != 0)
                    result |= Scale(p, _alpha) << 24;
                Vector128<byte> bytes = result.AsByte();
                if (packed)
                    PackedBytes.Shuffle(bytes, pack).StoreUnsafe(ref d, (nuint)x * 3);
                else
                    bytes.StoreUnsafe(ref d, (nuint)x * 4);
            }

            return x;

            static Vector128<int> Scale(Vector128<uint> p, BmpChannel channel) => Vector128.ConvertToInt32Native(
                Vector128.ConvertToSingle(((p & Vector128.Create(channel.Mask)) >>> channel.Shift).AsInt32()) * (float)channel.To8Factor
                + Vector128.Create(0.5f));
        }
    }
}
