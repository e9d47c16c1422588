// Owns: giving the blocks of a strip to the reconstruction, in runs that stay in the L1 cache: the one place where coefficients go from
// the one half of the decoder to the other. Stands between the strips, which scans have filled, and JpegReconstructor. Leaves to
// others: when a strip is complete, and clearing it.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>Feeds a reconstruction.</summary>
internal static unsafe class BlockFeed
{
    /// <summary>Blocks given at a time: 12 KiB of coefficients.</summary>
    private const int RunBlocks = 96;

    // MCUs and block rows, here of 4:2:0 (T.81 A.2.3). The scan codes six blocks an MCU; the strip has them by component and block row,
    // and a row of it is what the reconstruction takes, for two neighbours share a vector there:
    //
    //     coded:   MCU 0: Y0 Y1 Y2 Y3 Cb Cr   MCU 1: Y0' Y1' Y2' Y3' Cb' Cr'   ...
    //     given:   Y,  block row 0:  Y0 Y1 Y0' Y1' ...
    //              Y,  block row 1:  Y2 Y3 Y2' Y3' ...
    //              Cb, block row 0:  Cb Cb' ...
    //              Cr, block row 0:  Cr Cr' ...

    /// <summary>Gives MCUs that stand at the beginning of a strip.</summary>
    /// <param name="strip">Their coefficients.</param>
    /// <param name="geometry">The frame.</param>
    /// <param name="mcu">The first one's place in the iMCU row.</param>
    /// <param name="count">How many.</param>
    /// <param name="reconstructor">Receives them.</param>
    public static void GiveMcus(CoefficientStrip strip, FrameGeometry geometry, int mcu, int count, JpegReconstructor reconstructor)
    {
        for (int c = 0; c < geometry.Components.Length; c++)
        {
            if (!reconstructor.IsNeeded(c))
                continue;
            int across = geometry.Components[c].HorizontalSampling;
            int down = geometry.Components[c].VerticalSampling;
            for (int v = 0; v < down; v++)
                GiveRow(strip, c, v, mcu * across, count * across, reconstructor);
        }
    }

    /// <summary>Gives a whole iMCU row, or of each component the last block row only.</summary>
    public static void GiveImcuRow(CoefficientStrip strip, FrameGeometry geometry, bool onlyLast, JpegReconstructor reconstructor)
    {
        for (int c = 0; c < geometry.Components.Length; c++)
        {
            if (!reconstructor.IsNeeded(c))
                continue;
            int down = geometry.Components[c].VerticalSampling;
            for (int v = onlyLast ? down - 1 : 0; v < down; v++)
                GiveRow(strip, c, v, 0, geometry.Components[c].PaddedBlocksAcross, reconstructor);
        }
    }

    /// <summary>Gives blocks of a component that stand at the beginning of a strip's row.</summary>
    /// <param name="strip">Their coefficients.</param>
    /// <param name="component">The component.</param>
    /// <param name="row">The block row, 0 to V - 1.</param>
    /// <param name="place">The first one's place in the picture's block row.</param>
    /// <param name="count">How many.</param>
    /// <param name="reconstructor">Receives them.</param>
    public static void GiveRow(CoefficientStrip strip, int component, int row, int place, int count, JpegReconstructor reconstructor)
    {
        Debug.Assert(place >= 0 && count >= 0 && count <= strip.BlocksAcross(component), "the strip is no wider");
        short* blocks = strip.Blocks(component, row);
        byte* extents = strip.Extents(component, row);
        for (int first = 0; first < count; first += RunBlocks)
        {
            int run = Math.Min(RunBlocks, count - first);
            reconstructor.TransformBlocks(
                component, row, place + first, run, new ReadOnlySpan<short>(blocks + first * 64, run * 64), new ReadOnlySpan<byte>(extents + first, run));
        }
    }
}
