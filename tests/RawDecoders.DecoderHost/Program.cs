// A host for decoders of NuGet: "RawDecoders.DecoderHost NAME". It reads a path a line on standard input, and answers each by a line of JSON and
// the samples; the protocol is described at HostDecoder in tests/RawDecoders.Conformance, which starts it and watches it. One decoder a process:
// one that falls or hangs takes nothing else with it. Leaves each decoder to its file in Decoders/.

using System.Text.Json;
using DecoderHost;
using DecoderHost.Decoders;

using Stream input = Console.OpenStandardInput();
using Stream output = Console.OpenStandardOutput();
using var requests = new StreamReader(input);

IHostedDecoder decoder;
try
{
    decoder = args.Length == 1 ? Create(args[0]) : throw new ArgumentException("usage: RawDecoders.DecoderHost NAME");
    Say(new Dictionary<string, object> { ["version"] = decoder.Version, ["runtime"] = System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription });
}
#pragma warning disable CA1031 // Whatever a decoder throws is its refusal.
catch (Exception e)
{
    Say(new Dictionary<string, object> { ["missing"] = $"{e.GetType().Name}: {e.Message}" });
    return 1;
}

while (await requests.ReadLineAsync().ConfigureAwait(false) is { } path)
{
    try
    {
        Answer answer = decoder.Decode(await File.ReadAllBytesAsync(path).ConfigureAwait(false));
        Say(new Dictionary<string, object>
        {
            ["width"] = answer.Width,
            ["height"] = answer.Height,
            ["format"] = answer.Format,
            ["length"] = answer.Samples.Length,
            ["note"] = answer.Note,
        });
        await output.WriteAsync(answer.Samples).ConfigureAwait(false);
    }
    catch (Exception e)
    {
        Say(new Dictionary<string, object> { ["error"] = e.GetType().Name, ["message"] = e.Message });
    }

    await output.FlushAsync().ConfigureAwait(false);
}
#pragma warning restore CA1031

return 0;

static IHostedDecoder Create(string name) => name switch
{
    "rawdecoders" => new OwnDecoder(),
    "imagesharp" => new ImageSharpDecoder(),
    "skiasharp" => new SkiaDecoder(),
    "stbimagesharp" => new StbDecoder(),
    "biggustave" => new BigGustaveDecoder(),
    "jpeglibrary" => new JpegLibraryDecoder(),
    "magick.net" => new MagickDecoder(),
    "netvips" => new NetVipsDecoder(),
    _ => throw new ArgumentException($"no decoder \"{name}\""),
};

void Say(Dictionary<string, object> line)
{
    output.Write(JsonSerializer.SerializeToUtf8Bytes(line));
    output.WriteByte((byte)'\n');
    output.Flush();
}
