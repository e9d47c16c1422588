// Owns: the frames of an animation in the tree: which chunks each has, what its fcTL says in a line, and its data, walked as that of the
// default image is. Stands between PngInspector, which goes from part to part, and PngImageWalk. Leaves to others: which frames there are
// (PngFrameWalk, so that decoder and inspector count alike), zlib (PngZlibNodes), rows (PngScanlineNodes), what is wrong (PngFrameFindings).
using System.Buffers;
using RawDecoders.Inspection;

namespace RawDecoders.Png;

/// <summary>A frame among the parts of a file.</summary>
/// <param name="Index">Number, from 0, as a reader of frames counts.</param>
/// <param name="Control">Its fcTL.</param>
/// <param name="Start">File offset of that.</param>
/// <param name="End">File offset behind its last chunk of data.</param>
/// <param name="Data">Its fdAT chunks; none of the default image, whose data is told with the picture.</param>
internal sealed record PngFramePart(int Index, PngFrameControl Control, long Start, long End, List<PngPart> Data);

/// <summary>Makes the nodes of frames.</summary>
internal sealed class PngFrameNodes
{
    private readonly ReadOnlyMemory<byte> _file;
    private readonly PngLayout _layout;
    private readonly InspectOptions _options;
    private readonly InspectBudget _budget;
    private readonly Dictionary<long, PngFramePart> _frames = [];
    private PngFramePart? _frame;
    private StructureNode? _node;
    private PngImageWalk? _walk;
    private PngZlibNodes? _zlib;
    private int _piece;

    public PngFrameNodes(ReadOnlyMemory<byte> file, PngLayout layout, InspectOptions options, InspectBudget budget)
    {
        (_file, _layout, _options, _budget) = (file, layout, options, budget);
        // Without an acTL before the image data there is no animation, whatever other chunks are there.
        if (layout.Header is { } header && layout.Find(PngChunkType.Actl) is { } control && PngAnimation.TryParse(layout.Payload(control).Span, out _, out _))
            Find(header);
    }

    /// <summary>Where the node of the frame ends that <see cref="ParentOf"/> gave last; before the first, and after the last, 0.</summary>
    public long End => _frame?.End ?? 0;

    /// <summary>The node that a part belongs below: that of its frame, which is begun where its fcTL stands, or the root.</summary>
    public StructureNode ParentOf(in PngPart part, StructureNode root)
    {
        if (part.Offset >= End)
            EndFrame();
        if (_frames.TryGetValue(part.Offset, out PngFramePart? frame) && _budget.TryTake())
            Begin(frame, root);
        return _node ?? root;
    }

    /// <summary>Adds the fields of an fdAT of the frame; false: it is none.</summary>
    public bool TryAdd(StructureNode chunk, in PngPart part)
    {
        if (_zlib is null || _piece >= _frame!.Data.Count || _frame.Data[_piece].Offset != part.Offset)
            return false;
        var fields = new FieldWriter(chunk, _layout.Payload(part)[..Math.Min(part.PayloadLength, PngIdatRun.SequenceBytes)], part.PayloadOffset, _budget, "PNG 11.3.6.3");
        fields.Number("Sequence number", PngIdatRun.SequenceBytes, v => $"{v}");
        fields.End();
        _zlib.Add(chunk, _piece++);
        return true;
    }

    /// <summary>Ends the frame that was begun last: its rows are added where their data begins.</summary>
    public void EndFrame()
    {
        if (_zlib?.FirstData is { } leaf)
        {
            new PngScanlineNodes(_walk!, _budget).Add(leaf);
            _walk!.Elide(leaf, _budget);
        }

        (_frame, _node, _walk, _zlib) = (null, null, null, null);
    }

    private void Begin(PngFramePart frame, StructureNode root)
    {
        (_frame, _piece) = (frame, 0);
        PngFrameControl c = frame.Control;
        string data = frame.Data.Count == 0 ? "the default image, IDAT" : NodeText.Count(frame.Data.Count, "fdAT chunk");
        _node = root.Add(
            $"Frame {frame.Index}", frame.Start, frame.End - frame.Start,
            $"{c.Width} x {c.Height} at column {c.X}, row {c.Y}; {Delay(c)}; dispose {Name((FrameDisposal)c.DisposeOperation)}, blend {Name((FrameBlend)c.BlendOperation)}; {data}", "PNG 11.3.6");
        if (frame.Data.Count == 0)
            return;
        if (_budget.InflateLeft == 0)
        {
            _budget.Elide(_node, InspectLimit.InflatedBytes, $"the data of frame {frame.Index}: blocks, rows, check value");
            return;
        }

        PngHeader header = _layout.Header!.Value with { Width = (int)c.Width, Height = (int)c.Height };
        _walk = PngImageWalk.OpenFrame(_file, header, frame.Data, _options.Limits, _budget, _options.Symbols ? _options.MaxNodes : 0);
        _zlib = new PngZlibNodes(_walk.Zlib, _budget, _options.Symbols);
    }

    private static string Name<T>(T operation)
        where T : struct, Enum
        => $"{operation}".ToLowerInvariant();

    /// <summary>The delay as stored, as the fraction of a second that it is.</summary>
    private static string Delay(in PngFrameControl c)
        => c.DelayNumerator == 0 ? "as briefly as can be" : $"{c.DelayNumerator}/{(c.DelayDenominator == 0 ? 100 : c.DelayDenominator)} s";

    /// <summary>All frames, by the places of their fcTL.</summary>
    private unsafe void Find(PngHeader header)
    {
        Dictionary<long, PngPart> parts = _layout.Parts.Where(p => p.Kind == PngPartKind.Chunk).ToDictionary(p => p.Offset);
        using MemoryHandle pin = _file.Pin();
        var walk = new PngFrameWalk(new ByteSource((byte*)pin.Pointer, _file.Length), header, long.MaxValue, long.MaxValue);
        for (int index = 0; walk.MoveNext(); index++)
        {
            PngFrame frame = walk.Current;
            var run = new PngIdatRun(new ByteSource((byte*)pin.Pointer, _file.Length), frame.FirstData);
            List<PngPart> data = [];
            // A tree that goes on behind damage has parts that the walk takes otherwise.
            long end = 0;
            do
            {
                if (!parts.TryGetValue(run.Chunk.Offset, out PngPart part))
                    break;
                end = part.Offset + part.Length;
                if (part.Is(PngChunkType.Fdat))
                    data.Add(part);
            }
            while (run.MoveNext());

            if (end > 0 && parts.ContainsKey(frame.Offset))
                _frames[frame.Offset] = new PngFramePart(index, frame.Control, frame.Offset, end, data);
        }
    }
}
