// Owns: bytes to text, in constant memory. Stands under DataUri. Leaves the face to that.
using System.Buffers;
using System.Buffers.Text;

namespace RawDecoders.Export;

/// <summary>Writes as base64 text what is written to it. Holds up to 2 bytes back, and one block of text.</summary>
internal sealed class Base64EncodingStream : Stream
{
    /// <summary>Bytes per block of text: a multiple of 3.</summary>
    private const int Block = 24 * 1024;

    private readonly Stream _output;
    private readonly bool _leaveOpen;
    private readonly byte[] _text = ArrayPool<byte>.Shared.Rent(Block / 3 * 4);
    private readonly byte[] _held = new byte[3];
    private int _heldCount;
    private bool _disposed;

    public Base64EncodingStream(Stream output, ReadOnlySpan<byte> prefix, bool leaveOpen)
    {
        _output = output;
        _leaveOpen = leaveOpen;
        output.Write(prefix);
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => !_disposed;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (_heldCount > 0)
        {
            int taken = Math.Min(3 - _heldCount, buffer.Length);
            buffer[..taken].CopyTo(_held.AsSpan(_heldCount));
            _heldCount += taken;
            buffer = buffer[taken..];
            if (_heldCount < 3)
                return;
            Encode(_held, isFinal: false);
            _heldCount = 0;
        }

        while (buffer.Length >= 3)
        {
            int count = Math.Min(buffer.Length / 3 * 3, Block);
            Encode(buffer[..count], isFinal: false);
            buffer = buffer[count..];
        }

        buffer.CopyTo(_held);
        _heldCount = buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count)
    {
        ValidateBufferArguments(buffer, offset, count);
        Write(buffer.AsSpan(offset, count));
    }

    /// <summary>Flushes the output; bytes held back need more bytes, or the end, to become text.</summary>
    public override void Flush() => _output.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            Encode(_held.AsSpan(0, _heldCount), isFinal: true);
            ArrayPool<byte>.Shared.Return(_text);
            if (!_leaveOpen)
                _output.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Encode(ReadOnlySpan<byte> bytes, bool isFinal)
    {
        Base64.EncodeToUtf8(bytes, _text, out _, out int written, isFinal);
        _output.Write(_text, 0, written);
    }
}
