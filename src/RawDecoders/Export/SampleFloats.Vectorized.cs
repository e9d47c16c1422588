// Owns: the fast twin of SampleFloats. Stands beside the scalar loop, and equals it. Leaves the tail of a row to that.
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Export;

// Division by multiplication, with the same bits. With y = 1 / b rounded and q near a / b, the remainder r = a - bq is exact
// in a fused multiply-add, and q + ry rounds to the quotient itself if q was within one unit in the last place (Markstein's
// theorem). By the maximum, 255 or 65535, a × y with one such step is right for every sample (a test goes through all);
// by any deviation, a × y is within 1.5 units, so a first step brings it near and a second makes it right. The condition
// is that nothing underflows: means and deviations outside 2^-20..2^20 take real divisions.
// Real divisions throughout had half the speed with means and deviations, two thirds without (vectors of 64 bytes).

internal sealed partial class SampleFloats
{
    /// <summary>Converts whole vectors from the start; returns the number of samples.</summary>
    private int ConvertVectorized<TSample>(ref byte samples, ref float destination, int count)
        where TSample : struct, ISample
    {
        int done = 0, phase = 0;
        if (Avx512BW.IsSupported && _isTame)
        {
            Vector512<float> max = Vector512.Create(Max), y = Vector512.Create(1 / Max);
            for (; done <= count - 16; done += 16)
            {
                Vector512<float> a = TSample.Load512(ref samples, done), q = Step(a * y, a, max, y);
                if (_normalizes)
                {
                    Vector512<float> b = Vector512.LoadUnsafe(ref _deviation[phase]), z = Vector512.LoadUnsafe(ref _reciprocal[phase]);
                    a = q - Vector512.LoadUnsafe(ref _mean[phase]);
                    q = Step(Step(a * z, a, b, z), a, b, z);
                    phase = phase == Pattern - 16 ? 0 : phase + 16;
                }

                q.StoreUnsafe(ref destination, (nuint)done);
            }
        }
        else if (Avx2.IsSupported && Fma.IsSupported && _isTame)
        {
            Vector256<float> max = Vector256.Create(Max), y = Vector256.Create(1 / Max);
            for (; done <= count - 8; done += 8)
            {
                Vector256<float> a = TSample.Load256(ref samples, done), q = Step(a * y, a, max, y);
                if (_normalizes)
                {
                    Vector256<float> b = Vector256.LoadUnsafe(ref _deviation[phase]), z = Vector256.LoadUnsafe(ref _reciprocal[phase]);
                    a = q - Vector256.LoadUnsafe(ref _mean[phase]);
                    q = Step(Step(a * z, a, b, z), a, b, z);
                    phase = phase == Pattern - 8 ? 0 : phase + 8;
                }

                q.StoreUnsafe(ref destination, (nuint)done);
            }
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Vector128<float> max = Vector128.Create(Max);
            for (; done <= count - 4; done += 4)
            {
                Vector128<float> q = TSample.Load128(ref samples, done) / max;
                if (_normalizes)
                {
                    q = (q - Vector128.LoadUnsafe(ref _mean[phase])) / Vector128.LoadUnsafe(ref _deviation[phase]);
                    phase = phase == Pattern - 4 ? 0 : phase + 4;
                }

                q.StoreUnsafe(ref destination, (nuint)done);
            }
        }

        return done;
    }

    /// <summary>Improves <paramref name="q"/>, near a / b, by the remainder; <paramref name="y"/> is 1 / b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<float> Step(Vector512<float> q, Vector512<float> a, Vector512<float> b, Vector512<float> y)
        => Vector512.FusedMultiplyAdd(Vector512.FusedMultiplyAdd(-b, q, a), y, q);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Step(Vector256<float> q, Vector256<float> a, Vector256<float> b, Vector256<float> y)
        => Vector256.FusedMultiplyAdd(Vector256.FusedMultiplyAdd(-b, q, a), y, q);

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
