// Owns: an animation read frame by frame: which files are one, the frames in order, each decoded as a picture of its own and put onto the canvas.
// Stands beside PngDecoder, which decodes a frame. Leaves to others: rules (PngAnimationCheck), places (PngFrameWalk), blending (PngCanvas).
using System.Buffers;

namespace RawDecoders.Png;

/// <summary>The frames of an animated PNG (PNG 11.3.6).</summary>
internal sealed class PngFrames : IDisposable
{
    /// <summary>Bytes of a frame's rows that are blended at once.</summary>
    private const int BandBytes = 64 << 10;

    private readonly ByteSource _source;
    private readonly DecodeOptions _options;
    private readonly PngChunkCollector _collector;
    private readonly bool _isRaw;
    private readonly PngFrameWalk _start;
    private PngFrameWalk _walk;
    private PngCanvas? _canvas;

    /// <summary>From rows to the format of the canvas, or of raw frames: made once.</summary>
    private PngRowPipeline? _pipeline;
    private PixelFormat _pipelineFormat;
    private long _heldBytes;
    private int _index;

    private PngFrames(ByteSource source, DecodeOptions options, PngChunkCollector collector, bool isRaw)
    {
        (_source, _options, _collector, _isRaw) = (source, options, collector, isRaw);
        bool isLenient = options.Strictness == Strictness.Lenient;
        _start = new PngFrameWalk(source, collector.Header, isLenient ? long.MaxValue : collector.Animation.End, isLenient ? long.MaxValue : Control.FrameCount);
        Natural = PngPlan.GetNaturalFormat(collector);
        CanvasFormat = Natural switch
        {
            PixelFormat.Gray8 or PixelFormat.GrayAlpha16 => PixelFormat.GrayAlpha16,
            PixelFormat.Gray16 or PixelFormat.GrayAlpha32 => PixelFormat.GrayAlpha32,
            PixelFormat.Rgb48 or PixelFormat.Rgba64 => PixelFormat.Rgba64,
            _ => PixelFormat.Rgba32,
        };
    }

    /// <summary>The format that frames have by themselves.</summary>
    public PixelFormat Natural { get; }

    /// <summary>The format of the canvas: it has alpha, and the depth of the file.</summary>
    public PixelFormat CanvasFormat { get; }

    /// <summary>What the file says of itself.</summary>
    public ImageInfo Info => _collector.GetInfo(Natural);

    /// <summary>acTL.</summary>
    public PngAnimation Control => _collector.Animation.Control!.Value;

    public int FrameCount { get; private set; }

    /// <summary>Of all frames together.</summary>
    public TimeSpan Duration { get; private set; }

    /// <summary>Whether the default image is the first frame.</summary>
    public bool HasDefaultImage { get; private set; }

    /// <summary>The frame that is read next; null after the last.</summary>
    public PngFrame? Next { get; private set; }

    /// <summary>Where it is among the frames, from 0.</summary>
    public int NextIndex => _index;

    /// <summary>
    /// Opens a file as an animation. Null: it is none, or it has no frame that can be had, and the default image stands for it. Of one that breaks
    /// a rule the frames before the breach are had, or as many as declared; lenient all that are usable by themselves.
    /// </summary>
    /// <param name="source">A PNG file.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="isRaw">Whether frames are wanted as they are in the file.</param>
    /// <param name="warnings">What was found, if the file has an acTL.</param>
    /// <exception cref="ImageDecodeException">The headers are broken, or a limit is passed, or strictness refuses the animation.</exception>
    public static PngFrames? TryOpen(ByteSource source, DecodeOptions options, bool isRaw, out IReadOnlyList<Issue> warnings)
    {
        var opening = new PngOpening(source, options);
        PngRaster canvas = opening.ReadHeaders();
        (PngChunkCollector collector, DecodeIssues issues) = (opening.Collector, opening.Issues);
        warnings = [];
        if (collector.Animation.Control is null)
            return null;
        opening.Walk.ToEnd(tolerateEnd: false, tolerateIdat: false);
        warnings = issues.Warnings;

        // A canvas is as large as the default image, which its bytes have to justify.
        PngPlan.CheckCapacity(canvas, issues);
        var frames = new PngFrames(source, options, collector, isRaw);
        long savedPixels = frames.Count(issues, options.Limits);
        if (frames.FrameCount == 0)
            return null;
        if (!isRaw)
            frames.DrawCanvas(opening.Budget, savedPixels, issues);
        frames.Rewind();
        return frames;
    }

