// Owns: SOFn, SOS, DRI and DNL segments field by field (T.81 B.2.2, B.2.3, B.2.4.4, B.2.5), and what a frame header implies for
// blocks and MCUs (A.1, A.2). Stands below SegmentTree. Leaves to others: the numbers of the geometry (FrameGeometry).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Nodes of frame and scan headers.</summary>
internal static class FrameNodes
{
    private const string FrameClause = "T.81 B.2.2";

    private const string ScanClause = "T.81 B.2.3";

    /// <summary>The parameters of SOFn.</summary>
    public static void AddFrame(FieldWriter fields)
    {
        fields.Byte("P", p => $"{p} bits a sample", FrameClause);
        fields.Word("Y", y => y == 0 ? "lines: a DNL segment after the first scan is to tell" : $"{y} lines", FrameClause);
        fields.Word("X", x => $"{x} samples a line", FrameClause);
        int count = fields.Byte("Nf", n => NodeText.Count(n, "component"), FrameClause);
        for (int i = 1; i <= count && fields.Left > 0; i++)
        {
            fields.Byte($"C{i}", c => $"identifier of component {i}{Letter(c)}", FrameClause);
            fields.Nibbles(
                $"H{i}", h => $"horizontal sampling factor of component {i}",
                $"V{i}", v => $"vertical sampling factor of component {i}", FrameClause);
            fields.Byte($"Tq{i}", t => $"quantisation table {t}", FrameClause);
        }
    }

    /// <summary>The blocks and MCUs of a frame.</summary>
    public static void AddGeometry(StructureNode parent, FrameGeometry geometry, in FrameHeader frame, ColourDecision colour)
    {
        StructureNode node = FieldWriter.Derived(parent, "geometry", $"{geometry.Width} x {geometry.Height} pixels, {ColourName(colour)}", clause: "T.81 A.1, A.2");
        int mcuWidth = geometry.DataUnit * geometry.MaxHorizontal, mcuHeight = geometry.McuHeight;
        FieldWriter.Derived(
            node, "MCU grid",
            $"{geometry.McusAcross} x {geometry.McusDown} MCUs of {mcuWidth} x {mcuHeight} pixels"
            + $"; padding {NodeText.Count(geometry.McusAcross * mcuWidth - geometry.Width, "column")}, {NodeText.Count(geometry.McusDown * mcuHeight - geometry.Height, "row")}",
            clause: "T.81 A.2.3, A.2.4");
        for (int i = 0; i < geometry.Components.Length; i++)
        {
            ComponentGeometry c = geometry.Components[i];
            int width = CeilDivide(geometry.Width * c.HorizontalSampling, geometry.MaxHorizontal);
            int height = CeilDivide(geometry.Height * c.VerticalSampling, geometry.MaxVertical);
            int down = geometry.McusDown * c.VerticalSampling;
            FieldWriter.Derived(
                node, $"component {i + 1} ({ComponentName(colour.Model, i)})",
                $"{width} x {height} samples in {c.BlocksAcross} x {c.BlocksDown} {(frame.IsLossless ? "data units" : "blocks")}; {c.PaddedBlocksAcross} x {down} with padding"
                + $"; {c.HorizontalSampling * c.VerticalSampling} in an MCU{(frame.IsLossless ? "" : $", quantisation table {frame.Components[i].QuantizationTable}")}",
                clause: "T.81 A.1.1, A.2.4");
        }
    }

    /// <summary>The parameters of SOS.</summary>
    public static void AddScan(FieldWriter fields, bool isProgressive, bool isLossless)
    {
        int count = fields.Byte("Ns", n => NodeText.Count(n, "component"), ScanClause);
        for (int j = 1; j <= count && fields.Left > 0; j++)
        {
            fields.Byte($"Cs{j}", c => $"component with identifier {c}{Letter(c)}", ScanClause);
            fields.Nibbles($"Td{j}", t => $"DC table {t}", $"Ta{j}", t => $"AC table {t}", ScanClause);
        }

        if (isLossless)
        {
            fields.Byte("Ss", s => $"predictor {s}", "T.81 B.2.3, Table H.1");
            fields.Byte("Se", s => s == 0 ? "0, as it has to be" : $"{s}, ignored in a lossless scan", ScanClause);
            fields.Nibbles(
                "Ah", h => h == 0 ? "0, as it has to be" : $"{h}, ignored in a lossless scan", "Al", l => $"point transform: samples are divided by {1 << l}", ScanClause);
            return;
        }

        string ignored = isProgressive ? "" : ", ignored in a sequential scan";
        fields.Byte("Ss", s => $"from coefficient {s} of the zigzag sequence{(isProgressive || s == 0 ? "" : ignored)}", ScanClause);
        fields.Byte("Se", s => $"to coefficient {s}{(isProgressive || s == 63 ? "" : ignored)}", ScanClause);
        fields.Nibbles(
            "Ah", h => !isProgressive ? $"bit position {h}{(h == 0 ? "" : ignored)}" : h == 0 ? "a first scan of these coefficients" : $"refines coefficients known down to bit {h}",
            "Al", l => !isProgressive ? $"bit position {l}{(l == 0 ? "" : ignored)}" : l == 0 ? "down to the last bit" : $"down to bit {l}: values are divided by {1 << l}",
            ScanClause);
    }

