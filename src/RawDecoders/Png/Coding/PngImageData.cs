// Owns: IDAT bytes to raw (filtered) bytes: the zlib header, the platform's inflater, and the account of what is wrong with
// the data. Stands between PngIdatStream and the strip; rows and filters are unknown here.
// Three ways, each for what the one before cannot do; the bytes are the same:
// - PngBlockInflater, the fastest, for data without any flaw. At the first one it is left, and the data gone through again;
// - the platform's inflater (PngPlatformStream) over PngIdatStream, which tells CRCs, gaps and a missing end as they come;
// - when that throws, which says neither what nor where: raw DEFLATE, the last part of its input byte by byte, which gives the
//   exact place of the damage; and, since what a call has made is lost when it throws, the very last of its output byte by
//   byte, which gives every byte before the damage, however many were asked for at once.
// The check value is left to the platform's inflater (Adler-32 of our own, in AVX2, over the strip in the cache: 3 to 10 % of
// the inflating of screenshots; it was tried and lost). The inflater gets a header of ours instead of the file's two bytes,
// because what is wrong with those is judged here.
using System.Buffers;
using System.Diagnostics;

namespace RawDecoders.Png;

/// <summary>The zlib datastream of a picture, inflated piece by piece.</summary>
internal sealed unsafe partial class PngImageData : IDisposable
{
    /// <summary>CM 8, CINFO 7 (32 KiB window), no dictionary. Windows of any size fit into the largest.</summary>
    private static readonly byte[] Header = [0x78, 0x01];

    private readonly ByteSource _source;
    private readonly PngChunkCursor _first;
    private readonly int _headerBytes;
    private readonly long _rawBytes;
    private readonly MemoryBudget _budget;
    private readonly DecodeOptions _options;
    private DecodeIssues _issues;

    /// <summary>Whether the first way is taken: until something is wrong.</summary>
    private bool _inBlocks;
    private PngBlockInflater? _blocks;

    /// <summary>The other ways; nothing is in them while the first one is taken.</summary>
    private PngIdatStream _feed;
    private PngPlatformStream? _inflater;

    /// <summary>Whether <see cref="_inflater"/> is the last way: raw DEFLATE, exact, slow.</summary>
    private bool _exact;

    /// <summary>Whether it is asked for one byte at a time.</summary>
    private bool _oneByOne;

    /// <param name="source">The file.</param>
    /// <param name="first">The first IDAT chunk.</param>
    /// <param name="rawBytes">How many bytes the picture has when inflated.</param>
    /// <param name="budget">Pays for buffers.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="issues">Whom to tell.</param>
    public PngImageData(ByteSource source, PngChunkCursor first, long rawBytes, MemoryBudget budget, DecodeOptions options, DecodeIssues issues)
    {
        _source = source;
        _first = first;
        _issues = issues;
        _headerBytes = CheckHeader();
        _feed = new PngIdatStream(source, first, issues, Header);
        _rawBytes = rawBytes;
        _budget = budget;
        _options = options;
        // A lenient decode wants to know how far each chunk went. And where little data gives many bytes, there are few pieces
        // to pay for: below 1/16 (drawn pictures, mostly of one colour) blocks took 2 % longer than the stream.
        _inBlocks = !issues.IsLenient
            && (options.BlocksFromBytes == 0 || HasData(Math.Max(options.BlocksFromBytes, rawBytes / 16)));
    }

    /// <summary>Raw bytes given so far.</summary>
    public long Produced { get; private set; }

    /// <summary>Why <see cref="Read"/> gave less than was asked for.</summary>
    public ImageDecodeException? Error { get; private set; }

    /// <summary>Whether all data so far came the first way.</summary>
    public bool IsInBlocks => _blocks is not null;

    /// <summary>Whether IDAT chunks after a gap were read as part of the data.</summary>
    public bool HasResumed => _feed.HasResumed;

    /// <summary>The IDAT chunk that was read last.</summary>
    public PngChunkCursor LastChunk => _blocks?.LastChunk ?? _feed.Chunk;

