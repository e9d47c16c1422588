using System.Runtime.InteropServices;
using RawDecoders.Tests.Oracles;
using Xunit;

namespace RawDecoders.Tests.Pixels;

[Trait("Category", "Kernels")]
public class RowConverterKernelTests
{
    [Fact]
    public void Every_pair_agrees_with_its_scalar_twin()
    {
        foreach (PixelFormat from in PixelOracle.DirectFormats)
        {
            foreach (PixelFormat to in LongRun.Sample(PixelOracle.DirectFormats, 8))
            {
                RowConverter twin = from == to ? new CopyRowConverter(from.GetBytesPerPixel()) : RowConverter.CreateScalar(from, to);
                KernelTest.Compare(
                    n => n * from.GetBytesPerPixel(),
                    n => n * to.GetBytesPerPixel(),
                    RowConverter.Create(from, to).Convert,
                    twin.Convert,
                    inPlace: from.GetBytesPerPixel() == to.GetBytesPerPixel());
            }
        }
    }

    [Fact]
    public void Palettes_of_any_length_agree_with_the_worded_rules()
    {
        foreach (int entries in LongRun.Sample([1, 2, 5, 16, 17, 32, 64, 65, 128, 129, 200, 255, 256], 4))
        {
            byte[] palette = RowConverterTests.Pixels(PixelFormat.Rgba32, entries, entries);
            foreach (PixelFormat to in LongRun.Sample(PixelOracle.DirectFormats, 8))
            {
                KernelTest.Compare(
                    n => n,
                    n => n * to.GetBytesPerPixel(),
                    RowConverter.Create(PixelFormat.Indexed8, to, palette).Convert,
                    (source, destination, count) => PixelOracle.Convert(source, PixelFormat.Indexed8, to, count, palette).CopyTo(destination),
                    inPlace: to.GetBytesPerPixel() == 1);
            }
        }
    }

    [Fact]
    public void Narrowing_is_exact_for_every_value()
    {
        ushort[] all = new ushort[65536];
        for (int i = 0; i < all.Length; i++)
            all[i] = (ushort)i;
        byte[] narrow = new byte[65536];
        SampleScaling.Narrow16To8(MemoryMarshal.AsBytes(all.AsSpan()), narrow, 65536);
        for (int i = 0; i < all.Length; i++)
            Assert.Equal((byte)Math.Round(i / 257m), narrow[i]);
    }

    [Fact]
    public void Cmyk_is_exact_for_every_ink_and_black()
    {
        byte[] cmyk = new byte[65536 * 4];
        for (int i = 0; i < 65536; i++)
        {
            cmyk[i * 4] = (byte)i;
            cmyk[(i * 4) + 1] = (byte)(i + 85);
            cmyk[(i * 4) + 2] = (byte)(i + 170);
            cmyk[(i * 4) + 3] = (byte)(i >> 8);
        }

        byte[] rgb = new byte[65536 * 3];
        RowConverter.Create(PixelFormat.Cmyk32, PixelFormat.Rgb24).Convert(cmyk, rgb, 65536);
        for (int i = 0; i < rgb.Length; i++)
        {
            int ink = cmyk[(i / 3 * 4) + (i % 3)], black = cmyk[(i / 3 * 4) + 3];
            Assert.Equal((byte)Math.Round((255 - ink) * (255 - black) / 255m), rgb[i]);
        }
    }

    [Fact]
    public void Luma_of_the_brightest_and_darkest_is_themselves()
    {
        foreach (PixelFormat from in new[] { PixelFormat.Rgb24, PixelFormat.Bgra32, PixelFormat.Rgb48 })
        {
            PixelFormat to = from == PixelFormat.Rgb48 ? PixelFormat.Gray16 : PixelFormat.Gray8;
            foreach (byte level in new byte[] { 0, 1, 127, 128, 254, 255 })
            {
                byte[] source = new byte[100 * from.GetBytesPerPixel()];
                Array.Fill(source, level);
                byte[] grey = new byte[100 * to.GetBytesPerPixel()];
                RowConverter.Create(from, to).Convert(source, grey, 100);
                Assert.False(grey.AsSpan().ContainsAnyExcept(level));
            }
        }
    }
}
