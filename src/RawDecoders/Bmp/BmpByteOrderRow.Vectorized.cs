// The fast twin of BmpByteOrderRow: one byte shuffle for 4 or 5 pixels. Hands what is left of a row to the scalar loop.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Bmp;

internal partial class BmpByteOrderRow
{
    /// <summary>
    /// Loads and stores whole vectors, of which 12, 15 or 16 bytes count; the next store overwrites the rest. So the loop
    /// stops while 16 bytes are left on either side.
    /// </summary>
    private sealed class BmpVectorizedRow : BmpByteOrderRow
    {
        private readonly Vector128<byte> _shuffle;
        private readonly Vector128<byte> _opaque;
        private readonly int _pixels;

        public static bool IsSupported => Vector128.IsHardwareAccelerated;

        public BmpVectorizedRow(int sourceBytes, int targetBytes, int o0, int o1, int o2, int o3)
            : base(sourceBytes, targetBytes, o0, o1, o2, o3)
        {
            _pixels = sourceBytes == 3 && targetBytes == 3 ? 5 : 4;
            Span<byte> shuffle = stackalloc byte[16];
            Span<byte> opaque = stackalloc byte[16];
            shuffle.Fill(0x80);   // 0x80 gives 0 on every architecture
            opaque.Clear();
            ReadOnlySpan<int> order = [o0, o1, o2, o3];
            for (int i = 0; i < _pixels; i++)
            {
                for (int c = 0; c < targetBytes; c++)
                {
                    if (order[c] == Opaque)
                        opaque[i * targetBytes + c] = 255;
                    else
                        shuffle[i * targetBytes + c] = (byte)(i * sourceBytes + order[c]);
                }
            }

            _shuffle = Vector128.Create<byte>(shuffle);
            _opaque = Vector128.Create<byte>(opaque);
        }

        public override void Convert(ReadOnlySpan<byte> source, int skip, Span<byte> destination, int width)
        {
            // The loop below is unchecked: the ends are computed from the spans' lengths.
            nint sourceEnd = Math.Min(source.Length, (nint)width * _sourceBytes) - 16;
            nint targetEnd = Math.Min(destination.Length, (nint)width * _targetBytes) - 16;
            ref byte s = ref MemoryMarshal.GetReference(source);
            ref byte d = ref MemoryMarshal.GetReference(destination);
            nint from = 0;
            nint to = 0;
            if (_pixels == 5)
            {
                Vector128<byte> shuffle = _shuffle;
                for (; from <= sourceEnd - 45 && to <= targetEnd - 45; from += 60, to += 60)
                {
                    Vector128<byte> a = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref s, (nuint)from), shuffle);
                    Vector128<byte> b = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref s, (nuint)from + 15), shuffle);
                    Vector128<byte> c = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref s, (nuint)from + 30), shuffle);
                    Vector128<byte> e = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref s, (nuint)from + 45), shuffle);
                    a.StoreUnsafe(ref d, (nuint)to);
                    b.StoreUnsafe(ref d, (nuint)to + 15);
                    c.StoreUnsafe(ref d, (nuint)to + 30);
                    e.StoreUnsafe(ref d, (nuint)to + 45);
                }
            }

            nint sourceStep = _pixels * _sourceBytes;
            nint targetStep = _pixels * _targetBytes;
            for (; from <= sourceEnd && to <= targetEnd; from += sourceStep, to += targetStep)
            {
                Vector128<byte> pixels = PackedBytes.Shuffle(Vector128.LoadUnsafe(ref s, (nuint)from), _shuffle) | _opaque;
                pixels.StoreUnsafe(ref d, (nuint)to);
            }

            int done = (int)(from / _sourceBytes);
            base.Convert(source[(int)from..], 0, destination[(int)to..], width - done);
        }
    }
}