    /// <summary>
    /// Fills <paramref name="buffer"/>. Fewer bytes come only with an <see cref="Error"/>, and are right up to there.
    /// </summary>
    public int Read(Span<byte> buffer)
    {
        int count = 0;
        while (count < buffer.Length && GetReady() is var ready and > 0)
        {
            ready = Math.Min(ready, buffer.Length - count);
            new ReadOnlySpan<byte>(Take(ready), ready).CopyTo(buffer[count..]);
            count += ready;
        }

        while (count < buffer.Length && Error is null)
        {
            try
            {
                int read = GetInflater().Read(_oneByOne ? buffer.Slice(count, 1) : buffer[count..]);
                if (read == 0)
                    Error = Ended();
                count += read;
                Produced += read;
            }
            catch (InvalidDataException) when (!_oneByOne)
            {
                Error = BecomeExact();
            }
            catch (InvalidDataException broken)
            {
                Error = _issues.Error(PngRules.Deflate, _feed.FileOffset - 1, "the DEFLATE data is broken", inner: broken);
            }
            catch (ImageDecodeException refused)
            {
                Error = refused;
            }
        }

        return count;
    }

    /// <summary>How many bytes lie ready to be taken without a copy: what <see cref="Read"/> would give next. 0: there is only Read.</summary>
    public int GetReady()
    {
        if (!_inBlocks)
            return 0;
        int ready = 0;
        try
        {
            if (_blocks is not null || BeginBlocks())
                ready = _blocks!.GetReady();
        }
        catch (Exception flaw) when (flaw is InvalidDataException or ImageDecodeException)
        {
            // Which one it is, and where, the other ways will tell.
        }

        if (ready == 0)
            LeaveBlocks();
        return ready;
    }

    /// <summary>Takes bytes that are ready. They stay in place until anything else is asked of this.</summary>
    public byte* Take(int count)
    {
        Debug.Assert(count > 0 && Produced + count <= _rawBytes, "more than the picture has");
        Produced += count;
        return _blocks!.Take(count);
    }

    private bool BeginBlocks()
    {
        if (!_budget.TryDraw(PngBlockInflater.BufferBytes))
            return false;
        var feed = new PngIdatStream(_source, _first, new DecodeIssues(ImageFormat.Png, Strictness.Strict), Header);
        feed.Skip(_headerBytes);
        _blocks = new PngBlockInflater(feed, _rawBytes, _options.WorkUnitBytes);
        return true;
    }

    private void LeaveBlocks()
    {
        _inBlocks = false;
        if (_blocks is null)
            return;
        _givenInBlocks = _blocks.Given;
        _blocks.Dispose();
        _blocks = null;
        _budget.Return(PngBlockInflater.BufferBytes);
    }

    /// <summary>Whether there are at least so many IDAT bytes.</summary>
    private bool HasData(long least)
    {
        long present = _first.Available;
        PngChunkCursor chunk = _first;
        while (present < least && chunk.IsComplete && chunk.MoveNext() && chunk.Type.Value == PngChunkType.Idat)
            present += chunk.Available;
        return present >= least;
    }

    /// <summary>The second way, from its beginning; what the first one has given already is passed over.</summary>
    private PngPlatformStream GetInflater()
    {
        if (_inflater is null)
        {
            _feed.Skip(_headerBytes);
            _inflater = PngPlatformStream.OfZlib(_feed);
            if (Produced > 0)
                Discard(_inflater, Produced);
        }

        return _inflater;
    }

    private bool IsFlawless()
    {
        try
        {
            return _blocks is not null && _blocks.IsFlawless();
        }
        catch (Exception flaw) when (flaw is InvalidDataException or ImageDecodeException)
        {
            return false;
        }
    }

    /// <summary>Whom to tell from now on.</summary>
    public void ReportTo(DecodeIssues issues)
    {
        _issues = issues;
        _feed.Issues = issues;
        _reporting?.Issues = issues;
    }

    /// <summary>Throws if a chunk has a wrong CRC, whatever has been read so far. Not for lenient decodes.</summary>
    public void CheckCrcs() => new PngIdatStream(_source, _first, _issues, []).CheckRest();

    /// <summary>
    /// The place in the file of the byte that completes raw byte <paramref name="rawOffset"/>: for errors in what the data
    /// says (a filter type, a palette index). Inflates again up to there.
    /// </summary>
    public long Locate(long rawOffset, long givenBefore)
    {
        var feed = new PngIdatStream(_source, _first, _issues, [], quiet: true, slowFrom: givenBefore);
        feed.Skip(2);
        try
        {
            using var inflater = PngPlatformStream.OfDeflate(feed);
            Discard(inflater, rawOffset + 1);
        }
        catch (InvalidDataException)
        {
            // What was inflated once is inflated again; should it fail, the place is as near as it gets.
        }

        return Math.Max(feed.FileOffset - 1, _first.PayloadOffset);
    }

