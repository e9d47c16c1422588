// Owns: the code with StbImageSharp of from-stbimagesharp.md. Leaves what it is replaced by to FromStbImageSharp.cs, and the comparison
// to the tests.

using StbImageSharp;

namespace DocPages.Moving;

internal static class StbImageSharpCode
{
    public static byte[] Load(string path)
    {
        #region from-stbimagesharp.md: load, before
        using FileStream stream = File.OpenRead(path);
        ImageResult image = ImageResult.FromStream(stream, ColorComponents.RedGreenBlueAlpha);
        byte[] pixels = image.Data;
        #endregion
        return pixels;
    }

    public static (byte[] Pixels, int Channels) LoadNatural(byte[] file)
    {
        #region from-stbimagesharp.md: natural, before
        ImageResult image = ImageResult.FromMemory(file, ColorComponents.Default);
        int channels = (int)image.Comp;
        #endregion
        return (image.Data, channels);
    }

    public static (int Width, int Height)? Identify(Stream stream)
    {
        #region from-stbimagesharp.md: identify, before
        ImageInfo? info = ImageInfo.FromStream(stream);
        #endregion
        return info is { } i ? (i.Width, i.Height) : null;
    }

    public static byte[] Flipped(string path)
    {
        #region from-stbimagesharp.md: flipped, before
        StbImage.stbi_set_flip_vertically_on_load(1);          // for every thread, from now on
        ImageResult image = ImageResult.FromMemory(File.ReadAllBytes(path), ColorComponents.RedGreenBlueAlpha);
        #endregion
        StbImage.stbi_set_flip_vertically_on_load(0);
        return image.Data;
    }
}
