using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

internal sealed partial class SampleFloats
{
    /// <summary>Converts whole vectors from the start; returns the number of samples.</summary>
    private int ConvertVectorized<TSample>(ref byte samples, ref float destination, int count)
        where TSample : struct, ISample
    {
        int done = 0;
        if (Avx512BW.IsSupported)
        {
            Vector512<float> max = Vector512.Create(Max);
            if (!_normalizes)
            {
                for (; done <= count - 16; done += 16)
                    (TSample.Load512(ref samples, done) / max).StoreUnsafe(ref destination, (nuint)done);
            }
            else
            {
                for (int phase = 0; done <= count - 16; done += 16)
                {
                    Vector512<float> mean = Vector512.LoadUnsafe(ref _mean[phase]), deviation = Vector512.LoadUnsafe(ref _deviation[phase]);
                    (((TSample.Load512(ref samples, done) / max) - mean) / deviation).StoreUnsafe(ref destination, (nuint)done);
                    phase = phase == Pattern - 16 ? 0 : phase + 16;
                }
            }
        }
        else if (Avx2.IsSupported)
        {
            Vector256<float> max = Vector256.Create(Max);
            for (int phase = 0; done <= count - 8; done += 8)
            {
                Vector256<float> v = TSample.Load256(ref samples, done) / max;
                if (_normalizes)
                    v = (v - Vector256.LoadUnsafe(ref _mean[phase])) / Vector256.LoadUnsafe(ref _deviation[phase]);
                v.StoreUnsafe(ref destination, (nuint)done);
                phase = phase == Pattern - 8 ? 0 : phase + 8;
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> max = Vector128.Create(Max);
            for (int phase = 0; done <= count - 4; done += 4)
            {
                Vector128<float> v = TSample.Load128(ref samples, done) / max;
                if (_normalizes)
                    v = (v - Vector128.LoadUnsafe(ref _mean[phase])) / Vector128.LoadUnsafe(ref _deviation[phase]);
                v.StoreUnsafe(ref destination, (nuint)done);
                phase = phase == Pattern - 4 ? 0 : phase + 4;
            }
        }

        return done;
    }

    private interface ISample
    {
        static abstract Vector128<float> Load128(ref byte samples, int index);

        static abstract Vector256<float> Load256(ref byte samples, int index);

        static abstract Vector512<float> Load512(ref byte samples, int index);
    }

    private readonly struct Narrow : ISample
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Load128(ref byte samples, int index)
        {
            Vector128<byte> v = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref samples, index))).AsByte();
            return Vector128.ConvertToSingle(Vector128.WidenLower(Vector128.WidenLower(v)).AsInt32());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load256(ref byte samples, int index)
        {
            Vector128<byte> v = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref samples, index))).AsByte();
            return Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(v));
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load512(ref byte samples, int index)
            => Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector128.LoadUnsafe(ref samples, (nuint)index)));
    }

    private readonly struct Wide : ISample
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector128<float> Load128(ref byte samples, int index)
        {
            Vector128<ushort> v = Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref samples, index * 2))).AsUInt16();
            return Vector128.ConvertToSingle(Vector128.WidenLower(v).AsInt32());
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector256<float> Load256(ref byte samples, int index)
            => Vector256.ConvertToSingle(Avx2.ConvertToVector256Int32(Vector128.LoadUnsafe(ref samples, (nuint)index * 2).AsUInt16()));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public static Vector512<float> Load512(ref byte samples, int index)
            => Vector512.ConvertToSingle(Avx512F.ConvertToVector512Int32(Vector256.LoadUnsafe(ref samples, (nuint)index * 2).AsUInt16()));
    }
}
