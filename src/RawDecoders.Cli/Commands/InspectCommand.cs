// `rawdec inspect`: a file explained byte by byte, as a tree; or one pixel back to its bits, one byte forward to its pixels, or
// pictures of the stages between. The explanations are ImageInspector's; here they become text, JSON and files.

using System.CommandLine;
using RawDecoders.Inspection;

namespace RawDecoders.Cli;

/// <summary>The command <c>inspect</c>.</summary>
internal static class InspectCommand
{
    public static Command Create(CliHost host)
    {
        var command = new Command("inspect", "Explain a file byte by byte, whole or broken: what each field says, by which clause, and what is wrong with it.");
        var files = new InputArguments();
        files.AddTo(command);
        var settings = new InspectSettings();
        settings.AddTo(command);
        command.SetAction(parsed =>
        {
            InspectRequest request = settings.Read(parsed);
            var errors = new ErrorReporting(host) { Refused = request.Json ? (path, e) => UnreadJson.Write(host, path, e) : null };
            var stems = new OutputStems();
            Inputs inputs = files.Read(parsed, host);
            if (request.Html is not null && inputs.AreMany)
                throw new UsageException("--html takes one FILE: it writes one page");
            return inputs.ForEach(errors, (path, input) =>
            {
                ReadOnlyMemory<byte> bytes = input.ReadWhole();
                if (request.Pixel is { } pixel)
                    WriteTrail(path, bytes, pixel, request, host);
                else if (request.At is { } offset)
                    WriteLocation(path, bytes, offset, request, host);
                else if (request.Stages is { } folder)
                    WriteStages(stems.Take(path), bytes, folder, request, host, errors);
                else if (request.Html is { } target)
                    WritePage(path, bytes, target, request, host, errors);
                else if (request.Costs)
                    CostTable.Write(path, ImageInspector.Costs(bytes, request.Options), request.Json, host);
                else
                    WriteTree(path, bytes, request, host);
            });
        });
        return command;
    }

    private static void CheckFormat(InspectRequest request, ImageFormat format)
    {
        // A BMP may hold a file of either other format.
        if (format == ImageFormat.Jpeg && request.Options.Symbols)
            throw new UsageException("--symbols is for PNG and BMP: the coded data of a JPEG file is shown by --blocks, or --mcu N");
        if (format == ImageFormat.Png && (request.Options.Blocks || request.Options.Mcu is not null))
            throw new UsageException($"{(request.Options.Blocks ? "--blocks" : "--mcu")} is for JPEG: the coded data of a PNG file is shown by --symbols");
    }

    private static void WriteTree(string path, ReadOnlyMemory<byte> file, InspectRequest request, CliHost host)
    {
        StructureReport report = ImageInspector.Inspect(file, request.Options);
        CheckFormat(request, report.Format);
        if (request.Json)
        {
            using InspectJson json = OpenJson(file, request, host);
            json.WriteTree(Words.Path(path), report);
            return;
        }

        var line = new StyledLine(host);
        var tree = new TreeText(line, file, report.Root, TextOptions(request));
        WriteHeadline(line, path, file, report.Format, "");
        tree.WriteTitles();
        tree.Write(report.Root);
        CostTable.WriteBrief(ImageInspector.Parts(file, request.Options), host);
        WriteTotals(line, report);
        if (tree.HiddenCount > 0)
            line.Add($"{Words.Count(tree.HiddenCount, "node")} not shown; {(request.Depth is null ? "--all shows" : "--all without --depth shows")} them").End();
        foreach (string elision in LimitSettings.Describe(report.Elisions))
            line.Add(elision).End();
    }

    private static void WriteTotals(StyledLine line, StructureReport report)
    {
        int[] counts = new int[3];
        foreach ((_, Issue finding) in report.Findings)
            counts[(int)finding.Severity]++;
        int worst = Array.FindLastIndex(counts, c => c > 0);
        line.Add(
            FindingText.Totals(counts[(int)Severity.Error], counts[(int)Severity.Warning], counts[(int)Severity.Note]),
            worst < 0 ? Ink.Plain : FindingText.InkOf((Severity)worst)).End();
    }

