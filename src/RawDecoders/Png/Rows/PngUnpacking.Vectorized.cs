// Owns: the vector twins of PngUnpacking. Each does what it can in whole vectors and says how far it came. Stands beside the scalar code,
// which calls it first. Leaves to others: the rest of the row (PngUnpacking.cs).
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Png;

internal static partial class PngUnpacking
{
    private static int MaxVectorized(ReadOnlySpan<byte> indices, out byte max)
    {
        max = 0;
        int done = 0;
        ref byte start = ref MemoryMarshal.GetReference(indices);
        if (Vector256.IsHardwareAccelerated && indices.Length >= 64)
        {
            Vector256<byte> first = Vector256<byte>.Zero;
            Vector256<byte> second = Vector256<byte>.Zero;
            for (; done <= indices.Length - 64; done += 64)
            {
                first = Vector256.Max(first, Vector256.LoadUnsafe(ref start, (nuint)done));
                second = Vector256.Max(second, Vector256.LoadUnsafe(ref start, (nuint)done + 32));
            }

            first = Vector256.Max(first, second);
            max = Largest(Vector128.Max(first.GetLower(), first.GetUpper()));
        }
        else if (Vector128.IsHardwareAccelerated && indices.Length >= 16)
        {
            Vector128<byte> all = Vector128<byte>.Zero;
            for (; done <= indices.Length - 16; done += 16)
                all = Vector128.Max(all, Vector128.LoadUnsafe(ref start, (nuint)done));
            max = Largest(all);
        }

        return done;
    }

    private static byte Largest(Vector128<byte> v)
    {
        byte max = 0;
        for (int i = 0; i < Vector128<byte>.Count; i++)
            max = Math.Max(max, v[i]);
        return max;
    }
}
