// The rectangle of `decode --crop X,Y,W,H`.

using System.CommandLine;
using System.Globalization;

namespace RawDecoders.Cli;

/// <summary>A rectangle in pixels of the picture.</summary>
internal readonly record struct CropArea(int X, int Y, int Width, int Height)
{
    public override string ToString() => $"{X},{Y},{Width},{Height}";

    /// <summary>The option.</summary>
    public static Option<CropArea?> CreateOption() => new("--crop")
    {
        Description = "Only this rectangle: left column and top row, from 0, width and height. Of an uncompressed BMP nothing else is read; with --index, of a PNG or JPEG little else.",
        HelpName = "X,Y,W,H",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 1 ? result.Tokens[0].Value : "";
            int[] numbers = [.. word.Split(',').Select(n => int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out int i) ? i : -1)];
            if (numbers is [>= 0, >= 0, >= 1, >= 1])
                return new CropArea(numbers[0], numbers[1], numbers[2], numbers[3]);
            result.AddError($"--crop '{word}' is not X,Y,W,H: four numbers, the last two at least 1");
            return null;
        },
    };
}
