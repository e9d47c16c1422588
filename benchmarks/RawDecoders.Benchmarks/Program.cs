using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using BenchmarkDotNet.Running;
using RawDecoders;
using RawDecoders.Benchmarks;
using RawDecoders.Benchmarks.Inflate;
using RawDecoders.Benchmarks.Peers;
using RawDecoders.Benchmarks.Quick;
using RawDecoders.Benchmarks.Results;

const string Help = """
    Usage: RawDecoders.Benchmarks COMMAND

      quick [FILES|FOLDERS...]   all decoders in turn, in one process: a table of medians and ratios, and the goals
          --seconds N            about how long it takes in all (default 60)
          --json FILE            also writes the raw medians, for `page`
          --scaling              also measures the cost per pixel at 100 MP against 1 MP (takes 2 minutes more)
          --no-made              without the icons and the BMP that are made on the spot
          --cpu                  times by the thread's processor time, for a machine busy with other things (Linux)
      scaling [--megapixels N] [--cpu]
                                 the cost per pixel at N (default 100) MP against 1 MP alone
      inflate FILES|FOLDERS... [--seconds N]
                                 the image data of PNG files inflated alone, N (default 2) seconds each: this library's engine,
                                 the platform's, and libdeflate where it is installed
      regions FILE [--rectangles N] [--size N] [--max-index MIB] [--check]
                                 random rectangles of a PNG or JPEG from its index against a whole decode: times, memory; --check
                                 compares their pixels with the whole decode's
      scale FILES|FOLDERS... [--seconds N] [--cpu] [--threads N]
                                 1/8, 1/4, 1/2 and the rest of each file, N (default 2) seconds each, against the whole picture, and
                                 of JPEG against libjpeg-turbo at the same scale
      ahead FILES|FOLDERS... [--seconds N] [--cpu]
                                 each file decoded N (default 2) seconds by the library compiled just in time, ahead of time for any
                                 processor (on x86-64 for those with AVX2 too), and for this one; publishes a small program for it (needs a C linker)
      threads FILES|FOLDERS... [--seconds N] [--cpu]
                                 what 2, 4, 8 and 16 threads would take of one thread's time for each JPEG or PNG: each step of such a decode
                                 is timed alone, N (default 3) seconds a file, and the steps are laid out as the scheduler would
      page RESULTS.json [DIR]    writes RESULTS.md, results.svg and summary.svg into DIR (default: the folder of this project's pages)
      summary [DIR]              writes summary.svg of the RESULTS.md that is there
      spin FILE [FORMAT] [--seconds N]
                                 decodes one file over and over, for a profiler (FORMAT: rgb24, rgba32, ...)
      careful ...                BenchmarkDotNet; what follows is for it: --filter '*Png*', --job dry, --list flat.
                                 DecodeBenchmarks read the files or folders named in RAWDECODERS_INPUTS (separated as in PATH)

    Without files: the larger pictures of the corpus, and two photographs made on the spot.
    """;

static void Progress(string text) => Console.Error.WriteLine(text);

