// Owns: image data to raw (filtered) bytes: the zlib header, and which of two engines reads what follows it. Stands between IDAT and the
// strip. Leaves to others: inflating (PngPlatformData while nothing is wrong, PngExactData otherwise or when asked for), rows, filters.
namespace RawDecoders.Png;

/// <summary>The zlib datastream of a picture, inflated piece by piece.</summary>
/// <remarks>
/// Each way is whole. The platform's engine reads flawless data; it tells neither what is wrong nor where, so that at the first flaw ours
/// reads everything again, and goes on where the other one was. What has been given stays as it is: the bytes are the same.
/// </remarks>
internal sealed unsafe class PngImageData : IDisposable
{
    private readonly PngRaster _raster;
    private readonly int _blockBytes;
    private readonly MemoryBudget _budget;
    private readonly DecodeOptions _options;
    private readonly bool _hasGoodHeader;
    private bool _isTrial;
    private DecodeIssues _issues;

    /// <summary>Whether the platform's engine reads: until something is wrong.</summary>
    private bool _isPlatform;
    private PngPlatformData? _platform;
    private PngExactData? _exact;
    private ImageDecodeException? _error;

    /// <param name="raster">The picture.</param>
    /// <param name="blockBytes">How many raw bytes may be asked for at once.</param>
    /// <param name="budget">Pays for buffers.</param>
    /// <param name="options">How to decode.</param>
    /// <param name="issues">Whom to tell.</param>
    /// <param name="isTrial">Whether a flaw ends it, whichever it is: someone else will read the data again.</param>
    public PngImageData(PngRaster raster, int blockBytes, MemoryBudget budget, DecodeOptions options, DecodeIssues issues, bool isTrial = false)
    {
        _raster = raster;
        _blockBytes = blockBytes;
        _budget = budget;
        _options = options;
        _issues = issues;
        _isTrial = isTrial;
        _hasGoodHeader = CheckHeader();
        _isPlatform = _hasGoodHeader && GetEngine(options) == Inflater.Platform;
    }

    /// <summary>Which engine begins. A lenient decode wants to know what each byte rests on, which the platform's does not tell.</summary>
    public static Inflater GetEngine(DecodeOptions options) => options.Strictness == Strictness.Lenient ? Inflater.Managed : options.Inflater;

    /// <summary>An index that is made meanwhile, by our own engine.</summary>
    public PngIndexBuilder? Index { get; init; }

    /// <summary>Raw bytes given so far.</summary>
    public long Produced { get; private set; }

    /// <summary>Why <see cref="Read"/> gave less than was asked for.</summary>
    public ImageDecodeException? Error => _error ?? _exact?.Error;

    /// <summary>Whether it comes in blocks.</summary>
    public bool IsInBlocks => _platform is { IsInBlocks: true };

    /// <summary>Whether IDAT chunks after a gap were read as part of the data.</summary>
    public bool HasResumed => _exact is { HasResumed: true };

    /// <summary>The IDAT chunk that was read last.</summary>
    public PngChunkCursor LastChunk => _exact?.LastChunk ?? _platform?.LastChunk ?? _raster.FirstIdat;

    /// <summary>
    /// Fills <paramref name="buffer"/>. Fewer bytes come only with an <see cref="Error"/>, and are right up to there.
    /// </summary>
    public int Read(Span<byte> buffer)
    {
        int count = 0;
        if (_isPlatform && _error is null)
        {
            try
            {
                count = Platform.Read(buffer);
            }
            catch (InvalidDataException)
            {
                // What the call has made is lost with the exception; the other engine makes it again.
            }

            Produced += count;
            if (count < buffer.Length)
                LeavePlatform();
        }

        while (count < buffer.Length && !_isPlatform && Exact.GetReady(1) is var ready and > 0)
        {
            ready = Math.Min(ready, buffer.Length - count);
            new ReadOnlySpan<byte>(Take(ready), ready).CopyTo(buffer[count..]);
            count += ready;
        }

        return count;
    }

    /// <summary>
    /// How many bytes can be taken without a copy. Fewer than <paramref name="least"/> mean nothing: there is <see cref="Read"/>.
    /// </summary>
    public int GetReady(int least)
    {
        if (_error is not null)
            return 0;
        if (_isPlatform)
        {
            try
            {
                int ready = Platform.GetReady();
                if (ready > 0 || !Platform.IsInBlocks)
                    return ready;
            }
            catch (InvalidDataException)
            {
                // Which flaw it is, and where, the other engine will tell.
            }

            LeavePlatform();
        }

        return _isPlatform ? 0 : Exact.GetReady(least);
    }

