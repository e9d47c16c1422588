// Owns: the upsampling filters in portable 128-bit vectors, 16 samples a step. Stands beside the scalar forms. Leaves to
// others: room: rows are padded on both sides, as the last step may read and write past the row's end (ReconstructionPlan's
// rows of upsampled samples).

using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

internal static unsafe partial class ChromaUpsampling
{
    /// <summary>How far a vector kernel may write past ratio × count, in samples before upsampling.</summary>
    public const int Overrun = 16;

    /// <summary>2:1 across. Reads source[-1] to source[count + 16].</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TriangleH2V1(byte* source, byte* destination, int count)
    {
        Debug.Assert(count > 0 && source != destination);
        if (!Vector128.IsHardwareAccelerated)
        {
            TriangleH2V1Scalar(source, destination, count);
            return;
        }

        Vector128<ushort> three = Vector128.Create((ushort)3);
        Vector128<ushort> one = Vector128<ushort>.One;
        Vector128<ushort> two = Vector128.Create((ushort)2);
        for (int i = 0; i < count; i += 16)
        {
            Vector128<byte> before = Vector128.Load(source + i - 1);
            Vector128<byte> current = Vector128.Load(source + i);
            Vector128<byte> after = Vector128.Load(source + i + 1);
            Vector128<ushort> low = Vector128.WidenLower(current) * three;
            Vector128<ushort> high = Vector128.WidenUpper(current) * three;
            Vector128<byte> even = Vector128.Narrow(
                (low + Vector128.WidenLower(before) + one) >>> 2, (high + Vector128.WidenUpper(before) + one) >>> 2);
            Vector128<byte> odd = Vector128.Narrow(
                (low + Vector128.WidenLower(after) + two) >>> 2, (high + Vector128.WidenUpper(after) + two) >>> 2);
            Lanes.ZipLow(even, odd).Store(destination + 2 * i);
            Lanes.ZipHigh(even, odd).Store(destination + 2 * i + 16);
        }
    }

    /// <summary>1:2 down.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TriangleH1V2(byte* near, byte* far, byte* destination, int count, bool upper)
    {
        Debug.Assert(count > 0 && near != destination && far != destination);
        if (!Vector128.IsHardwareAccelerated)
        {
            TriangleH1V2Scalar(near, far, destination, count, upper);
            return;
        }

        Vector128<ushort> three = Vector128.Create((ushort)3);
        Vector128<ushort> bias = Vector128.Create(upper ? (ushort)1 : (ushort)2);
        for (int i = 0; i < count; i += 16)
        {
            Vector128<byte> n = Vector128.Load(near + i);
            Vector128<byte> f = Vector128.Load(far + i);
            Vector128.Narrow(
                (Vector128.WidenLower(n) * three + Vector128.WidenLower(f) + bias) >>> 2,
                (Vector128.WidenUpper(n) * three + Vector128.WidenUpper(f) + bias) >>> 2).Store(destination + i);
        }
    }

    /// <summary>2:2, one output row. Reads columns -1 to count + 16 of both rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void TriangleH2V2(byte* near, byte* far, byte* destination, int count)
    {
        Debug.Assert(count > 0 && near != destination && far != destination);
        if (!Vector128.IsHardwareAccelerated)
        {
            TriangleH2V2Scalar(near, far, destination, count);
            return;
        }

        Vector128<ushort> three = Vector128.Create((ushort)3);
        Vector128<ushort> eight = Vector128.Create((ushort)8);
        Vector128<ushort> seven = Vector128.Create((ushort)7);
        for (int i = 0; i < count; i += 16)
        {
            Columns(near + i - 1, far + i - 1, three, out Vector128<ushort> beforeLow, out Vector128<ushort> beforeHigh);
            Columns(near + i, far + i, three, out Vector128<ushort> low, out Vector128<ushort> high);
            Columns(near + i + 1, far + i + 1, three, out Vector128<ushort> afterLow, out Vector128<ushort> afterHigh);
            low *= three;
            high *= three;
            Vector128<byte> even = Vector128.Narrow((low + beforeLow + eight) >>> 4, (high + beforeHigh + eight) >>> 4);
            Vector128<byte> odd = Vector128.Narrow((low + afterLow + seven) >>> 4, (high + afterHigh + seven) >>> 4);
            Lanes.ZipLow(even, odd).Store(destination + 2 * i);
            Lanes.ZipHigh(even, odd).Store(destination + 2 * i + 16);
        }
    }

    /// <summary>Each sample <paramref name="ratio"/> times.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    public static void Replicate(byte* source, byte* destination, int count, int ratio)
    {
        Debug.Assert(count > 0 && ratio > 0 && source != destination);
        if (!Vector128.IsHardwareAccelerated || ratio is not (2 or 4))
        {
            ReplicateScalar(source, destination, count, ratio);
            return;
        }

        for (int i = 0; i < count; i += 16)
        {
            Vector128<byte> samples = Vector128.Load(source + i);
            Vector128<byte> low = Lanes.ZipLow(samples, samples);
            Vector128<byte> high = Lanes.ZipHigh(samples, samples);
            byte* d = destination + ratio * i;
            if (ratio == 2)
            {
                low.Store(d);
                high.Store(d + 16);
                continue;
            }

            Lanes.ZipLow(low, low).Store(d);
            Lanes.ZipHigh(low, low).Store(d + 16);
            Lanes.ZipLow(high, high).Store(d + 32);
            Lanes.ZipHigh(high, high).Store(d + 48);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Columns(byte* near, byte* far, Vector128<ushort> three, out Vector128<ushort> low, out Vector128<ushort> high)
    {
        Vector128<byte> n = Vector128.Load(near);
        Vector128<byte> f = Vector128.Load(far);
        low = Vector128.WidenLower(n) * three + Vector128.WidenLower(f);
        high = Vector128.WidenUpper(n) * three + Vector128.WidenUpper(f);
    }
}
