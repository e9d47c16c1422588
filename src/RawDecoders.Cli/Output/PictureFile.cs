// One picture from its file to an output file or stream: what `decode -o` does for one file and for each of a batch.

namespace RawDecoders.Cli;

/// <summary>Decodes into output files.</summary>
internal static class PictureFile
{
    /// <summary>Decodes the opened input into a new file.</summary>
    /// <exception cref="OutputFileException">The file cannot be written.</exception>
    /// <exception cref="OutputRefusedException">The kind of file cannot hold the picture.</exception>
    public static DecodeResult Write(ImageInput input, string target, OutputFormat output, DecodeOptions options, OutputFiles outputs)
    {
        using ImageRowReader rows = OpenRows(input, output, options);
        using OutputFile file = outputs.Create(target);
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

    /// <summary>Decodes a rectangle of the opened input into a new file, or to standard output.</summary>
    /// <exception cref="OutputFileException">The file cannot be written.</exception>
    /// <exception cref="OutputRefusedException">The kind of file cannot hold the picture.</exception>
    public static DecodeResult WriteRegion(ImageInput input, CropArea area, string target, OutputFormat output, DecodeOptions options, OutputFiles outputs, CliHost host)
    {
        RefuseUnlessArray(output, options);
        PixelBuffer image = Crop(input, area, options);
        PixelFormat needed = OutputFormats.FormatFor(output, image.Format);
        if (needed != image.Format)
            image = image.ConvertTo(needed);
        if (target == "-")
        {
            OutputFormats.Write(output, host.Output, image);
        }
        else
        {
            using OutputFile file = outputs.Create(target);
            OutputFormats.Write(output, file, image);
            file.Keep();
        }

        return image.Result!;
    }

    /// <summary>A rectangle of the opened input.</summary>
    /// <exception cref="OutputRefusedException">It is not all inside the picture.</exception>
    public static PixelBuffer Crop(ImageInput input, CropArea area, DecodeOptions options)
    {
        using ImageRegionReader reader = input.OpenRegions(options);
        if (area.X + (long)area.Width > reader.Width || area.Y + (long)area.Height > reader.Height)
            throw new OutputRefusedException($"--crop {area} is not all inside the picture of {reader.Width} x {reader.Height} pixels");
        return reader.ReadRegion(area.X, area.Y, area.Width, area.Height);
    }

    private static void RefuseUnlessArray(OutputFormat output, DecodeOptions options)
    {
        if (options.Like is not null && output is not (OutputFormat.Raw or OutputFormat.Npy))
            throw new OutputRefusedException("--like gives an array: write .npy, .npz or .raw");
    }

    /// <summary>Opens the rows in the pixel format that the output needs.</summary>
    private static ImageRowReader OpenRows(ImageInput input, OutputFormat output, DecodeOptions options)
    {
        RefuseUnlessArray(output, options);
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
