// Owns: which pictures lie in a JPEG file beside its own: thumbnails, those that the Multi-Picture Format lists (CIPA DC-007), and the gain
// map of Ultra HDR; and which bytes after EOI belong to them. Stands on the segments that MetadataCollector kept. Leaves to
// others: reading those segments (MpfSegment, ContainerDirectory), and decoding what is found.

namespace RawDecoders.Jpeg;

/// <summary>Finds pictures inside a file. What a file says wrongly of them is passed over: no pixel depends on it.</summary>
internal static class EmbeddedPictures
{
    /// <summary>The pictures, thumbnails first, then in the order in which they are listed.</summary>
    /// <param name="source">The file.</param>
    /// <param name="metadata">Its segments so far.</param>
    /// <param name="isWhole">Whether the bytes are the whole file: only then is its end known.</param>
    public static IReadOnlyList<EmbeddedPicture> Find(ByteSource source, MetadataCollector metadata, bool isWhole)
    {
        if (metadata.Mpf.Length == 0 && metadata.Thumbnails.Count == 0 && metadata.Xmp.Length == 0)
            return [];
        List<EmbeddedPicture> found = [.. metadata.Thumbnails];
        List<ContainerItem> items = ContainerDirectory.Read(metadata.Xmp);
        MpfEntry[] entries = MpfSegment.ReadEntries(metadata.Mpf);
        if (entries.Length > 0)
            AddListed(source, metadata.MpfOffset, entries, items, found);
        else if (isWhole)
            AddContained(source, items, found);
        return found;
    }

    /// <summary>
    /// The first of the bytes from <paramref name="end"/> on that belong to no picture, and how many do not. Zeros before a picture are padding, as
    /// writers align pictures (DC-007 leaves the room between them free).
    /// </summary>
    public static (long First, long Count) FindUnclaimed(ByteSource source, long end, IReadOnlyList<EmbeddedPicture> pictures)
    {
        long first = -1, count = 0;
        foreach (EmbeddedPicture picture in pictures.OrderBy(p => p.Offset))
        {
            if (picture.Offset >= end && !IsZero(source, end, picture.Offset - end))
            {
                first = first < 0 ? end : first;
                count += picture.Offset - end;
            }

            end = Math.Max(end, picture.Offset + picture.Length);
        }

        return end < source.Length ? (first < 0 ? end : first, count + source.Length - end) : (first, count);
    }

    private const int Step = 1 << 20;

    private static bool IsZero(ByteSource source, long offset, long count)
    {
        for (; count > 0; offset += Step, count -= Step)
        {
            if (source.Slice(offset, (int)Math.Min(count, Step)).ContainsAnyExcept((byte)0))
                return false;
        }

        return true;
    }

    /// <summary>The entries after the first, which is the file's own picture.</summary>
    private static void AddListed(ByteSource source, long header, MpfEntry[] entries, List<ContainerItem> items, List<EmbeddedPicture> found)
    {
        long left = source.Length;
        for (int i = 1; i < entries.Length; i++)
        {
            // Pictures have bytes of their own: what lists the same ones again and again is not followed.
            if (!entries[i].IsJpeg || entries[i].Offset == 0 || entries[i].Length > left)
                continue;
            left -= entries[i].Length;
            Add(source, header + entries[i].Offset, entries[i].Length, i < items.Count && IsGainMap(items[i]), found);
        }
    }

    /// <summary>Without a list of offsets: the items follow each other up to the end of the file.</summary>
    private static void AddContained(ByteSource source, List<ContainerItem> items, List<EmbeddedPicture> found)
    {
        long offset = source.Length;
        int first = items.Count;
        while (first > 1 && items[first - 1].Length > 0 && items[first - 1].Length <= offset)
            offset -= items[--first].Length;
        for (; first < items.Count; first++)
        {
            if (first > 0 && IsGainMap(items[first]))
                Add(source, offset, items[first].Length, isGainMap: true, found);
            offset += items[first].Length;
        }
    }

    private static bool IsGainMap(ContainerItem item) => item is { Semantic: "GainMap", Mime: "image/jpeg" };

    private static void Add(ByteSource source, long offset, long length, bool isGainMap, List<EmbeddedPicture> found)
    {
        if (length <= 0 || offset > source.Length - length || !JpegSketch.TryMake(source.Window(offset, (int)Math.Min(length, int.MaxValue)), out JpegSketch sketch))
            return;
        EmbeddedKind kind = isGainMap || sketch.IsGainMap ? EmbeddedKind.UltraHdrGainMap : EmbeddedKind.MpfPicture;
        found.Add(new EmbeddedPicture(kind, EmbeddedCoding.Jpeg, offset, length, sketch.Width, sketch.Height));
    }
}