    /// <summary>IDAT bytes taken before the last read: see <see cref="Locate"/>.</summary>
    public long Given => _blocks?.Given ?? Math.Max(_feed.GivenBefore, _givenInBlocks);

    private long _givenInBlocks;

    /// <summary>Set once the exact pass has replaced the feed: the one that reports CRCs.</summary>
    private PngIdatStream? _reporting;

    /// <summary>
    /// Goes through the data again, as far as before at once, from there with input byte by byte, and the next time with output
    /// so too. Returns the error, if the chunk's CRC is reason enough to refuse the file.
    /// </summary>
    private ImageDecodeException? BecomeExact()
    {
        if (_reporting is not null)
        {
            _oneByOne = true;
        }
        else
        {
            // A damaged chunk explains broken data better than the breakage does.
            try
            {
                _feed.CheckChunk();
            }
            catch (ImageDecodeException refused)
            {
                return refused;
            }

            _reporting = _feed;
            _exact = true;
        }

        _inflater!.Dispose();
        _feed = new PngIdatStream(_source, _first, _issues, [], quiet: true, slowFrom: _reporting.GivenBefore);
        _feed.Skip(2);
        _inflater = PngPlatformStream.OfDeflate(_feed);
        Discard(_inflater, Produced);
        return null;
    }

    /// <summary>Inflates bytes that are known already. Returns how many there were.</summary>
    private static long Discard(PngPlatformStream inflater, long count)
    {
        long done = 0;
        byte[] scratch = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            while (done < count)
            {
                int read = inflater.Read(scratch.AsSpan(0, (int)Math.Min(count - done, scratch.Length)));
                if (read == 0)
                    break;
                done += read;
            }

            return done;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(scratch);
        }
    }

    /// <summary>The data is at its end before the picture is.</summary>
    private ImageDecodeException Ended()
    {
        PngChunkCursor chunk = _feed.Chunk;
        if (!_feed.AskedPastEnd)
            return _issues.Error(PngRules.ImageDataShort, _feed.FileOffset, $"the image data ends after {Produced} bytes, before the picture does");

        // Nothing after the last IDAT: the file was cut between two chunks.
        if (!chunk.IsComplete || !chunk.MoveNext())
            return _issues.Error(PngRules.ImageDataCut, _source.Length, $"the file ends after {Produced} bytes of image data, before the picture does");
        return _issues.Error(PngRules.ImageDataShort, _feed.FileOffset, $"the chunks end after {Produced} bytes of image data, before the picture does");
    }

    /// <summary>The two bytes of the zlib header (RFC 1950 2.2). Returns how many of them there are.</summary>
    private int CheckHeader()
    {
        Span<byte> header = stackalloc byte[2];
        Span<long> at = stackalloc long[2];
        int count = 0;
        PngChunkCursor chunk = _first;
        do
        {
            for (int i = 0; i < chunk.Available && count < 2; i++)
            {
                at[count] = chunk.PayloadOffset + i;
                header[count++] = chunk.Payload[i];
            }
        }
        while (count < 2 && chunk.IsComplete && chunk.MoveNext() && chunk.Type.Value == PngChunkType.Idat);

        if (count < 2)
            return count;
        int method = header[0] & 15;
        if (method != 8)
            throw _issues.Error(PngRules.ZlibMethod, at[0], $"zlib compression method {method} is not 8 (deflate)");
        if ((header[1] & 0x20) != 0)
            throw _issues.Error(PngRules.ZlibDictionary, at[1], PngInflater.WantsDictionary);
        if (header[0] >> 4 > 7)
            _issues.Report(PngRules.ZlibWindow, at[0], $"a zlib window of 2^{(header[0] >> 4) + 8} bytes is larger than 32768");
        if (((header[0] << 8) | header[1]) % 31 != 0)
            _issues.Report(PngRules.ZlibHeader, at[1], $"the zlib header {header[0]:X2} {header[1]:X2} fails its check");
        return count;
    }

    public void Dispose()
    {
        LeaveBlocks();
        _inflater?.Dispose();
    }
}
