// Owns: inflating image data in large pieces with the platform's engine, for files that have no flaw. Stands between PngIdatStream and
// PngPlatformData. Leaves to others: whatever is not as it should be; nothing is reported from here.
//
// The platform's inflater costs a good part of its time anew with every piece: read as a stream it takes 8 KiB of input at
// a time, and after each it leaves its fast loop and copies up to 32 KiB of output aside as its window. Photographs, which
// give 16 KiB of pixels for 8 KiB, pay 15 to 18 % for that. Only CopyToAsync takes pieces of any size: it hands its source
// a stream to write to, and what is written into it comes out, inflated, in writes to the destination. Here the source
// keeps that stream, and the destination holds each write back until its bytes are wanted; so what is made for pushing can
// be pulled from, all of it on the calling thread: "asynchronous" is only the form that a pause has.
using System.Buffers;
using System.Threading.Tasks.Sources;

namespace RawDecoders.Png;

/// <summary>The zlib datastream of a flawless picture, inflated block by block.</summary>
internal sealed unsafe class PngBlockInflater : IDisposable
{
    /// <summary>
    /// IDAT bytes taken at once. What a piece costs is then spread over so many that it does not show, and the piece, whose
    /// CRC has been computed just before, is still in a second-level cache.
    /// </summary>
    private const int PieceBytes = 128 << 10;

    /// <summary>
    /// Raw bytes made at once, at most. Of each block 32 KiB are copied aside, and a row or two lie across two of them; from
    /// 1 MiB on a block and the rows made of it no longer fit into that cache together. (Against this 256 KiB took 1 to 2 %
    /// longer, 128 KiB 2 to 5 %, 1 MiB the same.)
    /// </summary>
    private const int MaxBlockBytes = 512 << 10;

    /// <summary>What it needs of memory, at most.</summary>
    public const int BufferBytes = PieceBytes + MaxBlockBytes;

    private const int MinBlockBytes = 16 << 10;

    private readonly PngIdatStream _feed;
    private readonly Source _source = new();
    private readonly Outlet _outlet = new();
    private readonly PngPlatformStream _inflater;
    private readonly byte[] _piece;
    private readonly int _pieceBytes;
    private readonly Task _copying;
    private Task _writing = Task.CompletedTask;

    /// <param name="feed">The data with its zlib header. Whatever it finds wrong it must throw.</param>
    /// <param name="rawBytes">How many bytes will come out.</param>
    /// <param name="unitBytes">Bytes of a piece and a block, about, if not 0; at most as many as usual.</param>
    public PngBlockInflater(PngIdatStream feed, long rawBytes, int unitBytes)
    {
        _feed = feed;
        _pieceBytes = unitBytes > 0 ? Math.Min(unitBytes, PieceBytes) : PieceBytes;
        _piece = ArrayPool<byte>.Shared.Rent(_pieceBytes);
        _inflater = PngPlatformStream.OfZlib(_source);
        int blockBytes = unitBytes > 0 ? Math.Min(unitBytes, MaxBlockBytes) : (int)Math.Clamp(rawBytes, MinBlockBytes, MaxBlockBytes);
        _copying = _inflater.CopyToAsync(_outlet, blockBytes);
    }

    /// <summary>
    /// How many bytes lie ready, in the inflater's own buffer; 0 where all but the last byte of the data has been inflated.
    /// A flaw is thrown (InvalidDataException).
    /// </summary>
    public int GetReady() => _outlet.Ready > 0 || Next() ? _outlet.Ready : 0;

    /// <summary>Takes bytes that are ready. They stay in place until <see cref="GetReady"/> is next called.</summary>
    public byte* Take(int count) => _outlet.Take(count);

    /// <summary>
    /// After the last raw byte: whether the datastream ends here, with the right check value, and the IDAT data ends with it.
    /// </summary>
    public bool IsFlawless()
    {
        // All but the last byte of the check value is given.
        if (GetReady() > 0)
            return false;
        _source.End(_copying);
        Span<byte> one = stackalloc byte[1];
        return _inflater.Read(one) == 0 && _source.LastByteTaken && !_source.AskedPastEnd;
    }

