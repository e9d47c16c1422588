// Owns: where the red, green and blue of a pixel go: the four packed formats that JPEG pixels are written in directly. As type
// arguments these structs turn each colour kernel into one loop per format, with nothing decided inside it. Stands below the
// composers. Leaves to others: whole vectors of pixels (PixelLayout.Vectorized.cs), and other formats (RowConverter).

namespace RawDecoders.Jpeg;

/// <summary>A packed 8-bit colour format.</summary>
internal unsafe partial interface IPixelLayout
{
    static abstract int BytesPerPixel { get; }

    static abstract void Store(byte* destination, byte red, byte green, byte blue);
}

internal readonly unsafe partial struct Rgb24Layout : IPixelLayout
{
    public static int BytesPerPixel => 3;

    public static void Store(byte* destination, byte red, byte green, byte blue)
    {
        destination[0] = red;
        destination[1] = green;
        destination[2] = blue;
    }
}

internal readonly unsafe partial struct Bgr24Layout : IPixelLayout
{
    public static int BytesPerPixel => 3;

    public static void Store(byte* destination, byte red, byte green, byte blue) => Rgb24Layout.Store(destination, blue, green, red);
}

internal readonly unsafe partial struct Rgba32Layout : IPixelLayout
{
    public static int BytesPerPixel => 4;

    public static void Store(byte* destination, byte red, byte green, byte blue)
    {
        destination[0] = red;
        destination[1] = green;
        destination[2] = blue;
        destination[3] = 255;
    }
}

internal readonly unsafe partial struct Bgra32Layout : IPixelLayout
{
    public static int BytesPerPixel => 4;

    public static void Store(byte* destination, byte red, byte green, byte blue) => Rgba32Layout.Store(destination, blue, green, red);
}
