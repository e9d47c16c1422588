using BenchmarkDotNet.Running;
using RawDecoders.Benchmarks;
using RawDecoders.Benchmarks.Quick;

if (args is ["quick", .. var rest])
{
    double seconds = 60;
    if (rest is ["--seconds", var text, ..] && double.TryParse(text, System.Globalization.CultureInfo.InvariantCulture, out seconds))
        rest = rest[2..];
    IReadOnlyList<BenchmarkInput> inputs = BenchmarkInput.Resolve(rest);
    if (inputs.Count == 0)
    {
        Console.Error.WriteLine("no input could be read");
        return 2;
    }

    QuickTable.Print(QuickRun.Run(inputs, TimeSpan.FromSeconds(seconds), name => Console.Error.WriteLine($"measuring {name}")));
    return 0;
}

BenchmarkSwitcher.FromAssembly(typeof(BenchmarkInput).Assembly).Run(args);
return 0;
