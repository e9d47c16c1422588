using System.Globalization;
using System.IO.Compression;
using System.Text;
using RawDecoders.Export;
using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Pixels;

public class NpyWriterTests
{
    [Theory]
    [InlineData(NpyType.U1, new long[] { 3, 4, 3 }, "{'descr': '|u1', 'fortran_order': False, 'shape': (3, 4, 3), }")]
    [InlineData(NpyType.U2, new long[] { 30000, 1 }, "{'descr': '<u2', 'fortran_order': False, 'shape': (30000, 1), }")]
    [InlineData(NpyType.F4, new long[] { 5 }, "{'descr': '<f4', 'fortran_order': False, 'shape': (5,), }")]
    [InlineData(NpyType.F2, new long[] { 0, 3000000000 }, "{'descr': '<f2', 'fortran_order': False, 'shape': (0, 3000000000), }")]
    [InlineData(NpyType.B1, new long[0], "{'descr': '|b1', 'fortran_order': False, 'shape': (), }")]
    public void Headers_are_as_the_format_has_them(NpyType type, long[] shape, string dictionary)
    {
        byte[] header = NpyWriter.CreateHeader(type, shape);
        Assert.Equal(0, header.Length % 64);
        Assert.Equal([0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y', 1, 0], header[..8]);
        Assert.Equal(header.Length - 10, header[8] + (256 * header[9]));
        string text = Encoding.ASCII.GetString(header, 10, header.Length - 10);
        Assert.Equal(dictionary.PadRight(text.Length - 1) + "\n", text);
        Assert.True(header.Length - 64 < 10 + dictionary.Length + 1, "No longer than need be.");
    }

    [Fact]
    public void A_picture_is_its_header_and_its_rows_without_gaps()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6, 77, 77, 7, 8, 9, 10, 11, 12];
        var image = new PixelBuffer(bytes, 2, 2, PixelFormat.Rgb24, 8);
        using var stream = new MemoryStream();
        NpyWriter.Write(stream, image);
        Assert.Equal([.. NpyWriter.CreateHeader(NpyType.U1, 2, 2, 3), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12], stream.ToArray());
        Assert.Equal(NpyWriter.CreateHeader(NpyType.U1, 2, 2, 3), NpyWriter.CreateHeader(2, 2, PixelFormat.Rgb24));

        var bits = new PixelBuffer(new byte[] { 0, 255, 1, 0 }, 4, 1, PixelFormat.Gray8);
        stream.SetLength(0);
        NpyWriter.Write(stream, bits, asBoolean: true);
        Assert.Equal([.. NpyWriter.CreateHeader(NpyType.B1, 1, 4), 0, 1, 1, 0], stream.ToArray());
    }

    [Fact]
    public void Wrong_shapes_are_refused()
    {
        Assert.Throws<ArgumentException>(() => NpyWriter.Write(Stream.Null, new float[6], 2, 4));
        Assert.Throws<ArgumentOutOfRangeException>(() => NpyWriter.CreateHeader(NpyType.U1, -1));
        Assert.Throws<ArgumentException>(() => NpyWriter.Write(Stream.Null, new PixelBuffer(new byte[2], 1, 1, PixelFormat.Gray16), asBoolean: true));
    }

    [Fact]
    public void Archives_are_stored_and_repeatable()
    {
        byte[] first = Archive(), second = Archive();
        Assert.Equal(first, second);
        using var archive = new ZipArchive(new MemoryStream(first));
        Assert.Equal(["a.npy", "b.npy", "c.npy"], archive.Entries.Select(e => e.FullName));
        Assert.All(archive.Entries, e => Assert.Equal(e.Length, e.CompressedLength));

        static byte[] Archive()
        {
            using var stream = new MemoryStream();
            using (var writer = new NpzWriter(stream, leaveOpen: true))
            {
                writer.Add("a", new PixelBuffer(new byte[] { 1, 2, 3 }, 1, 1, PixelFormat.Rgb24));
                writer.Add("b", [1f, 2f], 2);
                writer.Add("c", [(Half)1, (Half)2], 2, 1);
            }

            return stream.ToArray();
        }
    }

    [Fact]
    public void NumPy_loads_what_is_written()
    {
        string folder = Directory.CreateTempSubdirectory("rawdecoders-npy-").FullName;
        try
        {
            var expected = new StringBuilder();
            foreach (PixelFormat format in PixelOracle.Formats)
            {
                const int Width = 7, Height = 5;
                byte[] pixels = RowConverterTests.Pixels(format, Width * Height, 3);
                var image = new PixelBuffer(pixels, Width, Height, format);
                using (FileStream file = File.Create(Path.Combine(folder, format + ".npy")))
                    NpyWriter.Write(file, image);

                bool wide = format.GetBytesPerSample() == 2;
                long sum = 0;
                for (int i = 0, n = 0; i < pixels.Length; i += wide ? 2 : 1)
                    sum += ++n * (long)(wide ? BitConverter.ToUInt16(pixels, i) : pixels[i]);
                expected.Append(CultureInfo.InvariantCulture, $"{format} {(wide ? "uint16" : "uint8")} {string.Join('x', image.Shape)} {sum}\n");
            }

            var rgb = new PixelBuffer(RowConverterTests.Pixels(PixelFormat.Rgb24, 700, 4), 20, 35, PixelFormat.Rgb24);
            float[] floats = new float[2100];
            var options = new TensorOptions { Layout = ChannelLayout.Planar, Mean = new[] { 0.485f, 0.456f, 0.406f }, Deviation = new[] { 0.229f, 0.224f, 0.225f } };
            TensorWriter.Write(rgb, floats, options);
            Half[] halves = new Half[2100];
            TensorWriter.Write(rgb, halves, options);
            using (var writer = new NpzWriter(File.Create(Path.Combine(folder, "several.npz"))))
            {
                writer.Add("image", rgb);
                writer.Add("floats", floats, 3, 35, 20);
                writer.Add("halves", halves, 3, 35, 20);
                writer.Add("bits", new PixelBuffer(new byte[] { 0, 255, 3, 0 }, 2, 2, PixelFormat.Gray8), asBoolean: true);
            }

            const string Script = """
                import sys, os, numpy
                folder = sys.argv[1]
                for name in sys.argv[2:]:
                    path = os.path.join(folder, name + '.npy')
                    a = numpy.load(path)
                    assert (numpy.load(path, mmap_mode='r') == a).all()
                    assert a.flags.c_contiguous
                    print(name, a.dtype, 'x'.join(map(str, a.shape)), int((a.reshape(-1).astype(numpy.int64) * numpy.arange(1, a.size + 1)).sum()))
                z = numpy.load(os.path.join(folder, 'several.npz'))
                f = numpy.float32
                wanted = (z['image'].astype(f) / f(255) - numpy.array([0.485, 0.456, 0.406], f)) / numpy.array([0.229, 0.224, 0.225], f)
                wanted = wanted.transpose(2, 0, 1)
                print(z['floats'].dtype, (z['floats'] == wanted).all(), z['halves'].dtype, (z['halves'] == wanted.astype(numpy.float16)).all())
                print(z['bits'].dtype, z['bits'].tolist())
                """;
            expected.Append("float32 True float16 True\nbool [[False, True], [True, False]]");
            Assert.Equal(expected.ToString(), Python.RunWithNumPy(Script, [folder, .. PixelOracle.Formats.Select(f => f.ToString())]));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
