// Owns: the passes of an interlaced picture that is read by rows, from when they are decoded to when their rows are wanted. All but the
// last: the seventh pass is every second row, whole, and comes straight from the inflater when its turn is. So half of the picture waits
// here, in the order of the file; in memory up to a limit, beyond it in a temporary file that is mapped. A row of the picture takes its
// pixels from at most four places in it, each of which is read from its beginning to its end. Stands between reconstruction and the rows
// that are asked for. Leaves to others: which pixels are in which pass (PngPass).
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>The pixels of the passes before the last, converted, pass after pass without gaps.</summary>
internal sealed unsafe class PngPassStore : IDisposable
{
    /// <summary>Bytes handed to the temporary file at once, and bytes of rows between two releases of its pages.</summary>
    private const int BlockBytes = 1 << 20;
    private const long ReleaseInterval = 8 << 20;

    private readonly PngPass[] _passes;
    private readonly long[] _offsets;
    private readonly int _pixelBytes;
    private readonly SpoolFile? _spool;

    /// <summary>All of it; with a temporary file, the block that is being filled.</summary>
    private readonly NativeArena _arena = new();
    private byte* _memory;
    private readonly long _capacity;
    private long _filled;
    private byte* _pixels;
    private long _read;

    /// <param name="passes">The passes to be stored: see <see cref="Stored"/>.</param>
    /// <param name="pixelBytes">Bytes a pixel of the output.</param>
    /// <param name="memoryLimit">Above so many bytes they go to a temporary file.</param>
    /// <exception cref="IOException">The temporary file cannot be created.</exception>
    public PngPassStore(PngPass[] passes, int pixelBytes, long memoryLimit)
    {
        _passes = passes;
        _pixelBytes = pixelBytes;
        _offsets = new long[passes.Length];
        long all = 0, row = 1;
        for (int i = 0; i < passes.Length; i++)
        {
            _offsets[i] = all;
            all += GetBytes(passes[i], pixelBytes);
            row = Math.Max(row, (long)passes[i].Width * pixelBytes);
        }

        _capacity = all;
        if (all > memoryLimit)
        {
            _capacity = Math.Min(Math.Max(BlockBytes, row), all);
            _spool = new SpoolFile();
        }

        _memory = _arena.Allocate(_capacity);
    }

    /// <summary>The passes that are to be stored: all but the seventh, which has every odd row whole.</summary>
    public static PngPass[] Stored(PngPass[] passes) => passes[^1] is { StepX: 1, StepY: 2 } ? passes[..^1] : passes;

    /// <summary>Bytes that the passes of a picture take here.</summary>
    public static long GetBytes(PngPass[] passes, int pixelBytes)
    {
        long bytes = 0;
        foreach (PngPass pass in Stored(passes))
            bytes += GetBytes(pass, pixelBytes);
        return bytes;
    }

    /// <summary>Room for the next rows of a pass: at least one, at most <paramref name="rows"/>.</summary>
    /// <param name="pass">The pass that is being decoded.</param>
    /// <param name="rows">How many rows are left of it; how many there is room for.</param>
    /// <returns>Where they go, one after the other. They must be written before the next call.</returns>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public byte* Next(in PngPass pass, ref int rows)
    {
        Debug.Assert(rows > 0 && _pixels == null, "after the last row, or after Complete");
        long rowBytes = (long)pass.Width * _pixelBytes;
        if (_spool is not null && _capacity - _filled < rowBytes)
            Flush();
        rows = (int)Math.Min(rows, (_capacity - _filled) / rowBytes);
        byte* next = _memory + _filled;
        _filled += rows * rowBytes;
        Debug.Assert(rows > 0 && _filled <= _capacity, "no room for a row");
        return next;
    }

    /// <summary>All passes are there. Rows can be read.</summary>
    /// <exception cref="IOException">The temporary file cannot be written.</exception>
    public void Complete()
    {
        _pixels = _memory;
        if (_spool is null)
            return;
        Flush();
        _arena.Dispose();
        _memory = null;
        _pixels = _spool.Map();
    }

    /// <summary>Puts together row <paramref name="y"/> of the picture, which must not be one of the seventh pass.</summary>
    public void ReadRow(int y, byte* row)
    {
        if (_pixels is null)
            throw new InvalidOperationException("The passes are not complete.");
        Debug.Assert(y >= 0, "a row of the picture");
        for (int i = 0; i < _passes.Length; i++)
        {
            PngPass pass = _passes[i];
            if (y < pass.Y || (y - pass.Y) % pass.StepY != 0)
                continue;
            long rowBytes = (long)pass.Width * _pixelBytes;
            int passRow = (y - pass.Y) / pass.StepY;
            if ((uint)passRow >= (uint)pass.Height)
                throw new ArgumentOutOfRangeException(nameof(y), y, "The row is below the picture.");
            byte* source = _pixels + _offsets[i] + passRow * rowBytes;
            PngAdam7.Scatter(source, row + pass.X * _pixelBytes, pass.StepX, pass.Width, _pixelBytes);
            _read += rowBytes;
        }

        if (_spool is not null && _read >= ReleaseInterval)
        {
            _read = 0;
            _spool.Release();
        }
    }

    public void Dispose()
    {
        _arena.Dispose();
        _memory = null;
        _spool?.Dispose();
    }

    private static long GetBytes(in PngPass pass, int pixelBytes) => (long)pass.Width * pass.Height * pixelBytes;

    private void Flush()
    {
        _spool!.Append(new ReadOnlySpan<byte>(_memory, (int)_filled));
        _filled = 0;
    }
}
