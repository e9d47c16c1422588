using RawDecoders.Bmp;
using RawDecoders.CorpusGenerator;
using RawDecoders.Jpeg;
using RawDecoders.Png;

namespace RawDecoders.Tests;

/// <summary>Offset, Length and IsComplete mean the same in the three readers: where a part begins, what is there of it, whether that is all.</summary>
public sealed class ReaderAgreementTests
{
    private static byte[] Read(string path) => File.ReadAllBytes(Path.Combine(CorpusFolder.Find(), path));

    /// <summary>Parts as (offset, length, complete), of the bytes given.</summary>
    private static List<(long Offset, long Length, bool IsComplete)> Parts(string path, ReadOnlySpan<byte> bytes)
    {
        var parts = new List<(long, long, bool)>();
        if (path.StartsWith("png", StringComparison.Ordinal))
        {
            var reader = new PngChunkReader(bytes);
            while (reader.Read())
                parts.Add((reader.Offset, reader.Length, reader.IsComplete));
        }
        else if (path.StartsWith("bmp", StringComparison.Ordinal))
        {
            var reader = new BmpHeaderReader(bytes);
            while (reader.Read())
                parts.Add((reader.Offset, reader.Length, reader.IsComplete));
        }
        else
        {
            var reader = new JpegSegmentReader(bytes);
            while (reader.Read())
                parts.Add((reader.Offset, reader.Length, reader.IsComplete));
        }

        return parts;
    }

    [Theory]
    [InlineData("png/sizes/5x3.png")]
    [InlineData("bmp/wild/offset-0-palette.bmp")]
    [InlineData("bmp/wild/bare-565-h40.dib")]
    [InlineData("jpeg/two-components/21-11-sof0.jpg")]
    public void A_cut_part_is_what_is_there_and_not_complete(string path)
    {
        byte[] file = Read(path);
        List<(long Offset, long Length, bool IsComplete)> whole = Parts(path, file);
        Assert.All(whole, part => Assert.True(part.IsComplete));
        // A bare DIB is known by its first 20 bytes.
        for (int length = path.EndsWith(".dib", StringComparison.Ordinal) ? 20 : 0; length < file.Length; length++)
        {
            List<(long Offset, long Length, bool IsComplete)> cut = Parts(path, file.AsSpan(0, length));
            Assert.All(cut, part => Assert.True(part.Offset + part.Length <= length));
            foreach ((long offset, long bytes, bool isComplete) in cut)
            {
                (long Offset, long Length, bool IsComplete) same = Assert.Single(whole, p => p.Offset == offset);
                // Entropy-coded data are complete only when the marker after them has been seen: both of its bytes.
                bool mayGoOn = path.EndsWith("jpg", StringComparison.Ordinal) && !isComplete && length - offset - same.Length is 0 or 1;
                Assert.Equal(mayGoOn ? length - offset : Math.Min(same.Length, length - offset), bytes);
                Assert.True(mayGoOn || isComplete == (offset + same.Length <= length), $"{length}: part at {offset}");
            }
        }
    }

    [Fact]
    public void A_walk_from_a_chunk_on_may_begin_at_any_offset()
    {
        byte[] file = Read("png/sizes/5x3.png");
        foreach (long at in (long[])[0, 8, 5_000_000_000])
        {
            var reader = new PngChunkReader(file.AsSpan(8), at);
            Assert.True(reader.Read());
            Assert.Equal(("IHDR", at, 25L, at + 25), (reader.Type.ToString(), reader.Offset, reader.Length, reader.NextOffset));
        }
    }
}
