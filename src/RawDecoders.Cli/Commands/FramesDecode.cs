// `rawdec decode --frames FILE -o ...`: the frames of one file, one after another, as one array, an archive of arrays, or files in a folder.

using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>Decodes the frames of one file.</summary>
internal static class FramesDecode
{
    public static int Run(Inputs inputs, string target, OutputFormat? kind, DecodeOptions options, OutputFiles outputs, CliHost host)
    {
        if (inputs.AreMany)
            throw new UsageException("--frames takes one FILE");
        bool isNpz = kind is null && target.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
        OutputFormat? single = isNpz ? null : OutputFormats.FromEnding(target) ?? (target == "-" ? kind ?? OutputFormat.Raw : null);
        if (single is not (null or OutputFormat.Npy or OutputFormat.Raw))
            throw new UsageException($"one '{target}' does not hold several frames: write .npy, .npz or .raw, or into a folder");
        var errors = new ErrorReporting(host);
        return inputs.ForEach(errors, (path, input) =>
        {
            try
            {
                using ImageFrameReader reader = input.OpenFrames(options);
                foreach (Issue warning in reader.Warnings.Where(w => w.Severity != Severity.Note))
                    errors.Warn(path, warning.ToString());
                if (target == "-")
                {
                    host.Out.Flush();
                    WriteArray(reader, host.Output, single!.Value, path, errors);
                }
                else if (isNpz)
                    WriteArchive(reader, outputs, target, path, errors);
                else if (single is { } output)
                    WriteFile(outputs, target, file => WriteArray(reader, file, output, path, errors));
                else
                    WriteFolder(reader, outputs, target, kind ?? OutputFormat.Npy, path, errors);
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
            }
        }, options);
    }

    /// <summary>(N, H, W) or (N, H, W, C): all frames have the size of the canvas.</summary>
    private static void WriteArray(ImageFrameReader reader, Stream stream, OutputFormat output, string path, ErrorReporting errors)
    {
        if (output == OutputFormat.Npy)
        {
            NpyType type = reader.PixelFormat.GetBytesPerSample() == 2 ? NpyType.U2 : NpyType.U1;
            int channels = reader.PixelFormat.GetChannelCount();
            stream.Write(channels == 1
                ? NpyWriter.CreateHeader(type, reader.FrameCount, reader.Height, reader.Width)
                : NpyWriter.CreateHeader(type, reader.FrameCount, reader.Height, reader.Width, channels));
        }

        byte[] pixels = new byte[checked(reader.Width * reader.PixelFormat.GetBytesPerPixel() * reader.Height)];
        while (reader.ReadFrame(pixels) is { } result)
        {
            Warn(result, path, errors);
            if (output == OutputFormat.Raw)
                PixelBytes.FixOrder(pixels, reader.PixelFormat, SampleOrder.LittleEndian);
            stream.Write(pixels);
        }
    }

    private static void WriteArchive(ImageFrameReader reader, OutputFiles outputs, string target, string path, ErrorReporting errors) => WriteFile(outputs, target, file =>
    {
        using var archive = new NpzWriter(file, leaveOpen: true);
        List<float> delays = [];
        while (reader.NextFrame is { } frame)
        {
            PixelBuffer image = reader.ReadFrame()!;
            Warn(image.Result!, path, errors);
            archive.Add($"frame-{frame.Index:D4}", image);
            delays.Add((float)frame.Delay.TotalSeconds);
        }

        archive.Add("delays", System.Runtime.InteropServices.CollectionsMarshal.AsSpan(delays), delays.Count);
    });

    private static void WriteFolder(ImageFrameReader reader, OutputFiles outputs, string folder, OutputFormat output, string path, ErrorReporting errors)
    {
        try
        {
            NamedFiles.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputFileException(e);
        }

        string ending = OutputFormats.Names.First(n => n.Value == output).Name;
        while (reader.NextFrame is { } frame)
        {
            PixelBuffer image = reader.ReadFrame()!;
            Warn(image.Result!, path, errors);
            PixelFormat needed = OutputFormats.FormatFor(output, image.Format);
            if (needed != image.Format)
                image = image.ConvertTo(needed);
            WriteFile(outputs, Path.Combine(folder, $"frame-{frame.Index:D4}.{ending}"), file => OutputFormats.Write(output, file, image));
        }
    }

    private static void WriteFile(OutputFiles outputs, string path, Action<Stream> write)
    {
        using OutputFile file = outputs.Create(path);
        write(file);
        file.Keep();
    }

    private static void Warn(DecodeResult result, string path, ErrorReporting errors)
    {
        foreach (DamagedRows damage in result.Damage)
            errors.Warn(path, Words.Damage(damage));
    }
}
