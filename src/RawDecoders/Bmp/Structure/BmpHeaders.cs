// Owns: the file header, masks and colour space as structs that parse and check themselves. Stands under BmpHeaderReader, which
// knows where they lie; nothing else reads header bytes. Leaves the DIB header to BmpDibHeader.
using System.Buffers.Binary;
using System.Numerics;

namespace RawDecoders.Bmp;

/// <summary>BITMAPFILEHEADER: the first 14 bytes, little-endian like everything in the format.</summary>
/// <param name="Type">bfType, 0x4D42 ("BM").</param>
/// <param name="FileSize">bfSize in bytes; often wrong, never needed.</param>
/// <param name="Reserved1">bfReserved1, 0; OS/2 keeps the hot spot's x here.</param>
/// <param name="Reserved2">bfReserved2, 0; OS/2 keeps the hot spot's y here.</param>
/// <param name="PixelOffset">bfOffBits: where pixel data begins, from the start of the file.</param>
/// <remarks>wingdi.h BITMAPFILEHEADER.</remarks>
public readonly record struct BmpFileHeader(ushort Type, uint FileSize, ushort Reserved1, ushort Reserved2, uint PixelOffset)
{
    /// <summary>Bytes in the file.</summary>
    public const int Size = 14;

    /// <summary>"BM", read little-endian.</summary>
    public const ushort Signature = 0x4D42;

    internal static BmpFileHeader Parse(ReadOnlySpan<byte> bytes) => new(
        BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[2..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[6..]),
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]),
        BinaryPrimitives.ReadUInt32LittleEndian(bytes[10..]));
}

/// <summary>Where each channel's bits lie in a pixel; 0 for a channel that the file has not.</summary>
/// <param name="Red">Red mask.</param>
/// <param name="Green">Green mask.</param>
/// <param name="Blue">Blue mask.</param>
/// <param name="Alpha">Alpha mask, 0 for an opaque picture.</param>
/// <remarks>wingdi.h biCompression: BI_BITFIELDS.</remarks>
public readonly record struct BmpMasks(uint Red, uint Green, uint Blue, uint Alpha)
{
    /// <summary>What BI_RGB means at 16 bits: 5 bits a channel, the top bit unused.</summary>
    public static BmpMasks Default16 { get; } = new(0x7C00, 0x03E0, 0x001F, 0);

    /// <summary>What BI_RGB means at 32 bits: blue lowest, the top byte unused.</summary>
    public static BmpMasks Default32 { get; } = new(0x00FF_0000, 0x0000_FF00, 0x0000_00FF, 0);

    /// <summary>Bits of the widest channel.</summary>
    public int WidestChannel => Math.Max(
        Math.Max(BitOperations.PopCount(Red), BitOperations.PopCount(Green)),
        Math.Max(BitOperations.PopCount(Blue), BitOperations.PopCount(Alpha)));

    /// <summary>The masks without the bits above a pixel of <paramref name="bitCount"/> bits.</summary>
    internal BmpMasks ClippedTo(int bitCount)
    {
        uint all = bitCount >= 32 ? uint.MaxValue : (1u << bitCount) - 1;
        return new BmpMasks(Red & all, Green & all, Blue & all, Alpha & all);
    }

    /// <summary>wingdi.h on biCompression: the bits of a mask are contiguous and should not overlap another's.</summary>
    internal BmpFindings Check(int bitCount)
    {
        BmpFindings findings = BmpFindings.None;
        if ((Red | Green | Blue) == 0)
            findings |= BmpFindings.MasksEmpty;
        if (!IsContiguous(Red) || !IsContiguous(Green) || !IsContiguous(Blue) || !IsContiguous(Alpha))
            findings |= BmpFindings.MaskNotContiguous;
        if ((Red & Green) != 0 || ((Red | Green) & Blue) != 0 || ((Red | Green | Blue) & Alpha) != 0)
            findings |= BmpFindings.MasksOverlap;
        if (ClippedTo(bitCount) != this)
            findings |= BmpFindings.MaskOutsidePixel;
        return findings;
    }

    internal static bool IsContiguous(uint mask)
    {
        if (mask == 0)
            return true;
        uint low = mask >> BitOperations.TrailingZeroCount(mask);
        return (low & (low + 1)) == 0;
    }
}

/// <summary>
/// A point of a CIEXYZTRIPLE, as numbers (stored as signed 2.30 fixed point).
/// </summary>
/// <param name="X">X.</param>
/// <param name="Y">Y.</param>
/// <param name="Z">Z.</param>
/// <remarks>wingdi.h CIEXYZ.</remarks>
public readonly record struct BmpEndpoint(double X, double Y, double Z);

/// <summary>The colour space fields of a V4 or V5 header.</summary>
/// <param name="Kind">Type; the end points and gammas mean something for <see cref="BmpColorSpaceKind.CalibratedRgb"/> only.</param>
/// <param name="Red">Red end point.</param>
/// <param name="Green">Green end point.</param>
/// <param name="Blue">Blue end point.</param>
/// <param name="GammaRed">Gamma of red (stored as unsigned 16.16 fixed point).</param>
/// <param name="GammaGreen">Gamma of green.</param>
/// <param name="GammaBlue">Gamma of blue.</param>
/// <param name="Intent">Rendering intent; None in a V4 header.</param>
/// <remarks>wingdi.h BITMAPV4HEADER, bV4CSType to bV4GammaBlue; BITMAPV5HEADER, bV5Intent.</remarks>
public sealed record BmpColorSpace(
    BmpColorSpaceKind Kind,
    BmpEndpoint Red,
    BmpEndpoint Green,
    BmpEndpoint Blue,
    double GammaRed,
    double GammaGreen,
    double GammaBlue,
    BmpRenderingIntent Intent);
