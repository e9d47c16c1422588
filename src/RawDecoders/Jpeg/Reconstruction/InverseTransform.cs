// Owns: the contract of the inverse DCTs: one object a component, holding that component's quantisation table in the shape its
// arithmetic wants; and the choice of the class. Stands between the strips and the transforms. Leaves to others: when it is asked for,
// which is once a picture (ReconstructionPlan).
//
// The vector kernels of this folder carry AggressiveOptimization: unoptimised vector code is some thirty times slower,
// and a process that decodes one photo would run it to the end (first decode of a 3.4-megapixel file: 120 ms without, 65
// ms with, of which most is compiling). They are not inlined: a caller that is compiled later takes them in, and the steps
// inside them no longer, for which its budget is spent; that unoptimised code then ran for up to half a second.

namespace RawDecoders.Jpeg;

/// <summary>Dequantises and inverse transforms blocks into 8-bit samples (T.81 A.3.3, A.3.4).</summary>
internal abstract unsafe class InverseTransform
{
    /// <summary>The transform of a component.</summary>
    /// <param name="quantization">Its 64 steps in natural order.</param>
    /// <param name="size">Samples that become of a block each way: 8 unless the picture is decoded at a scale.</param>
    /// <param name="reconstruction">Whose arithmetic; at a scale libjpeg-turbo's.</param>
    public static InverseTransform Choose(ushort[] quantization, int size, JpegReconstruction reconstruction) => size switch
    {
        FrameGeometry.FullBlockSize when reconstruction == JpegReconstruction.ImageSharp => new ImageSharpInverseDct(quantization, ImageSharpInverseDct.BestKernel),
        FrameGeometry.FullBlockSize => new IslowInverseDct(quantization, IslowInverseDct.BestKernel),
        1 => new DcInverseDct(quantization[0]),
        2 => new QuarterInverseDct(quantization, QuarterInverseDct.BestKernel),
        4 => new HalfInverseDct(quantization, HalfInverseDct.BestKernel),
        _ => new PointsInverseDct(quantization, size, PointsInverseDct.BestKernel),
    };


    /// <summary>Blocks of one quantisation table to samples.</summary>
    /// <param name="coefficients">64 a block, natural order.</param>
    /// <param name="extents">Per block an upper bound on the zigzag index of its last non-zero coefficient.</param>
    /// <param name="count">Blocks; the samples of block i of size N go to columns N i to N i + N - 1.</param>
    /// <param name="samples">Top left sample of the first block.</param>
    /// <param name="stride">Bytes between rows of samples.</param>
    public abstract void Transform(short* coefficients, byte* extents, int count, byte* samples, nint stride);
}
