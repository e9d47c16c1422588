// Owns: what follows the last row (the end of the zlib datastream, its check value, CRCs that are left), and which bytes can be
// believed after it. Stands between the last row and the result. Leaves to others: the rows of the bytes in doubt.
namespace RawDecoders.Png;

internal sealed unsafe partial class PngExactData
{
    /// <summary>Whether the check value says that all bytes are those that the encoder had.</summary>
    private bool _isProved;

    /// <summary>The wrong check value, if it was seen to be wrong.</summary>
    private Issue? _wrongSum;

    /// <summary>
    /// From which raw byte on the data may not be what the encoder wrote, and why: the first that the chunk with the wrong CRC
    /// can have changed, or that comes after a gap in which a chunk may be lost.
    /// </summary>
    private (long Raw, Issue Reason)? _doubt;

    /// <summary>
    /// After the last row: is there more data than pixels, is the check value right, are the CRCs of what is left? None of
    /// it changes a pixel, but it says whether they can be believed: see <see cref="FindDoubt"/>. After an <see cref="Error"/>
    /// only the CRCs are left to be looked at.
    /// </summary>
    public void Finish()
    {
        if (Error is null)
            ReadEnd();
        CheckSums();
    }

    private void ReadEnd()
    {
        while (true)
        {
            switch (_hasSurplus ? InflateStatus.NeedsRoom : Inflate(_window.At))
            {
                case InflateStatus.NeedsInput when NextPiece() || Resume():
                    continue;
                case InflateStatus.NeedsInput:
                    Issues.Report(PngRules.ZlibEnd, _run.FileOffset, "the zlib datastream has no complete end and check value");
                    return;
                case InflateStatus.NeedsRoom:
                    Issues.Report(PngRules.ImageDataLong, EndOffset, "there is more image data than the picture has pixels");
                    return;
                case InflateStatus.Complete:
                    _isProved = true;
                    if (_inflater.InputOffset > _inflater.InputUsed || _run.HasMore)
                        Issues.Report(PngRules.UnusedBytes, EndOffset, "unused bytes follow the zlib datastream");
                    return;
                case InflateStatus.Flawed when _inflater.Error.Flaw == DeflateFlaw.CheckValue:
                    SumRest();
                    _wrongSum = Issues.Keep(PngRules.ZlibCheck, FlawOffset, "the check value (Adler-32) is wrong");
                    Issues.Report(_wrongSum.Rule, _wrongSum.Offset, _wrongSum.What, _wrongSum.Part);
                    return;
                default:
                    SumRest();
                    Issues.Report(PngRules.DeflateAfter, FlawOffset, $"the DEFLATE data is broken after the last pixel: {Flaw}");
                    return;
            }
        }
    }

    /// <summary>The CRCs of this chunk and of those after it: those that the inflater has left over have one too.</summary>
    private void CheckSums()
    {
        SumRest();
        while (_run.MoveNext())
        {
            BeginChunk();
            SumRest();
        }

        if (Issues.IsLenient && !_run.Chunk.IsComplete && HoldsEnd(_run.Chunk))
            Suspect(_rawBeforeChunk, Issues.Keep(PngRules.ChunkCrc, _run.Chunk.Offset, "the length reaches over the end of the datastream: there is no CRC", Part));
    }

    /// <summary>
    /// Lenient, after <see cref="Finish"/>: the first raw byte that may be wrong, and why; null if there is no doubt. A right check
    /// value clears everything; with a wrong one and no chunk to blame, any byte may be wrong.
    /// </summary>
    public (long Raw, Issue Reason)? FindDoubt()
    {
        if (_isProved)
            return null;
        return _doubt ?? (_wrongSum is null ? null : (0, _wrongSum));
    }

    private void Report(Rule rule, long offset, string what, long raw)
    {
        Issues.Report(rule, offset, what, Part);
        Suspect(raw, Issues.Keep(rule, offset, what, Part));
    }

    /// <summary>The chunks that are read: IDAT, or fdAT of a frame.</summary>
    private string Part => _run.Chunk.Type.ToString();

    private void Suspect(long raw, Issue reason)
    {
        if (_doubt is not { } first || raw < first.Raw)
            _doubt = (raw, reason);
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
}
