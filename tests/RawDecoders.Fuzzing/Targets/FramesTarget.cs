using System.Runtime.InteropServices;

namespace RawDecoders.Fuzzing.Targets;

/// <summary>
/// The frames of an animation are the same by either engine, in parts of any size, from a stream and the second time; and the composed ones
/// are what the raw ones give when they are put onto each other one sample at a time.
/// </summary>
internal sealed class FramesTarget : FuzzTarget
{
    private static readonly DecodeLimits Limits = Draw.Limits with { MaxFrames = 200, MaxFramePixels = 1 << 18 };

    public override string Name => "frames";

    public override string What => "animations with right checksums, frames deflated anew: engines, parts, streams, rewinding, composing";

    public override IReadOnlyList<string> Formats => ["png"];

    public override string? Folder => "animation";

    public override IEnumerable<byte[]> InputsFrom(byte[] file) => StructuredPng.Describe(file);

    protected internal override void Check(byte[] input)
    {
        byte[] file = StructuredPng.Build(input);
        Random random = Draw.From(input);
        var options = new DecodeOptions { Strictness = Draw.Strictness(random), Limits = Limits };
        List<Shown> frames = Read(() => ImageDecoder.OpenFrames(file, options));
        Same(frames, Read(() => ImageDecoder.OpenFrames(file, options with { Inflater = Inflater.Managed })), "the managed engine");
        Same(frames, Read(() => ImageDecoder.OpenFrames(file, options with { WorkUnitBytes = random.Next(1, 300), BlocksFromBytes = 0 })), "small parts");
        Same(frames, Read(() => ImageDecoder.OpenFrames(new TrickleStream(file, random), options)), "a stream");
        List<Shown> raw = Read(() => ImageDecoder.OpenFrames(file, options, new FrameOptions { Raw = true }));
        FuzzFailure.Unless(raw.Count == frames.Count && Errors(raw).SequenceEqual(Errors(frames)), $"{raw.Count} raw frames, {frames.Count} composed ones");
        Compose(file, options, frames);
    }

    /// <summary>All frames, and all again; an error is the last.</summary>
    private static List<Shown> Read(Func<ImageFrameReader> open)
    {
        List<Shown> shown = [];
        try
        {
            using ImageFrameReader reader = open();
            while (reader.ReadFrame() is { } frame)
                shown.Add(Shown.Of(frame));
            FuzzFailure.Unless(shown.Count == reader.FrameCount, $"{shown.Count} frames of {reader.FrameCount}");
            reader.Rewind();
            for (int i = 0; reader.ReadFrame() is { } frame; i++)
                FuzzFailure.Unless(Shown.Of(frame).IsAs(shown[i]), $"frame {i} is another one the second time");
        }
        catch (ImageDecodeException error)
        {
            shown.Add(new Shown(error.Message, []));
        }

        return shown;
    }

    private static IEnumerable<string> Errors(List<Shown> frames) => frames.Where(f => f.Pixels.Length == 0).Select(f => f.Account);

    private static void Same(List<Shown> frames, List<Shown> others, string path)
    {
        FuzzFailure.Unless(frames.Count == others.Count, $"{path}: {others.Count} frames instead of {frames.Count}");
        for (int i = 0; i < frames.Count; i++)
            FuzzFailure.Unless(frames[i].IsAs(others[i]), $"{path}: frame {i} of {frames.Count} is\n{others[i].Account}\ninstead of\n{frames[i].Account}");
    }

    private static void Compose(byte[] file, DecodeOptions options, List<Shown> frames)
    {
        if (frames.Exists(f => f.Pixels.Length == 0 || f.IsDamaged))
            return;
        using ImageFrameReader composed = ImageDecoder.OpenFrames(file, options);
        if (!composed.IsAnimation)
            return;
        using ImageFrameReader raw = ImageDecoder.OpenFrames(file, options with { PixelFormat = composed.PixelFormat }, new FrameOptions { Raw = true });
        bool isWide = composed.PixelFormat.GetBytesPerSample() == 2;
        int channels = composed.PixelFormat.GetChannelCount(), most = isWide ? 65535 : 255;
        long[] canvas = new long[composed.Width * composed.Height * channels];
        for (int i = 0; raw.NextFrame is { } info; i++)
        {
            long[] before = [.. canvas];
            long[] pixels = Samples(raw.ReadFrame()!.ToArray(), isWide);
            for (int at = 0; at < pixels.Length; at += channels)
            {
                (int y, int x) = Math.DivRem(at / channels, info.Width);
                Put(pixels.AsSpan(at, channels), canvas.AsSpan(((info.Y + y) * composed.Width + info.X + x) * channels, channels), info.Blend, most);
            }

            int different = Samples(frames[i].Pixels, isWide).AsSpan().CommonPrefixLength(canvas);
            FuzzFailure.Unless(different == canvas.Length, $"frame {i}: sample {different} is not what composing gives");
            for (int y = info.Y; y < info.Y + info.Height && info.Disposal != FrameDisposal.None; y++)
            {
                Span<long> row = canvas.AsSpan((y * composed.Width + info.X) * channels, info.Width * channels);
                if (info.Disposal == FrameDisposal.Previous && i > 0)
                    before.AsSpan((y * composed.Width + info.X) * channels, row.Length).CopyTo(row);
                else
                    row.Clear();
            }
        }
    }

    /// <summary>PNG 11.3.6.2: with everything over most², to the nearest, a half upwards. Below 2^63 at 16 bits.</summary>
    private static void Put(ReadOnlySpan<long> front, Span<long> back, FrameBlend blend, int most)
    {
        if (blend == FrameBlend.Source)
        {
            front.CopyTo(back);
            return;
        }

        if (front[^1] == 0)
            return;
        long ofFront = front[^1] * most, ofBack = back[^1] * (most - front[^1]), alpha = ofFront + ofBack;
        for (int c = 0; c < front.Length - 1; c++)
            back[c] = (2 * (ofFront * front[c] + ofBack * back[c]) + alpha) / (2 * alpha);
        back[^1] = (2 * alpha + most) / (2 * most);
    }

    private static long[] Samples(byte[] pixels, bool isWide)
        => isWide ? [.. MemoryMarshal.Cast<byte, ushort>(pixels).ToArray().Select(v => (long)v)] : [.. pixels.Select(v => (long)v)];

    /// <summary>A frame with its account in words; an error without pixels.</summary>
    private sealed record Shown(string Account, byte[] Pixels)
    {
        public bool IsDamaged { get; private init; }

        public static Shown Of(PixelBuffer frame)
        {
            DecodeResult result = frame.Result!;
            string account = $"{frame.Width} x {frame.Height} {frame.Format}\n" + string.Concat(result.Warnings.Select(w => $"{w}\n"))
                + string.Concat(result.Damage.Select(d => $"rows {d.FirstRow}+{d.RowCount}: {d.Reason.Message}\n"));
            return new Shown(account, frame.ToArray()) { IsDamaged = result.Damage.Count > 0 };
        }

        public bool IsAs(Shown other) => Account == other.Account && Pixels.AsSpan().SequenceEqual(other.Pixels);
    }
}
