// Owns: the concatenation of IDAT payloads as a stream, with the CRC of each chunk checked as its bytes pass. Feeds the
// platform's inflater in PngImageData; knows nothing of zlib but that its header was replaced (see there).
using System.IO.Hashing;

namespace RawDecoders.Png;

/// <summary>
/// Reads the payloads of consecutive IDAT chunks. The inflater asks for 8 KiB at a time; many tiny chunks are gathered into
/// one answer.
/// </summary>
/// <remarks>
/// The very last byte of the data is held back until it is asked for alone. A zlib datastream ends with its check value, so
/// an inflater that finishes without asking for that byte has left bytes over, one that asks for more after it is starved,
/// and the platform's stream, which tells neither, need not.
/// </remarks>
internal sealed class PngIdatStream : PngReadStream
{
    private readonly ByteSource _source;
    private DecodeIssues _issues;
    private readonly Crc32 _crc = new();

    /// <summary>Whether findings are reported: not on a second pass over the same bytes.</summary>
    private readonly bool _quiet;

    /// <summary>Bytes to be given one at a time from this count on; see PngImageData's second pass.</summary>
    private readonly long _slowFrom;

    private PngChunkCursor _chunk;
    private long _taken;
    private readonly byte[] _prefix;
    private int _prefixTaken;

    /// <summary>No byte is given from this count on: what the data before it says.</summary>
    private readonly long _end;

    /// <summary>A stream whose first bytes are <paramref name="prefix"/> instead of the first two of the data.</summary>
    public PngIdatStream(
        ByteSource source, PngChunkCursor first, DecodeIssues issues, byte[] prefix, bool quiet = false, long slowFrom = long.MaxValue, long end = long.MaxValue)
    {
        _end = end;
        _source = source;
        _issues = issues;
        _chunk = first;
        _prefix = prefix;
        _quiet = quiet;
        _slowFrom = slowFrom;
        BeginChunk();
    }

    /// <summary>Whom to tell from now on.</summary>
    public DecodeIssues Issues
    {
        set => _issues = value;
    }

    /// <summary>File offset after the byte given last.</summary>
    public long FileOffset => _chunk.PayloadOffset + _taken;

    /// <summary>Bytes of IDAT data given so far.</summary>
    public long Given { get; private set; }

    /// <summary>
    /// <see cref="Given"/> before the last two answers: what an inflater finds wrong now began after that. (Two, because a
    /// check value may lie across them: the last byte comes alone.)
    /// </summary>
    public long GivenBefore { get; private set; }

    private long _givenBeforeLast;

    /// <summary>Whether any byte was not asked for.</summary>
    public bool HasMore => HasMoreFrom(_chunk, _taken);

    /// <summary>Whether the chunk with the end of the data is cut off by the end of the file.</summary>
    public bool IsCutOff => !_chunk.IsComplete;

    /// <summary>The chunk that bytes are taken from; when all is read, the last IDAT.</summary>
    public PngChunkCursor Chunk => _chunk;

    /// <summary>
    /// Lenient: from where on the data may not be what the encoder wrote, as <see cref="Given"/> counts, and why: the beginning of
    /// the first chunk whose CRC is wrong, or a gap in which a chunk may be lost. Null if there is no doubt (other decodes refuse it).
    /// </summary>
    public (long Given, Issue Reason)? Doubt { get; private set; }

    private long _chunkBeganAt;

    public override int Read(Span<byte> buffer)
    {
        GivenBefore = _givenBeforeLast;
        _givenBeforeLast = Given;
        int count = 0;
        if (_prefixTaken < _prefix.Length && !buffer.IsEmpty)
        {
            count = Math.Min(buffer.Length, _prefix.Length - _prefixTaken);
            _prefix.AsSpan(_prefixTaken, count).CopyTo(buffer);
            _prefixTaken += count;
        }

        if (buffer.Length > _end - Given)
            buffer = buffer[..(int)Math.Max(_end - Given, 0)];
        if (Given > _slowFrom - buffer.Length)
            buffer = buffer[..(int)Math.Clamp(_slowFrom - Given, Math.Min(buffer.Length, 1), buffer.Length)];
        while (count < buffer.Length)
        {
            long left = _chunk.Available - _taken;
            if (left == 0)
            {
                if (!NextChunk() && (count > 0 || !ResumeAfterGap()))
                    break;
                continue;
            }

            int take = (int)Math.Min(left, buffer.Length - count);
            if (take == left && !HasMoreFrom(_chunk, _taken + take))
            {
                // The last byte of all comes alone.
                if (take > 1)
                    take--;
                else if (count > 0)
                    break;
            }

            ReadOnlySpan<byte> piece = _source.Slice(FileOffset, take);
            piece.CopyTo(buffer[count..]);
            if (!_quiet)
                _crc.Append(piece);
            _taken += take;
            count += take;
            Given += take;
            if (take == left && !_quiet && !HasMoreFrom(_chunk, _taken))
                CheckCrc();
        }

        AskedPastEnd |= count == 0 && !buffer.IsEmpty;
        return count;
    }

