// What came of one way to read a file: the error, or pixels and account. Two ways agree when nothing differs.
using System.Globalization;

namespace RawDecoders.Tests.Paths;

internal sealed record Outcome
{
    /// <summary>Kind, offset and message, or empty. Any other exception shows as its type.</summary>
    public string Error { get; init; } = "";

    public int Width { get; init; }

    public int Height { get; init; }

    public PixelFormat Format { get; init; }

    /// <summary>Rows without gaps.</summary>
    public byte[] Pixels { get; init; } = [];

    public byte[] Palette { get; init; } = [];

    /// <summary>Warnings and damage, a line each; null where a way gives none.</summary>
    public string? Account { get; init; }

    /// <summary>Whether a way that does not hold the whole picture may succeed where this one was refused.</summary>
    public bool IsForWantOfMemory { get; init; }

    public static Outcome Of(Func<Outcome> way)
    {
        try
        {
            return way();
        }
        catch (ImageDecodeException error)
        {
            return Refused(error);
        }
    }

    public static Outcome Refused(ImageDecodeException error) => new()
    {
        Error = $"{error.Kind} {error.Offset} {error.Message}",
        IsForWantOfMemory = error is { Kind: ImageDecodeErrorKind.LimitExceeded, Part: "pixels" },
    };

    public static Outcome Decoded(PixelBuffer image)
    {
        int rowBytes = image.Width * image.Format.GetBytesPerPixel();
        byte[] pixels = new byte[rowBytes * image.Height];
        for (int y = 0; y < image.Height; y++)
            image.GetRow(y).CopyTo(pixels.AsSpan(y * rowBytes));
        return new Outcome
        {
            Width = image.Width,
            Height = image.Height,
            Format = image.Format,
            Pixels = pixels,
            Palette = image.Palette.ToArray(),
            Account = image.Result is null ? null : Tell(image.Result),
        };
    }

    public static string Tell(DecodeResult result)
    {
        IEnumerable<string> lines =
        [
            string.Create(CultureInfo.InvariantCulture, $"{result.Width} x {result.Height} {result.PixelFormat} {result.IsBoolean}"),
            .. result.Warnings.Select(w => string.Create(CultureInfo.InvariantCulture, $"warning {w.Offset} {w.What} {w.Part} {w.Clause}")),
            .. result.Damage.Select(d => string.Create(CultureInfo.InvariantCulture, $"lost {d.FirstRow} {d.RowCount} {d.Reason.Kind} {d.Reason.Message}")),
        ];
        return string.Join('\n', lines);
    }

    /// <summary>The first difference of another way from this one, or null.</summary>
    public string? Compare(Outcome other)
    {
        if (Error != other.Error)
            return $"error '{other.Error}' instead of '{Error}'";
        if ((Width, Height, Format) != (other.Width, other.Height, other.Format))
            return $"{other.Width} x {other.Height} {other.Format} instead of {Width} x {Height} {Format}";
        if (!Palette.AsSpan().SequenceEqual(other.Palette))
            return "another palette";
        int same = Pixels.AsSpan().CommonPrefixLength(other.Pixels);
        if (same < Pixels.Length || same < other.Pixels.Length)
        {
            int pixel = same / Format.GetBytesPerPixel();
            return $"pixel ({pixel % Width}, {pixel / Width}) differs";
        }

        if (Account is null || other.Account is null || Account == other.Account)
            return null;
        (string[] mine, string[] others) = (Account.Split('\n'), other.Account.Split('\n'));
        int line = 0;
        while (line < mine.Length && line < others.Length && mine[line] == others[line])
            line++;
        return $"account line {line}: '{others.ElementAtOrDefault(line)}' instead of '{mine.ElementAtOrDefault(line)}'";
    }
}
