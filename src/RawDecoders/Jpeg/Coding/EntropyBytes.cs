// Owns: copying entropy-coded data without its byte stuffing (T.81 F.1.2.3: a 0xFF in the data is followed by a zero byte; any other
// byte after 0xFF makes a marker). Scalar, normative. Stands first in entropy decoding: what follows reads clean bytes and never
// looks for markers again. Leaves to others: vectors (EntropyBytes.Vectorized.cs), and which marker it was.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>Removal of byte stuffing.</summary>
internal static unsafe partial class EntropyBytes
{
    /// <summary>Where <see cref="CopyScalar"/> stopped.</summary>
    internal enum Stop
    {
        /// <summary>The source or the destination is used up.</summary>
        Full,

        /// <summary>At a marker (at the first of its fill bytes).</summary>
        Marker,

        /// <summary>At 0xFF bytes that end the source: what they are depends on what follows.</summary>
        Undecided,
    }

    /// <summary>
    /// Copies entropy-coded bytes without stuffing until a marker, the end of the source, or
    /// <paramref name="destinationEnd"/>. Both pointers are advanced. Fill bytes before a stuffed zero (FF FF 00) count as
    /// one data byte, as in libjpeg.
    /// </summary>
    internal static Stop CopyScalar(ref byte* source, byte* sourceEnd, ref byte* destination, byte* destinationEnd)
    {
        Debug.Assert(source <= sourceEnd && destination <= destinationEnd);
        while (source < sourceEnd && destination < destinationEnd)
        {
            byte value = *source;
            if (value != 0xFF)
            {
                *destination++ = value;
                source++;
                continue;
            }

            byte* code = source + 1;
            while (code < sourceEnd && *code == 0xFF)
                code++;
            if (code == sourceEnd)
                return Stop.Undecided;
            if (*code != 0)
                return Stop.Marker;
            *destination++ = 0xFF;
            source = code + 1;
        }

        return Stop.Full;
    }
}
