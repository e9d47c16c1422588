// Owns: the words of rawdec_options and what they mean: those of the command line. Stands under OptionsReader. Leaves the names of pixel formats to
// the library, so that a new one is known here at once.

using System.Runtime.InteropServices;
using System.Text;

namespace RawDecoders.Native;

/// <summary>Words by name.</summary>
internal static unsafe class Words
{
    /// <summary>Every pixel format with its name, in the order of their values.</summary>
    public static readonly (string Name, PixelFormat Value)[] Formats = [.. Enum.GetValues<PixelFormat>().Select(f => (f.GetName(), f))];

    public static readonly (string Name, ArrayConvention Value)[] Conventions =
    [
        ("pillow", ArrayConvention.Pillow), ("opencv", ArrayConvention.OpenCv), ("opencv-unchanged", ArrayConvention.OpenCvUnchanged),
        ("imagesharp", ArrayConvention.ImageSharp),
    ];

    public static readonly (string Name, Strictness Value)[] Strictnesses =
        [("strict", Strictness.Strict), ("standard", Strictness.Standard), ("lenient", Strictness.Lenient)];

    public static readonly (string Name, Inflater Value)[] Inflaters = [("platform", Inflater.Platform), ("managed", Inflater.Managed)];

    public static readonly (string Name, JpegReconstruction Value)[] Reconstructions =
    [
        ("turbo", JpegReconstruction.LibjpegTurbo), ("turbo-nosmooth", JpegReconstruction.LibjpegTurboReplicated),
        ("imagesharp", JpegReconstruction.ImageSharp),
    ];

    public static readonly (string Name, JpegColorTransform Value)[] ColorTransforms =
        [("file", JpegColorTransform.FromFile), ("none", JpegColorTransform.None), ("ycbcr", JpegColorTransform.YCbCr)];

    public static readonly (string Name, SampleRange Value)[] SampleRanges = [("scaled", SampleRange.Scaled), ("stored", SampleRange.Stored)];

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What a word means.</summary>
    /// <param name="word">Text that ends with a 0 byte, or NULL.</param>
    /// <param name="choices">The words.</param>
    /// <param name="name">Of the option, for the message.</param>
    /// <returns>Null for NULL.</returns>
    public static T? Find<T>(byte* word, (string Name, T Value)[] choices, string name)
        where T : struct
    {
        if (word is null)
            return null;
        string text = Text(word, name);
        foreach ((string choice, T value) in choices)
        {
            if (choice == text)
                return value;
        }

        throw new CallException(Status.BadArgument, $"{name} '{text}' is none of {string.Join(", ", choices.Select(c => c.Name))}");
    }

    /// <summary>Text that ends with a 0 byte.</summary>
    /// <param name="text">Not NULL.</param>
    /// <param name="name">Of the parameter, for the message.</param>
    public static string Text(byte* text, string name)
    {
        try
        {
            return s_strict.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));
        }
        catch (DecoderFallbackException)
        {
            throw new CallException(Status.BadArgument, $"{name} is not UTF-8");
        }
    }
}
