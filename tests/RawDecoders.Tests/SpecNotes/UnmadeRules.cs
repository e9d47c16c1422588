using System.Buffers.Binary;
using RawDecoders.Bmp;
using RawDecoders.Inspection;
using RawDecoders.Jpeg;
using RawDecoders.Png;
using RawDecoders.Tests.Cli;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.SpecNotes;

/// <summary>A rule that no file of the corpus breaks.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Reason">Why there is no file; stands in spec-notes/rules.md.</param>
/// <param name="Break">Breaks it in code.</param>
internal sealed record UnmadeRule(string Id, string Reason, Func<Issue> Break);

/// <summary>The rules that no file of the corpus breaks: those about options, and those that no file reaches unless options raise limits.</summary>
internal static class UnmadeRules
{
    private const string SavedIndex = "no picture does: a file of `rawdec index`";
    private const string Option = "an option breaks it, with any file";

    private static readonly DecodeLimits s_raised = new() { MaxWidth = int.MaxValue, MaxHeight = int.MaxValue, MaxPixels = long.MaxValue, MaxBytes = long.MaxValue };

    public static IReadOnlyList<UnmadeRule> All { get; } =
    [
        new("inspect-max-nodes", Option, () => Elided(new() { MaxNodes = 20 })),
        new("inspect-max-work", Option, () => Elided(new() { MaxWork = 100 })),
        new("inspect-max-inflated-bytes", "an option breaks it, with a file that has compressed data", () => Elided(new() { MaxInflatedBytes = 100 })),
        new("inspect-max-memory", Option, () => Elided(new() { MaxMemory = 20_000 })),
        new("option-sample-range", "an option breaks it, with a JPEG of more than 8 bits a sample",
            () => Refusal(Corpus("jpeg", "12-bit", "grey-sof1.jpg"), new() { SampleRange = SampleRange.Stored, PixelFormat = PixelFormat.Rgb24 })),
        new("limit-max-width", Option, () => Refusal(TinyBmp.Create(5, 4), new() { Limits = new() { MaxWidth = 4 } })),
        new("limit-max-pixels", Option, () => Refusal(TinyBmp.Create(5, 5), new() { Limits = new() { MaxPixels = 24 } })),
        new("limit-max-bytes", Option, () => Refusal(TinyBmp.Create(50, 50), new() { Limits = new() { MaxBytes = 1000 } })),
        new("limit-max-scans", "an option breaks it, with a JPEG of several scans",
            () => Refusal(Corpus("jpeg", "photos", "landscape-progressive.jpg"), new() { Limits = new() { MaxScans = 1 } })),
        new("limit-max-frames", "an option breaks it, with an animation", () => FrameRefusal(new() { MaxFrames = 2 })),
        new("limit-max-frame-pixels", "an option breaks it, with an animation", () => FrameRefusal(new() { MaxFramePixels = 100 })),
        new("limit-max-metadata-bytes", "an option breaks it, with a file that has metadata", MetadataOverLimit),
        new("limit-one-buffer", "only where options raise the limits: 400 million pixels of 8 bytes",
            () => Refusal(RunLengths(20_000, 20_000), new() { PixelFormat = PixelFormat.Rgba64, Limits = s_raised })),
        new("index-signature", SavedIndex, () => LoadRefusal(_ => [1])),
        new("index-version", SavedIndex, () => LoadRefusal(index => [.. index[..8], 9, .. index[9..]])),
        new("index-cut", SavedIndex, () => LoadRefusal(index => index[..^1])),
        new("index-content", SavedIndex, () => LoadRefusal(index => [.. index[..^1], (byte)(index[^1] ^ 1)])),
        new("index-other-file", "an option breaks it: the index of another file", () => Refused(SampleFiles.RgbPng(2, 3), new() { Index = IndexOf(SampleFiles.RgbPng(2, 2), Strictness.Standard) })),
        new("index-strictness", "an option breaks it: an index made at another strictness", () => Refused(
            [.. SampleFiles.RgbPng(2, 2), 0], new() { Strictness = Strictness.Strict, Index = IndexOf([.. SampleFiles.RgbPng(2, 2), 0], Strictness.Standard) })),
        new("jpeg-video-planes", "asking for planes of video breaks it, with a CMYK JPEG or one of 12 bits",
            () => Assert.Throws<ImageDecodeException>(() => ImageDecoder.DecodeJpegVideo(Repository.PathOf("corpus", "jpeg", "12-bit", "grey-sof1.jpg"), default)).Issue),
        new("option-scale", "an option breaks it, with a PNG or BMP", () => Refusal(TinyBmp.Create(5, 4), new() { Scale = new(3, 8) })),
        new("option-pixel-format", "an option breaks it, with a file without a palette",
            () => Refusal(TinyBmp.Create(3, 3), new() { PixelFormat = PixelFormat.Indexed8 })),
        new("png-signature-cut", "such a file may be of any format yet: it breaks `format-cut`",
            () => Opened([0x89, (byte)'P', (byte)'N', (byte)'G'], (source, options) => PngDecoder.Open(source, options))),
        new("png-row-length", "only where options raise the limits: a row of 1 GiB", () => Refusal(Header(1 << 30, 1), new() { Limits = s_raised })),
        new("png-row-count", "only where options raise the limits: 2^31 - 1 rows", () => Refusal(Header(1, int.MaxValue), new() { Limits = s_raised })),
        new("png-inflaters-differ", "no stream is known for which it happens; in code, the bytes of ours are changed", InflatersDiffer),
        new("jpeg-soi-missing", "such a file is not JPEG: it breaks `format-unknown`",
            () => Opened([0xFF, 0xE0, 0, 2, 0xFF, 0xD9], JpegDecoder.Open)),
        new("bmp-signature", "such a file is not BMP: it breaks `format-unknown`", NoSignature),
        new("bmp-row-length", "only where options raise the limits: a row of 300 million pixels",
            () => Refusal(RunLengths(300_000_000, 1), new() { Limits = s_raised })),
        new("bmp-profile-size", "an option breaks it, with a file that has a profile",
            () => Refusal(Corpus("bmp", "details", "colour-embedded.bmp"), new() { Limits = new() { MaxMetadataBytes = 10 } })),
    ];