    /// <summary>Runs the inflater up to its next block. False: it has been given everything but the last byte.</summary>
    private bool Next()
    {
        if (_outlet.IsHolding)
            _outlet.Release();
        while (true)
        {
            // Nothing to wait for, as long as it is this thread that everything runs on.
            var spin = new SpinWait();
            while (!_outlet.IsHolding && !_writing.IsCompleted)
                spin.SpinOnce();
            if (_outlet.IsHolding)
                return true;
            PngPlatformStream.Wait(_writing);
            if (_source.Inflate is null)
                return false;

            int count = _feed.Read(_piece.AsSpan(0, _pieceBytes));
            if (count <= 1 && !_feed.HasMore)
            {
                // The feed gives the last byte alone.
                _source.LastByte = count == 1 ? _piece[0] : -1;
                return false;
            }

            _writing = _source.Inflate.WriteAsync(_piece.AsMemory(0, count)).AsTask();
        }
    }

    public void Dispose()
    {
        _outlet.Forget();
        _source.End(_copying);
        _inflater.Dispose();
        ArrayPool<byte>.Shared.Return(_piece);
    }

    /// <summary>What the inflater is to copy from: instead of bytes, it is asked where to put them.</summary>
    private sealed class Source : PngReadStream
    {
        private readonly TaskCompletionSource _end = new();

        /// <summary>Written to, it inflates.</summary>
        public Stream? Inflate { get; private set; }

        /// <summary>The last byte of all, given only when asked for; -1: there is none.</summary>
        public int LastByte { get; set; } = -1;

        public bool LastByteTaken { get; private set; }

        public override Task CopyToAsync(Stream destination, int bufferSize, CancellationToken cancellationToken)
        {
            Inflate = destination;
            return _end.Task;
        }

        public override int Read(Span<byte> buffer)
        {
            if (LastByte < 0 || LastByteTaken)
            {
                AskedPastEnd = true;
                return 0;
            }

            buffer[0] = (byte)LastByte;
            LastByteTaken = true;
            return 1;
        }

        /// <summary>Lets the copying come to its end, where it gives its buffer back.</summary>
        public void End(Task copying)
        {
            Inflate = null;
            if (_end.Task.IsCompleted)
                return;

            // What waits for the end would be posted to a context, if there is one; without, it goes on right here.
            SynchronizationContext? context = SynchronizationContext.Current;
            if (context is not null)
                SynchronizationContext.SetSynchronizationContext(null);
            _end.SetResult();
            if (context is not null)
                SynchronizationContext.SetSynchronizationContext(context);
            try
            {
                PngPlatformStream.Wait(copying);
            }
            catch (InvalidDataException)
            {
                // It may mind that it was not given everything.
            }
        }
    }

    /// <summary>Where the inflater copies to. A write returns when its bytes have been used.</summary>
    private sealed class Outlet : Stream, IValueTaskSource
    {
        private ManualResetValueTaskSourceCore<bool> _pause;
        private volatile bool _isHolding;
        private MemoryHandle _pin;
        private byte* _next;

        /// <summary>Whether a write waits to be released.</summary>
        public bool IsHolding => _isHolding;

        /// <summary>Bytes of the write that waits, as far as they have not been taken.</summary>
        public int Ready { get; private set; }

        public byte* Take(int count)
        {
            byte* taken = _next;
            _next += count;
            Ready -= count;
            return taken;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _pause.Reset();
            _pin = buffer.Pin();
            _next = (byte*)_pin.Pointer;
            Ready = buffer.Length;
            _isHolding = true;
            return new ValueTask(this, _pause.Version);
        }

        /// <summary>Lets the write return; the inflater goes on within this call.</summary>
        public void Release()
        {
            _isHolding = false;
            Forget();
            _pause.SetResult(true);
        }

        /// <summary>A write that is not released is waited for by nobody.</summary>
        public void Forget()
        {
            Ready = 0;
            _pin.Dispose();
        }

        void IValueTaskSource.GetResult(short token) => _pause.GetResult(token);

        ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _pause.GetStatus(token);

        void IValueTaskSource.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags)
            => _pause.OnCompleted(continuation, state, token, flags);

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
