// Owns: the places of an index, in the making or given, as points at which a scan goes on; and that the data behind those of a given index is what
// it was made of. Stands between the index and JpegRowSeeker. Leaves to others: the bytes of points (EntropyPointRow), and decoding from them.

namespace RawDecoders.Jpeg;

/// <summary>Finds points of a scan.</summary>
internal sealed class JpegPlaces
{
    /// <summary>Bytes looked at for the end of a byte that two iMCU rows share: it may be stuffed, and the stuffing filled (T.81 B.1.1.2).</summary>
    private const int MostShared = 256;

    private readonly FrameGeometry _geometry;
    private readonly ScanRecord _scan;
    private readonly ByteSource _source;
    private readonly DecodeIssues _issues;
    private readonly IReadOnlyList<IndexPoint> _places;

    /// <summary>Of an index that was given: where its data end, and whether that behind a place has been compared with its hash.</summary>
    private readonly long _dataEnd;
    private readonly bool[]? _compared;

    /// <param name="plan">The plan.</param>
    /// <param name="source">The file.</param>
    /// <param name="making">The index in the making; null: one is given.</param>
    /// <param name="given">The index that was given, which may be of another file or of none at all.</param>
    /// <param name="issues">Whom to tell.</param>
    public JpegPlaces(JpegPlan plan, ByteSource source, JpegIndexBuilder? making, ImageIndex? given, DecodeIssues issues)
    {
        (_geometry, _scan, _source, _issues) = (plan.Geometry, plan.Scans[0], source, issues);
        _places = given?.Points ?? making!.Points;
        _dataEnd = given?.DataEnd ?? 0;
        _compared = given is null ? null : new bool[_places.Count];
    }

    /// <summary>The bytes that the rows of a place are made of: up to those that they share with the next place's, or with the marker behind the scan.</summary>
    /// <param name="source">The file.</param>
    /// <param name="places">All places.</param>
    /// <param name="place">Which one.</param>
    /// <param name="dataEnd">Offset of the marker behind the scan.</param>
    public static ulong Hash(ByteSource source, IReadOnlyList<IndexPoint> places, int place, long dataEnd)
    {
        long from = Math.Min(places[place].Offset, source.Length);
        long end = place + 1 < places.Count ? EndOfShared(source, places[place + 1].Offset) : dataEnd + 2;
        end = Math.Clamp(end, from, source.Length);
        source.Progress(end - from);
        return IndexSeal.Hash(source, from, end - from);
    }

    private static long EndOfShared(ByteSource source, long offset)
    {
        ReadOnlySpan<byte> bytes = source.Window(offset, MostShared);
        int filled = bytes.IndexOfAnyExcept((byte)0xFF);
        return offset + (filled < 0 ? bytes.Length : filled + 1);
    }

    /// <summary>Compares the data of some iMCU rows with that which the index was made of.</summary>
    /// <exception cref="ImageDecodeException">It is not the same.</exception>
    public void Compare(int firstImcuRow, int endImcuRow)
    {
        if (_compared is null)
            return;
        for (int i = IndexPoint.Find(_places, firstImcuRow * _geometry.McuHeight); i < _places.Count && _places[i].Row < (long)endImcuRow * _geometry.McuHeight; i++)
        {
            if (_compared[i])
                continue;
            if (Hash(_source, _places, i, _dataEnd) != _places[i].Hash)
                throw _issues.Error(SharedRules.IndexOtherFile, Math.Min(_places[i].Offset, _source.Length), $"the image data for the rows from {_places[i].Row} on is not what the index was made of");
            _compared[i] = true;
        }
    }

    /// <summary>The last point that is not behind an MCU.</summary>
    /// <exception cref="ImageDecodeException">The place is none at which decoding can begin.</exception>
    public EntropyPoint Find(long mcu)
    {
        int height = _geometry.McuHeight, across = _geometry.McusAcross;
        IndexPoint place = _places[IndexPoint.Find(_places, (int)(mcu / across) * height)];
        bool isPoint = EntropyPointRow.TryFind(place.State.Span, _scan, place.Row / height * (long)across, place.Offset, across, mcu, out EntropyPoint point);
        if (!isPoint || place.Row % height != 0 || place.Offset < _scan.DataOffset || point.Place.Offset > _source.Length)
            throw Unfit(place);
        return point;
    }

    /// <summary>What is found wrong behind places that are as they were made.</summary>
    public ImageDecodeException Unfit(long mcu) => Unfit(_places[IndexPoint.Find(_places, (int)(mcu / _geometry.McusAcross) * _geometry.McuHeight)]);

    private ImageDecodeException Unfit(in IndexPoint place)
        => _issues.Error(SharedRules.IndexContent, Math.Min(place.Offset, _source.Length), $"the place for row {place.Row} is none at which decoding can begin");
}