    /// <summary>Takes bytes that are ready. They stay in place, and must stay as they are, until anything else is asked of this.</summary>
    public byte* Take(int count)
    {
        System.Diagnostics.Debug.Assert(count > 0 && Produced + count <= _raster.RawBytes, "more than the picture has");
        Produced += count;
        return _isPlatform ? Platform.Take(count) : Exact.Take(count);
    }

    /// <summary>See <see cref="PngExactData.MoveTo"/>; of the managed engine.</summary>
    public void MoveTo(byte* buffer) => Exact.MoveTo(buffer);

    /// <summary>See <see cref="PngExactData.TakenAhead"/>.</summary>
    public long TakenAhead => _exact?.TakenAhead ?? 0;

    /// <summary>See <see cref="PngExactData.BeginAhead"/>; of the managed engine.</summary>
    public void BeginAhead(long dataBytes) => Exact.BeginAhead(dataBytes);

    /// <summary>See <see cref="PngExactData.EndAhead"/>.</summary>
    public bool EndAhead() => Exact.EndAhead();

    /// <summary>After the last row: see <see cref="PngExactData.Finish"/>.</summary>
    public void Finish()
    {
        if (_isPlatform && _error is null)
        {
            if (Platform.IsFlawless())
                return;
            LeavePlatform();
        }

        if (_error is not null)
            return;

        // Found in data that has been given already: the other engine had not come to the end of its chunk.
        if (Exact.Error is { } error && !_issues.IsLenient)
            throw error;
        Exact.Finish();
    }

    /// <summary>See <see cref="PngExactData.FindDoubt"/>.</summary>
    public (long Raw, Issue Reason)? FindDoubt() => _exact?.FindDoubt();

    /// <summary>Whom to tell from now on. What was a trial is none any more.</summary>
    public void ReportTo(DecodeIssues issues)
    {
        _issues = issues;
        _exact?.Issues = issues;
        _isTrial = false;
    }

    private PngPlatformData Platform => _platform ??= new PngPlatformData(_raster.Source, _raster.FirstIdat, _raster.RawBytes, _budget, _options);

    /// <summary>The other engine, from its beginning; what has been given already is passed over.</summary>
    private PngExactData Exact
    {
        get
        {
            if (_exact is not null)
                return _exact;
            // Unless it was planned for: see PngPlan.WorkingBytes.
            if (GetEngine(_options) == Inflater.Platform)
                _budget.Draw(PngExactData.GetBufferBytes(_blockBytes), _raster.FirstIdat.Offset, "reading flawed image data", _raster.FirstIdat.Type.ToString());
            _exact = new PngExactData(_raster.Source, _raster.FirstIdat, _hasGoodHeader, _raster.RawBytes, _blockBytes, _issues) { Index = Index };
            for (long left = Produced; left > 0 && _exact.GetReady(1) is var ready and > 0;)
            {
                ready = (int)Math.Min(ready, left);
                _exact.Take(ready);
                left -= ready;
            }

            return _exact;
        }
    }

    private void LeavePlatform()
    {
        _platform?.Dispose();
        _platform = null;
        if (_isTrial)
            _error = _issues.Error(PngRules.Deflate, 0, "a flaw");
        else
            _isPlatform = false;
    }

    /// <summary>
    /// The two bytes of the zlib header (RFC 1950 2.2). False: something is wrong with them that is no reason to refuse the data. If they are
    /// not there, nothing is: a lenient decode may find them behind a gap.
    /// </summary>
    private bool CheckHeader()
    {
        Span<byte> header = stackalloc byte[2];
        Span<long> at = stackalloc long[2];
        var run = new PngIdatRun(_raster.Source, _raster.FirstIdat);
        for (int i = 0; i < 2; i++)
        {
            while (run.Left == 0)
            {
                if (!run.MoveNext())
                    return true;
            }

            at[i] = run.FileOffset;
            header[i] = run.Peek(1)[0];
            run.Take(1);
        }

        bool isGood = true;
        int method = header[0] & 15;
        if (method != 8)
            throw _issues.Error(PngRules.ZlibMethod, at[0], $"zlib compression method {method} is not 8 (deflate)");
        if ((header[1] & 0x20) != 0)
            throw _issues.Error(PngRules.ZlibDictionary, at[1], PngInflater.WantsDictionary);
        if (header[0] >> 4 > 7)
        {
            _issues.Report(PngRules.ZlibWindow, at[0], $"a zlib window of 2^{(header[0] >> 4) + 8} bytes is larger than 32768");
            isGood = false;
        }

        if (((header[0] << 8) | header[1]) % 31 != 0)
        {
            _issues.Report(PngRules.ZlibHeader, at[1], $"the zlib header {header[0]:X2} {header[1]:X2} fails its check");
            isGood = false;
        }

        return isGood;
    }

    public void Dispose()
    {
        _platform?.Dispose();
        _platform = null;
        _exact?.Dispose();
    }
}
