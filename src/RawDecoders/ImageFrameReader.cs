// Owns: reading by frames. Stands over PngFrames, for animations, or over the decode of one picture, for all other files. Leaves frames,
// composing and rules to them.
using RawDecoders.Png;

namespace RawDecoders;

/// <summary>
/// Reads a file frame by frame: an animated PNG (PNG 11.3.6) as it is shown, any other file as one frame. Made by
/// <see cref="ImageDecoder.OpenFrames(string, DecodeOptions?, FrameOptions?)"/>.
/// </summary>
/// <remarks>
/// A frame is the whole canvas after the frame has been put onto it, with alpha (GrayAlpha16, Rgba32, and with 16-bit samples GrayAlpha32, Rgba64) or
/// in <see cref="DecodeOptions.PixelFormat"/>; or, with <see cref="FrameOptions.Raw"/>, the frame alone. Memory is that of the canvas and of one
/// frame, whatever their number. An animation that breaks a rule of its structure is refused by <see cref="Strictness.Strict"/>;
/// <see cref="Strictness.Standard"/> gives what browsers show, the frames before the breach, or if there are none the default image, with
/// <see cref="Warnings"/>; <see cref="Strictness.Lenient"/> every frame that can be had.
/// An error in a frame's pixels is final: each later read throws the same exception again. Not safe for use by several threads at once.
/// </remarks>
public sealed class ImageFrameReader : IDisposable
{
    private readonly InputFile _input;
    private readonly DecodeOptions _options;
    private readonly bool _isRaw;
    private readonly PngFrames? _animation;
    private readonly ReadOnlyMemory<byte> _palette;
    private readonly bool _isTurned;
    private int _nextSingle;
    private FinalError _error;
    private bool _disposed;

    internal ImageFrameReader(InputFile input, DecodeOptions options, FrameOptions frameOptions)
    {
        (_input, _options, _isRaw) = (input, options, frameOptions.Raw);
        try
        {
            _animation = ImageFormats.TryOpenFrames(input.Source, options, _isRaw, out IReadOnlyList<Issue> warnings);
            Warnings = warnings;
            if (_animation is null)
            {
                using FormatDecoder decoder = ImageFormats.Open(input.Source, options);
                (Width, Height) = ImageDecoder.OutputSize(decoder, options);
                (Info, PixelFormat, _palette, IsBoolean) = (decoder.Info, decoder.OutputFormat, decoder.Palette, decoder.IsBoolean);
                return;
            }

            Info = _animation.Info;
            _isTurned = !_isRaw && options.TurnsUpright && Info.Orientation != ImageOrientation.TopLeft;
            (Width, Height) = _isTurned && OrientationTransform.SwapsAxes(Info.Orientation) ? (Info.Height, Info.Width) : (Info.Width, Info.Height);
            PixelFormat = options.PixelFormat ?? (_isRaw ? _animation.Natural : _animation.CanvasFormat);
            if (_isRaw && PixelFormat == PixelFormat.Indexed8 && Info.Metadata is PngMetadata { Palette: not null })
                _palette = ReadPalette(input.Source, options);
            else if (PixelFormat == PixelFormat.Indexed8)
                throw new ImageDecodeException(DecodeIssues.Make(SharedRules.PixelFormatUnavailable, 0, "indexed8 was asked of frames that are composed, or have no palette"), ImageFormat.Png);
        }
        catch (Exception error)
        {
            Name(error);
            _animation?.Dispose();
            input.Dispose();
            throw;
        }
    }

    /// <summary>What the file says of itself.</summary>
    public ImageInfo Info { get; }

    /// <summary>Whether the frames are those of an animation; otherwise the file is one picture, and one frame.</summary>
    public bool IsAnimation => _animation is not null;

    /// <summary>Number of frames, at least 1.</summary>
    public int FrameCount => _animation?.FrameCount ?? 1;

    /// <summary>How often the animation is played; 0 is for ever. 1 for a picture.</summary>
    public long LoopCount => _animation?.Control.PlayCount ?? 1;

    /// <summary>
    /// Whether the default image, which is what <see cref="ImageDecoder.Decode(string, DecodeOptions?)"/> gives, is a frame (the first one).
    /// </summary>
    public bool IsDefaultImageFrame => _animation?.HasDefaultImage ?? true;

    /// <summary>How long all frames take together, once; a frame of delay 0 counts nothing.</summary>
    public TimeSpan Duration => _animation?.Duration ?? TimeSpan.Zero;

    /// <summary>Width of the canvas in pixels.</summary>
    public int Width { get; }

    /// <summary>Height of the canvas in pixels.</summary>
    public int Height { get; }

    /// <summary>Pixel format of what is read.</summary>
    public PixelFormat PixelFormat { get; }

    /// <summary>Whether the samples are 0 and 255 and mean false and true (see <see cref="PixelBuffer.IsBoolean"/>).</summary>
    public bool IsBoolean { get; }

    /// <summary>For Indexed8: the colours, 4 bytes (RGBA) an entry. Empty otherwise.</summary>
    public ReadOnlyMemory<byte> Palette => _palette;

    /// <summary>What was found in the structure of a file with animation chunks; why it is not shown as an animation, if it is not.</summary>
    public IReadOnlyList<Issue> Warnings { get; }

    /// <summary>The frame that is read next; <see langword="null"/> after the last.</summary>
    public ImageFrameInfo? NextFrame => _animation is null
        ? _nextSingle == 0 ? new ImageFrameInfo(0, 0, 0, Width, Height) : null
        : _animation.Next is { } next ? Describe(next, _animation.NextIndex) : null;

