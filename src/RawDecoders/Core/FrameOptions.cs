// Owns: how frames are read, and what is known of one without its pixels. Stands at the face. Leaves composing to the formats.

namespace RawDecoders;

/// <summary>How the frames of a file are read. Immutable.</summary>
/// <example>
/// <code>
/// using ImageFrameReader frames = ImageDecoder.OpenFrames("animated.png", frameOptions: new FrameOptions { Raw = true });
/// PixelBuffer? asStored = frames.ReadFrame();
/// </code>
/// </example>
public sealed record FrameOptions
{
    /// <summary>The defaults: the picture as it is shown.</summary>
    public static FrameOptions Default { get; } = new();

    /// <summary>
    /// Whether a frame of an animation is given as the file has it: only its own rectangle, in the file's natural format, neither blended nor
    /// turned. Off unless asked: each frame then is the whole canvas as it is shown.
    /// </summary>
    public bool Raw { get; init; }
}

/// <summary>What becomes of a frame's rectangle before the next frame (PNG 11.3.6.2, dispose_op).</summary>
public enum FrameDisposal
{
    /// <summary>It stays.</summary>
    None = 0,

    /// <summary>It becomes fully transparent black.</summary>
    Background = 1,

    /// <summary>It becomes what it was before the frame; of the first frame the same as <see cref="Background"/>.</summary>
    Previous = 2,
}

/// <summary>How a frame is put onto the canvas (PNG 11.3.6.2, blend_op).</summary>
public enum FrameBlend
{
    /// <summary>It replaces what is there, alpha included.</summary>
    Source = 0,

    /// <summary>It is blended over it by its alpha.</summary>
    Over = 1,
}

/// <summary>A frame, without its pixels.</summary>
/// <param name="Index">Its place among the frames, from 0.</param>
/// <param name="X">Left edge on the canvas, in pixels.</param>
/// <param name="Y">Top edge on the canvas.</param>
/// <param name="Width">Width of its rectangle in pixels.</param>
/// <param name="Height">Height of its rectangle.</param>
/// <example>
/// <code>
/// using ImageFrameReader frames = ImageDecoder.OpenFrames("animated.png");
/// foreach (ImageFrameInfo frame in frames.Frames)
///     Console.WriteLine($"{frame.Index}: {frame.Width} x {frame.Height} at {frame.X},{frame.Y} for {frame.Delay.TotalMilliseconds} ms");
/// </code>
/// </example>
public sealed record ImageFrameInfo(int Index, int X, int Y, int Width, int Height)
{
    /// <summary>Numerator of the delay in seconds, 0 to 65535, as the file has it.</summary>
    public int DelayNumerator { get; init; }

    /// <summary>Denominator of the delay, 0 to 65535, as the file has it; 0 means 100.</summary>
    public int DelayDenominator { get; init; }

    /// <summary>What becomes of it before the next frame.</summary>
    public FrameDisposal Disposal { get; init; }

    /// <summary>How it is put onto the canvas.</summary>
    public FrameBlend Blend { get; init; }

    /// <summary>
    /// How long the frame is shown, rounded to a tick. 0 asks for as briefly as possible; browsers show such frames, and any of 10 ms
    /// or less, for 100 ms.
    /// </summary>
    public TimeSpan Delay => new(GetTicks(DelayNumerator, DelayDenominator));

    internal static long GetTicks(int numerator, int denominator)
    {
        long by = denominator == 0 ? 100 : denominator;
        return (numerator * TimeSpan.TicksPerSecond + by / 2) / by;
    }
}
