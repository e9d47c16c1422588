// Owns: the contract of the inverse DCTs: one object a component, holding that component's quantisation table in the shape its
// arithmetic wants. Stands between the strips and the transforms. Leaves to others: the choice of a class, made once a picture
// (ReconstructionPlan).
//
// The vector kernels of this folder carry AggressiveOptimization: unoptimised vector code is some thirty times slower,
// and a process that decodes one photo would run it to the end (first decode of a 3.4-megapixel file: 120 ms without, 65
// ms with, of which most is compiling). They are not inlined: a caller that is compiled later takes them in, and the steps
// inside them no longer, for which its budget is spent; that unoptimised code then ran for up to half a second.

namespace RawDecoders.Jpeg;

/// <summary>Dequantises and inverse transforms blocks into 8-bit samples (T.81 A.3.3, A.3.4).</summary>
internal abstract unsafe class InverseTransform
{
    /// <summary>Blocks of one quantisation table to samples.</summary>
    /// <param name="coefficients">64 a block, natural order.</param>
    /// <param name="extents">Per block an upper bound on the zigzag index of its last non-zero coefficient.</param>
    /// <param name="count">Blocks; the samples of block i go to columns 8i to 8i + 7.</param>
    /// <param name="samples">Top left sample of the first block.</param>
    /// <param name="stride">Bytes between rows of samples.</param>
    public abstract void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride);
}
