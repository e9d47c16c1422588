// Owns: reading the components of a JPEG at their own resolution, row by row: which size they come out at, and the rows of the strips that
// the reconstruction makes its pixels of. Stands beside JpegDecoder, below JpegPlanes and VideoPlanes, which receive the rows. Leaves to
// others: every stage before the samples (JpegPass, StripReconstructor, WideReconstructor); upsampling and colour do not happen.

namespace RawDecoders.Jpeg;

/// <summary>Receives the rows of samples of each component: those of an iMCU row, component after component, from the top.</summary>
internal abstract class PlaneSink
{
    /// <summary>A row of samples of 8 bits: as many as belong to the picture.</summary>
    public abstract void Take(int component, int y, ReadOnlySpan<byte> samples);

    /// <summary>A row of samples of a picture of other depths, or of a lossless one.</summary>
    public abstract void TakeWide(int component, int y, ReadOnlySpan<ushort> samples);
}

/// <summary>One JPEG, opened for its planes.</summary>
internal sealed class JpegPlaneReader
{
    private readonly ByteSource _source;
    private readonly DecodeIssues _issues;
    private readonly JpegPlan _plan;
    private readonly FrameGeometry _geometry;

    /// <param name="source">The file.</param>
    /// <param name="asked">Strictness, limits, reconstruction and scale.</param>
    /// <exception cref="ImageDecodeException">The headers are refused, or over a limit, or there is no such scale.</exception>
    /// <exception cref="ArgumentException">An array of another library is asked for, or a scale that does not go with the other options.</exception>
    public JpegPlaneReader(ByteSource source, DecodeOptions asked)
    {
        if (asked.Like is not null)
            throw new ArgumentException("Planes are as the file has them: DecodeOptions.Like does not go with them.", nameof(asked));
        var options = new DecodeOptions
        {
            Strictness = asked.Strictness,
            Limits = asked.Limits,
            JpegReconstruction = asked.JpegReconstruction,
            Scale = asked.Scale,
            TargetSize = asked.TargetSize,
        };
        ScaleChoice.Check(options);
        _source = source;
        _issues = new DecodeIssues(ImageFormat.Jpeg, options.Strictness);
        Budget = new MemoryBudget(ImageFormat.Jpeg, options.Limits);
        Headers = JpegHeaders.Read(source, options, _issues, Budget);

        // In its natural format a picture is made of all of its components. Wide ones have one size, and no boxes are averaged here.
        ImageInfo info = JpegDescription.Make(Headers.Structure, Headers.Colour, null, source.Length, []);
        bool isWide = JpegPlan.IsWide(Headers.Structure.Frame);
        ImageScale scale = ScaleChoice.Of(options, info, boxesOnly: false);
        if (isWide && scale != ImageScale.Full)
        {
            if (options.TargetSize is null)
                throw _issues.Error(SharedRules.ScaleUnavailable, FrameOffset, $"planes at {scale} are asked for, of a picture that is no JPEG of 8 bits with a DCT", "SOF");
            scale = ImageScale.Full;
        }

        _plan = JpegPlan.Choose(Headers, Headers.Colour.NaturalFormat, options, scale, keepsSampling: true);
        _geometry = _plan.Wide is null ? _plan.Reconstruction.Geometry : _plan.Geometry;
        Budget.Draw(_plan.CoefficientBytes, FrameOffset, "the coefficients of an iMCU row", "SOF");
        Budget.Draw(_plan.WorkingBytes, FrameOffset, "the samples of an iMCU row", "SOF");
    }

    public JpegHeaders Headers { get; }

    public MemoryBudget Budget { get; }

    public long FrameOffset => Headers.Structure.FrameOffset;

    /// <summary>Bits of a sample.</summary>
    public int Precision => _plan.Precision;

    /// <summary>Pixels in a row, at the scale.</summary>
    public int Width => _geometry.Width;

    /// <summary>Rows of pixels, at the scale.</summary>
    public int Height => _geometry.Height;

    /// <summary>The components in the frame header's order, at the scale.</summary>
    public ReadOnlySpan<ComponentGeometry> Components => _geometry.Components;

    /// <summary>A refusal of the picture.</summary>
    public ImageDecodeException Refuse(Rule rule, string text) => _issues.Error(rule, FrameOffset, text, "SOF");

    /// <summary>Decodes all scans.</summary>
    /// <exception cref="ImageDecodeException">They are refused.</exception>
    public JpegPass Run(PlaneSink sink)
    {
        using JpegReconstructor reconstructor = _plan.Wide is { } wide ? new WideReconstructor(wide) : new StripReconstructor(_plan.Reconstruction);
        JpegPass pass = JpegPass.Run(Headers, _plan, _source, _issues, reconstructor, row => Give(reconstructor, row, sink));
        return pass with { Damage = ScaleChoice.Shrink(pass.Damage, _plan.Scale, Height) };
    }

    /// <summary>Gives the rows of an iMCU row, which is the last one that the reconstruction has.</summary>
    private void Give(JpegReconstructor reconstructor, int imcuRow, PlaneSink sink)
    {
        for (int c = 0; c < _geometry.Components.Length; c++)
        {
            ref readonly ComponentGeometry component = ref _geometry.Components[c];
            int rows = component.VerticalSampling * component.BlockSize;
            int first = imcuRow * rows, end = Math.Min(first + rows, component.Height);
            for (int y = first; y < end; y++)
            {
                if (reconstructor is StripReconstructor strips)
                    sink.Take(c, y, strips.SampleRow(c, y));
                else
                    sink.TakeWide(c, y, ((WideReconstructor)reconstructor).Row(c, y));
            }
        }

        // Pixels are not made of them.
        if (reconstructor is StripReconstructor narrow)
            narrow.DropRows();
        else
            ((WideReconstructor)reconstructor).DropRows();
    }
}
