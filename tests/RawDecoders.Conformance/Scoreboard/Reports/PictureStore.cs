// Owns: the pictures of the page, each once, as PNG in data: URIs. Large ones are cut to the part around the largest difference. Leaves where they
// are shown to HtmlScoreboard.

using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.Scoreboard.Reports;

/// <summary>Pictures by number.</summary>
internal sealed class PictureStore
{
    private const int Window = 128;

    private readonly Dictionary<string, int> _numbers = [];

    private readonly List<string> _pictures = [];

    /// <summary>The pictures as data: URIs, by number.</summary>
    public IReadOnlyList<string> Pictures => _pictures;

    /// <summary>The numbers of a decoder's picture, of the expected one and of their difference; -1 for one that there is not.</summary>
    public int[] Add(Picture? shown, Picture? expected)
    {
        PictureDifference? difference = shown is null || expected is null ? null : PictureDifference.Compare(shown, expected);
        (int X, int Y) center = difference?.WorstPixel ?? (0, 0);
        return [Number(shown, center), Number(expected, center), difference is { Differing: > 0 } ? Number(difference.ToPicture(out _), center) : -1];
    }

    private int Number(Picture? picture, (int X, int Y) center)
    {
        if (picture is null || picture.Width == 0 || picture.Height == 0)
            return -1;
        int width = Math.Min(picture.Width, Window), height = Math.Min(picture.Height, Window);
        if (width < picture.Width || height < picture.Height)
        {
            picture = picture.Crop(
                Math.Clamp(center.X - (width / 2), 0, picture.Width - width), Math.Clamp(center.Y - (height / 2), 0, picture.Height - height), width, height);
        }

        string uri = PngWriter.DataUri(picture);
        if (!_numbers.TryGetValue(uri, out int number))
        {
            _numbers[uri] = number = _pictures.Count;
            _pictures.Add(uri);
        }

        return number;
    }
}
