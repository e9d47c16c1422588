// Owns: pictures of the stages between a file's bytes and its pixels: how many bits each MCU takes, the components by
// themselves, DC alone, and for several scans the picture as it stands after each. Stands on JpegStudy and ScanWalk. Leaves to
// others: drawing, which is the decoder's own reconstruction.

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Draws the stages of one file.</summary>
internal static class JpegStages
{
    /// <exception cref="ImageDecodeException">The file is refused.</exception>
    public static IEnumerable<StagePicture> Draw(ReadOnlyMemory<byte> file, DecodeLimits limits, InspectBudget budget)
    {
        using var study = new JpegStudy(file, limits, budget);
        if (study.Geometry is { } g && !budget.TryMemory(CoefficientStore.BytesNeeded(g) + (4L * g.Width * g.Height)))
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, 0, $"pictures of {g.Width} x {g.Height} pixels", InspectLimit.Memory);
        if (!budget.TryWork(study.DecodeCost))
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, 0, "pictures of the scans", InspectLimit.Work);
        JpegFindings.Refuse(study.Source, limits);
        var bits = new double[study.Geometry!.McusAcross * study.Geometry.McusDown];
        var store = new CoefficientStore(study.Geometry);
        for (int i = 0; i < study.UsedScans; i++)
        {
            ScanRecord scan = study.Scans[i];
            Read(study, scan, store, bits);
            if (study.UsedScans > 1 && !study.IsLossless)
            {
                // An inverse transform and a colour conversion for each block.
                if (!budget.TryWork(10 * CoefficientStore.BytesNeeded(study.Geometry) / 128))
                    throw InspectBudget.Exceeded(ImageFormat.Jpeg, scan.Offset, $"pictures of scan {i + 1} and of what follows", InspectLimit.Work);
                yield return new StagePicture(
                    $"scan-{i + 1}",
                    $"After scan {i + 1} of {study.UsedScans} ({FrameNodes.DescribeScan(scan, study.Structure.Frame, study.Colour.Model)}); T.81 {(study.IsProgressive ? "G.1.1" : "A.2.2")}.",
                    Reconstruct(study, store, dcOnly: false));
            }
        }

        yield return new StagePicture("bits", "How many bits each MCU takes, the most of them white (T.81 A.2, F.1.2).", DrawBits(study, bits));
        if (!study.IsLossless)
            yield return new StagePicture("dc", "The DC coefficients alone: the mean of each block (T.81 A.3.3, A.3.5).", Reconstruct(study, store, dcOnly: true));
        for (int c = 0; c < study.Geometry.Components.Length; c++)
        {
            string name = study.ComponentName(c);
            yield return new StagePicture(
                $"component-{name.ToLowerInvariant().Replace(' ', '-')}",
                $"Component {name} by itself, before upsampling and colour conversion (T.81 A.1.1).", Plane(study, store, c));
        }
    }

    private static void Read(JpegStudy study, ScanRecord scan, CoefficientStore store, double[] bits)
    {
        FrameGeometry geometry = study.Geometry!;
        var walk = new ScanWalk(study, scan, store)
        {
            EmptyRows = [],
            OnBlock = block =>
            {
                ComponentGeometry c = geometry.Components[block.Component];
                bits[block.Y / c.VerticalSampling * geometry.McusAcross + block.X / c.HorizontalSampling] += block.Bits;
            },
        };
        walk.Run();
        if (walk.IsStopped)
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, scan.Offset, $"scan {scan.Number + 1} and those after it", InspectLimit.Work);
    }

    private static PixelBuffer DrawBits(JpegStudy study, double[] bits)
    {
        FrameGeometry g = study.Geometry!;
        double most = Math.Max(1, bits.Max());
        byte[] pixels = new byte[g.Width * g.Height];
        for (int y = 0; y < g.Height; y++)
        {
            for (int x = 0; x < g.Width; x++)
                pixels[y * g.Width + x] = (byte)(255 * bits[y / g.McuHeight * g.McusAcross + x / (g.DataUnit * g.MaxHorizontal)] / most);
        }

        return new PixelBuffer(pixels, g.Width, g.Height, PixelFormat.Gray8, g.Width);
    }

    private static PixelBuffer Plane(JpegStudy study, CoefficientStore store, int component)
    {
        FrameGeometry g = study.Geometry!;
        ComponentGeometry c = g.Components[component];
        (int width, int height) = (c.Width, c.Height);
        ushort[] steps = study.QuantizationOf(component);
        byte[] pixels = new byte[width * height];
        if (study.IsLossless)
        {
            ushort[] plane = LosslessTrail.Planes(study, store)[component] ?? new ushort[c.PaddedBlocksAcross * c.PaddedBlocksDown];
            int shift = Math.Max(study.Scans.Find(s => s.Header.Components.ToArray().Any(m => m.Component == component))?.Header.ApproximationLow ?? 0, (byte)0);
            for (int i = 0; i < pixels.Length; i++)
                pixels[i] = ToByte(study, plane[i / width * c.PaddedBlocksAcross + i % width] << shift);
            return new PixelBuffer(pixels, width, height, PixelFormat.Gray8, width);
        }

        Span<ushort> samples = stackalloc ushort[64];
        for (int y = 0; y < height; y += 8)
        {
            for (int x = 0; x < width; x += 8)
            {
                BlockNodes.Reconstruct(store.Block(component, x / 8, y / 8).Span, steps, study.Precision, samples);
                int columns = Math.Min(8, width - x);
                for (int row = 0; row < Math.Min(8, height - y); row++)
                {
                    for (int column = 0; column < columns; column++)
                        pixels[(y + row) * width + x + column] = ToByte(study, samples[8 * row + column]);
                }
            }
        }

        return new PixelBuffer(pixels, width, height, PixelFormat.Gray8, width);
    }

    private static byte ToByte(JpegStudy study, int sample) => SampleScaling.ToByte((uint)Math.Min(sample, (1 << study.Precision) - 1), study.Precision);

    /// <summary>The picture that the coefficients make as they are, in grey or RGB.</summary>
    public static PixelBuffer Reconstruct(JpegStudy study, CoefficientStore store, bool dcOnly)
    {
        FrameGeometry g = study.Geometry!;
        int count = g.Components.Length;
        PixelFormat format = count < 3 ? PixelFormat.Gray8 : PixelFormat.Rgb24;
        ushort[][] quantization = [.. Enumerable.Range(0, count).Select(study.QuantizationOf)];
        using JpegReconstructor reconstructor = study.Precision > 8
            ? new WideReconstructor(WideReconstructionPlan.Choose(study.Structure.Frame, g, quantization, study.Colour, DecodeOptions.Default, format))
            : JpegReconstructor.Create(ReconstructionPlan.Choose(g, quantization, study.Colour, JpegReconstruction.LibjpegTurbo, format));

        int stride = g.Width * format.GetBytesPerPixel();
        byte[] pixels = new byte[stride * g.Height];
        RowTarget rows = RowTarget.Create(pixels, stride, stride, g.Height);
        for (int row = 0; row < g.McusDown; row++)
        {
            for (int c = 0; c < count; c++)
                Give(reconstructor, g.Components[c], store, c, row, dcOnly);
            reconstructor.EndImcuRow();
            int ready = reconstructor.RowsReady;
            reconstructor.EmitRows(rows.Slice(0, ready));
            rows = rows.From(ready);
        }

        return new PixelBuffer(pixels, g.Width, g.Height, format, stride);
    }

    private static void Give(JpegReconstructor reconstructor, in ComponentGeometry geometry, CoefficientStore store, int component, int imcuRow, bool dcOnly)
    {
        if (!reconstructor.IsNeeded(component))
            return;
        Span<short> block = stackalloc short[64];
        for (int v = 0; v < geometry.VerticalSampling; v++)
        {
            for (int x = 0; x < geometry.PaddedBlocksAcross; x++)
            {
                store.Block(component, x, imcuRow * geometry.VerticalSampling + v).Span.CopyTo(block);
                if (dcOnly)
                    block[1..].Clear();
                reconstructor.TransformBlocks(component, v, x, 1, block, [63]);
            }
        }
    }
}
