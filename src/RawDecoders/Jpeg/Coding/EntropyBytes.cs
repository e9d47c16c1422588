// Scalar, normative: finding the end of entropy-coded data, and copying it without its byte stuffing (T.81 F.1.2.3: a
// 0xFF in the data is followed by a zero byte; any other byte after 0xFF makes a marker). First stage of entropy decoding;
// what follows reads clean bytes and never looks for markers again.

using System.Diagnostics;

namespace RawDecoders.Jpeg;

/// <summary>Marker search and removal of byte stuffing.</summary>
internal static unsafe partial class EntropyBytes
{
    /// <summary>
    /// Index of the 0xFF that begins the first marker (of the first fill byte before it, T.81 B.1.1.2), or -1 if there is
    /// none, or none that is complete.
    /// </summary>
    public static int FindMarker(ReadOnlySpan<byte> data)
    {
        int from = 0;
        while (true)
        {
            int found = data[from..].IndexOf((byte)0xFF);
            if (found < 0)
                return -1;
            int at = from + found;
            int code = at + 1;
            while (code < data.Length && data[code] == 0xFF)
                code++;
            if (code >= data.Length)
                return -1;
            if (data[code] != 0)
                return at;

            // FF FF 00: the second FF and the zero are a stuffed byte; the first is a fill byte that no marker follows.
            from = code + 1;
        }
    }

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