    /// <summary>
    /// Reads the current chunk to its end without giving the bytes to anyone, for its CRC: what an inflater finds wrong in
    /// a damaged chunk is best told as the damage.
    /// </summary>
    public void CheckChunk()
    {
        while (_taken < _chunk.Available)
        {
            ReadOnlySpan<byte> piece = _source.Window(FileOffset, (int)Math.Min(_chunk.Available - _taken, 1 << 30));
            _crc.Append(piece);
            _taken += piece.Length;
        }

        CheckCrc();
    }

    /// <summary>The same for all chunks: those that the inflater has left over have a CRC too.</summary>
    public void CheckRest()
    {
        do
            CheckChunk();
        while (NextChunk());
        if (_issues.IsLenient && !_chunk.IsComplete && HoldsEnd(_chunk))
            Suspect(_chunkBeganAt, DecodeIssues.Make(PngRules.ChunkCrc, _chunk.Offset, "the length reaches over the end of the datastream: there is no CRC", "IDAT"));
    }

    /// <summary>
    /// Whether IEND lies in the payload of a chunk that the file's end cuts off. Then the file is not cut: the length of the chunk is
    /// wrong, and other chunks were taken for its payload. IEND is looked for at the end, where it belongs.
    /// </summary>
    private bool HoldsEnd(in PngChunkCursor chunk)
    {
        ReadOnlySpan<byte> end = [0, 0, 0, 0, (byte)'I', (byte)'E', (byte)'N', (byte)'D', 0xAE, 0x42, 0x60, 0x82];
        long from = Math.Max(chunk.PayloadOffset, _source.Length - (64 << 10));
        return from < _source.Length && _source.Window(from, (int)(_source.Length - from)).IndexOf(end) >= 0;
    }

    private void Suspect(long given, Issue reason)
    {
        if (Doubt is not { } first || given < first.Given)
            Doubt = (given, reason);
    }

    /// <summary>Passes over bytes that the reader has seen already: the zlib header. They count as given.</summary>
    public void Skip(int count)
    {
        while (count > 0)
        {
            if (_chunk.Available == _taken)
            {
                if (!NextChunk())
                    return;
                continue;
            }

            int take = (int)Math.Min(count, _chunk.Available - _taken);
            if (!_quiet)
                _crc.Append(_source.Slice(FileOffset, take));
            _taken += take;
            Given += take;
            count -= take;
        }
    }

    /// <summary>
    /// When the data runs dry: on to an IDAT that other chunks separate from those before. A breach of PNG 5.6 with only one
    /// sensible reading, and still one that decoders read differently; lenient decodes go on.
    /// </summary>
    private bool ResumeAfterGap()
    {
        PngChunkCursor next = _chunk;
        if (!_chunk.IsComplete || _gapSearched)
            return false;
        PngChunkType? between = null;
        while (next.MoveNext() && next.Type.IsValid && next.Type.Value != PngChunkType.Iend && next.Length <= PngChunkReader.MaxLength)
        {
            if (next.Type.Value == PngChunkType.Idat && next.Available > 0)
            {
                if (!_quiet)
                    Report(Given, PngRules.ImageDataApart, next.Offset, $"the chunks are not consecutive: {between} stands between");

                HasResumed = true;
                _chunk = next;
                BeginChunk();
                return true;
            }

            between ??= next.Type;
        }

        _gapSearched = true;
        return false;
    }

    private bool _gapSearched;

    /// <summary>Whether data was taken from IDAT chunks that were not consecutive.</summary>
    public bool HasResumed { get; private set; }

    private void BeginChunk()
    {
        _taken = 0;
        _crcChecked = false;
        _chunkBeganAt = Given;
        _crc.Reset();
        if (!_quiet)
            _crc.Append(_source.Slice(_chunk.Offset + 4, 4));
    }

    private bool _crcChecked;

    /// <summary>On to the next IDAT if the next chunk is one; the finished chunk's CRC is checked first.</summary>
    private bool NextChunk()
    {
        PngChunkCursor next = _chunk;
        if (!_chunk.IsComplete || !next.MoveNext() || next.Type.Value != PngChunkType.Idat || next.Length > PngChunkReader.MaxLength)
            return false;
        CheckCrc();
        _chunk = next;
        BeginChunk();
        return true;
    }

    private void CheckCrc()
    {
        if (_quiet || _crcChecked || !_chunk.IsComplete || _taken < _chunk.Length)
            return;
        _crcChecked = true;
        uint computed = _crc.GetCurrentHashAsUInt32();
        if (computed == _chunk.StoredCrc)
            return;
        Report(_chunkBeganAt, PngRules.ChunkCrc, _chunk.CrcOffset, $"the CRC is {_chunk.StoredCrc:X8}, of the data it would be {computed:X8}");
    }

    private void Report(long given, Rule rule, long offset, string what)
    {
        _issues.Report(rule, offset, what, "IDAT");
        Suspect(given, DecodeIssues.Make(rule, offset, what, "IDAT"));
    }

    /// <summary>Whether any IDAT byte follows the first <paramref name="taken"/> of <paramref name="chunk"/>.</summary>
    private static bool HasMoreFrom(PngChunkCursor chunk, long taken)
    {
        while (taken >= chunk.Available)
        {
            if (!chunk.IsComplete || !chunk.MoveNext() || chunk.Type.Value != PngChunkType.Idat || chunk.Length > PngChunkReader.MaxLength)
                return false;
            taken = 0;
        }

        return true;
    }
}
