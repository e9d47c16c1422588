// Owns: what one place of an index holds, packed: the inflater's state, its window, the unfiltered row above. Stands between the builder and the
// seeker. Leaves to others: where places are, and what is said of one that cannot be.
using System.Buffers;
using System.Diagnostics;
using System.IO.Compression;

namespace RawDecoders.Png;

/// <summary>A place at the beginning of a row, as a zlib datastream of three parts.</summary>
/// <remarks>
/// <code>
/// [ state: InflateStateRecord | window: the last 32 KiB of raw bytes, or all | row above, each byte less that of the pixel before ]
/// </code>
/// The window is filtered already; the row is not, and taking the pixel before from each (filter type 1, PNG 9.2) makes a third of it.
/// Runs and Huffman codes alone pack both as well as a search for matches does, at several times its speed.
/// </remarks>
internal static class PngCheckpoint
{
    private static readonly ZLibCompressionOptions Packing = new() { CompressionLevel = 1, CompressionStrategy = ZLibCompressionStrategy.RunLengthEncoding };

    /// <summary>Bytes of the window of a place with so many raw bytes before it.</summary>
    public static int GetWindowBytes(long raw) => (int)Math.Min(ZlibInflater.WindowSize, raw);

    /// <summary>Room that <see cref="TryUnpack"/> needs.</summary>
    public static int GetUnpackedBytes(int rowBytes) => InflateStateRecord.Bytes + ZlibInflater.WindowSize + rowBytes;

    /// <summary>Packs a place.</summary>
    /// <param name="state">The inflater's.</param>
    /// <param name="window">The raw bytes before it.</param>
    /// <param name="row">The unfiltered row above.</param>
    /// <param name="distance">Bytes from one pixel to the next, at least 1.</param>
    public static byte[] Pack(in InflateState state, ReadOnlySpan<byte> window, ReadOnlySpan<byte> row, int distance)
    {
        int bytes = InflateStateRecord.Bytes + window.Length + row.Length;
        byte[] plain = ArrayPool<byte>.Shared.Rent(bytes);
        using var packed = new PooledStream();
        try
        {
            InflateStateRecord.Write(plain, state);
            window.CopyTo(plain.AsSpan(InflateStateRecord.Bytes));
            Span<byte> filtered = plain.AsSpan(InflateStateRecord.Bytes + window.Length, row.Length);
            int first = Math.Min(distance, row.Length);
            row[..first].CopyTo(filtered);
            for (int i = first; i < row.Length; i++)
                filtered[i] = (byte)(row[i] - row[i - distance]);
            using (var zlib = new ZLibStream(packed, Packing, leaveOpen: true))
                zlib.Write(plain, 0, bytes);
            return packed.Written.ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(plain);
        }
    }

    /// <summary>Unpacks a place. False: its bytes are none.</summary>
    /// <param name="inflater">Does it; its own state is lost.</param>
    /// <param name="packed">The bytes.</param>
    /// <param name="plain">Room for exactly what they must make: a record, the window, a row.</param>
    /// <param name="state">The state.</param>
    public static bool TryUnpack(ZlibInflater inflater, ReadOnlySpan<byte> packed, Span<byte> plain, out InflateState state)
    {
        Debug.Assert(plain.Length > InflateStateRecord.Bytes);
        state = default;
        inflater.Reset();
        int at = 0;
        return inflater.Inflate(ref packed, plain, ref at, plain.Length) == InflateStatus.Complete && at == plain.Length && packed.IsEmpty
            && InflateStateRecord.TryRead(plain, out state);
    }

    /// <summary>A stream into a pooled array: a MemoryStream would leave arrays of 64 KiB and more behind at every place.</summary>
    private sealed class PooledStream : Stream
    {
        private byte[] _array = ArrayPool<byte>.Shared.Rent(64 << 10);
        private int _length;

        public ReadOnlySpan<byte> Written => _array.AsSpan(0, _length);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => _length;

        public override long Position
        {
            get => _length;
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (buffer.Length > _array.Length - _length)
            {
                byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(2 * _array.Length, _length + buffer.Length));
                Written.CopyTo(larger);
                ArrayPool<byte>.Shared.Return(_array);
                _array = larger;
            }

            buffer.CopyTo(_array.AsSpan(_length));
            _length += buffer.Length;
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (_array.Length > 0)
                ArrayPool<byte>.Shared.Return(_array);
            _array = [];
            _length = 0;
            base.Dispose(disposing);
        }
    }
}
