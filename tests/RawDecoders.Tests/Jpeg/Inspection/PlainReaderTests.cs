using System.Globalization;
using System.Text.RegularExpressions;
using RawDecoders.Inspection;
using RawDecoders.Jpeg;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>The reader for study gives the coefficients that the decoder's kernels give.</summary>
public partial class PlainReaderTests
{
    public static TheoryData<string> Files => [.. JpegStudyFiles.All, .. Suites.Available ? Suites.Files("photos/jpeg", ".jpg") : []];

    [Theory]
    [MemberData(nameof(Files))]
    [Trait("Length", "Long")]
    public void Reads_what_the_kernels_read(string name)
    {
        byte[] file = JpegStudyFiles.Read(name);
        if (!JpegStudyFiles.IsJpeg(file))
            return;
        try
        {
            JpegTesting.Decode(file, JpegTesting.With());
        }
        catch (ImageDecodeException)
        {
            return;
        }

        using var study = new JpegStudy(file, DecodeLimits.Default, new InspectBudget(InspectOptions.Default, file.Length));
        CoefficientStore plain = study.ReadCoefficients(study.UsedScans);
        if (study.IsLossless)
        {
            ComparePlanes(file, study, plain);
            return;
        }

        FrameGeometry geometry = study.Geometry!;
        using var arena = new NativeArena();
        var issues = new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard);
        var headers = JpegHeaders.Read(study.Source, DecodeOptions.Default, issues, new MemoryBudget(ImageFormat.Jpeg, DecodeLimits.Default));

        // Coefficients as they are coded: without the estimates of smoothing.
        JpegPlan plan = JpegPlan.Choose(headers, headers.Colour.NaturalFormat, DecodeOptions.Default) with { SmoothedOrder = null };
        Assert.Equal(study.UsedScans, plan.Scans.Count);
        var rows = ImcuRowSource.Create(plan, study.Source, headers.Structure.Position, arena, issues);
        var check = new Comparer(geometry, plain, name);
        for (int row = 0; row < geometry.McusDown; row++)
        {
            rows.DecodeRow(row, check);
            check.EndImcuRow();
        }

