// Owns: inflating the small zlib datastreams of metadata chunks (iCCP, zTXt, iTXt) under a limit, so that no chunk can be a bomb. Stands
// under the payload structs. Leaves to others: image data, which does not come through here (PngImageData).
using System.Buffers;

namespace RawDecoders.Png;

/// <summary>What became of a datastream.</summary>
internal enum PngInflateOutcome
{
    Complete,
    Truncated,
    Broken,
    TooLarge,

    /// <summary>FDICT is set (RFC 1950 2.2): what it inflates to depends on bytes that PNG has no place for.</summary>
    Dictionary,
}

/// <summary>Inflates metadata; all chunks of a file share one limit of 4 × the limit of one item.</summary>
internal sealed unsafe class PngInflater(int limit, MemoryBudget budget)
{
    /// <summary>What is said of a datastream whose FDICT flag is set, in metadata as in image data.</summary>
    public const string WantsDictionary = "the zlib datastream wants a preset dictionary";

    /// <summary>Left for the whole file: a thousand chunks of 16 KiB could otherwise inflate to 16 GiB of metadata.</summary>
    private long _left = 4L * limit;

    /// <summary>Largest item in bytes.</summary>
    public int Limit => limit;

    public PngInflateOutcome Inflate(ReadOnlySpan<byte> zlib, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (zlib.Length < 2)
            return PngInflateOutcome.Truncated;
        if ((zlib[0] & 15) == 8 && (zlib[1] & 0x20) != 0)
            return PngInflateOutcome.Dictionary;
        int allowed = (int)Math.Min(Math.Min(limit, _left), budget.Limits.MaxBytes - budget.Used);
        // Typical profiles and texts shrink 2 to 4 times.
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(4L * zlib.Length, 1024, 1 << 16));
        try
        {
            fixed (byte* start = zlib)
            {
                using var input = new PngMemoryStream(start, zlib.Length);
                using var inflate = PngPlatformStream.OfZlib(input);
                int count = 0;
                while (true)
                {
                    int read = inflate.Read(buffer.AsSpan(count));
                    count += read;
                    if (count > allowed)
                        return PngInflateOutcome.TooLarge;
                    if (read == 0)
                        break;
                    if (count == buffer.Length)
                    {
                        byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(2L * count, Array.MaxLength));
                        buffer.AsSpan(0, count).CopyTo(larger);
                        ArrayPool<byte>.Shared.Return(buffer);
                        buffer = larger;
                    }
                }

                // Finished, or starved before its check value was read?
                if (input.AskedPastEnd)
                    return PngInflateOutcome.Truncated;
                budget.Draw(count, 0, "metadata", "");
                _left -= count;
                bytes = buffer.AsSpan(0, count).ToArray();
                return PngInflateOutcome.Complete;
            }
        }
        catch (InvalidDataException)
        {
            return PngInflateOutcome.Broken;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
