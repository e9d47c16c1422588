namespace RawDecoders.Fuzzing;

/// <summary>A stream that cannot seek and gives a few bytes at a read.</summary>
internal sealed class TrickleStream(byte[] data, Random random) : ReadOnlyStream
{
    private int _at;

    public override int Read(Span<byte> buffer)
    {
        int count = Math.Min(Math.Min(buffer.Length, data.Length - _at), random.Next(1, 300));
        data.AsSpan(_at, count).CopyTo(buffer);
        _at += count;
        return count;
    }
}
