// `rawdec index`: reads a PNG or JPEG once and saves its index, with which `decode --crop` goes to any part of it at once.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>index</c>.</summary>
internal static class IndexCommand
{
    public const string Ending = ".rdx";

    public static Command Create(CliHost host)
    {
        var command = new Command("index", "Save an index of a PNG or JPEG, for 'decode --crop --index'. The file is decoded once, and refused if a whole decode refuses it.");
        var files = new InputArguments();
        files.AddTo(command);
        var output = new Option<string?>("--output", "-o") { Description = $"Where to write; without it, FILE{Ending}. For one FILE.", HelpName = "OUT" };
        Option<int?> most = DecodeSettings.Number("--max-index", "MIB", "Upper bound on the index in MiB; without it, 16. The larger, the less is decoded on the way to a rectangle.", 1, 1024);
        command.Options.Add(output);
        command.Options.Add(most);
        Option<bool> keep = OutputFiles.CreateOption();
        command.Options.Add(keep);
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, of refused ones too (spec-notes/decode-json.md)." };
        command.Options.Add(json);
        var settings = new DecodeSettings();
        settings.AddStrictnessTo(command);
        command.SetAction(parsed =>
        {
            Inputs inputs = files.Read(parsed, host);
            string? target = parsed.GetValue(output);
            if (target is not null && inputs.AreMany)
                throw new UsageException("-o takes the index of one FILE");
            if (target is null && inputs.Words.Any(w => w == "-" || Export.DataUri.IsDataUri(w)))
                throw new UsageException("standard input and data URIs have no names: say with -o where to write");
            DecodeOptions options = settings.ReadStrictness(parsed);
            if (parsed.GetValue(most) is { } mebibytes)
                options = options with { MaxIndexBytes = (long)mebibytes << 20 };
            return Run(inputs, target, options, new OutputFiles(overwrites: !parsed.GetValue(keep)), parsed.GetValue(json), host);
        });
        return command;
    }

    private static int Run(Inputs files, string? output, DecodeOptions options, OutputFiles outputs, bool json, CliHost host)
    {
        var errors = new ErrorReporting(host) { Refused = json ? OutcomeJson.Refuser(host, "index", "output", "places", "rows", "bytes") : null };
        return files.ForEach(errors, (path, input) =>
        {
            string target = output ?? path + Ending;
            using ImageRegionReader reader = input.OpenRegions(options);
            if (!reader.HasIndex)
                throw new OutputRefusedException($"there is no index: {reader.NoIndexReason}");
            ImageIndex index = reader.BuildIndex();
            try
            {
                using OutputFile file = outputs.Create(target);
                index.Save(file);
                file.Keep();
            }
            catch (OutputFileException e)
            {
                errors.Report(target, e.InnerException!, writing: true);
                return;
            }

            if (json)
            {
                OutcomeJson.Write(host, "index", path, index.Format, null, writer =>
                {
                    writer.WriteString("output", target);
                    writer.WriteNumber("places", index.Count);
                    writer.WriteNumber("rows", index.Height);
                    writer.WriteNumber("bytes", index.SizeBytes);
                });
                return;
            }

            Display.WriteFields(host, Words.Path(path), [("index", Words.Path(target)), ("places", $"{index.Count}, one in {(index.Height + index.Count - 1) / index.Count} rows"), ("bytes", $"{index.SizeBytes}")]);
        }, options);
    }
}
