// Owns: the transform to N x N in vectors of eight 32-bit numbers: all columns side by side, then a row's outputs side by side, each of its
// inputs broadcast. Stands beside the scalar form, to which it is equal in every bit. Leaves to others: blocks with a dequantised value
// beyond ±16383, whose first pass may need more than 32 bits; the scalar code has 64. (In the second pass only bits 18 to 27 of a sum
// come to anything, and those are right whatever has been carried out at the top.)

using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class PointsInverseDct
{
    private readonly struct Tables(int size, int* steps, int* weights, int* byCoefficient)
    {
        public readonly int Size = size;
        public readonly int* Steps = steps;
        public readonly int* Weights = weights;
        public readonly int* ByCoefficient = byCoefficient;
    }

    /// <summary>The last zigzag index inside the top left 4 x 4 for certain, and inside the top left 2 x 2.</summary>
    private const int LastIndexOf4x4 = 9, LastIndexOf2x2 = 2;

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void TransformVector256(short* coefficients, byte* extents, int count, in Tables tables, byte* samples, nint stride)
    {
        int size = tables.Size;
        int* work = stackalloc int[8 * MaxSize];
        Vector256<int>* rows = stackalloc Vector256<int>[8];
        for (int i = 0; i < count; i++, coefficients += 64, samples += size)
        {
            if (extents[i] == 0)
            {
                FillFlat(DcInverseDct.FlatValue(coefficients[0] * tables.Steps[0]), samples, stride, size);
                continue;
            }

            // Inputs that can be other than zero, an even number: the row after the last one of an odd size has no weights.
            int inputs = extents[i] <= LastIndexOf2x2 ? 2 : extents[i] <= LastIndexOf4x4 ? Math.Min(size + 1 & ~1, 4) : Math.Min(size + 1 & ~1, 8);
            if (!TransformColumns(coefficients, inputs, tables, rows, work))
                TransformBlock(coefficients, tables.Steps, tables.Weights, size, samples, stride);
            else if (size < 8)
                TransformRows(work, inputs, tables, samples, stride);
            else
                TransformWideRows(work, inputs, tables, samples, stride);
        }
    }

    /// <summary>The first pass, with <paramref name="rows"/> for the dequantised coefficients. False if a value is too large for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TransformColumns(short* block, int inputs, in Tables tables, Vector256<int>* rows, int* work)
    {
        Vector256<int> large = Vector256<int>.Zero;
        for (int k = 0; k < inputs; k++)
        {
            Vector128<short> row = Vector128.Load(block + 8 * k);
            rows[k] = Vector256.Create(Vector128.WidenLower(row), Vector128.WidenUpper(row)) * Vector256.Load(tables.Steps + 8 * k);
            large |= rows[k] + Vector256.Create(1 << 14);
        }

        if ((large & Vector256.Create(-1 << 15)) != Vector256<int>.Zero)
            return false;

        int size = tables.Size;
        int* weights = tables.Weights;
        int* last = work + 8 * (size - 1);
        for (int n = 0; n < size; n += 2, weights += 8, work += 8, last -= 8)
        {
            Vector256<int> even = rows[0] * weights[0] + Vector256.Create(1 << (FirstShift - 1));
            Vector256<int> odd = rows[1] * weights[1];
            for (int k = 2; k < inputs; k += 2)
            {
                even += rows[k] * weights[k];
                odd += rows[k + 1] * weights[k + 1];
            }

            ((even + odd) >> FirstShift).Store(work);
            ((even - odd) >> FirstShift).Store(last);
        }

        return true;
    }

    /// <summary>The second pass of a size below 8: all outputs of a row in a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformRows(int* work, int inputs, in Tables tables, byte* samples, nint stride)
    {
        for (int y = 0; y < tables.Size; y++, work += 8, samples += stride)
        {
            Vector256<int> first = Vector256.Create(work[0]) * Vector256.Load(tables.ByCoefficient) + Vector256.Create(1 << (SecondShift - 1));
            Vector256<int> second = Vector256.Create(work[1]) * Vector256.Load(tables.ByCoefficient + 8);
            for (int k = 2; k < inputs; k += 2)
            {
                first += Vector256.Create(work[k]) * Vector256.Load(tables.ByCoefficient + 8 * k);
                second += Vector256.Create(work[k + 1]) * Vector256.Load(tables.ByCoefficient + 8 * k + 8);
            }

            Store(ToSamples(first + second), samples, tables.Size);
        }
    }

    /// <summary>The second pass of a larger size: the outputs of the first half in one vector, of the second in another, last one first.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void TransformWideRows(int* work, int inputs, in Tables tables, byte* samples, nint stride)
    {
        for (int y = 0; y < tables.Size; y++, work += 8, samples += stride)
        {
            Vector256<int> even = Vector256.Create(work[0]) * Vector256.Load(tables.ByCoefficient) + Vector256.Create(1 << (SecondShift - 1));
            Vector256<int> odd = Vector256.Create(work[1]) * Vector256.Load(tables.ByCoefficient + 8);
            for (int k = 2; k < inputs; k += 2)
            {
                even += Vector256.Create(work[k]) * Vector256.Load(tables.ByCoefficient + 8 * k);
                odd += Vector256.Create(work[k + 1]) * Vector256.Load(tables.ByCoefficient + 8 * k + 8);
            }

            // Eight bytes up to the last one, then the first half over those of them that are none of the second.
            *(ulong*)(samples + tables.Size - 8) = BinaryPrimitives.ReverseEndianness(ToSamples(even - odd));
            Store(ToSamples(even + odd), samples, tables.Size / 2);
        }
    }

    /// <summary>Eight sums as samples: see <see cref="DcInverseDct.Limit"/>; the shifts leave the lowest 10 bits and their sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong ToSamples(Vector256<int> sums)
    {
        const int Above = 32 - 10 - SecondShift;
        Vector256<int> limited = sums << Above >> (SecondShift + Above);
        Vector128<short> words = Vector128.Narrow(limited.GetLower(), limited.GetUpper());
        return Lanes.PackSigned(words, words).AsUInt64().ToScalar() ^ 0x8080808080808080UL;
    }

    /// <summary>The first <paramref name="count"/> of eight bytes, 1 to 7, and nothing after them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(ulong bytes, byte* samples, int count)
    {
        if ((count & 4) != 0)
        {
            *(uint*)samples = (uint)bytes;
            bytes >>= 32;
            samples += 4;
        }

        if ((count & 2) != 0)
        {
            *(ushort*)samples = (ushort)bytes;
            bytes >>= 16;
            samples += 2;
        }

        if ((count & 1) != 0)
            *samples = (byte)bytes;
    }

    private static void FillFlat(byte value, byte* samples, nint stride, int size)
    {
        for (int y = 0; y < size; y++, samples += stride)
            new Span<byte>(samples, size).Fill(value);
    }
}
