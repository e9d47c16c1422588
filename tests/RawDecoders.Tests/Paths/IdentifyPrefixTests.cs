// TryIdentify on the beginnings of files: it never refuses what it identifies once more bytes have come, never asks for as many
// bytes as it has or fewer, and a loop that reads what it is asked for comes to an end.

namespace RawDecoders.Tests.Paths;

public sealed class IdentifyPrefixTests
{
    /// <summary>Questions that a loop may need: one or two a chunk, segment or header.</summary>
    private const int MostSteps = 3000;

    [Fact]
    public void Prefixes_of_every_file_converge() => PathFiles.ForEach(PathFiles.Choose(share: LongRun.Times(6, 2)), (path, file) => Check(path, file));

    [Theory]
    [InlineData("bmp", "Qk1mAAAAAAAAADYAAAAoAAAABAAAAAQAAAABABgAAAAAADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    [InlineData("embedded JPEG of 10 bytes", "Qk1eAAAAAAAAADYAAAAoAAAABAAAAAQAAAABAAAABAAAAAoAAAAAAAAAAAAAAAAAAAAAAAAA/9j/4AAgSkZJRgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==")]
    public void Prefixes_of_files_that_did_not_converge(string what, string base64)
    {
        string[] failures = [.. Check(what, Convert.FromBase64String(base64))];
        Assert.True(failures.Length == 0, string.Join('\n', failures));
    }

    [Fact]
    public void Text_is_refused_as_soon_as_it_can_be_nothing_else()
    {
        Assert.Equal(8, ImageDecoder.TryIdentify("B"u8).BytesNeeded);
        Assert.Equal(18, ImageDecoder.TryIdentify("BMW"u8).BytesNeeded);
        Assert.Equal(18, ImageDecoder.TryIdentify("BMW is a maker"u8).BytesNeeded);
        Assert.Equal(IdentifyStatus.Refused, ImageDecoder.TryIdentify("BMW is a maker of cars"u8).Status);
    }

    private static IEnumerable<string> Check(string path, byte[] file)
    {
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
        {
            var options = new DecodeOptions { Strictness = strictness };
            int? refused = null, identified = null;
            foreach (int length in Lengths(path, file.Length))
            {
                IdentifyResult result = ImageDecoder.TryIdentify(file.AsSpan(0, length), options);
                if (result.Status == IdentifyStatus.NeedsMoreBytes && result.BytesNeeded <= length)
                    yield return $"{strictness}: asks for {result.BytesNeeded} bytes and has {length}";
                if (result.Status == IdentifyStatus.Refused)
                {
                    refused ??= length;
                    if (identified is not null)
                        yield return $"{strictness}: identified at {identified}, refused at {length}: {result.Error!.Message}";
                }

                if (result.Status != IdentifyStatus.Identified)
                    continue;
                identified ??= length;
                if (refused is not null)
                    yield return $"{strictness}: refused at {refused}, identified at {length}";
            }

            if (Loop(file, options) is { } failure)
                yield return $"{strictness}: {failure}";
        }
    }

    private static string? Loop(byte[] file, DecodeOptions options)
    {
        long have = 0;
        for (int step = 0; step < MostSteps; step++)
        {
            IdentifyResult result = ImageDecoder.TryIdentify(file.AsSpan(0, (int)have), options);
            if (result.Status != IdentifyStatus.NeedsMoreBytes)
                return null;
            if (result.BytesNeeded <= have)
                return $"asks for {result.BytesNeeded} bytes and has {have}";
            have = result.BytesNeeded;
            if (have > file.Length)
                return null;
        }

        return $"no answer after {MostSteps} questions, at {have} of {file.Length} bytes";
    }

    /// <summary>All up to a few hundred or thousand, then some, at last the whole.</summary>
    private static IEnumerable<int> Lengths(string path, int fileLength)
    {
        int dense = Math.Min(fileLength, PathFiles.IsLong ? 3000 : 200);
        for (int length = 0; length <= dense; length++)
            yield return length;
        var random = new Random(PathFiles.Seed(Path.GetFileName(path)));
        int left = PathFiles.IsLong ? 100 : 10;
        foreach (int length in Enumerable.Range(0, left).Select(_ => random.Next(dense, fileLength + 1)).Order())
            yield return length;
        yield return fileLength;
    }
}
