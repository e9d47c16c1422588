// Owns: what the animation chunks acTL, fcTL and fdAT say together (PNG 11.3.6): their numbers, their order, that every frame has data, and
// that there are as many as declared; and, from that, which frames an animation has that breaks these rules: those before the breach, as browsers
// show them. Fed by PngChunkCollector, chunk after chunk. Leaves to others: what one payload says (PngAnimation,
// PngFrameControl), where the frames are (PngFrameWalk), their pixels (PngFrames).
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>Checks the structure of an animation. Without an acTL before the image data there is none, and nothing to say.</summary>
internal sealed class PngAnimationCheck(DecodeIssues issues)
{
    private long _offset;
    private long _frames;

    /// <summary>The number that the next fcTL or fdAT must have.</summary>
    private uint _next;

    /// <summary>Where the fcTL stands that no data has followed yet; -1 if there is none.</summary>
    private long _waiting = -1;

    /// <summary>Whether an fdAT may come: its frame's fcTL came after the image data.</summary>
    private bool _takesData;
    private bool _isBehindData;

    /// <summary>Where the fcTL of the frame stands whose data may come.</summary>
    private long _frame;

    /// <summary>What was found before acTL came, which may follow the fcTL of the default image.</summary>
    private Issue? _early;

    /// <summary>The delays of all fcTL so far, in ticks.</summary>
    public long Ticks { get; private set; }

    /// <summary>acTL, if there is one before the image data.</summary>
    public PngAnimation? Control { get; private set; }

    /// <summary>
    /// File offset from which on nothing belongs to the animation: that of the first fcTL, or stray fdAT, with which something is wrong. The first
    /// breach is told; what comes after it may be its consequence. A frame without data, and another number of frames than declared, are no breach.
    /// </summary>
    public long End { get; private set; } = long.MaxValue;

    /// <summary>acTL.</summary>
    /// <param name="control">Its content; null if it is of no use.</param>
    /// <param name="chunk">Where it is.</param>
    /// <param name="isInPlace">Whether it stands before the image data, and so makes the file an animation.</param>
    public void Declare(PngAnimation? control, in PngChunkCursor chunk, bool isInPlace)
    {
        if (!isInPlace || control is null)
            return;
        Control = control;
        _offset = chunk.Offset;
    }

    /// <summary>Any chunk; fcTL and fdAT mean something here.</summary>
    /// <param name="chunk">Where it is.</param>
    /// <param name="finding">What is wrong with its payload, which has been told.</param>
    public void Accept(in PngChunkCursor chunk, in Finding finding)
    {
        if (chunk.Type.Value == PngChunkType.Fctl)
            BeginFrame(chunk, finding);
        else if (chunk.Type.Value == PngChunkType.Fdat)
            AddData(chunk);
    }

    /// <summary>fcTL.</summary>
    /// <param name="chunk">Where it is.</param>
    /// <param name="finding">What is wrong with its payload, which has been told.</param>
    private void BeginFrame(in PngChunkCursor chunk, in Finding finding)
    {
        ReadOnlySpan<byte> payload = chunk.Payload;
        EndFrame();
        if (finding.IsNone)
            CheckNumber(chunk, chunk.Offset);
        else
            Lose(chunk);
        if (finding.IsNone && _frames == 0 && payload[24] == (byte)FrameDisposal.Previous)
            Tell(PngRules.FctlFirstPrevious, chunk.PayloadOffset + 24, "dispose operation 2 (previous) of the first frame counts as 1 (background)");
        if (finding.IsNone && BinaryPrimitives.ReadUInt16BigEndian(payload[20..]) == 0)
            Tell(PngRules.FctlDelay, chunk.PayloadOffset + 20, "a delay of 0: as soon as possible");
        if (finding.IsNone)
            Ticks += ImageFrameInfo.GetTicks(BinaryPrimitives.ReadUInt16BigEndian(payload[20..]), BinaryPrimitives.ReadUInt16BigEndian(payload[22..]));
        _frames++;
        _waiting = chunk.Offset;
        _takesData = _isBehindData;
        _frame = chunk.Offset;
    }

    /// <summary>An fcTL that cannot be used, which has been told.</summary>
    public void Lose(in PngChunkCursor chunk)
    {
        End = Math.Min(End, chunk.Offset);
        _takesData = false;
    }

    /// <summary>The image data begins: the frame before it, if there is one, has its data there.</summary>
    public void BeginImageData()
    {
        _isBehindData = true;
        _waiting = -1;
        if (_early is { } early && Control is not null)
            Tell(early.Rule, early.Offset, early.What, early.Part);
        _early = null;
    }

    /// <summary>fdAT.</summary>
    /// <param name="chunk">Where it is.</param>
    private void AddData(in PngChunkCursor chunk)
    {
        long start = _takesData ? _frame : chunk.Offset;
        // That it stands before the image data has been told.
        if (!_isBehindData)
        {
            End = Math.Min(End, start);
            return;
        }

        if (chunk.Length < PngIdatRun.SequenceBytes)
            Report(start, PngRules.FdatLength, chunk.Offset, $"the payload has {chunk.Length} bytes, and a sequence number has 4");
        else if (!_takesData)
            Report(start, PngRules.FdatFrame, chunk.Offset, "no fcTL after the image data comes before it");
        else
            CheckNumber(chunk, start);
        _waiting = -1;
    }

    /// <summary>The file is over.</summary>
    public void EndFile()
    {
        EndFrame();
        if (End == long.MaxValue && Control is { } control && control.FrameCount != _frames)
            Tell(PngRules.ActlFrames, _offset + 8, $"{control.FrameCount} frames are declared, {_frames} are there");
    }

    private void EndFrame()
    {
        if (_waiting >= 0 && End == long.MaxValue)
            Tell(PngRules.FrameDataMissing, _waiting, "no fdAT follows this fcTL");
        _waiting = -1;
    }

    private void CheckNumber(in PngChunkCursor chunk, long start)
    {
        uint number = BinaryPrimitives.ReadUInt32BigEndian(chunk.Payload);
        if (number != _next)
            Report(start, PngRules.SequenceNumber, chunk.PayloadOffset, $"sequence number {number} instead of {_next}", chunk.Type.ToString());
        _next = number + 1;
    }

    /// <summary>A breach; nothing from <paramref name="start"/> on is of the animation.</summary>
    private void Report(long start, Rule rule, long offset, string what, string? part = null)
    {
        if (End != long.MaxValue)
            return;
        End = start;
        if (Control is null)
            _early = DecodeIssues.Make(rule, offset, what, part);
        else
            Tell(rule, offset, what, part);
    }

    private void Tell(Rule rule, long offset, string what, string? part = null)
    {
        if (Control is not null)
            issues.Report(rule, offset, what, part);
    }
}
