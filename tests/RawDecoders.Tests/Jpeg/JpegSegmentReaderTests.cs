using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg;

public class JpegSegmentReaderTests
{
    public static TheoryData<string> Files() => [.. Suites.Files("jpeg", ".jpg"), .. Suites.Files("photos/jpeg", ".jpg")];

    /// <summary>Items, stray bytes and fill bytes cover the file without gap or overlap, valid or not.</summary>
    [Theory]
    [MemberData(nameof(Files))]
    public void Every_byte_belongs_to_one_item(string path)
    {
        Suites.Require();
        byte[] file = Suites.Read(path);
        CheckCover(file);
        for (int seed = 0; seed < 50 && file.Length < 5000; seed++)
        {
            var random = new Random(seed);
            byte[] damaged = [.. file];
            for (int i = 0; i < 10 && file.Length > 0; i++)
                damaged[random.Next(file.Length)] = (byte)random.Next(256);
            CheckCover(damaged[..random.Next(file.Length + 1)]);
        }
    }

    private static void CheckCover(byte[] file)
    {
        long at = 0;
        var reader = new JpegSegmentReader(file);
        while (reader.Read())
        {
            Assert.Equal(at, reader.StrayBytes > 0 ? reader.StrayOffset : reader.Offset - reader.FillBytes);
            Assert.Equal(reader.Offset, at + reader.StrayBytes + reader.FillBytes);
            Assert.True(reader.Length > 0);
            at = reader.Offset + reader.Length;
            Assert.Equal(at, reader.Position);
            Assert.Equal(at, reader.PayloadOffset + reader.Payload.Length);
            Assert.Equal(!reader.IsComplete, reader.BytesNeeded > 0);
            if (reader.Kind == JpegSegmentKind.EntropyCodedData)
                Assert.True(reader.Payload.SequenceEqual(file.AsSpan((int)reader.Offset, reader.Length)));
        }

        Assert.Equal(file.Length, at + reader.StrayBytes);
        Assert.True(reader.BytesNeeded > file.Length);
    }

    private static string Describe(params byte[] file)
    {
        var items = new List<string>();
        var reader = new JpegSegmentReader(file);
        while (reader.Read())
        {
            string stray = reader.StrayBytes > 0 ? $"{reader.StrayBytes} stray, " : "";
            string fill = reader.FillBytes > 0 ? $"{reader.FillBytes} fill, " : "";
            string cut = !reader.IsComplete ? $" cut, needs {reader.BytesNeeded}" : "";
            items.Add($"{stray}{fill}{(reader.Kind == JpegSegmentKind.EntropyCodedData ? "data" : reader.Marker.GetName())}@{reader.Offset}+{reader.Length}{cut}");
        }

        return string.Join("; ", items);
    }

    [Fact]
    public void States_markers_segments_and_entropy_coded_data()
    {
        Assert.Equal(
            "SOI@0+2; SOS@2+5; data@7+4; RST0@11+2; data@13+1; RST1@14+2; EOI@16+2",
            Describe(0xFF, 0xD8, 0xFF, 0xDA, 0, 3, 7, 1, 0xFF, 0, 2, 0xFF, 0xD0, 9, 0xFF, 0xD1, 0xFF, 0xD9));
    }

    [Fact]
    public void States_fill_and_stray_bytes()
    {
        Assert.Equal(
            "SOI@0+2; 2 fill, COM@4+5; 3 stray, EOI@12+2",
            Describe(0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFE, 0, 3, 65, 1, 0xFF, 0, 0xFF, 0xD9));
    }

    [Fact]
    public void Fill_bytes_before_a_stuffed_zero_are_data()
    {
        Assert.Equal("SOI@0+2; SOS@2+4; data@6+4; 1 fill, EOI@11+2", Describe(0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 0xFF, 0xFF, 0, 5, 0xFF, 0xFF, 0xD9));
    }

    [Theory]
    [InlineData(3, "SOI@0+2")]
    [InlineData(4, "SOI@0+2; COM@2+2 cut, needs 6")]
    [InlineData(5, "SOI@0+2; COM@2+3 cut, needs 6")]
    [InlineData(6, "SOI@0+2; COM@2+4 cut, needs 9")]
    [InlineData(8, "SOI@0+2; COM@2+6 cut, needs 9")]
    [InlineData(9, "SOI@0+2; COM@2+7")]
    public void Says_how_many_bytes_are_needed(int length, string expected)
        => Assert.Equal(expected, Describe(((byte[])[0xFF, 0xD8, 0xFF, 0xFE, 0, 5, 65, 66, 67])[..length]));

    [Fact]
    public void A_length_below_2_is_stated_and_passed_over()
    {
        var reader = new JpegSegmentReader([0xFF, 0xD8, 0xFF, 0xFE, 0, 1, 0xFF, 0xD9]);
        Assert.True(reader.Read());
        Assert.True(reader.Read());
        Assert.Equal(1, reader.StatedLength);
        Assert.Equal(4, reader.Length);
        Assert.True(reader.Read());
        Assert.Equal(JpegMarker.Eoi, reader.Marker);
    }

    /// <summary>The vectorised copy against the scalar one, on data full of 0xFF, at all lengths.</summary>
    [Fact]
    [Trait("Category", "Kernels")]
    public unsafe void Stuffing_is_removed_alike_in_vectors_and_bytes()
    {
        var random = new Random(3);
        byte[] source = new byte[300];
        byte[] slow = new byte[300];
        byte[] fast = new byte[300];
        for (int round = 0; round < 20_000; round++)
        {
            int length = random.Next(source.Length + 1);
            int room = random.Next(4) == 0 ? random.Next(source.Length + 1) : source.Length;
            double density = random.NextDouble() * random.NextDouble() * 0.3;
            for (int i = 0; i < length; i++)
            {
                source[i] = random.NextDouble() < density ? (byte)0xFF : (byte)random.Next(255);
                if (i > 0 && source[i - 1] == 0xFF && random.Next(50) != 0)
                    source[i] = 0;
            }

            fast.AsSpan().Fill(0xA5);
            fixed (byte* s = source, a = slow, b = fast)
            {
                byte* from1 = s, from2 = s, to1 = a, to2 = b;
                EntropyBytes.Stop stop = EntropyBytes.CopyScalar(ref from1, s + length, ref to1, a + room);
                Assert.Equal(stop, EntropyBytes.Copy(ref from2, s + length, ref to2, b + room));
                Assert.Equal(from1 - s, from2 - s);
                Assert.Equal(to1 - a, to2 - b);
                Assert.Equal(slow.AsSpan(0, (int)(to1 - a)), fast.AsSpan(0, (int)(to2 - b)));
                Assert.False(fast.AsSpan(room).ContainsAnyExcept((byte)0xA5));
                int marker = MarkerSearch.Find(source.AsSpan(0, length));
                if (room == source.Length)
                    Assert.Equal(stop == EntropyBytes.Stop.Marker ? from1 - s : -1, marker);
            }
        }
    }
}
