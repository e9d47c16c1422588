// Owns: the fast twin of EntropyBytes.CopyScalar: 32 bytes a step, portable vectors. About one byte in 256 of entropy-coded
// data is 0xFF, so most steps are a load, a compare and a store. Stands before the scalar form, to which it leaves each 0xFF
// and the tail.

using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

internal static unsafe partial class EntropyBytes
{
    /// <summary>
    /// As <see cref="CopyScalar"/>. May write up to 32 bytes past the last one that counts, but never at or past
    /// <paramref name="destinationEnd"/>.
    /// </summary>
    internal static Stop Copy(ref byte* source, byte* sourceEnd, ref byte* destination, byte* destinationEnd)
    {
        Debug.Assert(source <= sourceEnd && destination <= destinationEnd);
        if (!Vector256.IsHardwareAccelerated)
            return CopyScalar(ref source, sourceEnd, ref destination, destinationEnd);

        byte* s = source;
        byte* d = destination;
        Vector256<byte> ones = Vector256<byte>.AllBitsSet;

        // One byte more than the vector must be readable: the one after an 0xFF in the last place.
        while (sourceEnd - s > Vector256<byte>.Count && destinationEnd - d >= Vector256<byte>.Count)
        {
            Vector256<byte> bytes = Vector256.Load(s);
            bytes.Store(d);
            uint mask = Vector256.Equals(bytes, ones).ExtractMostSignificantBits();
            if (mask == 0)
            {
                s += Vector256<byte>.Count;
                d += Vector256<byte>.Count;
                continue;
            }

            int index = BitOperations.TrailingZeroCount(mask);
            if (s[index + 1] == 0)
            {
                s += index + 2;
                d += index + 1;
                continue;
            }

            // A marker or fill bytes: decided there, once per marker.
            s += index;
            d += index;
            source = s;
            destination = d;
            byte* one = d + 1;
            Stop stop = CopyScalar(ref source, sourceEnd, ref destination, one);
            if (stop != Stop.Full)
                return stop;
            s = source;
            d = destination;
        }

        source = s;
        destination = d;
        return CopyScalar(ref source, sourceEnd, ref destination, destinationEnd);
    }
}
