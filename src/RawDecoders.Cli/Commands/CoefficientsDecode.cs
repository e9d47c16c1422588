// `rawdec decode --coefficients FILE -o OUT.npz`: the quantised coefficients of one JPEG and their steps, as the arrays of a NumPy archive.

using System.Globalization;
using RawDecoders.Export;
using RawDecoders.Jpeg;

namespace RawDecoders.Cli;

/// <summary>Writes coefficients.</summary>
internal static class CoefficientsDecode
{
    public static int Run(Inputs inputs, string target, DecodeOptions options, CliHost host)
    {
        if (!target.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || inputs.Words.Length > 1 || inputs.Words[0].StartsWith('@'))
            throw new UsageException("--coefficients writes those of one FILE, to a file that ends in .npz");
        var errors = new ErrorReporting(host);
        return inputs.ForEach(errors, (path, input) =>
        {
            JpegCoefficients coefficients = input.ReadCoefficients(options);
            try
            {
                using var file = new OutputFile(target);
                using (var archive = new NpzWriter(file, leaveOpen: true))
                {
                    for (int i = 0; i < coefficients.Components.Count; i++)
                    {
                        JpegComponentCoefficients c = coefficients.Components[i];
                        archive.Add(string.Create(CultureInfo.InvariantCulture, $"c{i}"), c.Values.AsSpan(), c.Rows, c.Columns, 8, 8);
                        archive.Add(string.Create(CultureInfo.InvariantCulture, $"q{i}"), c.Steps.AsSpan(), 8, 8);
                    }
                }

                file.Keep();
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
            }

            foreach (Issue warning in coefficients.Warnings)
                errors.Warn(path, warning.ToString());
            foreach (DamagedRows damage in coefficients.Damage)
                errors.Warn(path, Words.Damage(damage));
        });
    }
}