    /// <summary>Begins again with the first frame.</summary>
    public void Rewind()
    {
        _walk = _start;
        _index = 0;
        _canvas?.Clear();
        Next = _walk.MoveNext() ? _walk.Current : null;
    }

    /// <summary>All frames, without their pixels.</summary>
    public IEnumerable<PngFrame> Enumerate()
    {
        PngFrameWalk walk = _start;
        while (walk.MoveNext())
            yield return walk.Current;
    }

    /// <summary>Decodes the next frame; on the canvas, or as it is.</summary>
    /// <param name="target">Receives the canvas in <paramref name="format"/>, or the frame.</param>
    /// <param name="format">The format of the rows.</param>
    public DecodeResult Read(RowTarget target, PixelFormat format)
    {
        PngFrame frame = Next!.Value;
        DecodeResult result = _isRaw ? ReadRaw(frame, target, format) : ReadCanvas(frame, target, format);
        Skip();
        return result;
    }

    /// <summary>On to the frame after the next one; of raw frames, which do not rest on each other.</summary>
    public void Skip()
    {
        _index++;
        Next = _walk.MoveNext() ? _walk.Current : null;
    }

    private DecodeResult ReadRaw(in PngFrame frame, RowTarget target, PixelFormat format)
    {
        try
        {
            using PngDecoder decoder = Open(frame, format);
            decoder.DecodeAll(target);
            return decoder.Finish();
        }
        catch (ImageDecodeException error) when (CanDoWithout(error))
        {
            for (int y = 0; y < target.RowCount; y++)
                target[y].Clear();
            return WithoutFrame(frame, error, (int)frame.Control.Width, (int)frame.Control.Height, 0, format);
        }
    }

    private DecodeResult ReadCanvas(in PngFrame frame, RowTarget target, PixelFormat format)
    {
        PngHeader header = _collector.Header;
        _canvas ??= new PngCanvas(header.Width, header.Height, CanvasFormat);
        _canvas.Begin(frame.Control, _index == 0);
        DecodeResult result;
        int top = (int)frame.Control.Y;
        try
        {
            result = Draw(frame);
            DamagedRows[] damage = [.. result.Damage.Select(d => d with { FirstRow = d.FirstRow + top })];
            result = result with { Width = header.Width, Height = header.Height, PixelFormat = format, Damage = damage };
        }
        catch (ImageDecodeException error) when (CanDoWithout(error))
        {
            result = WithoutFrame(frame, error, header.Width, header.Height, top, format);
        }

        RowConverter converter = RowConverter.Create(CanvasFormat, format);
        for (int y = 0; y < target.RowCount; y++)
            converter.Convert(_canvas[y], target[y], header.Width);
        return result;
    }