    private static void WriteTrail(string path, ReadOnlyMemory<byte> file, PixelPlace pixel, InspectRequest request, CliHost host)
    {
        PixelTrail trail;
        try
        {
            trail = ImageInspector.Trace(file, pixel.X, pixel.Y, request.Options);
        }
        catch (ArgumentOutOfRangeException)
        {
            ImageInfo info = ImageDecoder.Identify(file);
            throw new UsageException($"--pixel {pixel}: the picture is {info.Width} x {info.Height}, its last pixel {info.Width - 1},{info.Height - 1}");
        }

        if (request.Json)
        {
            using InspectJson json = OpenJson(file, request, host);
            json.WriteTrail(Words.Path(path), trail);
            return;
        }

        var line = new StyledLine(host);
        var tree = new TreeText(line, file, trail.Root, TextOptions(request) with { IsTrail = true });
        WriteHeadline(line, path, file, trail.Format, $"; pixel {pixel} is {trail.PixelFormat.GetName()} {string.Join(", ", trail.Samples)}");
        tree.WriteTitles();
        tree.Write(trail.Root);
    }

    private static void WriteLocation(
        string path, ReadOnlyMemory<byte> file, long offset, InspectRequest request, CliHost host)
    {
        if (offset >= file.Length)
            throw new UsageException($"--at {offset}: the file has {Words.Count(file.Length, "byte")}{(file.Length > 0 ? $", the last at {file.Length - 1}" : "")}");
        ByteLocation location = ImageInspector.Locate(file, offset, request.Options);
        CheckFormat(request, location.Format);
        if (request.Json)
        {
            using InspectJson json = OpenJson(file, request with { Hex = true }, host);
            json.WriteLocation(Words.Path(path), location, LocationBits.At(location));
            return;
        }

        var line = new StyledLine(host);
        byte value = file.Span[(int)offset];
        WriteHeadline(line, path, file, location.Format, $"; byte {offset} (0x{offset:X}) is {value:X2}, {value}, {value:b8}");
        LocationText.Write(line, file, location);
    }

    private static void WriteStages(
        string name, ReadOnlyMemory<byte> file, string folder, InspectRequest request, CliHost host, ErrorReporting errors)
    {
        var outputs = new OutputFiles(overwrites: !request.KeepsFiles);
        foreach (StagePicture stage in ImageInspector.Stages(file, request.Options))
        {
            // Shown with '/', as it is typed; the name of a file has no separators in it.
            string target = $"{folder.TrimEnd('/', Path.DirectorySeparatorChar)}/{name}-{stage.Name}.png";
            try
            {
                NamedFiles.CreateDirectory(folder);
                using OutputFile output = outputs.Create(target);
                PngFile.Write(output, stage.Pixels);
                output.Keep();
            }
            catch (Exception e) when (e is OutputFileException or IOException or UnauthorizedAccessException)
            {
                errors.Report(target, e is OutputFileException ? e.InnerException! : e, writing: true);
                return;
            }

            host.Out.Write($"{target}  {stage.Pixels.Width} x {stage.Pixels.Height}  {ErrorReporting.OneLine(stage.Caption)}\n");
        }
    }

    private static void WritePage(string path, ReadOnlyMemory<byte> file, string target, InspectRequest request, CliHost host, ErrorReporting errors)
    {
        string name = path == "-" ? "standard input" : Export.DataUri.IsDataUri(path) ? "data URI" : Path.GetFileName(path);
        byte[] page = System.Text.Encoding.UTF8.GetBytes(HtmlPage.Make(ExplorerSite.Find(host), name, file.Span));
        try
        {
            using var output = new OutputFile(target, overwrites: !request.KeepsFiles);
            output.Write(page);
            output.Keep();
        }
        catch (Exception e) when (e is OutputFileException or IOException or UnauthorizedAccessException)
        {
            errors.Report(target, e is OutputFileException ? e.InnerException! : e, writing: true);
            return;
        }

        host.Out.Write($"{target}  {Words.Count(page.Length, "byte")}\n");
    }

    private static void WriteHeadline(StyledLine line, string path, ReadOnlyMemory<byte> file, ImageFormat format, string more)
        => line.Add(Words.Path(path), Ink.Title)
            .Add($": {(format == ImageFormat.Unknown ? "unknown format" : Words.Format(format))}, {Words.Count(file.Length, "byte")}{more}").End();

    private static TreeTextOptions TextOptions(InspectRequest request) 
        => new(request.Hex, request.All, request.Depth ?? int.MaxValue, KeepBits: request.Options.Mcu is not null);

    private static InspectJson OpenJson(ReadOnlyMemory<byte> file, InspectRequest request, CliHost host)
    {
        host.Out.Flush();
        return new InspectJson(host.Output, file, new InspectJsonOptions(request.Hex, request.All, request.Depth ?? int.MaxValue));
    }
}
