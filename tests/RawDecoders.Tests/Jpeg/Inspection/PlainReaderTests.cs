using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg.Inspection;

/// <summary>The reader for study gives the coefficients that the decoder's kernels give.</summary>
public class PlainReaderTests
{
    public static TheoryData<string> Files => [.. JpegStudyFiles.All];

    [Theory]
    [MemberData(nameof(Files))]
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

        using var study = new JpegStudy(file, DecodeLimits.Default);
        CoefficientStore plain = study.ReadCoefficients(study.UsedScans);
        FrameGeometry geometry = study.Geometry!;
        using var arena = new NativeArena();
        var issues = new DecodeIssues(ImageFormat.Jpeg, Strictness.Standard);
        var damage = new DamageLog();
        ImcuRowSource rows = study.UsedScans == 1 && !study.IsProgressive && study.Scans[0].Header.ComponentCount == geometry.Components.Length
            ? new SingleScanSource(study.Scans[0], geometry, study.Source, arena, issues, damage)
            : new MultiScanSource(study.Scans, study.Structure.Position, study.IsProgressive, null, geometry, study.Source, arena, issues, damage);
        var check = new Comparer(geometry, plain, name);
        for (int row = 0; row < geometry.McusDown; row++)
        {
            rows.DecodeRow(row, check);
            check.EndImcuRow();
        }

        Assert.True(check.Blocks >= geometry.CodedBlocks);
    }

    private sealed class Comparer(FrameGeometry geometry, CoefficientStore plain, string name) : JpegReconstructor
    {
        private int _row;

        public long Blocks { get; private set; }

        public override int ImcuRows => geometry.McusDown;

        public override long ScratchBytes => 0;

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

        public override void EmitRows(Span<byte> destination, int stride, int rowCount) => throw new InvalidOperationException();

        public override void Dispose()
        {
        }
    }
}
