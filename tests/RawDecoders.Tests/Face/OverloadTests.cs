using System.Buffers;
using RawDecoders.Tests.Cli;

namespace RawDecoders.Tests.Face;

/// <summary>The ways in that differ in where bytes come from, where pixels go, and how a refusal is told.</summary>
public sealed class OverloadTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(FaceFiles.Ways), MemberType = typeof(FaceFiles))]
    public void A_file_in_pieces_is_the_file(string name)
    {
        byte[] file = FaceFiles.Read(name);
        PixelBuffer whole = ImageDecoder.Decode(file);
        foreach (int length in (int[])[7, 4096, file.Length])
        {
            ReadOnlySequence<byte> pieces = FaceFiles.Pieces(file, length);
            byte[] pixels = new byte[whole.Span.Length];

            Assert.Equal(whole.ToArray(), ImageDecoder.Decode(pieces).ToArray());
            Assert.Equal((whole.Width, whole.Height), (ImageDecoder.Decode(pieces, pixels) is var r ? r.Width : 0, r.Height));
            Assert.Equal(whole.ToArray(), pixels);
            Assert.Equal(whole.Width, ImageDecoder.Identify(pieces).Width);
            Assert.Equal(IdentifyStatus.Identified, ImageDecoder.TryIdentify(pieces).Status);
        }
    }

    [Fact]
    public void The_beginning_of_a_file_may_come_in_pieces()
    {
        byte[] file = FaceFiles.Read("jpeg/photos/landscape-420.jpg");
        for (int length = 0; length < 700; length++)
        {
            byte[] prefix = file[..length];
            IdentifyResult whole = ImageDecoder.TryIdentify(prefix), pieces = ImageDecoder.TryIdentify(FaceFiles.Pieces(prefix, 3));
            Assert.Equal((whole.Status, whole.BytesNeeded, whole.Info?.Width), (pieces.Status, pieces.BytesNeeded, pieces.Info?.Width));
        }

        Assert.Equal(IdentifyStatus.NeedsMoreBytes, ImageDecoder.TryIdentify(ReadOnlySequence<byte>.Empty).Status);
    }

    [Fact]
    public void Pieces_that_are_copied_together_are_limited()
    {
        var options = new DecodeOptions { Limits = new DecodeLimits { MaxBytes = 100 } };
        ReadOnlySequence<byte> pieces = FaceFiles.Pieces(FaceFiles.Read("turned"), 50);

        Assert.Equal("limit-max-bytes", Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(pieces, options)).Rule.Id);
        Assert.Equal("limit-max-bytes", Assert.Throws<ImageDecodeException>(() => ImageDecoder.Identify(pieces, options)).Rule.Id);
        Assert.Equal("limit-max-bytes", ImageDecoder.TryIdentify(pieces, options).Error!.Rule.Id);
    }

    [Fact]
    public void TryDecode_gives_pixels_or_the_violation()
    {
        byte[] file = FaceFiles.Read("bmp/photos/landscape-24bit.bmp");
        string path = _folder.Write("a.bmp", file), broken = _folder.Write("b.bmp", file[..1000]);

        Assert.True(ImageDecoder.TryDecode(file, out PixelBuffer? image, out Issue? error));
        Assert.Null(error);
        Assert.Equal(ImageDecoder.Decode(file).ToArray(), image.ToArray());
        Assert.True(ImageDecoder.TryDecode(path, out image, out error, new DecodeOptions { PixelFormat = PixelFormat.Gray8 }));
        Assert.Equal(PixelFormat.Gray8, image.Format);

        Assert.False(ImageDecoder.TryDecode(file.AsSpan(0, 1000), out image, out error));
        Assert.Null(image);
        Assert.Equal(("bmp-truncated", 1000L), (error.Rule.Id, error.Offset));
        Assert.False(ImageDecoder.TryDecode(broken, out image, out error));
        Assert.Equal("bmp-truncated", error.Rule.Id);
        Assert.StartsWith("truncated at byte 1000: ", error.Message);
        Assert.False(ImageDecoder.TryDecode([], out image, out error));
        Assert.Throws<FileNotFoundException>(() => ImageDecoder.TryDecode(_folder.PathOf("none"), out _, out _));
        Assert.Throws<ArgumentException>(() => ImageDecoder.TryDecode("", out _, out _));
    }

    [Fact]
    public async Task DecodeAsync_takes_the_callers_memory()
    {
        byte[] file = FaceFiles.Read("jpeg/photos/landscape-420.jpg");
        string path = _folder.Write("a.jpg", file);
        PixelBuffer whole = ImageDecoder.Decode(file);
        int stride = whole.RowBytes + 5;
        byte[] pixels = new byte[stride * whole.Height];
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        DecodeResult result = await ImageDecoder.DecodeAsync(new MemoryStream(file), pixels, stride, cancellationToken: cancellation);
        Assert.Equal((whole.Width, whole.Height, whole.Format), (result.Width, result.Height, result.PixelFormat));
        Assert.Equal(whole.ToArray(), new PixelBuffer(pixels, whole.Width, whole.Height, whole.Format, stride).ToArray());
        Assert.Equal(0, pixels[whole.RowBytes]);

        pixels.AsSpan().Clear();
        await ImageDecoder.DecodeAsync(path, pixels, stride, cancellationToken: cancellation);
        Assert.Equal(whole.ToArray(), new PixelBuffer(pixels, whole.Width, whole.Height, whole.Format, stride).ToArray());

        await Assert.ThrowsAsync<ArgumentException>(() => ImageDecoder.DecodeAsync(path, new byte[10], cancellationToken: cancellation));
        await Assert.ThrowsAsync<ArgumentException>(() => ImageDecoder.DecodeAsync(path, pixels, 10, cancellationToken: cancellation));
        await Assert.ThrowsAsync<ArgumentNullException>(() => ImageDecoder.DecodeAsync((Stream)null!, pixels, cancellationToken: cancellation));
    }

    [Fact]
    public async Task IdentifyAsync_is_Identify()
    {
        byte[] file = FaceFiles.Read("turned");
        string path = _folder.Write("a.png", file);
        CancellationToken cancellation = TestContext.Current.CancellationToken;

        foreach (ImageInfo info in (ImageInfo[])[await ImageDecoder.IdentifyAsync(path, null, cancellation), await ImageDecoder.IdentifyAsync(new MemoryStream(file), null, cancellation)])
            Assert.Equal((64, 48, ImageOrientation.RightTop), (info.Width, info.Height, info.Orientation));
        await Assert.ThrowsAsync<FileNotFoundException>(() => ImageDecoder.IdentifyAsync(_folder.PathOf("none"), null, cancellation));
        await Assert.ThrowsAsync<ImageDecodeException>(() => ImageDecoder.IdentifyAsync(new MemoryStream([1, 2, 3]), null, cancellation));
    }

    [Theory]
    [MemberData(nameof(FaceFiles.Ways), MemberType = typeof(FaceFiles))]
    public void Rectangles_of_a_stream_are_those_of_the_file(string name)
    {
        byte[] file = FaceFiles.Read(name);
        var options = new DecodeOptions { ApplyOrientation = true };
        using var stream = new MemoryStream(file);
        using ImageRegionReader reader = ImageDecoder.OpenRegions(stream, options);
        using ImageRegionReader other = ImageDecoder.OpenRegions(file, options);

        Assert.Equal(other.ReadRegion(2, 3, 9, 7).ToArray(), reader.ReadRegion(2, 3, 9, 7).ToArray());
        Assert.Equal(file.Length, stream.Position);
        Assert.Throws<ArgumentNullException>(() => ImageDecoder.OpenRegions((Stream)null!));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Pixels_lie_in_the_allocators_memory(int threads)
    {
        byte[] file = FaceFiles.Read("turned"), memory = new byte[64 * 48 * 3 + 100];
        memory.AsSpan().Fill(0xCD);
        var asked = new List<int>();
        DecodeOptions options = FaceFiles.Options(threads) with
        {
            Allocator = bytes =>
            {
                asked.Add(bytes);
                return memory.AsMemory(10);
            },
        };

        PixelBuffer image = ImageDecoder.Decode(file, options);

        Assert.Equal([64 * 48 * 3], asked);
        Assert.Equal(64 * 48 * 3, image.Memory.Length);
        Assert.True(image.Span.Overlaps(memory, out int at) && at == -10 || at == 10);
        Assert.Equal(ImageDecoder.Decode(file, options with { Allocator = null }).ToArray(), image.ToArray());
        Assert.All(memory[..10].Concat(memory[(10 + 64 * 48 * 3)..]), b => Assert.Equal(0xCD, b));
    }

    [Fact]
    public void An_allocator_is_asked_only_for_what_the_headers_allow()
    {
        var options = new DecodeOptions { Allocator = _ => throw new InvalidOperationException("asked") };
        byte[] file = FaceFiles.Read("bmp/photos/landscape-24bit.bmp");

        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file.AsSpan(0, 100), options));
        Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(file, options with { Limits = new DecodeLimits { MaxBytes = 1000 } }));
        ImageDecoder.Decode(file, new byte[1 << 22], options: options);
        using ImageRowReader rows = ImageDecoder.OpenRows(FaceFiles.Read("turned"), options with { ApplyOrientation = true });
        Assert.Equal(64, rows.Height);
        Assert.Equal(
            "DecodeOptions.Allocator gave 5 bytes, and 9216 were asked for.",
            Assert.Throws<InvalidOperationException>(() => ImageDecoder.Decode(FaceFiles.Read("turned"), new DecodeOptions { Allocator = _ => new byte[5] })).Message);
    }
}
