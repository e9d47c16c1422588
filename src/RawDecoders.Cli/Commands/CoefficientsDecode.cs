// `rawdec decode --coefficients FILE -o OUT.npz` and `--planes`: what lies before the pixels of one JPEG, as the arrays of a NumPy archive.

using System.Globalization;
using RawDecoders.Export;
using RawDecoders.Jpeg;

namespace RawDecoders.Cli;

/// <summary>Writes coefficients and planes.</summary>
internal static class CoefficientsDecode
{
    public static int Run(Inputs inputs, string target, DecodeOptions options, OutputFiles outputs, CliHost host) => Run(
        inputs, target, outputs, host,
        input => input.ReadCoefficients(options),
        (coefficients, archive) =>
        {
            for (int i = 0; i < coefficients.Components.Count; i++)
            {
                JpegComponentCoefficients c = coefficients.Components[i];
                archive.Add(Name('c', i), c.Values.AsSpan(), c.Rows, c.Columns, 8, 8);
                archive.Add(Name('q', i), c.Steps.AsSpan(), 8, 8);
            }

            return (coefficients.Warnings, coefficients.Damage);
        });

    public static int RunPlanes(Inputs inputs, string target, DecodeOptions options, OutputFiles outputs, CliHost host) => Run(
        inputs, target, outputs, host,
        input => input.DecodePlanes(options),
        (planes, archive) =>
        {
            for (int i = 0; i < planes.Planes.Count; i++)
                archive.Add(Name('p', i), planes.Planes[i]);
            return (planes.Warnings, planes.Damage);
        });

    private static string Name(char kind, int component) => string.Create(CultureInfo.InvariantCulture, $"{kind}{component}");

    private static int Run<T>(
        Inputs inputs, string target, OutputFiles outputs, CliHost host, Func<ImageInput, T> read, Func<T, NpzWriter, (IReadOnlyList<Issue> Warnings, IReadOnlyList<DamagedRows> Damage)> write)
    {
        if (!target.EndsWith(".npz", StringComparison.OrdinalIgnoreCase) || inputs.AreMany)
            throw new UsageException("--coefficients and --planes write those of one FILE, to a file that ends in .npz");
        var errors = new ErrorReporting(host);
        return inputs.ForEach(errors, (path, input) =>
        {
            T content = read(input);
            try
            {
                using OutputFile file = outputs.Create(target);
                (IReadOnlyList<Issue> Warnings, IReadOnlyList<DamagedRows> Damage) account;
                using (var archive = new NpzWriter(file, leaveOpen: true))
                    account = write(content, archive);
                file.Keep();
                foreach (Issue warning in account.Warnings)
                    errors.Warn(path, warning.ToString());
                foreach (DamagedRows damage in account.Damage)
                    errors.Warn(path, Words.Damage(damage));
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
            }
        });
    }
}