    /// <summary>Puts a frame onto the canvas.</summary>
    private DecodeResult Draw(in PngFrame frame)
    {
        using PngDecoder decoder = Open(frame, CanvasFormat);
        if (frame.Control.BlendOperation == (byte)FrameBlend.Source)
        {
            decoder.DecodeAll(_canvas!.GetTarget(frame.Control));
            return decoder.Finish();
        }

        int rowBytes = (int)frame.Control.Width * CanvasFormat.GetBytesPerPixel();
        int height = (int)frame.Control.Height;
        int bandRows = Math.Clamp(BandBytes / rowBytes, 1, height);
        byte[] band = ArrayPool<byte>.Shared.Rent(bandRows * rowBytes);
        try
        {
            for (int y = 0; y < height; y += bandRows)
            {
                int rows = Math.Min(bandRows, height - y);
                decoder.ReadRows(band, rowBytes, rows);
                for (int i = 0; i < rows; i++)
                    _canvas!.BlendOver(band.AsSpan(i * rowBytes, rowBytes), frame.Control, y + i);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(band);
        }

        return decoder.Finish();
    }

    private PngDecoder Open(in PngFrame frame, PixelFormat format)
    {
        PngHeader header = _collector.Header with { Width = (int)frame.Control.Width, Height = (int)frame.Control.Height };
        var budget = new MemoryBudget(ImageFormat.Png, _options.Limits with { MaxBytes = _options.Limits.MaxBytes - _heldBytes });
        // Rules name IDAT as the part: the same data stands here in other chunks.
        int index = _index;
        if (_pipeline is null || _pipelineFormat != format)
        {
            _pipeline?.Dispose();
            (_pipeline, _pipelineFormat) = (PngPlan.MakePipeline(_collector, format), format);
        }

        var issues = new DecodeIssues(ImageFormat.Png, _options.Strictness)
        {
            NamePart = frame.IsDefaultImage ? null : part => part is "IDAT" or "fdAT" ? $"fdAT of frame {index}" : part,
        };
        return PngDecoder.OpenFrame(
            new PngRaster(_source, frame.FirstData, header), _collector, _options with { PixelFormat = format, ApplyOrientation = false }, issues, budget, _pipeline);
    }

    /// <summary>Whether a frame that cannot be had is left out: lenient.</summary>
    private bool CanDoWithout(ImageDecodeException error)
        => _options.Strictness == Strictness.Lenient && error.Kind is ImageDecodeErrorKind.Malformed or ImageDecodeErrorKind.Truncated;

    private DecodeResult WithoutFrame(in PngFrame frame, ImageDecodeException error, int width, int height, int top, PixelFormat format)
        => new(Info, width, height, format) { Damage = [new DamagedRows(top, (int)frame.Control.Height, error.Issue)] };

    /// <summary>Counts frames, checks the limits; gives the pixels of the largest frame that has what is under it saved.</summary>
    private long Count(DecodeIssues issues, DecodeLimits limits)
    {
        long pixels = 0, saved = 0, ticks = 0;
        foreach (PngFrame frame in Enumerate())
        {
            long offset = frame.FirstData.Offset;
            HasDefaultImage |= frame.IsDefaultImage;
            long area = (long)frame.Control.Width * frame.Control.Height;
            pixels += area;
            if (FrameCount == limits.MaxFrames)
                throw issues.Error(SharedRules.MaxFrames, offset, $"there are more frames than the limit of {limits.MaxFrames}", "fcTL");
            if (pixels > limits.MaxFramePixels)
                throw issues.Error(SharedRules.MaxFramePixels, offset, $"{pixels} pixels of frames are over the limit of {limits.MaxFramePixels}", "fcTL");
            if (frame.Control.DisposeOperation == (byte)FrameDisposal.Previous && FrameCount > 0)
                saved = Math.Max(saved, area);
            ticks += ImageFrameInfo.GetTicks(frame.Control.DelayNumerator, frame.Control.DelayDenominator);
            FrameCount++;
        }

        Duration = new TimeSpan(ticks);
        return saved;
    }

    /// <summary>Canvas, what is saved of it, and a band of rows.</summary>
    private void DrawCanvas(MemoryBudget budget, long savedPixels, DecodeIssues issues)
    {
        PngHeader header = _collector.Header;
        int pixelBytes = CanvasFormat.GetBytesPerPixel();
        long canvas = (long)header.Width * header.Height * pixelBytes;
        if (canvas > Array.MaxLength)
            throw issues.Error(SharedRules.OneBuffer, PngPlan.HeaderOffset, $"a canvas of {header.Width} x {header.Height} pixels needs {canvas} bytes, and one buffer holds {Array.MaxLength}");
        _heldBytes = canvas + savedPixels * pixelBytes + Math.Max(BandBytes, (long)header.Width * pixelBytes);
        budget.Draw(_heldBytes, PngPlan.HeaderOffset, "the canvas of an animation", "IHDR");
    }

    public void Dispose()
    {
        _canvas?.Dispose();
        _pipeline?.Dispose();
    }
}
