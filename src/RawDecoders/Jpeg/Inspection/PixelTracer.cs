// Owns: the trail of a pixel: for each component the blocks that its value comes from, with every coded symbol of every scan,
// the steps to samples, the upsampling filter with its weights; then the colour conversion; all of the default reconstruction,
// libjpeg-turbo's. Stands on JpegStudy and the decoder, whose pixel it must reach. Leaves to others: what is told of a block
// (BlockTrail).

using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Traces pixels of one file.</summary>
/// <param name="study">The file.</param>
/// <param name="places">Where MCUs begin, of a file that is asked about again and again; null where it is asked once.</param>
/// <param name="picture">Its picture, then.</param>
internal sealed class PixelTracer(JpegStudy study, ScanPlaces? places = null, PixelBuffer? picture = null)
{
    /// <summary>Largest value of a sample, and the value of no colour in chroma.</summary>
    private int Max => (1 << study.Precision) - 1;

    private int Centre => 1 << (study.Precision - 1);

    private int Unit => study.Geometry!.DataUnit;

    /// <summary>A sample that a component's value at a pixel is made of.</summary>
    /// <param name="X">Its column in the component.</param>
    /// <param name="Y">Its row in the component.</param>
    /// <param name="Weight">Its weight.</param>
    internal readonly record struct Tap(int X, int Y, int Weight);

    /// <summary>How a component's value at a pixel is made: (sum of weight × sample + bias) >> shift.</summary>
    internal sealed record Filter(string Name, IReadOnlyList<Tap> Taps, int Bias, int Shift);

    /// <exception cref="ImageDecodeException">The file is refused, or damaged before that pixel.</exception>
    /// <exception cref="ArgumentOutOfRangeException">There is no such pixel.</exception>
    public PixelTrail Trace(int x, int y)
    {
        (PixelFormat format, int[] pixel) = picture is null ? Decode(x, y) : PixelSamples.Of(picture, x, y);
        FrameGeometry geometry = study.Geometry!;
        int count = geometry.Components.Length;
        var filters = new Filter[count];
        var wanted = new HashSet<(int, int, int)>();
        for (int c = 0; c < count; c++)
        {
            filters[c] = Choose(geometry, c, x, y);
            foreach (Tap tap in filters[c].Taps)
                wanted.Add((c, tap.X / Unit, tap.Y / Unit));
        }

        using BlockTrail? blocks = study.IsLossless ? null : new BlockTrail(study, wanted, places);
        LosslessTrail? samples = study.IsLossless ? new LosslessTrail(study, wanted) : null;
        var root = new StructureNode($"pixel {x}, {y}", 0, 0, Words(format, pixel), "T.81 A.1") { Raw = string.Join(' ', pixel) };
        int[] values = new int[count];
        for (int c = 0; c < count; c++)
            values[c] = AddComponent(root, (node, column, row) => blocks?.Add(node, c, column, row) ?? samples!.Add(node, c, column, row), c, filters[c]);
        AddColour(root, values);
        if (study.Precision is not (8 or 16))
            AddRange(root, pixel);
        return new PixelTrail(ImageFormat.Jpeg, x, y, format, [.. pixel], root);
    }

