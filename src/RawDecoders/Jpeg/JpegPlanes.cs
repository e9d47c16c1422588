// Owns: the components of a picture at their own resolution as a caller gets them, each in memory of its own. Stands over JpegPlaneReader,
// below the facade. Leaves to others: the reading, and other arrangements of planes (VideoPlanes).

using System.Runtime.InteropServices;

namespace RawDecoders.Jpeg;

/// <summary>
/// The components of a JPEG, each at its own resolution, before upsampling and colour: Y, Cb and Cr of most files. What libjpeg gives as
/// raw data, without the samples that only fill up MCUs. <see cref="ImageDecoder.DecodeJpegPlanes(ReadOnlySpan{byte}, DecodeOptions?)"/> makes them.
/// </summary>
/// <example>
/// <code>
/// JpegPlanes file = ImageDecoder.DecodeJpegPlanes("photo.jpg");
/// foreach (PixelBuffer plane in file.Planes)
///     Console.WriteLine($"{plane.Width} x {plane.Height}");
/// </code>
/// </example>
public sealed class JpegPlanes
{
    private JpegPlanes(IReadOnlyList<PixelBuffer> planes, JpegPass pass) => (Planes, Info, Warnings, Damage) = (planes, pass.Info, pass.Warnings, pass.Damage);

    /// <summary>
    /// The components in the frame header's order, 1 to 4: <see cref="PixelFormat.Gray8"/>, or <see cref="PixelFormat.Gray16"/> with the samples
    /// right-aligned if they have more than 8 bits. Sizes are those of T.81 A.1.1: the picture's (at the scale) times the component's sampling
    /// factor by the largest, rounded up.
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
        var reader = new JpegPlaneReader(source, asked);
        PixelFormat format = reader.Precision > 8 ? PixelFormat.Gray16 : PixelFormat.Gray8;
        foreach (ComponentGeometry c in reader.Components)
        {
            long bytes = (long)c.Width * c.Height * format.GetBytesPerPixel();

            // An array has no more bytes than that, whatever the limit.
            reader.Budget.Draw(bytes > Array.MaxLength ? long.MaxValue / 2 : bytes, reader.FrameOffset, "the samples of a component", "SOF");
        }

        var planes = new PixelBuffer[reader.Components.Length];
        for (int c = 0; c < planes.Length; c++)
            planes[c] = Allocate(reader.Components[c], format, asked.Allocator);
        return new JpegPlanes(planes, reader.Run(new BufferSink(planes)));
    }

    private static PixelBuffer Allocate(in ComponentGeometry c, PixelFormat format, Func<int, Memory<byte>>? allocator)
    {
        int bytes = c.Width * c.Height * format.GetBytesPerPixel();
        Memory<byte> memory = allocator?.Invoke(bytes) ?? new byte[bytes];
        return memory.Length >= bytes
            ? new PixelBuffer(memory[..bytes], c.Width, c.Height, format)
            : throw new InvalidOperationException($"DecodeOptions.Allocator gave {memory.Length} bytes, and {bytes} were asked for.");
    }

    private sealed class BufferSink(PixelBuffer[] planes) : PlaneSink
    {
        public override void Take(int component, int y, ReadOnlySpan<byte> samples) => samples.CopyTo(planes[component].GetRow(y));

        public override void TakeWide(int component, int y, ReadOnlySpan<ushort> samples)
        {
            Span<byte> row = planes[component].GetRow(y);
            if (planes[component].Format == PixelFormat.Gray16)
            {
                MemoryMarshal.AsBytes(samples).CopyTo(row);
                return;
            }

            for (int x = 0; x < samples.Length; x++)
                row[x] = (byte)samples[x];
        }
    }
}
