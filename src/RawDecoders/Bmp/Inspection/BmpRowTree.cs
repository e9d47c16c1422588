// Owns: uncompressed pixels as nodes: every row with its place in the picture, its first pixels as stored, and its padding. Stands
// beside BmpCodeTree, which has coded pixels. Leaves colours to BmpTrailColors.
using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Bmp;

internal static class BmpRowTree
{
    /// <summary>Rows that are told one by one unless all are asked for.</summary>
    private const int MostRows = 1024;

    private const string Clause = "wingdi.h BITMAPINFO";

    /// <summary>What is to be known of all rows at once.</summary>
    public static string Describe(BmpFile file)
    {
        BmpDibHeader dib = file.Dib;
        string pixels = file.UsesMasks ? $", pixel {BmpColorTree.DrawPixel(file.Masks, dib.BitCount)}" : "";
        return $"{dib.Height} rows of {dib.RowBytes} bytes and {dib.RowStride - dib.RowBytes} of padding, from the {(dib.IsTopDown ? "top down" : "bottom up")}{pixels}";
    }

    /// <summary>The rows, in file order.</summary>
    public static void AddRows(FieldWriter writer, ReadOnlySpan<byte> payload, BmpFile file, InspectBudget budget, bool all)
    {
        BmpDibHeader dib = file.Dib;
        (long rowBytes, long stride) = (dib.RowBytes, dib.RowStride);
        for (long r = 0; r < dib.Height && writer.Left > 0; r++)
        {
            if (r == MostRows && !all)
            {
                writer.Region("more rows", writer.Left, $"{dib.Height - r} rows: asked for with the option Symbols, they are told one by one", Clause);
                return;
            }

            ReadOnlySpan<byte> bytes = payload.Slice(payload.Length - (int)writer.Left, (int)Math.Min(stride, writer.Left));
            long y = dib.IsTopDown ? r : dib.Height - 1 - r;
            string cut = bytes.Length < rowBytes ? $": cut off after {bytes.Length} of {rowBytes} bytes" : "";
            StructureNode? row = writer.Region($"row {y}", bytes.Length, $"row {r} in the file{cut}", Clause);
            if (row is null)
                return;
            var parts = writer.Inside(row);
            parts.Region("pixels", Math.Min(rowBytes, bytes.Length), FirstPixels(bytes, file), Clause);
            if (bytes.Length > rowBytes)
            {
                ReadOnlySpan<byte> padding = bytes[(int)rowBytes..];
                string odd = padding.IndexOfAnyExcept((byte)0) >= 0 ? $", {NodeText.Hex(padding)} rather than 0" : "";
                parts.Region("padding", padding.Length, $"ignored: fills the row to a multiple of 4 bytes{odd}", Clause);
            }

            parts.Close();
        }
    }

    /// <summary>The first pixels of a row as they are stored: indices, or values in hex.</summary>
    private static string FirstPixels(ReadOnlySpan<byte> row, BmpFile file)
    {
        int bits = file.Dib.BitCount;
        if (bits is not (1 or 2 or 4 or 8 or 16 or 24 or 32 or 64) || !file.Dib.IsUncompressed || file.Dib.Compression == BmpCompression.Cmyk)
            return NodeText.Preview(row);
        int most = bits switch { <= 2 => 32, <= 8 => 16, <= 32 => 6, _ => 3 };
        int there = (int)Math.Min(file.Width, row.Length * 8L / bits);
        var text = new StringBuilder(bits <= 8 ? "indices" : bits == 24 ? "colours" : "values");
        for (int x = 0; x < Math.Min(most, there); x++)
        {
            int at = x * bits >> 3;
            text.Append(' ').Append(bits switch
            {
                < 8 => (row[at] >> (8 - bits - (x * bits & 7)) & ((1 << bits) - 1)).ToString(CultureInfo.InvariantCulture),
                8 => row[at].ToString(CultureInfo.InvariantCulture),
                16 => BinaryPrimitives.ReadUInt16LittleEndian(row[at..]).ToString("X4", CultureInfo.InvariantCulture),
                24 => $"#{row[at + 2]:X2}{row[at + 1]:X2}{row[at]:X2}",
                32 => BinaryPrimitives.ReadUInt32LittleEndian(row[at..]).ToString("X8", CultureInfo.InvariantCulture),
                _ => BinaryPrimitives.ReadUInt64LittleEndian(row[at..]).ToString("X16", CultureInfo.InvariantCulture),
            });
        }

        return there > most ? text.Append(" ...").ToString() : text.ToString();
    }
}
