// Owns: where a BMP file's colours come from, as nodes: masks drawn as bits, palette entries with their colours. Stands beside
// BmpHeaderTree. Leaves to the decoder how often an entry is used.
using System.Buffers.Binary;
using System.Numerics;
using System.Text;

using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal static class BmpColorTree
{
    private static readonly string[] MaskNames = ["red mask", "green mask", "blue mask", "alpha mask"];

    /// <summary>The three or four masks that follow a 40-byte header.</summary>
    public static void AddMasks(FieldWriter writer, ReadOnlySpan<byte> payload, int bitCount)
    {
        foreach (string name in MaskNames)
        {
            int at = payload.Length - (int)writer.Left;
            uint mask = writer.Left >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(payload[at..]) : 0;
            writer.Add(name, 4, DrawMask(mask, bitCount), "wingdi.h biCompression", NodeText.Number(mask));
        }
    }

    /// <summary>The palette, entry by entry. An entry's value begins with its colour as #RRGGBB.</summary>
    /// <param name="writer">Fills its region.</param>
    /// <param name="payload">The region's bytes.</param>
    /// <param name="entrySize">Bytes of an entry, 3 or 4.</param>
    /// <param name="addressable">Entries that pixels can address.</param>
    /// <param name="uses">How many pixels have each index; null if that is not known.</param>
    public static void AddPalette(FieldWriter writer, ReadOnlySpan<byte> payload, int entrySize, int addressable, long[]? uses)
    {
        for (int i = 0; writer.Left >= entrySize; i++)
        {
            ReadOnlySpan<byte> entry = payload.Slice(i * entrySize, entrySize);
            string value = $"#{entry[2]:X2}{entry[1]:X2}{entry[0]:X2}";
            if (entrySize == 4 && entry[3] != 0)
                value += $", rgbReserved {entry[3]} (ignored: not alpha)";
            if (i >= addressable)
                value += "; ignored: no pixel can address it";
            else if (uses is not null)
                value += uses[i] switch { 0 => ", no pixel", 1 => ", 1 pixel", _ => $", {uses[i]} pixels" };
            if (writer.Region($"entry {i}", entrySize, value, entrySize == 3 ? "wingdi.h RGBTRIPLE" : "wingdi.h RGBQUAD") is null)
                return;
        }

        if (writer.Left > 0)
            writer.Region("entry cut off", writer.Left, $"{writer.Left} of {entrySize} bytes", "wingdi.h biClrUsed", NodeText.Hex(payload[^(int)writer.Left..]));
    }

    /// <summary>A mask as bits, the highest first, and in words: "01111100 00000000, 5 bits from bit 10 up".</summary>
    public static string DrawMask(uint mask, int bitCount)
    {
        string bits = Bits(mask, bitCount == 16 && mask <= ushort.MaxValue ? 16 : 32, static (m, bit) => (m >> bit & 1) == 0 ? '0' : '1');
        if (mask == 0)
            return $"{bits}: no bits";
        int count = BitOperations.PopCount(mask);
        return $"{bits}: {count} {(count == 1 ? "bit" : "bits")} from bit {BitOperations.TrailingZeroCount(mask)} up, 0 to {(1L << count) - 1}"
            + (BmpMasks.IsContiguous(mask) ? "" : ", with holes");
    }

    /// <summary>All masks in one picture of a pixel's bits, the highest first: "-RRRRRGG GGGBBBBB"; * where two overlap.</summary>
    public static string DrawPixel(BmpMasks masks, int bitCount) => Bits(0, bitCount, (_, bit) =>
    {
        uint one = 1u << bit;
        char letter = '-';
        foreach ((uint mask, char name) in (ReadOnlySpan<(uint, char)>)[(masks.Red, 'R'), (masks.Green, 'G'), (masks.Blue, 'B'), (masks.Alpha, 'A')])
        {
            if ((mask & one) != 0)
                letter = letter == '-' ? name : '*';
        }

        return letter;
    });

    private static string Bits(uint mask, int count, Func<uint, int, char> letter)
    {
        var text = new StringBuilder(count + 3);
        for (int bit = count - 1; bit >= 0; bit--)
        {
            text.Append(letter(mask, bit));
            if (bit % 8 == 0 && bit > 0)
                text.Append(' ');
        }

        return text.ToString();
    }
}
