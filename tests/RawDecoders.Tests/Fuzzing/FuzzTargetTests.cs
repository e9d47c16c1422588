using RawDecoders.CorpusGenerator;
using RawDecoders.Fuzzing;
using RawDecoders.Inspection;

namespace RawDecoders.Tests.Fuzzing;

/// <summary>The fuzzing targets work on what they start from, and notice what they are for.</summary>
[Trait("Length", "Long")]
public class FuzzTargetTests
{
    public static TheoryData<string> Targets => [.. FuzzTarget.All.Select(t => t.Name)];

    /// <summary>The first seeds: the smallest files of every folder of the corpus.</summary>
    [Theory]
    [MemberData(nameof(Targets))]
    public void Seeds_pass(string name)
    {
        FuzzTarget target = FuzzTarget.Find(name);
        (string Name, byte[] Input)[] seeds = [.. Seeds.Of(target, [], most: 60)];

        Assert.True(seeds.Length > 40, $"{seeds.Length} seeds");
        foreach ((string seed, byte[] input) in seeds)
        {
            Exception? error = Record.Exception(() => target.Run(input));
            Assert.True(error is null, $"{name}, {seed}: {error}");
        }
    }

    [Theory]
    [MemberData(nameof(Targets))]
    public void Any_bytes_pass(string name)
    {
        foreach (byte[] input in (byte[][])[[], [0], [.. "C"u8], [.. "Z\0\0"u8], [.. "BM"u8], [0x89, 0x50], [0xFF, 0xD8, 0xFF], .. new byte[][] { new byte[300] }])
            FuzzTarget.Find(name).Run(input);
    }

    [Fact]
    public void A_described_png_is_built_with_the_same_pixels()
    {
        foreach (string file in (string[])["sizes/5x3-adam7.png", "idat/split-2.png", "transparency/palette-one.png"])
        {
            byte[] original = File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), "png", file));
            byte[] pixels = ImageDecoder.Decode(original).ToArray();
            byte[][] described = [.. StructuredPng.Describe(original)];

            Assert.Equal(2, described.Length);
            foreach (byte[] input in described)
                Assert.Equal(pixels, ImageDecoder.Decode(StructuredPng.Build(input), new DecodeOptions { Strictness = Strictness.Strict }).ToArray());
            Assert.Equal(original, StructuredPng.Build(described[0]));
        }
    }

    [Fact]
    public void Altered_rows_and_chunks_keep_right_checksums()
    {
        byte[] input = [.. "C\0\x11IHDR\0\0\0\x02\0\0\0\x01\x08\0\0\0\0"u8, (byte)'Z', 0, 6, 6, 0, 3, 0, 17, 200, .. "C\0\x04IEND"u8];
        Assert.Equal([17, 200], ImageDecoder.Decode(StructuredPng.Build(input), new DecodeOptions { Strictness = Strictness.Strict }).ToArray());
    }

    [Fact]
    public void What_differs_is_a_failure()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), "png", "sizes", "5x3.png"));
        Outcome whole = Outcome.Whole(file, DecodeOptions.Default);
        byte[] pixels = [.. whole.Pixels];
        pixels[^1] ^= 1;

        whole.MustBe(Outcome.ByRows(file, DecodeOptions.Default, new Random(1)), "rows");
        Assert.Throws<FuzzFailure>(() => whole.MustBe(whole with { Pixels = pixels }, "other pixels"));
        Assert.Throws<FuzzFailure>(() => whole.MustBe(whole with { Account = whole.Account + "byte 7: odd" }, "another account"));
        Assert.Throws<FuzzFailure>(() => whole.MustBe(Outcome.Whole(file[..20], DecodeOptions.Default), "an error"));
        PixelBuffer part = ImageDecoder.Decode(file);
        part.GetRow(2)[0] ^= 1;
        Assert.Throws<FuzzFailure>(() => whole.MustHold(part, new PixelArea(0, 0, 5, 3), "a rectangle"));
    }
}
