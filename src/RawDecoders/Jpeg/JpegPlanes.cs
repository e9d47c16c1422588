// Owns: the components of a picture at their own resolution as a caller gets them, and reading them: the strips that the reconstruction
// makes its pixels of, copied row by row. Stands beside JpegDecoder, below the facade. Leaves to others: every stage before the
// samples (JpegPass, StripReconstructor, WideReconstructor); upsampling and colour do not happen.

namespace RawDecoders.Jpeg;

/// <summary>
/// The components of a JPEG, each at its own resolution, before upsampling and colour: Y, Cb and Cr of most files. What libjpeg gives as
/// raw data, without the samples that only fill up MCUs. <see cref="ImageDecoder.DecodeJpegPlanes(ReadOnlySpan{byte}, DecodeOptions?)"/> makes them.
/// </summary>
public sealed class JpegPlanes
{
    private JpegPlanes(IReadOnlyList<PixelBuffer> planes, JpegPass pass) => (Planes, Info, Warnings, Damage) = (planes, pass.Info, pass.Warnings, pass.Damage);

    /// <summary>
    /// The components in the frame header's order, 1 to 4: <see cref="PixelFormat.Gray8"/>, or <see cref="PixelFormat.Gray16"/> with the samples
    /// right-aligned if they have more than 8 bits. Sizes are those of T.81 A.1.1: the picture's times the component's sampling factor by the largest, rounded up.
    /// </summary>
    public IReadOnlyList<PixelBuffer> Planes { get; }

    /// <summary>What the file says of itself.</summary>
    public ImageInfo Info { get; }

    /// <summary>Violations that were passed over.</summary>
    public IReadOnlyList<Issue> Warnings { get; }

    /// <summary>Lenient: rows of the picture whose samples may not be as stored.</summary>
    public IReadOnlyList<DamagedRows> Damage { get; }

    /// <summary>Decodes all scans.</summary>
    /// <exception cref="ImageDecodeException">The file is refused, or over a limit.</exception>
    internal static JpegPlanes Read(ByteSource source, DecodeOptions asked)
    {
        if (asked.Shrinks || asked.Like is not null)
            throw new ArgumentException("Planes are those of the whole picture, as the file has them: neither Scale, TargetSize nor Like goes with them.", nameof(asked));
        var options = new DecodeOptions { Strictness = asked.Strictness, Limits = asked.Limits, JpegReconstruction = asked.JpegReconstruction };
        var issues = new DecodeIssues(ImageFormat.Jpeg, options.Strictness);
        var budget = new MemoryBudget(ImageFormat.Jpeg, options.Limits);
        JpegHeaders headers = JpegHeaders.Read(source, options, issues, budget);
        long offset = headers.Structure.FrameOffset;

        // In its natural format a picture is made of all of its components.
        JpegPlan plan = JpegPlan.Choose(headers, headers.Colour.NaturalFormat, options);
        budget.Draw(plan.CoefficientBytes, offset, "the coefficients of an iMCU row", "SOF");
        budget.Draw(plan.WorkingBytes, offset, "the samples of an iMCU row", "SOF");
        PixelFormat format = plan.Precision > 8 ? PixelFormat.Gray16 : PixelFormat.Gray8;
        ComponentGeometry[] components = plan.Geometry.Components;
        foreach (ComponentGeometry c in components)
        {
            long bytes = (long)c.Width * c.Height * format.GetBytesPerPixel();

            // An array has no more bytes than that, whatever the limit.
            budget.Draw(bytes > Array.MaxLength ? long.MaxValue / 2 : bytes, offset, "the samples of a component", "SOF");
        }

        PixelBuffer[] planes = [.. components.Select(c => Allocate(c, format, asked.Allocator))];
        using JpegReconstructor reconstructor = plan.Wide is { } wide ? new WideReconstructor(wide) : new StripReconstructor(plan.Reconstruction);
        return new JpegPlanes(planes, JpegPass.Run(headers, plan, source, issues, reconstructor, row => Copy(reconstructor, plan.Geometry, row, planes)));
    }

    private static PixelBuffer Allocate(in ComponentGeometry c, PixelFormat format, Func<int, Memory<byte>>? allocator)
    {
        int bytes = c.Width * c.Height * format.GetBytesPerPixel();
        Memory<byte> memory = allocator?.Invoke(bytes) ?? new byte[bytes];
        return memory.Length >= bytes
            ? new PixelBuffer(memory[..bytes], c.Width, c.Height, format)
            : throw new InvalidOperationException($"DecodeOptions.Allocator gave {memory.Length} bytes, and {bytes} were asked for.");
    }

    /// <summary>Copies the rows of an iMCU row, which is the last one that the reconstruction has.</summary>
    private static void Copy(JpegReconstructor reconstructor, FrameGeometry geometry, int imcuRow, PixelBuffer[] planes)
    {
        for (int c = 0; c < planes.Length; c++)
        {
            int rows = geometry.Components[c].VerticalSampling * geometry.DataUnit;
            int first = imcuRow * rows, end = Math.Min(first + rows, planes[c].Height);
            for (int y = first; y < end; y++)
            {
                if (reconstructor is StripReconstructor strips)
                    strips.SampleRow(c, y).CopyTo(planes[c].GetRow(y));
                else
                    CopyWide(((WideReconstructor)reconstructor).Row(c, y), planes[c], y);
            }
        }

        // Pixels are not made of them.
        if (reconstructor is StripReconstructor narrow)
            narrow.DropRows();
        else
            ((WideReconstructor)reconstructor).DropRows();
    }

    private static void CopyWide(ReadOnlySpan<ushort> samples, PixelBuffer plane, int y)
    {
        Span<byte> row = plane.GetRow(y);
        if (plane.Format == PixelFormat.Gray16)
        {
            System.Runtime.InteropServices.MemoryMarshal.AsBytes(samples).CopyTo(row);
            return;
        }

        for (int x = 0; x < samples.Length; x++)
            row[x] = (byte)samples[x];
    }
}
