// Owns: the comparison of our inflater with System.IO.Compression, the two engines that decode pictures. Stands behind PngZlibWalk, whose
// bytes it compares. Leaves to others: the finding that is made of a difference (PngFindings).

namespace RawDecoders.Png;

/// <summary>The platform's inflater, for comparison.</summary>
internal static class PngPlatformInflater
{
    /// <summary>What differs between a walk and the platform's inflater on the same data, or null.</summary>
    public static string? Compare(PngZlibWalk walk)
    {
        ReadOnlySpan<byte> ours = walk.Output.Span;
        byte[] piece = new byte[1 << 16];
        int at = 0;
        using var stream = PngPlatformStream.OfDeflate(new PngMemoryReader(walk.Map.Data[walk.DataStart..]));
        try
        {
            while (at < ours.Length)
            {
                int read = stream.Read(piece.AsSpan(0, Math.Min(piece.Length, ours.Length - at)));
                if (read == 0)
                    break;
                int same = ours[at..].CommonPrefixLength(piece.AsSpan(0, read));
                if (same < read)
                    return $"inflated byte {at + same} is {ours[at + same]} to our inflater and {piece[same]} to the platform's inflater";
                at += read;
            }

            // What the walk did not keep is not compared, but its end is.
            if (walk.IsComplete && ours.Length == walk.OutputLength && (at < ours.Length || stream.Read(piece.AsSpan(0, 1)) > 0))
                return $"the data inflates to {ours.Length} bytes for our inflater, to {(at < ours.Length ? "fewer" : "more")} for the platform's inflater";
        }
        catch (InvalidDataException)
        {
            // Of broken data the platform's inflater may hold back what it had.
            if (walk.IsComplete)
                return $"the platform's inflater finds the data broken after {at} bytes, ours does not";
        }

        return null;
    }

    /// <summary>Memory as a stream.</summary>
    private sealed class PngMemoryReader(ReadOnlyMemory<byte> data) : PngReadStream
    {
        private int _at;

        public override int Read(Span<byte> buffer)
        {
            int count = Math.Min(buffer.Length, data.Length - _at);
            data.Span.Slice(_at, count).CopyTo(buffer);
            _at += count;
            AskedPastEnd |= count == 0 && !buffer.IsEmpty;
            return count;
        }
    }
}