        Assert.True(check.Blocks >= geometry.CodedBlocks);
    }

    /// <summary>Samples as the plain reader has them, in files whose pixels are just those.</summary>
    private static void ComparePlanes(byte[] file, JpegStudy study, CoefficientStore store)
    {
        FrameGeometry geometry = study.Geometry!;
        if (study.Colour.Model == ColorModel.YCbCr || geometry.MaxHorizontal * geometry.MaxVertical > 1 || study.Colour.Model > ColorModel.YCbCr)
            return;
        ushort[]?[] planes = LosslessTrail.Planes(study, store);
        (byte[] pixels, DecodeResult result) = JpegTesting.Decode(file, new DecodeOptions { SampleRange = SampleRange.Stored });
        int count = geometry.Components.Length, bytes = result.PixelFormat.GetBytesPerSample();
        for (int i = 0; i < count * geometry.Width * geometry.Height; i++)
        {
            int c = i % count, x = i / count % geometry.Width, y = i / count / geometry.Width;
            int shift = study.Scans.Find(s => s.Header.Components.ToArray().Any(m => m.Component == c))!.Header.ApproximationLow;
            int sample = bytes == 1 ? pixels[i] : BitConverter.ToUInt16(pixels, 2 * i);
            if (planes[c]![y * geometry.Components[c].PaddedBlocksAcross + x] << shift != sample)
                Assert.Fail($"component {c}, sample {x}, {y}");
        }
    }

    /// <summary>
    /// Damage is refused at the byte in which the bad code begins, found by reading the last run of the kernels again: here the
    /// whole scan is read by the plain reader, from its beginning.
    /// </summary>
    [Fact]
    public void Damage_is_refused_where_it_begins()
    {
        string[] names =
        [
            "corpus/jpeg/quality/noise-100.jpg", "corpus/jpeg/quality/noise-75.jpg", "corpus/jpeg/sampling/420-sof0.jpg", "corpus/jpeg/sampling/422-sof1.jpg",
            "corpus/jpeg/restart/1-sof0-420.jpg", "corpus/jpeg/progressive/default-420.jpg", "corpus/jpeg/progressive/many-bits.jpg",
            "corpus/jpeg/progressive/grey-successive.jpg", .. JpegStudyFiles.Corpus.Where(f => f.Contains("jpeg/photos/", StringComparison.Ordinal)),
        ];
        var random = new Random(3);
        var compared = new Dictionary<string, int>();
        foreach (string name in names)
        {
            byte[] whole = JpegStudyFiles.Read(name);
            int data = whole.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xDA]) + 14;
            for (int i = 0; i < LongRun.Times(15, 60); i++)
            {
                byte[] file = [.. whole];
                file[random.Next(data, file.Length - 2)] = (byte)random.Next(255);
                try
                {
                    JpegTesting.Decode(file, JpegTesting.With());
                    continue;
                }
                catch (ImageDecodeException refusal) when (Place().Match(refusal.What) is { Success: true } place && refusal.Clause != "T.81 F.2.2.5")
                {
                    int number = int.Parse(place.Groups[1].Value, CultureInfo.InvariantCulture);
                    (long mcu, CodedItem item)? first = FirstDamage(file, number);
                    Assert.True(
                        first is { } f && (f.item.Place.Offset, f.mcu + 1) == (refusal.Offset, long.Parse(place.Groups[2].Value, CultureInfo.InvariantCulture)),
                        $"{name}: {refusal.Message}; the plain reader: {first?.item.Place}, MCU {first?.mcu + 1}");
                    compared[refusal.Clause] = compared.GetValueOrDefault(refusal.Clause) + 1;
                }
                catch (ImageDecodeException)
                {
                    // Something else: data that end early, a marker that is none.
                }
            }
        }

        Assert.True(compared.Count >= 2 && compared.Values.Sum() > LongRun.Times(25, 100), string.Join(", ", compared));
    }

    [GeneratedRegex(@"in scan (\d+), MCU (\d+) of")]
    private static partial Regex Place();

    /// <summary>The first item of a scan that cannot be read; null if it all can, or the data end first.</summary>
    private static (long Mcu, CodedItem Item)? FirstDamage(byte[] file, int scanNumber)
    {
        using var study = new JpegStudy(file, DecodeLimits.Default, new InspectBudget(InspectOptions.Default, file.Length));
        (long, CodedItem)? first = null;
        int index = study.Scans.FindIndex(s => s.Number == scanNumber - 1);
        new ScanWalk(study, study.Scans[index], study.ReadCoefficients(index))
        {
            OnBlock = block =>
            {
                if (block.IsDamaged && first is null && block.Items is [.., { Kind: CodedKind.Damage } item])
                    first = (block.Mcu, item);
            },
        }.Run();
        return first;
    }

    private sealed class Comparer(FrameGeometry geometry, CoefficientStore plain, string name) : JpegReconstructor
    {
        private int _row;

        public long Blocks { get; private set; }

        public override int RowsReady => 0;

        public override bool IsNeeded(int component) => true;

        public override void TransformBlocks(
            int component, int blockRow, int firstBlock, int count, ReadOnlySpan<short> coefficients, ReadOnlySpan<byte> extents)
        {
            int y = _row * geometry.Components[component].VerticalSampling + blockRow;
            for (int i = 0; i < count; i++, Blocks++)
            {
                if (!coefficients.Slice(64 * i, 64).SequenceEqual(plain.Block(component, firstBlock + i, y).Span))
                    Assert.Fail($"{name}: component {component}, block {firstBlock + i}, {y}");
            }
        }

        public override void EndImcuRow() => _row++;

        public override void EmitRows(RowTarget target) => throw new InvalidOperationException();

        public override void Dispose()
        {
        }
    }
}
