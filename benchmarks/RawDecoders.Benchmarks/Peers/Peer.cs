namespace RawDecoders.Benchmarks.Peers;

/// <summary>A decoder, or a floor, that is timed beside ours.</summary>
public abstract class Peer
{
    /// <summary>Name in tables.</summary>
    public abstract string Name { get; }

    /// <summary>Why it cannot run on this machine ("libspng is not installed"); null if it can.</summary>
    public virtual string? Missing => null;

    /// <summary>Whether this is a floor (work that every decoder has to do) rather than a decoder.</summary>
    public virtual bool IsFloor => false;

    /// <summary>
    /// The formats to run it in for an input; the first is compared with ours in the same format. Empty if it has nothing
    /// to do with the input.
    /// </summary>
    public abstract IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input);

    /// <summary>
    /// Decodes <paramref name="input"/> once. Writes into <paramref name="destination"/> where the decoder can; one that
    /// insists on memory of its own keeps it.
    /// </summary>
    public abstract void Decode(BenchmarkInput input, PixelFormat format, byte[] destination);

    /// <summary>
    /// Decodes once, not timed, and leaves the pixels in <paramref name="destination"/> whatever the decoder prefers: for the
    /// comparison of pixels.
    /// </summary>
    public virtual void DecodeToCompare(BenchmarkInput input, PixelFormat format, byte[] destination) => Decode(input, format, destination);

    /// <summary>All peers, ours first.</summary>
    public static IReadOnlyList<Peer> All { get; } =
    [
        new RawDecodersPeer(),
        new ManagedInflaterPeer(),
        new TwoThreadsPeer(Inflater.Platform),
        new TwoThreadsPeer(Inflater.Managed),
        new TurboJpegPeer(),
        new SpngPeer(),
        new LibpngPeer(),
        new SkiaPeer(),
        new StbPeer(),
        new ImageSharpPeer(),
        new InflateFloor(),
        new LibdeflateFloor(),
        new CopyFloor(),
    ];
}