    public static UnmadeRule? Find(string id) => All.FirstOrDefault(r => r.Id == id);

    private static byte[] Corpus(params string[] path) => File.ReadAllBytes(Repository.PathOf(["corpus", .. path]));

    private static ImageIndex IndexOf(byte[] file, Strictness strictness)
    {
        using ImageRegionReader reader = ImageDecoder.OpenRegions(file, new DecodeOptions { Strictness = strictness });
        return reader.BuildIndex();
    }

    private static Issue LoadRefusal(Func<byte[], byte[]> change)
    {
        using var saved = new MemoryStream();
        IndexOf(SampleFiles.RgbPng(2, 2), Strictness.Standard).Save(saved);
        return Assert.Throws<ImageDecodeException>(() => ImageIndex.Load(new MemoryStream(change(saved.ToArray())))).Issue;
    }

    private static Issue Refused(byte[] file, DecodeOptions options)
        => Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenRegions(file, options)).Issue;

    private static Issue Refusal(byte[] file, DecodeOptions options)
        => ImageDecoder.TryDecode(file, out _, out Issue? error, options) ? throw new InvalidOperationException("The file was decoded.") : error;

    private static Issue FrameRefusal(DecodeLimits limits)
        => Assert.Throws<ImageDecodeException>(() => ImageDecoder.OpenFrames(Corpus("png", "animation", "hidden.png"), new DecodeOptions { Limits = limits })).Issue;

    /// <summary>A BMP of run lengths that may be of any size: 4 million bytes of code can give 500 million pixels.</summary>
    private static byte[] RunLengths(int width, int height)
    {
        byte[] file = new byte[58 + 4_000_000];
        file[0] = (byte)'B';
        file[1] = (byte)'M';
        (int At, int Value)[] fields = [(2, file.Length), (10, 58), (14, 40), (18, width), (22, height), (26, 1 | 8 << 16), (30, 1), (34, 4_000_000), (46, 1)];
        foreach ((int at, int value) in fields)
            BinaryPrimitives.WriteInt32LittleEndian(file.AsSpan(at), value);
        return file;
    }

    private static Issue NoSignature()
    {
        byte[] file = TinyBmp.Create(3, 3);
        file[1] = (byte)'N';
        return Opened(file, (source, options) => BmpDecoder.Open(source, options));
    }

    /// <summary>What a format's own decoder says of bytes that are not given to it, since they are of no format.</summary>
    private static Issue Opened(byte[] file, Func<ByteSource, DecodeOptions, FormatDecoder> open)
    {
        using InputFile input = InputFile.FromMemory(file);
        return Assert.Throws<ImageDecodeException>(() => open(input.Source, DecodeOptions.Default)).Issue;
    }

    private static Issue Elided(InspectOptions options)
    {
        StructureElision elision = ImageInspector.Inspect(Corpus("png", "photos", "landscape-rgb.png"), options).Elisions[0];
        return new Issue(elision.Rule, elision.Offset, elision.What);
    }

    /// <summary>A PNG of this size, as far as its header.</summary>
    private static byte[] Header(int width, int height)
    {
        byte[] file = SampleFiles.RgbPng(2, 2);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(16), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(20), height);
        BinaryPrimitives.WriteUInt32BigEndian(file.AsSpan(29), System.IO.Hashing.Crc32.HashToUInt32(file.AsSpan(12, 17)));
        return file;
    }

    private static Issue InflatersDiffer()
    {
        byte[] file = SampleFiles.RgbPng(2, 2);
        PngImageWalk walk = PngImageWalk.Open(file, new PngLayout(file), DecodeLimits.Default, new InspectBudget(InspectOptions.Default, file.Length), maxSymbols: 0)!;
        System.Runtime.InteropServices.MemoryMarshal.AsMemory(walk.Zlib.Output).Span[1] ^= 1;
        return new Issue(PngRules.InflatersDiffer, walk.Zlib.Map.FileOffset(walk.Zlib.DataStart), PngPlatformInflater.Compare(walk.Zlib)!);
    }

    private static Issue MetadataOverLimit()
    {
        byte[] file = SampleFiles.RgbPng(2, 2, ("zTXt", [(byte)'a', 0, 0, .. Zlib(new byte[1000])]));
        var options = new DecodeOptions { Limits = new DecodeLimits { MaxMetadataBytes = 10 } };
        return ImageDecoder.TryDecode(file, out PixelBuffer? image, out Issue? error, options) ? Assert.Single(image.Result!.Warnings) : error;
    }

    private static byte[] Zlib(byte[] data)
    {
        using var packed = new MemoryStream();
        using (var zlib = new System.IO.Compression.ZLibStream(packed, System.IO.Compression.CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(data);
        return packed.ToArray();
    }
}
