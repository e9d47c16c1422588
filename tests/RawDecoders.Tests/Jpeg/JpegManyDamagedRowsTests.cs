using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

/// <summary>Each damaged row of a lenient decode gets its place by a second reading; of an interval of any length only one.</summary>
public sealed class JpegManyDamagedRowsTests
{
    /// <summary>Noise without restarts, a damaged row every few hundred bytes: 6250 of them. (Read anew for each, minutes.)</summary>
    [Fact(Timeout = 60_000)]
    public async Task Places_are_found_in_one_pass()
    {
        byte[] file = Noise(height: 50_000, bytes: 4_000_000);
        DecodeResult result = await Task.Run(
            () => ImageDecoder.Decode(file, new DecodeOptions { Strictness = Strictness.Lenient }).Result!, TestContext.Current.CancellationToken);
        Assert.True(result.Damage.Count > 0);
    }

    /// <summary>The first damage is where a refusal stands; the others follow in file order.</summary>
    [Fact]
    public void Places_go_forward()
    {
        byte[] noise = Noise(height: 400, bytes: 40_000);
        ImageDecodeException first = Assert.Throws<ImageDecodeException>(() => ImageDecoder.Decode(noise));
        DecodeResult result = ImageDecoder.Decode(noise, new DecodeOptions { Strictness = Strictness.Lenient }).Result!;
        Assert.Equal(first.Message, result.Damage[0].Reason.Message);
        Assert.Contains(ImageInspector.Inspect(noise).Findings, f => f.Finding.Offset == first.Offset);
        long[] offsets = [.. result.Damage.Select(d => d.Reason.Offset)];
        Assert.Equal(offsets.Order(), offsets);
        Assert.All(offsets, o => Assert.InRange(o, first.Offset, noise.Length));
    }

    /// <summary>A grey picture of the corpus, made taller, with entropy-coded data that are random bytes without markers.</summary>
    private static byte[] Noise(int height, int bytes)
    {
        byte[] seed = File.ReadAllBytes(Repository.PathOf("corpus", "jpeg", "colour", "grey-sof0.jpg"));
        int frame = seed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        int scan = seed.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]);
        (seed[frame + 5], seed[frame + 6]) = ((byte)(height >> 8), (byte)height);
        byte[] noise = new byte[bytes];
        new Random(1).NextBytes(noise);
        noise.AsSpan().Replace((byte)0xFF, (byte)0xFE);
        return [.. seed[..(scan + 2 + seed[scan + 3])], .. noise, 0xFF, 0xD9];
    }
}
