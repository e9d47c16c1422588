// One picture from its file to an output file or stream: what `decode -o` does for one file and for each of a batch.

namespace RawDecoders.Cli;

/// <summary>Decodes into output files.</summary>
internal static class PictureFile
{
    /// <summary>Decodes the opened input into a new file.</summary>
    /// <exception cref="OutputFileException">The file cannot be written.</exception>
    /// <exception cref="OutputRefusedException">The kind of file cannot hold the picture.</exception>
    public static DecodeResult Write(ImageInput input, string target, OutputFormat output, DecodeOptions options)
    {
        using ImageRowReader rows = OpenRows(input, output, options);
        using var file = new OutputFile(target);
        DecodeResult result = OutputFormats.Write(output, file, rows);
        file.Keep();
        return result;
    }

    /// <summary>Decodes the opened input to a stream.</summary>
    /// <exception cref="OutputRefusedException">The kind of file cannot hold the picture.</exception>
    public static DecodeResult Write(ImageInput input, Stream target, OutputFormat output, DecodeOptions options)
    {
        using ImageRowReader rows = OpenRows(input, output, options);
        return OutputFormats.Write(output, target, rows);
    }

    /// <summary>Opens the rows in the pixel format that the output needs.</summary>
    private static ImageRowReader OpenRows(ImageInput input, OutputFormat output, DecodeOptions options)
    {
        if (options.Like is not null && output is not (OutputFormat.Raw or OutputFormat.Npy))
            throw new OutputRefusedException("--like gives an array: write .npy, .npz or .raw");
        ImageRowReader rows = input.OpenRows(options);
        PixelFormat needed;
        try
        {
            needed = OutputFormats.FormatFor(output, rows.PixelFormat);
        }
        catch
        {
            rows.Dispose();
            throw;
        }

        if (needed == rows.PixelFormat)
            return rows;
        rows.Dispose();
        return input.OpenRows(options with { PixelFormat = needed });
    }
}
