using System.Text;
using RawDecoders.Export;
using Xunit;

namespace RawDecoders.Tests.Pixels;

public class DataUriTests
{
    [Fact]
    public void Encoding_by_stream_equals_encoding_at_once_however_it_is_written()
    {
        var random = new Random(1);
        foreach (int length in new[] { 0, 1, 2, 3, 4, 5, 100, 24 * 1024, (24 * 1024) + 1, 100_000 })
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            using var output = new MemoryStream();
            using (Stream encoder = DataUri.CreateEncoder(output, "image/png", leaveOpen: true))
            {
                for (int at = 0; at < length;)
                {
                    int count = Math.Min(random.Next(1, random.Next(2) == 0 ? 5 : 60_000), length - at);
                    encoder.Write(bytes, at, count);
                    at += count;
                }
            }

            string text = "data:image/png;base64," + Convert.ToBase64String(bytes);
            Assert.Equal(text, Encoding.ASCII.GetString(output.ToArray()));
            Assert.Equal(text, DataUri.Encode(bytes, "image/png"));
            Assert.Equal(Convert.ToBase64String(bytes), DataUri.Encode(bytes));
            Assert.Equal(bytes, DataUri.Decode(text));
        }
    }

    [Fact]
    public void Decoding_by_stream_takes_any_reads_and_line_breaks()
    {
        var random = new Random(2);
        foreach (int length in new[] { 0, 1, 2, 3, 57, 1000, 24_574, 24_575, 24_576, 24_577, 100_000 })
        {
            byte[] bytes = new byte[length];
            random.NextBytes(bytes);
            foreach (string text in new[]
            {
                Convert.ToBase64String(bytes),
                Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks),
                " \r\n" + Convert.ToBase64String(bytes).TrimEnd('=') + "\n",
                "DATA:image/png;charset=x;BASE64," + Convert.ToBase64String(bytes).Replace("+", "%2B").Replace("=", "%3d"),
                "\uFEFFdata:;base64," + Convert.ToBase64String(bytes),
                "data:image/png," + string.Concat(bytes.Select(b => char.IsAsciiLetterOrDigit((char)b) ? ((char)b).ToString() : $"%{b:X2}")),
            })
            {
                Assert.Equal(bytes, DataUri.Decode(text));
                using Stream decoder = DataUri.CreateDecoder(new TrickleStream(Encoding.UTF8.GetBytes(text), random));
                using var decoded = new MemoryStream();
                byte[] buffer = new byte[5000];
                for (int n; (n = decoder.Read(buffer, 0, random.Next(1, buffer.Length))) > 0;)
                    decoded.Write(buffer, 0, n);
                Assert.Equal(bytes, decoded.ToArray());
            }
        }
    }

    [Theory]
    [InlineData("Zg==", "f")]
    [InlineData("Zm8=", "fo")]
    [InlineData("Zm9v", "foo")]
    [InlineData("Zm9vYg==", "foob")]
    [InlineData("Zm9vYmE=", "fooba")]
    [InlineData("Zm9vYmFy", "foobar")]
    [InlineData("Zh==", "f")]
    [InlineData("data:,a%20b = c", "a b = c")]
    [InlineData("", "")]
    [InlineData("data:image/png;base64,", "")]
    public void Known_texts_decode(string text, string expected) => Assert.Equal(expected, Encoding.ASCII.GetString(DataUri.Decode(text)));

    [Theory]
    [InlineData("Z")]
    [InlineData("Zm9vY")]
    [InlineData("Zg=")]
    [InlineData("Zg===")]
    [InlineData("Z===")]
    [InlineData("====")]
    [InlineData("Zm9v=")]
    [InlineData("Zg==Zg==")]
    [InlineData("Zg==!")]
    [InlineData("Zm9v!")]
    [InlineData("Zm-_")]
    [InlineData("Zm9v\0")]
    [InlineData("Zm9%76")]
    [InlineData("Zm\u00e9v")]
    [InlineData("data:image/png;base64")]
    [InlineData("data:image/png;base64,%4")]
    [InlineData("data:image/png;base64,%zz==")]
    [InlineData("data:image/png,%9")]
    [InlineData("data:image/png,%")]
    public void Texts_that_are_neither_are_refused(string text) => Assert.Throws<FormatException>(() => DataUri.Decode(text));

    [Fact]
    public void Random_texts_decode_as_the_platform_decodes_them()
    {
        var random = new Random(3);
        for (int i = 0; i < 2000; i++)
        {
            char[] text = new char[random.Next(1, 13)];
            for (int j = 0; j < text.Length; j++)
                text[j] = "AZaz09+/ =\n-"[random.Next(12)];
            string s = new(text);

            // What the platform takes we take; where only we do, padding was missing.
            byte[]? theirs = null, ours = null;
            try
            {
                theirs = Convert.FromBase64String(s);
            }
            catch (FormatException)
            {
            }

            try
            {
                ours = DataUri.Decode(s);
            }
            catch (FormatException)
            {
            }

            if (theirs is not null)
                Assert.Equal(theirs, ours);
            else if (ours is not null)
                Assert.Equal(Convert.FromBase64String(string.Concat(s.Where(c => c > ' ')).PadRight((s.Count(c => c > ' ') + 3) / 4 * 4, '=')), ours);
        }
    }

    [Fact]
    public void Media_types_are_named_and_checked()
    {
        Assert.Equal("image/jpeg", DataUri.GetMediaType(ImageFormat.Jpeg));
        Assert.Throws<ArgumentOutOfRangeException>(() => DataUri.GetMediaType(ImageFormat.Unknown));
        Assert.Throws<ArgumentException>(() => DataUri.Encode([1], "image/png,"));
        Assert.True(DataUri.IsDataUri(" Data:x"));
        Assert.False(DataUri.IsDataUri("iVBORw0KGgo="));
    }

    /// <summary>Gives a few bytes a read.</summary>
    private sealed class TrickleStream(byte[] bytes, Random random) : MemoryStream(bytes)
    {
        public override int Read(byte[] buffer, int offset, int count) => base.Read(buffer, offset, Math.Min(count, random.Next(1, 3000)));

        public override int Read(Span<byte> buffer) => base.Read(buffer[..Math.Min(buffer.Length, random.Next(1, 3000))]);
    }
}
