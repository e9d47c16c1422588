// Owns: taking a JPEG file apart, for everybody: marker segments, stand-alone markers, entropy-coded data and its restarts, and
// the bytes that are none of these. Stands on the bytes alone and is public; it states facts. Leaves to others: policy
// (JpegStructure), and what a payload means (the payload structs).

using System.Buffers.Binary;

namespace RawDecoders.Jpeg;

/// <summary>What one <see cref="JpegSegmentReader.Read"/> found.</summary>
/// <remarks>T.81 B.1.1.</remarks>
public enum JpegSegmentKind
{
    /// <summary>Nothing has been read, or there is nothing more.</summary>
    None = 0,

    /// <summary>A marker without parameters: SOI, EOI, RSTn, TEM (T.81 B.1.1.3).</summary>
    Marker,

    /// <summary>A marker with its length and parameters (T.81 B.1.1.4).</summary>
    Segment,

    /// <summary>Entropy-coded data (T.81 B.1.1.5): everything up to the next marker, byte stuffing included.</summary>
    EntropyCodedData,
}

/// <summary>
/// Walks the segments of a JPEG file in a span of bytes, without allocating, in the manner of <c>Utf8JsonReader</c>. After a
/// SOS segment come <see cref="JpegSegmentKind.EntropyCodedData"/> and RSTn markers in turn, until any other marker ends
/// the scan. Every byte belongs to one item, or to the stray and fill bytes that stand before it.
/// </summary>
/// <example>
/// Lists the segments of a file, with the size that the frame header states and what is odd.
/// <code>
/// byte[] file = File.ReadAllBytes("photo.jpg");
/// var reader = new JpegSegmentReader(file);
/// while (reader.Read() &amp;&amp; reader.Marker != JpegMarker.Eoi)
/// {
///     Console.WriteLine($"{reader.Offset,6} {reader.Length,6} {reader.Kind} {reader.Marker.GetName()}");
///     if (reader.Marker.IsStartOfFrame() &amp;&amp; reader.Payload is [_, var y1, var y0, var x1, var x0, ..])
///         Console.WriteLine($"              {x1 &lt;&lt; 8 | x0} x {y1 &lt;&lt; 8 | y0} pixels");
///     if (reader.StrayBytes > 0 || !reader.IsComplete)
///         Console.WriteLine($"              {reader.StrayBytes} stray bytes before it{(reader.IsComplete ? "" : ", cut short")}");
/// }
/// </code>
/// </example>
public ref struct JpegSegmentReader
{
    private readonly ReadOnlySpan<byte> _data;
    private readonly long _base;
    private int _next;
    private bool _inScan;
    private bool _expectsData;
    private bool _isCutShort;

    /// <summary>Creates a reader at the beginning of <paramref name="data"/>.</summary>
    /// <param name="data">A whole file, its beginning, or a part that begins between two segments.</param>
    /// <param name="baseOffset">Offset of the first byte in the file; all offsets count from there.</param>
    /// <param name="inEntropyCodedData">Whether <paramref name="data"/> begins inside entropy-coded data.</param>
    public JpegSegmentReader(ReadOnlySpan<byte> data, long baseOffset = 0, bool inEntropyCodedData = false)
    {
        _data = data;
        _base = baseOffset;
        _inScan = _expectsData = inEntropyCodedData;
    }

    /// <summary>What was read.</summary>
    public JpegSegmentKind Kind { get; private set; }

    /// <summary>The marker; <see cref="JpegMarker.None"/> for entropy-coded data.</summary>
    public JpegMarker Marker { get; private set; }

    /// <summary>
    /// Where the item, that is its marker's 0xFF (the last one, if fill bytes precede it) or the data, begins: byte offset from the
    /// start of the file.
    /// </summary>
    public long Offset { get; private set; }

    /// <summary>
    /// Bytes of the item from <see cref="Offset"/> on, all that belongs to it: marker, length field and parameters; or the data. Of one
    /// that runs past the end of the bytes, what is there of it.
    /// </summary>
    public int Length { get; private set; }

    /// <summary>Whether the bytes given hold the item to its last byte; of entropy-coded data: whether a marker ends it.</summary>
    public readonly bool IsComplete => !_isCutShort;

    /// <summary>The parameters after the length field, or the entropy-coded data.</summary>
    public ReadOnlySpan<byte> Payload { get; private set; }

    /// <summary>Offset in the file of the first byte of <see cref="Payload"/>.</summary>
    public readonly long PayloadOffset => Offset + Length - Payload.Length;

    /// <summary>The segment's length field (T.81 B.1.1.4: it counts itself, so at least 2); 0 if there is none.</summary>
    public int StatedLength { get; private set; }

    /// <summary>
    /// Bytes before the marker that belong to nothing (T.81 B.1.1.2 allows none): from <see cref="StrayOffset"/> on.
    /// </summary>
    public int StrayBytes { get; private set; }

    /// <summary>Offset in the file of the first stray byte, if there are any.</summary>
    public long StrayOffset { get; private set; }

    /// <summary>Fill bytes: how many more 0xFF than one precede the marker code (T.81 B.1.1.2 allows any number).</summary>
    public int FillBytes { get; private set; }

    /// <summary>
    /// Length that the file would have to have to get further, counted from its start, when <see cref="Read"/> came to the
    /// end of the bytes inside something; otherwise 0.
    /// </summary>
    public long BytesNeeded { get; private set; }

    /// <summary>Offset in the file of the first byte that has not been read.</summary>
    public readonly long Position => _base + _next;

    /// <summary>
    /// Moves on to the next item. <see langword="false"/> at the end of the bytes: then <see cref="StrayBytes"/> and
    /// <see cref="BytesNeeded"/> tell of what is left there. It does not stop at EOI by itself.
    /// </summary>
    public bool Read()
    {
        StrayBytes = FillBytes = StatedLength = 0;
        _isCutShort = false;
        BytesNeeded = 0;
        if (_expectsData)
        {
            _expectsData = false;
            if (ReadEntropyCodedData())
                return true;
        }

        return ReadMarker();
    }

    private bool ReadEntropyCodedData()
    {
        int end = MarkerSearch.Find(_data[_next..]);
        _isCutShort = end < 0;
        int length = end < 0 ? _data.Length - _next : end;
        if (length == 0)
            return false;

        Kind = JpegSegmentKind.EntropyCodedData;
        Marker = JpegMarker.None;
        Offset = Position;
        Length = length;
        Payload = _data.Slice(_next, length);
        BytesNeeded = _isCutShort ? Position + length + 1 : 0;
        _next += length;
        return true;
    }

    private bool ReadMarker()
    {
        Kind = JpegSegmentKind.None;
        Marker = JpegMarker.None;
        Payload = default;
        Length = 0;
        Offset = StrayOffset = Position;

        // X'FF' followed by X'00' is no marker: outside entropy-coded data both bytes are stray.
        int found = MarkerSearch.Find(_data[_next..]);
        if (found < 0)
        {
            // A last 0xFF may be the first half of a marker.
            StrayBytes = _data.Length - _next;
            BytesNeeded = _base + _data.Length + (StrayBytes > 0 && _data[^1] == 0xFF ? 1 : 2);
            _next = _data.Length;
            return false;
        }

        StrayBytes = found;
        int at = _next + found;
        while (_data[at + 1] == 0xFF)
            at++;
        FillBytes = at - (_next + found);
        Marker = (JpegMarker)_data[at + 1];
        Offset = _base + at;
        _next = at + 2;
        Length = 2;

        if (Marker.StandsAlone())
        {
            Kind = JpegSegmentKind.Marker;
            _expectsData = _inScan && Marker.IsRestart();
            _inScan = _expectsData;
            return true;
        }

        Kind = JpegSegmentKind.Segment;
        _inScan = false;
        ReadOnlySpan<byte> rest = _data[_next..];
        if (rest.Length < 2)
        {
            Length = 2 + rest.Length;
            Payload = default;
            _isCutShort = true;
            BytesNeeded = Position + 2;
            _next = _data.Length;
            return true;
        }

        StatedLength = BinaryPrimitives.ReadUInt16BigEndian(rest);
        int length = Math.Max(StatedLength, 2);
        _isCutShort = length > rest.Length;
        BytesNeeded = _isCutShort ? Position + length : 0;
        length = Math.Min(length, rest.Length);
        Length = 2 + length;
        Payload = rest[2..length];
        _next += length;
        _inScan = _expectsData = Marker == JpegMarker.Sos && !_isCutShort;
        return true;
    }
}
