// Owns: what decoding makes of whole files, as lines that two processes can compare: for each file and way of decoding the hash of
// the pixels with warnings and damage, or the error. VectorSetTests runs it in this process and in children whose vector
// instructions are switched off. Decides nothing about what is right: that is the corpus tests' affair.

using System.Security.Cryptography;
using System.Text;
using RawDecoders.CorpusGenerator;
using RawDecoders.Tests.Inspection;
using RawDecoders.Tests.Safety;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Architecture;

/// <summary>Lines that tell what decoding made of files.</summary>
internal static class FileAccounts
{
    /// <summary>With this variable every file is decoded in every way; without, a sample of both.</summary>
    public const string AllVariable = "RAWDECODERS_ALL";

    /// <summary>Of so many files one is in the sample.</summary>
    private const int SampledOneIn = 24;

    public static bool IsLong => Environment.GetEnvironmentVariable(AllVariable) == "1";

    /// <summary>The files with their short names: of the corpus, and of the public suites where they are.</summary>
    public static IEnumerable<(string Name, string Path)> Files()
    {
        string corpus = CorpusFolder.Find();
        var all = ManifestReader.ReadFile(Path.Combine(corpus, "manifest")).Select(f => ("corpus/" + f.Path, Path.Combine(corpus, f.Path)));
        if (Suites.Available)
        {
            all = all.Concat(Suites.Files("", ".png", ".bmp", ".jpg", ".jpeg")
                .Where(f => IsLong || !f.StartsWith("photos/", StringComparison.Ordinal)).Select(f => ("suites/" + f, Suites.PathOf(f))));
        }

        return all.Where(f => IsLong || IsSampled(f.Item1));
    }

    /// <summary>All lines, in the order of the files.</summary>
    public static string[] Lines() =>
        [.. Files().AsParallel().AsOrdered().WithDegreeOfParallelism(IsLong ? Environment.ProcessorCount : 1).SelectMany(f => Lines(f.Name, File.ReadAllBytes(f.Path))),
         .. Mutated().SelectMany(f => Lines(f.Name, f.File))];

    /// <summary>Files mutated by structure, the same in every process: broken ones take other ways through the kernels.</summary>
    private static IEnumerable<(string Name, byte[] File)> Mutated()
    {
        foreach ((ImageFormat format, string folder) in ((ImageFormat, string)[])[(ImageFormat.Png, "png"), (ImageFormat.Bmp, "bmp"), (ImageFormat.Jpeg, "jpeg")])
        {
            var mutator = new StructureMutator(format, InspectionFiles.Small(folder));
            for (int seed = 0; seed < (IsLong ? 3000 : 60); seed++)
            {
                byte[] file = mutator.Make(seed);
                if (ImageDecoder.TryIdentify(file).Info is not { } info || (long)info.Width * info.Height <= 1 << 20)
                    yield return ($"mutated/{folder}/{seed}", file);
            }
        }
    }

    private static IEnumerable<string> Lines(string name, byte[] file)
    {
        foreach (DecodeOptions options in Ways())
        {
            string way = $"{name} {options.Strictness} {options.PixelFormat} {options.JpegReconstruction} {options.Like} {options.MaxDegreeOfParallelism}";
            yield return $"{way}: {Account(() => Whole(file, options))}";
            if (options.MaxDegreeOfParallelism == 1)
                yield return $"{way} by rows: {Account(() => ByRows(file, options))}";
        }
    }

    private static IEnumerable<DecodeOptions> Ways()
    {
        yield return new();
        var lenient = new DecodeOptions { Strictness = Strictness.Lenient };
        yield return lenient with { PixelFormat = PixelFormat.Bgra32, MaxDegreeOfParallelism = 2, ParallelFromPixels = 0 };
        if (IsLong)
        {
            foreach (PixelFormat format in Enum.GetValues<PixelFormat>())
            {
                foreach (JpegReconstruction reconstruction in Enum.GetValues<JpegReconstruction>())
                    yield return lenient with { PixelFormat = format, JpegReconstruction = reconstruction };
            }

            foreach (ArrayConvention like in Enum.GetValues<ArrayConvention>())
                yield return lenient with { Like = like };
            yield return lenient with { ApplyOrientation = true };
            yield break;
        }

        yield return lenient with { PixelFormat = PixelFormat.Rgb24, JpegReconstruction = JpegReconstruction.ImageSharp };
        yield return lenient with { PixelFormat = PixelFormat.Rgba32, JpegReconstruction = JpegReconstruction.LibjpegTurboReplicated };
        yield return lenient with { PixelFormat = PixelFormat.Gray8, JpegReconstruction = JpegReconstruction.ImageSharp };
        yield return lenient with { PixelFormat = PixelFormat.Rgba64 };
        yield return lenient with { Like = ArrayConvention.Pillow };
        yield return lenient with { Like = ArrayConvention.OpenCv, ApplyOrientation = true };
    }

    private static string Whole(byte[] file, DecodeOptions options)
    {
        PixelBuffer image = ImageDecoder.Decode(file, options);
        return $"{PixelHash.Sha256(image)} {Told(image.Result!)}";
    }

    private static string ByRows(byte[] file, DecodeOptions options)
    {
        using ImageRowReader reader = ImageDecoder.OpenRows(file, options);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] rows = new byte[checked((int)reader.RowBytes * 5)];
        // 1, 3, 5, 2, 4, 1 ... rows at a time.
        for (int i = 1; reader.ReadRows(rows, i) is > 0 and int read; i = (i + 1) % 5 + 1)
            hash.AppendData(rows.AsSpan(0, (int)reader.RowBytes * read));
        return $"{Convert.ToHexStringLower(hash.GetHashAndReset())} {Told(reader.Finish())}";
    }

    private static string Told(DecodeResult result)
    {
        var text = new StringBuilder($"{result.Width}x{result.Height} {result.PixelFormat}");
        foreach (Issue warning in result.Warnings)
            text.Append($"; {warning}");
        foreach (DamagedRows damage in result.Damage)
            text.Append($"; rows {damage.FirstRow}+{damage.RowCount} {damage.Reason.Kind} at {damage.Reason.Offset}: {damage.Reason.Message}");
        return OneLine(text.ToString());
    }

    /// <summary>
    /// The account, or the error with all it says. Any exception is told: which may escape is for other tests to say, here it has
    /// to be the same.
    /// </summary>
    private static string Account(Func<string> decode)
    {
        try
        {
            return decode();
        }
        catch (ImageDecodeException e)
        {
            return OneLine($"{e.Kind} {e.Format} at {e.Offset}: {e.Message}");
        }
#pragma warning disable CA1031
        catch (Exception e)
#pragma warning restore CA1031
        {
            return OneLine($"{e.GetType().Name}: {e.Message}");
        }
    }

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");

    /// <summary>By a hash of the name, so that a file stays in or out whatever is added beside it.</summary>
    private static bool IsSampled(string name) => SHA256.HashData(Encoding.UTF8.GetBytes(name))[0] % SampledOneIn == 0;
}
