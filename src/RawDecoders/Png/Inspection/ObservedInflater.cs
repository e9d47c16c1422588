// Owns: running our inflater over DEFLATE data that is all in memory, so that an observer sees every block and symbol of it.
// Stands between ZlibInflater, which it drives strip by strip with a window that moves, and the observers of study (PngZlibWalk,
// PngEffects). Leaves to others: what is made of the symbols and of the bytes, and when enough has been seen.
using System.Buffers;

namespace RawDecoders.Png;

/// <summary>Inflates for an observer.</summary>
/// <example>
/// <code>
/// using var inflater = new ObservedInflater(data, 2, observer);
/// while (inflater.Read(long.MaxValue, out ReadOnlySpan&lt;byte&gt; output) == InflateStatus.NeedsRoom)
///     keep(output);
/// </code>
/// </example>
internal sealed class ObservedInflater : IDisposable
{
    /// <summary>Bytes of output at once.</summary>
    private const int Strip = 64 << 10;

    private readonly ReadOnlyMemory<byte> _data;
    private readonly ZlibInflater _inflater;
    private readonly byte[] _buffer = ArrayPool<byte>.Shared.Rent(ZlibInflater.WindowSize + Strip + ZlibInflater.Margin);
    private int _taken;
    private int _at;

    /// <param name="data">A zlib datastream; its check value, if it is there, is not read.</param>
    /// <param name="start">First byte of the DEFLATE data in it.</param>
    /// <param name="observer">Is told of everything. Its bits count from the first of <paramref name="data"/>.</param>
    public ObservedInflater(ReadOnlyMemory<byte> data, int start, InflateObserver observer)
    {
        _data = data;
        _taken = start;
        _inflater = new ZlibInflater { Observer = observer };
        _inflater.Reset(isBare: true, inputOffset: start);
    }

    /// <summary>Goes on at a place that <see cref="Save"/> gave.</summary>
    /// <param name="data">The same datastream.</param>
    /// <param name="place">The place.</param>
    /// <param name="before">The output up to it: at least the last 32 KiB, or all.</param>
    /// <param name="observer">Is told of everything from there on.</param>
    public ObservedInflater(ReadOnlyMemory<byte> data, in InflateState place, ReadOnlySpan<byte> before, InflateObserver observer)
    {
        _data = data;
        _taken = (int)place.InputOffset;
        _inflater = new ZlibInflater { Observer = observer };
        _inflater.Restore(place);
        ReadOnlySpan<byte> window = before[Math.Max(0, before.Length - ZlibInflater.WindowSize)..];
        window.CopyTo(_buffer);
        _at = window.Length;
    }

    /// <summary>What is wrong, after <see cref="InflateStatus.Flawed"/>; data that ends too early is wrong too.</summary>
    public InflateError Error => _inflater.Error;

    /// <summary>The next bit to be used, counted from the first of the data.</summary>
    public long BitOffset => _inflater.BitOffset;

    /// <summary>Adler-32 of all bytes so far.</summary>
    public uint Adler => _inflater.Adler;

    /// <summary>
    /// Inflates on: <see cref="InflateStatus.NeedsRoom"/> means that there is more, never <see cref="InflateStatus.NeedsInput"/>.
    /// </summary>
    /// <param name="most">No symbol is begun after so many bytes, 1 or more; one that begins before may give up to 257 beyond.</param>
    /// <param name="output">The new bytes, valid until the next call.</param>
    public InflateStatus Read(long most, out ReadOnlySpan<byte> output)
    {
        if (_at > ZlibInflater.WindowSize)
        {
            _buffer.AsSpan(_at - ZlibInflater.WindowSize, ZlibInflater.WindowSize).CopyTo(_buffer);
            _at = ZlibInflater.WindowSize;
        }

        int from = _at;
        ReadOnlySpan<byte> input = _data.Span[_taken..];
        InflateStatus status = _inflater.Inflate(ref input, _buffer, ref _at, from + (int)Math.Min(most, Strip));
        _taken = _data.Length - input.Length;
        if (status == InflateStatus.NeedsInput)
            status = _inflater.EndOfInput();
        output = _buffer.AsSpan(from, _at - from);
        return status;
    }

    /// <summary>The place between two reads.</summary>
    public InflateState Save() => _inflater.Save();

    public void Dispose() => ArrayPool<byte>.Shared.Return(_buffer);
}
