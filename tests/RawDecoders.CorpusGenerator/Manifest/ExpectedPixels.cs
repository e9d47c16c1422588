// What a decoder must give, as the manifest states it.

using System.Buffers.Binary;

namespace RawDecoders.CorpusGenerator;

/// <summary>Pixels in the natural format of a file.</summary>
/// <param name="Format">Name of the pixel format: "rgb24", "gray16".</param>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Bytes">Tightly packed, top row first, 16-bit samples little-endian.</param>
public sealed record ExpectedPixels(string Format, int Width, int Height, byte[] Bytes)
{
    /// <summary>Channels of a pixel.</summary>
    public int Channels => Format switch
    {
        "gray8" or "gray16" or "indexed8" => 1,
        "grayalpha16" or "grayalpha32" => 2,
        "rgb24" or "bgr24" or "rgb48" => 3,
        _ => 4,
    };

    /// <summary>"HxW" or "HxWxC", and the sample type, as NumPy names them.</summary>
    public string Shape
        => $"{Height}x{Width}{(Channels == 1 ? "" : $"x{Channels}")}:uint{(Format is "gray16" or "grayalpha32" or "rgb48" or "rgba64" or "cmyk64" ? 16 : 8)}";

    /// <summary>Samples of 16 bits as 8: each the same fraction of full scale, rounded to the nearest. Null for others.</summary>
    public ExpectedPixels? To8Bit()
    {
        string? format = Format switch
        {
            "gray16" => "gray8",
            "grayalpha32" => "grayalpha16",
            "rgb48" => "rgb24",
            "rgba64" => "rgba32",
            _ => null,
        };
        if (format is null)
            return null;
        byte[] narrow = new byte[Bytes.Length / 2];
        for (int i = 0; i < narrow.Length; i++)
            narrow[i] = (byte)Math.Round(BinaryPrimitives.ReadUInt16LittleEndian(Bytes.AsSpan(2 * i)) / 257.0);
        return new ExpectedPixels(format, Width, Height, narrow);
    }

    /// <summary>SHA-256 of <see cref="Bytes"/>.</summary>
    public string Hash => Checksums.Sha256(Bytes);

    /// <summary>SHA-256 of rows <paramref name="first"/> to <paramref name="first"/> + <paramref name="count"/> - 1.</summary>
    public string HashOfRows(int first, int count)
    {
        int row = Bytes.Length / Height;
        return Checksums.Sha256(Bytes.AsSpan(first * row, count * row));
    }
}
