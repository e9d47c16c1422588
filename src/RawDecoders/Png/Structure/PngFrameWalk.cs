// Owns: where the frames of an animation are: each fcTL that can be used, and the chunk in which its data begins. Stands over PngChunkCursor.
// Leaves to others: whether the animation is sound (PngAnimationCheck), the data (PngIdatRun), the pixels (PngFrames).
namespace RawDecoders.Png;

/// <summary>A frame in the file.</summary>
/// <param name="Control">Its fcTL.</param>
/// <param name="Offset">File offset of that.</param>
/// <param name="FirstData">The first IDAT of the default image, or the first fdAT.</param>
internal readonly record struct PngFrame(PngFrameControl Control, long Offset, PngChunkCursor FirstData)
{
    /// <summary>Whether it is the default image.</summary>
    public bool IsDefaultImage => FirstData.Type.Value == PngChunkType.Idat;
}

/// <summary>Walks from frame to frame. A struct to copy: a copy is a bookmark.</summary>
/// <param name="source">The file.</param>
/// <param name="header">The picture.</param>
/// <param name="end">File offset behind the last chunk that counts.</param>
/// <param name="most">The most frames that count.</param>
internal struct PngFrameWalk(ByteSource source, PngHeader header, long end, long most)
{
    private PngChunkCursor _chunk = new(source);
    private (PngFrameControl Control, long Offset)? _pending;
    private bool _hasImageData;
    private long _left = most;

    /// <summary>The frame that the walk stands on.</summary>
    public PngFrame Current { get; private set; }

    /// <summary>On to the next frame that has data; frames without are passed over.</summary>
    public bool MoveNext()
    {
        while (_left > 0 && _chunk.MoveNext() && _chunk.Offset < end && _chunk.Type.IsValid && _chunk.Length <= PngChunkReader.MaxLength)
        {
            switch (_chunk.Type.Value)
            {
                case PngChunkType.Iend:
                    return false;
                case PngChunkType.Fctl when !_chunk.IsComplete:
                    return false;
                case PngChunkType.Fctl:
                    bool isUsable = PngFrameControl.TryParse(_chunk.Payload, header, out PngFrameControl control, out _);
                    if (_hasImageData)
                        _pending = isUsable ? (control, _chunk.Offset) : null;
                    else if (isUsable && IsWhole(control))
                        _pending ??= (control, _chunk.Offset);
                    break;
                case PngChunkType.Idat when !_hasImageData:
                case PngChunkType.Fdat when _hasImageData && _chunk.Available >= PngIdatRun.SequenceBytes:
                    _hasImageData = true;
                    if (_pending is not { } frame)
                        break;
                    _pending = null;
                    _left--;
                    Current = new PngFrame(frame.Control, frame.Offset, _chunk);
                    return true;
            }
        }

        return false;
    }

    /// <summary>Whether a frame can be that of the default image.</summary>
    private readonly bool IsWhole(PngFrameControl control)
        => control.X == 0 && control.Y == 0 && control.Width == header.Width && control.Height == header.Height;
}
