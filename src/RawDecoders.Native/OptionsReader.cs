// Owns: from rawdec_options to DecodeOptions. Stands under the exported functions that read files. Leaves contradictions between options to the
// library.

namespace RawDecoders.Native;

/// <summary>Reads the caller's options.</summary>
internal static unsafe class OptionsReader
{
    /// <summary>The options; the defaults for NULL.</summary>
    public static DecodeOptions Read(NativeOptions* options)
    {
        if (options is null)
            return DecodeOptions.Default;
        Structs.Check(options, "rawdec_options");
        if ((options->Flags & ~(OptionFlags.ApplyOrientation | OptionFlags.IndexRows | OptionFlags.RawFrames)) != 0)
            throw new CallException(Status.BadArgument, $"rawdec_options.flags {(uint)options->Flags} has unknown bits");
        return new DecodeOptions
        {
            PixelFormat = Words.Find(options->Format, Words.Formats, "format"),
            Like = Words.Find(options->Like, Words.Conventions, "like"),
            Strictness = Words.Find(options->Strictness, Words.Strictnesses, "strictness") ?? Strictness.Standard,
            Inflater = Words.Find(options->Inflater, Words.Inflaters, "inflater") ?? Inflater.Platform,
            JpegReconstruction = Words.Find(options->Reconstruction, Words.Reconstructions, "reconstruction") ?? JpegReconstruction.LibjpegTurbo,
            JpegColorTransform = Words.Find(options->ColorTransform, Words.ColorTransforms, "color_transform") ?? JpegColorTransform.FromFile,
            SampleRange = Words.Find(options->Samples, Words.SampleRanges, "samples") ?? SampleRange.Scaled,
            Scale = Scale(options->Scale),
            TargetSize = TargetSize(options->TargetWidth, options->TargetHeight),
            ApplyOrientation = options->Flags.HasFlag(OptionFlags.ApplyOrientation),
            IndexRows = options->Flags.HasFlag(OptionFlags.IndexRows),
            MaxDegreeOfParallelism = (int)Positive(options->Threads, 1, "threads"),
            MaxIndexBytes = options->MaxIndexBytes == -1 ? 0 : Positive(options->MaxIndexBytes, DecodeOptions.Default.MaxIndexBytes, "max_index_bytes"),
            Index = options->Index == 0 ? null : Index(options->Index),
            Limits = Limits(options),
        };
    }

    /// <summary>Whether frames are wanted as stored.</summary>
    public static FrameOptions ReadFrames(NativeOptions* options)
        => options is not null && options->Flags.HasFlag(OptionFlags.RawFrames) ? new FrameOptions { Raw = true } : FrameOptions.Default;

    private static DecodeLimits Limits(NativeOptions* o)
    {
        DecodeLimits d = DecodeLimits.Default;
        if ((o->MaxWidth | o->MaxHeight | o->MaxScans | o->MaxFrames | o->MaxMetadataBytes) == 0 && (o->MaxPixels | o->MaxBytes | o->MaxFramePixels) == 0)
            return d;
        return new DecodeLimits
        {
            MaxWidth = (int)Positive(o->MaxWidth, d.MaxWidth, "max_width"),
            MaxHeight = (int)Positive(o->MaxHeight, d.MaxHeight, "max_height"),
            MaxScans = (int)Positive(o->MaxScans, d.MaxScans, "max_scans"),
            MaxFrames = (int)Positive(o->MaxFrames, d.MaxFrames, "max_frames"),
            MaxMetadataBytes = (int)Positive(o->MaxMetadataBytes, d.MaxMetadataBytes, "max_metadata_bytes"),
            MaxPixels = Positive(o->MaxPixels, d.MaxPixels, "max_pixels"),
            MaxBytes = Positive(o->MaxBytes, d.MaxBytes, "max_bytes"),
            MaxFramePixels = Positive(o->MaxFramePixels, d.MaxFramePixels, "max_frame_pixels"),
        };
    }

    private static long Positive(long value, long ifZero, string name) => value switch
    {
        0 => ifZero,
        > 0 => value,
        _ => throw new CallException(Status.BadArgument, $"{name} {value} is negative"),
    };

    private static ImageScale Scale(byte* word)
    {
        if (word is null)
            return ImageScale.Full;
        string text = Words.Text(word, "scale");
        return ImageScale.TryParse(text, out ImageScale scale)
            ? scale
            : throw new CallException(Status.BadArgument, $"scale '{text}' is none of 1/8, 1/4, 3/8, 1/2, 5/8, 3/4, 7/8, 1");
    }

    private static ImageSize? TargetSize(int width, int height)
    {
        if (width == 0 && height == 0)
            return null;
        return width > 0 && height > 0
            ? new ImageSize(width, height)
            : throw new CallException(Status.BadArgument, $"target size {width} x {height} is not at least 1 x 1");
    }

    private static ImageIndex Index(ulong handle)
    {
        using Lease<IndexHandle> index = Handles.Take<IndexHandle>(handle);
        return index.Value.Index;
    }
}