    /// <summary>All frames without their pixels, in order; the file is walked anew each time. Where the reader stands does not change.</summary>
    public IEnumerable<ImageFrameInfo> Frames
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _animation is null ? [new ImageFrameInfo(0, 0, 0, Width, Height)] : _animation.Enumerate().Select(Describe);
        }
    }

    /// <summary>Reads the next frame into new memory.</summary>
    /// <returns>
    /// The canvas, or with <see cref="FrameOptions.Raw"/> the frame; its <see cref="PixelBuffer.Result"/> is the account of this frame. <see langword="null"/> after the last.
    /// </returns>
    /// <exception cref="ImageDecodeException">The frame is broken, or one has been found so before.</exception>
    public PixelBuffer? ReadFrame()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _error.ThrowIfAny();
        if (NextFrame is not { } frame)
            return null;
        (int width, int height) = SizeOf(frame);
        long bytes = (long)width * height * PixelFormat.GetBytesPerPixel();
        if (bytes > Math.Min(Array.MaxLength, _options.Limits.MaxBytes))
            throw Keep(new ImageDecodeException(DecodeIssues.Make(SharedRules.MaxBytes, 0, $"{width} x {height} {PixelFormat.GetName()} pixels need {bytes} bytes", "pixels"), Info.Format));
        Memory<byte> memory = _options.Allocator is { } allocator ? allocator((int)bytes) : GC.AllocateUninitializedArray<byte>((int)bytes);
        if (memory.Length < bytes)
            throw new InvalidOperationException($"DecodeOptions.Allocator gave {memory.Length} bytes, and {bytes} were asked for.");
        DecodeResult result = ReadFrame(memory.Span)!;
        return new PixelBuffer(memory[..(int)bytes], width, height, PixelFormat) { Palette = Palette, Result = result, IsBoolean = IsBoolean };
    }

    /// <summary>Reads the next frame into the caller's memory.</summary>
    /// <param name="destination">
    /// Receives the rows of the canvas, <see cref="Width"/> × <see cref="Height"/> pixels, or with <see cref="FrameOptions.Raw"/> those of the rectangle of
    /// <see cref="NextFrame"/>, top row first; the last row needs no bytes after its pixels.
    /// </param>
    /// <param name="stride">Bytes from one row to the next; 0 for tightly packed rows.</param>
    /// <returns>The account of this frame; <see langword="null"/> after the last, when nothing is written.</returns>
    /// <exception cref="ImageDecodeException">The frame is broken, or one has been found so before.</exception>
    /// <exception cref="ArgumentException"><paramref name="destination"/> or <paramref name="stride"/> is too small.</exception>
    public DecodeResult? ReadFrame(Span<byte> destination, int stride = 0)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _error.ThrowIfAny();
        if (NextFrame is not { } frame)
            return null;
        (int width, int height) = SizeOf(frame);
        long rowBytes = (long)width * PixelFormat.GetBytesPerPixel();
        RowTarget target = RowTarget.Create(destination, stride, rowBytes, height);
        try
        {
            DecodeResult result;
            if (_animation is null)
                result = ReadPicture(destination, stride);
            else if (_isTurned)
                result = ReadTurned(_animation, target);
            else
                result = _animation.Read(target, PixelFormat);
            _input.Progress(rowBytes * height);
            return result;
        }
        catch (Exception error)
        {
            throw Keep(error);
        }
    }

    /// <summary>Begins again with the first frame. An error stays final.</summary>
    public void Rewind()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _nextSingle = 0;
        _animation?.Rewind();
    }

    /// <summary>Closes the file.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _animation?.Dispose();
        _input.Dispose();
    }

    private DecodeResult ReadPicture(Span<byte> destination, int stride)
    {
        DecodeResult result = ImageDecoder.DecodeInto(_input.Source, destination, stride, _options);
        _nextSingle = 1;
        return result;
    }

    private DecodeResult ReadTurned(PngFrames animation, RowTarget target)
    {
        int pixelBytes = PixelFormat.GetBytesPerPixel();
        int storedRow = Info.Width * pixelBytes;
        byte[] stored = GC.AllocateUninitializedArray<byte>(checked(storedRow * Info.Height));
        DecodeResult result = animation.Read(RowTarget.Create(stored, storedRow, storedRow, Info.Height), PixelFormat);
        OrientationTransform.Apply(stored, storedRow, target, pixelBytes, Info.Orientation);
        return result with { Width = Width, Height = Height, Damage = ImageDecoder.TurnDamage(result.Damage, Info.Orientation, Height) };
    }

    private (int Width, int Height) SizeOf(ImageFrameInfo frame) => _isRaw && IsAnimation ? (frame.Width, frame.Height) : (Width, Height);

    private static ReadOnlyMemory<byte> ReadPalette(ByteSource source, DecodeOptions options)
    {
        using FormatDecoder decoder = ImageFormats.Open(source, options);
        return decoder.Palette;
    }

    private static ImageFrameInfo Describe(PngFrame frame, int index)
    {
        PngFrameControl control = frame.Control;
        return new ImageFrameInfo(index, (int)control.X, (int)control.Y, (int)control.Width, (int)control.Height)
        {
            DelayNumerator = control.DelayNumerator,
            DelayDenominator = control.DelayDenominator,
            Disposal = (FrameDisposal)control.DisposeOperation,
            Blend = (FrameBlend)control.BlendOperation,
        };
    }

    private Exception Keep(Exception error)
    {
        Name(error);
        _error.Keep(error);
        _error.ThrowIfAny();
        return error;
    }

    private void Name(Exception error)
    {
        if (error is ImageDecodeException refusal)
            refusal.Path ??= _input.Path;
    }
}