    /// <summary>What the decoder gives, read as far as that row.</summary>
    private (PixelFormat Format, int[] Pixel) Decode(int x, int y)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(x);
        ArgumentOutOfRangeException.ThrowIfNegative(y);
        using FormatDecoder decoder = JpegDecoder.Open(study.Source, new DecodeOptions { Limits = study.Limits });
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(x, decoder.Info.Width);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(y, decoder.Info.Height);
        int bytes = decoder.OutputFormat.GetBytesPerPixel();
        byte[] row = new byte[decoder.Info.Width * bytes];
        if (!study.CanKeepBlocks)
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, 0, "the coefficients of the scans", InspectLimit.Memory);
        if (!study.Budget.TryWork(study.DecodeCost))
            throw InspectBudget.Exceeded(ImageFormat.Jpeg, 0, "the pixels of the scans", InspectLimit.Work);
        for (int i = 0; i <= y; i++)
            decoder.ReadRows(row, row.Length, 1);
        ReadOnlySpan<byte> pixel = row.AsSpan(x * bytes, bytes);
        return (decoder.OutputFormat, PixelSamples.Of(pixel, decoder.OutputFormat));
    }

    /// <summary>The filter of <see cref="ChromaUpsampling"/> at one pixel, its edges resolved.</summary>
    internal static Filter Choose(FrameGeometry geometry, int component, int x, int y)
    {
        ComponentGeometry c = geometry.Components[component];
        (int h, int v, int width, int height) = (c.HorizontalRatio, c.VerticalRatio, c.Width, c.Height);
        int nearX = x / h, nearY = y / v;
        int farX = Math.Clamp(x % 2 == 0 ? nearX - 1 : nearX + 1, 0, width - 1);
        int farY = Math.Clamp(y % 2 == 0 ? nearY - 1 : nearY + 1, 0, height - 1);
        Upsampling filter = geometry.DataUnit > 1 ? ChromaUpsampling.ChooseTriangle(h, v, width) : h * v == 1 ? Upsampling.None : Upsampling.Replicate;
        return filter switch
        {
            Upsampling.TriangleH2V1 => new Filter("triangle, 2:1 across", Merge([new(nearX, nearY, 3), new(farX, nearY, 1)]), x % 2 == 0 ? 1 : 2, 2),
            Upsampling.TriangleH1V2 => new Filter("triangle, 2:1 down", Merge([new(nearX, nearY, 3), new(nearX, farY, 1)]), y % 2 == 0 ? 1 : 2, 2),
            Upsampling.TriangleH2V2 => new Filter(
                "triangle, 2:1 across and down",
                Merge([new(nearX, nearY, 9), new(nearX, farY, 3), new(farX, nearY, 3), new(farX, farY, 1)]), x % 2 == 0 ? 8 : 7, 4),
            Upsampling.Replicate => new Filter($"each sample repeated {h} x {v} times", [new(nearX, nearY, 1)], 0, 0),
            _ => new Filter("none: a sample for each pixel", [new(nearX, nearY, 1)], 0, 0),
        };
    }

    /// <summary>At an edge the sample is its own neighbour.</summary>
    private static Tap[] Merge(Tap[] taps)
        => [.. taps.GroupBy(t => (t.X, t.Y)).Select(g => new Tap(g.Key.X, g.Key.Y, g.Sum(t => t.Weight)))];

    private int AddComponent(StructureNode root, Func<StructureNode, int, int, ushort[]> add, int component, Filter filter)
    {
        StructureNode node = root.Add(new StructureNode($"component {study.ComponentName(component)}", 0, 0));
        var samples = new Dictionary<(int, int), ushort[]>();
        foreach (Tap tap in filter.Taps)
        {
            if (!samples.ContainsKey((tap.X / Unit, tap.Y / Unit)))
                samples[(tap.X / Unit, tap.Y / Unit)] = add(node, tap.X / Unit, tap.Y / Unit);
        }

        int At(Tap tap) => samples[(tap.X / Unit, tap.Y / Unit)][tap.Y % Unit * Unit + tap.X % Unit];

        StructureNode up = node.Add(new StructureNode("upsampling", 0, 0, filter.Name, "T.81 A.1.1"));
        int sum = filter.Bias;
        foreach (Tap tap in filter.Taps)
        {
            int sample = At(tap);
            sum += tap.Weight * sample;
            StructureNode one = up.Add(Step(
                "sample", sample, $"{sample}: column {tap.X}, row {tap.Y} of the component{(study.IsLossless ? "" : $"; in block {tap.X / Unit}, {tap.Y / Unit} at {tap.X % Unit}, {tap.Y % Unit}")}"));
            one.Add(Step("weight", tap.Weight));
            one.Add(Step("block column", tap.X / Unit));
            one.Add(Step("block row", tap.Y / Unit));
            one.Add(Step("column", tap.X % Unit));
            one.Add(Step("row", tap.Y % Unit));
        }

        int value = sum >> filter.Shift;
        up.Add(Step("bias", filter.Bias));
        up.Add(Step("shift", filter.Shift));
        string terms = string.Join(" + ", filter.Taps.Select(t => $"{t.Weight} x {At(t)}"));
        node.Add(Step("value", value, filter.Shift == 0 ? $"{value}" : $"({terms} + {filter.Bias}) >> {filter.Shift} = {value}"));
        node.Value = $"{value} at this pixel";
        return value;
    }

    /// <summary>YccColor's sums and CMYK's senses, in words and numbers.</summary>
    private void AddColour(StructureNode root, int[] v)
    {
        ColorModel model = study.Colour.Model;
        StructureNode node = root.Add(new StructureNode("colour conversion", 0, 0, "", "T.871 7"));
        if (model is ColorModel.YCbCr or ColorModel.Ycck)
        {
            node.Value = model == ColorModel.YCbCr ? "YCbCr to RGB in 16-bit fixed point" : "YCC to RGB in 16-bit fixed point, then to inks";
            int cb = v[1] - Centre, cr = v[2] - Centre;
            int[] rgb =
            [
                AddSum(node, "R", v[0], [(91881, "Cr", cr)]),
                AddSum(node, "G", v[0], [(-22554, "Cb", cb), (-46802, "Cr", cr)]),
                AddSum(node, "B", v[0], [(116130, "Cb", cb)]),
            ];
            if (model == ColorModel.YCbCr)
                return;
            v = [.. rgb.Select(c => Max - c), v[3]];
            AddInks(node, [.. rgb.Select(c => $"{Max} - {c}"), $"{v[3]}"], v);
            return;
        }

        if (model == ColorModel.Cmyk)
        {
            node.Value = "components are inks";
            AddInks(node, [.. v.Select(i => $"{i}")], v);
            return;
        }

        node.Value = "none: components are samples";
        string[] names = v.Length == 1 ? ["grey"] : [.. Enumerable.Range(0, v.Length).Select(study.ComponentName)];
        for (int i = 0; i < v.Length; i++)
            node.Add(Step(names[i], v[i]));
    }

    /// <summary>From the file's precision to the range of the pixel format.</summary>
    private void AddRange(StructureNode root, int[] pixel)
    {
        int full = study.Precision > 8 ? 65535 : 255;
        StructureNode node = root.Add(new StructureNode("range", 0, 0, $"each value times {full}, divided by {Max}, rounded", ""));
        foreach (int sample in pixel)
            node.Add(Step("sample", sample));
    }

    private int AddSum(StructureNode parent, string name, int y, (int Factor, string Name, int Value)[] terms)
    {
        long sum = terms.Sum(t => (long)t.Factor * t.Value) + 32768;
        int value = (int)Math.Clamp(y + (sum >> 16), 0, Max);
        string words = string.Join(" ", terms.Select((t, i) => $"{(i == 0 && t.Factor > 0 ? "" : t.Factor > 0 ? "+ " : "- ")}{Math.Abs(t.Factor)} x ({t.Name} - {Centre} = {t.Value})"));
        StructureNode node = parent.Add(Step(name, value, $"Y + (({words} + 32768) >> 16) = {y} + {sum >> 16} = {y + (sum >> 16)}, limited to 0..{Max}: {value}"));
        node.Add(Step("Y", y));
        foreach ((int factor, string chroma, int centred) in terms)
        {
            StructureNode term = node.Add(new StructureNode("term", 0, 0) { Raw = NodeText.Number((long)factor * centred) });
            term.Add(Step("factor", factor, $"{Nominal(factor)} x 65536, rounded"));
            term.Add(Step($"{chroma} - {Centre}", centred));
        }

        node.Add(Step("half", 32768));
        return value;
    }

    private static string Nominal(int factor) => factor switch
    {
        91881 => "1.402",
        -22554 => "-0.344136",
        -46802 => "-0.714136",
        _ => "1.772",
    };

    private void AddInks(StructureNode node, string[] words, int[] stored)
    {
        for (int i = 0; i < 4; i++)
        {
            bool isInverted = study.Colour.InvertedInks;
            int ink = isInverted ? Max - stored[i] : stored[i];
            StructureNode one = node.Add(Step(
                "CMYK"[i].ToString(), ink, isInverted ? $"{Max} - ({words[i]}): the file counts inks down from {Max}" : $"{words[i]}"));
            one.Add(Step("stored", stored[i]));
            one.Add(Step("inverted", isInverted ? 1 : 0));
        }
    }

    /// <summary>A step without a place in the file.</summary>
    internal static StructureNode Step(string name, int number, string value = "")
        => new(name, 0, 0, value) { Raw = NodeText.Number(number) };

    private static string Words(PixelFormat format, int[] pixel) => $"{format.GetName()}: {string.Join(", ", pixel)}";
}