try
{
    List<string> rest = [.. args.Skip(1)];
    switch (args.FirstOrDefault())
    {
        case "quick":
            return Quick(rest);
        case "scaling":
            DecodeClock.Kind = rest.Remove("--cpu") ? ClockKind.Cpu : ClockKind.Wall;
            int megapixels = (int)Number(rest, "--megapixels", 100);
            foreach (ScalingRow row in ScalingRun.Run(megapixels, Progress))
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{row.Format,-5} {row.SmallMegapixels:F0} MP {row.SmallNanosecondsPerPixel:F2} ns a pixel, {row.LargeMegapixels:F0} MP {row.LargeNanosecondsPerPixel:F2} ns a pixel, ratio {row.Ratio:F2}"));
            return 0;
        case "inflate" when rest.Count > 0:
            double each = Number(rest, "--seconds", 2);
            Console.WriteLine($"{"file",-36} {"MB raw",7} {"whole",8} {"strips",8} {"platform",8} {"libdeflate",10}   whole/libdeflate  strips/libdeflate  strips/platform");
            foreach (InflateRun.Row row in InflateRun.Run(rest.SelectMany(r => Directory.Exists(r) ? Directory.EnumerateFiles(r, "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToArray() : new[] { r }), each))
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{row.Name,-36} {row.RawBytes / 1e6,7:F2} {row.Whole,8:F3} {row.Strips,8:F3} {row.Platform,8:F3} {row.Libdeflate,10:F3}   {row.Whole / row.Libdeflate,16:F2}  {row.Strips / row.Libdeflate,17:F2}  {row.Strips / row.Platform,15:F2}"));
            }
            return 0;
        case "regions" when rest.Count > 0:
            RegionRun.Run(
                rest[0], (int)Number(rest, "--rectangles", 100), (int)Number(rest, "--size", 256), (long)(Number(rest, "--max-index", 16) * (1 << 20)), rest.Remove("--check"));
            return 0;
        case "scale" when rest.Count > 0:
            DecodeClock.Kind = rest.Remove("--cpu") ? ClockKind.Cpu : ClockKind.Wall;
            double perFile = Number(rest, "--seconds", 2);
            int scaleThreads = (int)Number(rest, "--threads", 1);
            ScaleRun.Run(BenchmarkInput.Resolve(rest), perFile, scaleThreads);
            return 0;
        case "ahead" when rest.Count > 0:
            DecodeClock.Kind = rest.Remove("--cpu") ? ClockKind.Cpu : ClockKind.Wall;
            double eachFile = Number(rest, "--seconds", 2);
            AheadRun.Run(rest, eachFile, Progress);
            return 0;
        case "threads" when rest.Count > 0:
            DecodeClock.Kind = rest.Remove("--cpu") ? ClockKind.Cpu : ClockKind.Wall;
            double eachOfThreads = Number(rest, "--seconds", 3);
            ThreadsRun.Run(BenchmarkInput.Resolve(rest), eachOfThreads);
            return 0;
        case "page" when rest.Count is 1 or 2:
            ResultsPage.Write(RunResults.Read(rest[0]), rest.Count == 2 ? rest[1] : Path.Combine(BenchmarkInput.RepositoryFolder() ?? ".", "benchmarks"));
            return 0;
        case "summary":
            ResultsPage.WriteSummary(rest.ElementAtOrDefault(0) ?? Path.Combine(BenchmarkInput.RepositoryFolder() ?? ".", "benchmarks"));
            return 0;
        case "spin" when rest.Count > 0:
            double seconds = Number(rest, "--seconds", 10);
            return Spin(BenchmarkInput.Load(rest[0]), rest.ElementAtOrDefault(1), seconds);
        case "careful":
            BenchmarkSwitcher.FromAssembly(typeof(BenchmarkInput).Assembly).Run([.. rest]);
            return 0;
        case null or "--help" or "-h" or "help":
            Console.WriteLine(Help);
            return 0;
        default:
            Console.Error.WriteLine(Help);
            return 2;
    }
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or ImageDecodeException or FormatException or System.Text.Json.JsonException or InvalidDataException)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}

static int Quick(List<string> rest)
{
    double seconds = Number(rest, "--seconds", 60);
    string? json = Text(rest, "--json");
    bool scaling = rest.Remove("--scaling");
    DecodeClock.Kind = rest.Remove("--cpu") ? ClockKind.Cpu : ClockKind.Wall;
    bool made = !rest.Remove("--no-made");
    if (rest.FirstOrDefault(a => a.StartsWith('-')) is { } unknown)
        throw new FormatException($"{unknown}: no such option; see --help");

    List<BenchmarkInput> inputs = [.. BenchmarkInput.Resolve(rest), .. rest.Count == 0 ? MadeInputs.Photographs() : [], .. made ? MadeInputs.All() : []];
    if (inputs.Count == 0)
    {
        Console.Error.WriteLine("no input could be read");
        return 2;
    }

    IReadOnlyList<Entrant> entrants = QuickRun.Run(inputs, seconds, Progress);
    var results = new RunResults
    {
        Date = RunResults.Today,
        Machine = RunResults.DescribeMachine(),
        Runtime = RuntimeInformation.FrameworkDescription,
        Command = string.Create(CultureInfo.InvariantCulture, $"dotnet run -c Release --project benchmarks/RawDecoders.Benchmarks {BuildOptionsOf()}-- quick {string.Concat(rest.Select(r => NameOf(r) + " "))}--seconds {seconds}{(scaling ? " --scaling" : "")}{(DecodeClock.Kind == ClockKind.Cpu ? " --cpu" : "")}"),
        NotRun = [.. Peer.All.Where(p => p.Missing is not null).Select(p => $"{p.Name} ({p.Missing})"),],
        Rows = [.. entrants.Select(ResultRow.From)],
        Scaling = scaling ? ScalingRun.Run(100, Progress) : [],
    };
    if (json is not null)
        results.Write(json);
    QuickTable.Print(results);
    return 0;
}

// The build option that brings this ImageSharp, as part of a command line.
static string BuildOptionsOf()
{
    string version = typeof(SixLabors.ImageSharp.Image).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion;
    return $"-p:ImageSharpVersion={version.Split('+')[0]} ";
}

// The last part of a path: results name no one's folders.
static string NameOf(string path) => Path.GetFileName(Path.TrimEndingDirectorySeparator(path));

static int Spin(BenchmarkInput input, string? format, double seconds)
{
    PixelFormat wanted = format is null ? input.CommonFormat : Enum.GetValues<PixelFormat>().First(f => f.GetName() == format);
    var peer = new RawDecodersPeer();
    byte[] destination = new byte[input.BytesAs(wanted)];
    var clock = System.Diagnostics.Stopwatch.StartNew();
    int count = 0;
    for (; clock.Elapsed.TotalSeconds < seconds; count++)
        peer.Decode(input, wanted, destination);
    Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{count} decodes, {clock.Elapsed.TotalMilliseconds / count:F3} ms each"));
    return 0;
}

static string? Text(List<string> arguments, string option)
{
    int at = arguments.IndexOf(option);
    if (at < 0)
        return null;
    if (at + 1 == arguments.Count)
        throw new FormatException($"{option} needs a value");
    string text = arguments[at + 1];
    arguments.RemoveRange(at, 2);
    return text;
}

static double Number(List<string> arguments, string option, double otherwise)
    => Text(arguments, option) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : otherwise;
