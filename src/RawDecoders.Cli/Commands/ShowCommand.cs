// `rawdec show`: a picture in the terminal, upright and scaled to fit. The row reader feeds the scaler, so that a picture
// larger than memory can be looked at. In a terminal that draws, an animation is played.

using System.CommandLine;

namespace RawDecoders.Cli;

/// <summary>The command <c>show</c>.</summary>
internal static class ShowCommand
{
    /// <summary>Pixels of a character cell, assumed: terminals seldom tell. Most cells are larger, so the picture fits.</summary>
    private const int CellWidth = 8, CellHeight = 16;

    /// <summary>In text mode, the most characters and lines of the picture.</summary>
    private const int TextColumns = 64, TextLines = 20;

    public static Command Create(CliHost host)
    {
        var command = new Command("show", "Draw pictures in the terminal, upright and scaled to fit.");
        var files = new InputArguments();
        files.AddTo(command);
        Option<DisplayMode?> mode = DecodeSettings.Choice<DisplayMode?>(
            "--mode", null, "How to draw; without it, as the terminal can, and as text where there is none.",
            [.. DisplayModes.Names.Select(n => (n.Name, (DisplayMode?)n.Value))]);
        Option<int?> width = DecodeSettings.Number(
            "--width", "COLUMNS", "Character columns to fit into, in any height; without it, the terminal's size.", 1, 10_000);
        command.Options.Add(mode);
        command.Options.Add(width);
        Option<int?> plays = DecodeSettings.Number("--plays", "N", "How often to play an animation; without it, as often as the file says, perhaps until interrupted.", 1, 1_000_000);
        command.Options.Add(plays);
        var settings = new DecodeSettings();
        settings.AddTolerancesTo(command);
        var json = new Option<bool>("--json") { Description = "One JSON object a file, one a line, with the lines of the picture as text; of refused ones too (spec-notes/decode-json.md)." };
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            DecodeOptions options = settings.Read(parsed) with { PixelFormat = PixelFormat.Rgba32, ApplyOrientation = true };
            Inputs inputs = files.Read(parsed, host);
            if (parsed.GetValue(json))
            {
                if (parsed.GetValue(mode) is not (null or DisplayMode.Text) || parsed.GetValue(plays) is not null)
                    throw new UsageException("--json has the picture as text: leave --mode and --plays out");
                return RunJson(inputs, parsed.GetValue(width), options, host);
            }

            return Run(inputs, parsed.GetValue(mode) ?? DisplayModes.Choose(host), parsed.GetValue(width), parsed.GetValue(plays), options, host);
        });
        return command;
    }

    private static int Run(Inputs files, DisplayMode mode, int? width, int? plays, DecodeOptions options, CliHost host)
    {
        var errors = new ErrorReporting(host);
        bool isInterrupted = false;
        int code = files.ForEach(errors, (path, input) =>
        {
            if (isInterrupted)
                return;
            if (host.OutputIsTerminal && mode != DisplayMode.Text && input.Identify(options).Metadata is Png.PngMetadata { Animation: not null })
            {
                isInterrupted = !Play(input, path, mode, width, plays, options, host);
                return;
            }

            using ImageRowReader rows = input.OpenRows(options);
            (int maxWidth, int maxHeight) = Box(mode, width, host);
            (int w, int h) = BoxScaler.Fit(rows.Width, rows.Height, maxWidth, maxHeight);
            var scaler = new BoxScaler(rows.Width, rows.Height, w, h);
            DecodeResult result = PixelBytes.Pump(rows, SampleOrder.LittleEndian, scaler.AddRows);
            Draw(mode, scaler.Result, result.Width, host);
            host.Out.Write($"{ErrorReporting.OneLine(Words.Path(path))}: {result.Width} x {result.Height}, {Words.StoredAs(result.Info)}\n");
            host.Out.Flush();
            foreach (DamagedRows damage in result.Damage)
                errors.Warn(path, Words.Damage(damage));
        }, options);
        return isInterrupted ? ExitCode.Interrupted : code;
    }

    private static int RunJson(Inputs files, int? width, DecodeOptions options, CliHost host)
    {
        var errors = new ErrorReporting(host) { Refused = OutcomeJson.Refuser(host, "show", "width", "height", "lines") };
        return files.ForEach(errors, (path, input) =>
        {
            using ImageRowReader rows = input.OpenRows(options);
            (int maxWidth, int maxHeight) = Box(DisplayMode.Text, width, host);
            (int w, int h) = BoxScaler.Fit(rows.Width, rows.Height, maxWidth, maxHeight);
            var scaler = new BoxScaler(rows.Width, rows.Height, w, h);
            DecodeResult result = PixelBytes.Pump(rows, SampleOrder.LittleEndian, scaler.AddRows);
            using var text = new StringWriter { NewLine = "\n" };
            TextArt.Write(text, scaler.Result);
            OutcomeJson.Write(host, "show", path, result.Info.Format, null, json =>
            {
                json.WriteNumber("width", result.Width);
                json.WriteNumber("height", result.Height);
                json.WriteStartArray("lines");
                foreach (string line in text.ToString()[..^1].Split('\n'))
                    json.WriteStringValue(line);
                json.WriteEndArray();
            });
        }, options);
    }

    /// <summary>Draws frame after frame in one place. False: it was interrupted.</summary>
    private static bool Play(ImageInput input, string path, DisplayMode mode, int? width, int? plays, DecodeOptions options, CliHost host)
    {
        using ImageFrameReader reader = input.OpenFrames(options);
        (int maxWidth, int maxHeight) = Box(mode, width, host);
        (int w, int h) = BoxScaler.Fit(reader.Width, reader.Height, maxWidth, maxHeight);
        int lines = mode == DisplayMode.Blocks ? (h + 1) / 2 : (h + CellHeight - 1) / CellHeight;
        // Half blocks write every cell; pictures leave transparent places as they are.
        var player = new AnimationPlayer(host, lines, erases: mode != DisplayMode.Blocks, canvas =>
        {
            var scaler = new BoxScaler(reader.Width, reader.Height, w, h);
            scaler.AddRows(canvas);
            Draw(mode, scaler.Result, reader.Width, host);
        });
        bool isWhole = player.Play(reader, plays ?? (reader.LoopCount == 0 ? long.MaxValue : reader.LoopCount));
        host.Out.Write($"{ErrorReporting.OneLine(Words.Path(path))}: {reader.Width} x {reader.Height}, {Words.Count(reader.FrameCount, "frame")}, {Words.StoredAs(reader.Info)}\n");
        host.Out.Flush();
        return isWhole;
    }

    /// <summary>The largest picture in pixels; two lines are left for the caption and the prompt.</summary>
    private static (int Width, int Height) Box(DisplayMode mode, int? width, CliHost host)
    {
        int columns = width ?? host.TerminalSize.Columns;
        int lines = width is null ? Math.Max(host.TerminalSize.Rows - 2, 1) : 100_000;
        return mode switch
        {
            DisplayMode.Text => (width ?? Math.Min(columns, TextColumns), 2 * (width is null ? TextLines : lines)),
            DisplayMode.Blocks => (columns, 2 * lines),
            _ => (columns * CellWidth, lines * CellHeight),
        };
    }

    private static void Draw(DisplayMode mode, PixelBuffer small, int fullWidth, CliHost host)
    {
        switch (mode)
        {
            case DisplayMode.Blocks:
                BlockArt.Write(host.Out, small);
                break;
            case DisplayMode.Sixel:
                SixelArt.Write(host.Out, small);
                break;
            case DisplayMode.Kitty:
                // A picture that had to shrink fills the columns that its size was worked out for.
                int columns = small.Width < fullWidth ? (small.Width + CellWidth - 1) / CellWidth : 0;
                KittyArt.Write(host.Out, small, columns);
                break;
            default:
                TextArt.Write(host.Out, small);
                break;
        }
    }
}
