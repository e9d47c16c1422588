// Owns: the contract of the half of the decoder that follows entropy decoding: blocks of one iMCU row (an interleaved MCU row:
// V block rows of each component) at a time go in, finished pixel rows come out, straight into the caller's memory. Stands
// between the feed of coefficients and StripReconstructor; tests and benchmarks put others in its place. Leaves to others:
// coefficients, of which it keeps none, and the picture, which it never holds.

namespace RawDecoders.Jpeg;

/// <summary>
/// Reconstructs one picture from its coefficients. The order of calls, for each iMCU row from the top: any number of
/// <see cref="TransformBlocks"/>, one <see cref="EndImcuRow"/>, then <see cref="EmitRows"/> until
/// <see cref="RowsReady"/> is 0.
/// </summary>
internal abstract class JpegReconstructor : IDisposable
{
    /// <summary>Makes the reconstructor that <paramref name="plan"/> describes; takes its scratch from pools.</summary>
    public static JpegReconstructor Create(ReconstructionPlan plan) => new StripReconstructor(plan);

    /// <summary>
    /// Whether a component contributes to the output at all (chroma does not to Gray8 of YCbCr under LibjpegTurbo).
    /// Blocks of one that does not may be left out; <see cref="TransformBlocks"/> ignores them.
    /// </summary>
    public abstract bool IsNeeded(int component);

    /// <summary>
    /// Dequantises and transforms <paramref name="count"/> horizontally adjacent blocks of one component into its strip.
    /// Blocks may come in any order within the iMCU row, in runs of any length; even counts from an even
    /// <paramref name="firstBlock"/> are fastest (two blocks share a vector), and runs that keep the coefficients in the
    /// L1 cache. Blocks beyond the picture's right or bottom edge, which only pad an MCU, may be left out or given: no
    /// pixel depends on them.
    /// </summary>
    /// <param name="component">Index into the plan's components.</param>
    /// <param name="blockRow">0 to V - 1: the block row within the current iMCU row.</param>
    /// <param name="firstBlock">Index of the first block along the row, from 0.</param>
    /// <param name="count">How many blocks; firstBlock + count is at most the padded component's blocks in a row.</param>
    /// <param name="coefficients">
    /// 64 a block, natural (row-major) order, as entropy decoding gives them: not dequantised. Left as they are.
    /// </param>
    /// <param name="extents">
    /// Per block an upper bound on the zigzag index of its last non-zero coefficient: 0 says that there is only a DC
    /// coefficient, 63 says nothing.
    /// </param>
    public abstract void TransformBlocks(
        int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents);

    /// <summary>
    /// Ends the current iMCU row: its blocks have all been given. After the last, every row of the picture is ready.
    /// </summary>
    public abstract void EndImcuRow();

    /// <summary>
    /// Rows that can be emitted now. They must all be emitted before the next iMCU row's first
    /// <see cref="TransformBlocks"/>, which overwrites what they are made of.
    /// </summary>
    public abstract int RowsReady { get; }

    /// <summary>
    /// Writes the next rows (as many as <paramref name="target"/> has, at most <see cref="RowsReady"/>), upsampled, in the output
    /// format. Bytes between a row's end and the next stride are left alone.
    /// </summary>
    public abstract void EmitRows(RowTarget target);

    /// <summary>The next row to be emitted, of a reconstructor that can be anywhere in its picture.</summary>
    public virtual int NextRow => throw new NotSupportedException();

    /// <summary>
    /// Goes to iMCU row <paramref name="imcuRow"/> without those before. Where rows are made of samples of two iMCU rows, its first row is then
    /// not as it should be: the iMCU row before serves as context only, and its rows are passed over.
    /// </summary>
    public virtual void StartAt(int imcuRow) => throw new NotSupportedException();

    /// <summary>Passes over some of the rows that are ready.</summary>
    public virtual void SkipRows(int count) => throw new NotSupportedException();

    /// <summary>Returns the strips to the pool.</summary>
    public abstract void Dispose();
}
