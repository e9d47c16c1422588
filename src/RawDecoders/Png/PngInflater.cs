// Owns: inflating the small zlib datastreams of metadata chunks (iCCP, zTXt, iTXt) under a limit, so that no chunk can be
// a bomb. Image data does not come through here: see PngImageData.
using System.Buffers;
using System.IO.Compression;

namespace RawDecoders.Png;

/// <summary>Inflates metadata; all chunks of a file share one limit of 4 × the limit of one item.</summary>
internal sealed unsafe class PngInflater(int limit, MemoryBudget budget)
{
    /// <summary>What became of a datastream.</summary>
    public enum Outcome
    {
        Complete,
        Truncated,
        Broken,
        TooLarge,
    }

    /// <summary>Left for the whole file: a thousand chunks of 16 KiB could otherwise inflate to 16 GiB of metadata.</summary>
    private long _left = 4L * limit;

    /// <summary>Largest item in bytes.</summary>
    public int Limit => limit;

    public Outcome Inflate(ReadOnlySpan<byte> zlib, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        if (zlib.Length < 2)
            return Outcome.Truncated;
        int allowed = (int)Math.Min(Math.Min(limit, _left), budget.Limits.MaxBytes - budget.Used);
        // Typical profiles and texts shrink 2 to 4 times.
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(4L * zlib.Length, 1024, 1 << 16));
        try
        {
            fixed (byte* start = zlib)
            {
                using var input = new NotingStream(start, zlib.Length);
                using var inflate = new ZLibStream(input, CompressionMode.Decompress);
                int count = 0;
                while (true)
                {
                    int read = inflate.Read(buffer, count, buffer.Length - count);
                    count += read;
                    if (count > allowed)
                        return Outcome.TooLarge;
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
                    return Outcome.Truncated;
                budget.Draw(count, 0, "metadata", "metadata");
                _left -= count;
                bytes = buffer.AsSpan(0, count).ToArray();
                return Outcome.Complete;
            }
        }
        catch (InvalidDataException)
        {
            return Outcome.Broken;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>A stream over memory that notes whether more was wanted than there is.</summary>
    private sealed class NotingStream(byte* start, long length) : UnmanagedMemoryStream(start, length)
    {
        public bool AskedPastEnd { get; private set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int read = base.Read(buffer);
            AskedPastEnd |= read == 0;
            return read;
        }
    }
}
