// `rawdec decode ... -o x.npz`: several pictures as the arrays of one NumPy archive, one after another.

using RawDecoders.Export;

namespace RawDecoders.Cli;

/// <summary>Decodes many files into one .npz.</summary>
internal static class NpzDecode
{
    public static int Run(IReadOnlyList<FoundFile> files, string target, DecodeRequest request, ErrorReporting errors)
    {
        try
        {
            using OutputFile file = request.Outputs.Create(target);
            // Begun with the first picture: if all are refused, there is no file.
            NpzWriter? archive = null;
            using (ImageInput input = request.Inputs.CreateReader())
            {
                foreach ((FoundFile found, string name) in OutputNames.Assign(files, "", errors))
                {
                    if (Decode(found.Path, input, request.Options, errors) is not { } image)
                        continue;
                    (archive ??= new NpzWriter(file, leaveOpen: true)).Add(name, image);
                    request.Json?.WriteDecoded(found.Path, image.Result!);
                }
            }

            archive?.Dispose();
            file.Keep();
        }
        catch (OutputFileException e)
        {
            errors.Report(target, e.InnerException!, writing: true);
        }

        return errors.ExitCode;
    }

    private static PixelBuffer? Decode(string path, ImageInput input, DecodeOptions options, ErrorReporting errors)
    {
        try
        {
            input.Open(path);
            PixelBuffer image = input.Decode(options);
            foreach (DamagedRows damage in image.Result!.Damage)
                errors.Warn(path, Words.Damage(damage));
            return image;
        }
        catch (Exception e) when (ErrorReporting.ConcernsFile(e))
        {
            errors.Report(path, e, LenientHint.For(input, options, e));
            return null;
        }
    }
}