    /// <summary>What a scan codes, in words.</summary>
    public static string DescribeScan(ScanRecord scan, in FrameHeader frame, ColorModel model)
    {
        ScanHeader header = scan.Header;
        string components = string.Join(", ", header.Components.ToArray().Select(c => ComponentName(model, c.Component)));
        if (frame.IsLossless)
            return $"{components}: all samples, predictor {header.SpectralStart}";
        if (!frame.IsProgressive)
            return $"{components}: all coefficients";
        string band = header.SpectralStart == 0 ? "DC" : $"AC {header.SpectralStart} to {header.SpectralEnd}";
        string bits = header.ApproximationHigh != 0 ? $", refined to bit {header.ApproximationLow}"
            : header.ApproximationLow != 0 ? $", first scan down to bit {header.ApproximationLow}"
            : ", all bits";
        return $"{components}: {band}{bits}";
    }

    /// <summary>DAC: pairs of a destination and its conditioning value.</summary>
    public static void AddArithmeticConditioning(FieldWriter fields)
    {
        while (fields.Left >= 2)
        {
            bool isAc = fields.Remaining[0] >> 4 != 0;
            fields.Nibbles("Tc", c => c == 0 ? "DC table" : "AC table", "Tb", b => $"destination {b}", "T.81 B.2.4.3");
            fields.Byte("Cs", c => isAc ? $"Kx = {c}" : $"L = {c & 15}, U = {c >> 4}", "T.81 B.2.4.3");
        }
    }

    /// <summary>DRI.</summary>
    public static void AddRestartInterval(FieldWriter fields)
        => fields.Word("Ri", r => r == 0 ? "no restarts from here on" : $"a restart after every {r} MCUs", "T.81 B.2.4.4");

    /// <summary>DNL.</summary>
    public static void AddNumberOfLines(FieldWriter fields) => fields.Word("NL", n => $"{n} lines", "T.81 B.2.5");

    /// <summary>"Y", "Cb", "C" and so on.</summary>
    public static string ComponentName(ColorModel model, int index) => model switch
    {
        ColorModel.Grayscale => "Y",
        ColorModel.GrayscaleAlpha => index == 0 ? "Y" : "alpha",
        ColorModel.YCbCr => index switch { 0 => "Y", 1 => "Cb", _ => "Cr" },
        ColorModel.Rgb => index switch { 0 => "R", 1 => "G", _ => "B" },
        ColorModel.Ycck => index switch { 0 => "Y", 1 => "Cb", 2 => "Cr", _ => "K" },
        ColorModel.Cmyk => index switch { 0 => "C", 1 => "M", 2 => "Y", _ => "K" },
        _ => $"component {index + 1}",
    };

    private static string ColourName(ColourDecision colour) => colour.Model switch
    {
        ColorModel.Grayscale => "grey",
        ColorModel.GrayscaleAlpha => "two components, taken for grey and alpha",
        ColorModel.Rgb => "RGB",
        ColorModel.Cmyk => colour.InvertedInks ? "CMYK, 255 for no ink" : "CMYK",
        ColorModel.Ycck => colour.InvertedInks ? "YCCK, 255 for no ink" : "YCCK",
        _ => colour.Model.ToString(),
    };

    private static string Letter(int id) => id is >= 'A' and <= 'Z' or >= 'a' and <= 'z' ? $" ('{(char)id}')" : "";

    private static int CeilDivide(int value, int divisor) => (value + divisor - 1) / divisor;
}
