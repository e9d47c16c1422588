// Owns: the container directory of an XMP packet (Ultra HDR 1.1, "Container" vocabulary): which files follow the primary picture, in
// order. Stands between the packet and EmbeddedPictures. Leaves to others: XML
// itself (XmlTags), all else in the packet, and whether the files are there.

using System.Globalization;

namespace RawDecoders.Jpeg;

/// <summary>One item; the first is the primary picture.</summary>
/// <param name="Semantic">"Primary", "GainMap" and others.</param>
/// <param name="Mime">"image/jpeg" and others.</param>
/// <param name="Length">Bytes; 0 where it is not said, as of the primary picture.</param>
internal readonly record struct ContainerItem(string Semantic, string Mime, long Length);

/// <summary>Reads the directory.</summary>
internal static class ContainerDirectory
{
    private static ReadOnlySpan<byte> ItemNamespace => "http://ns.google.com/photos/1.0/container/item/"u8;

    /// <summary>The items in order; of a broken packet those before the break. Any bytes are safe.</summary>
    public static List<ContainerItem> Read(ReadOnlySpan<byte> xmp)
    {
        List<ContainerItem> items = [];
        if (xmp.IndexOf(ItemNamespace) < 0)
            return items;
        var tags = new XmlTags(xmp);
        while (tags.MoveNext())
        {
            if (tags.GetAttribute("Semantic"u8, ItemNamespace) is { } semantic)
                items.Add(new ContainerItem(semantic, tags.GetAttribute("Mime"u8, ItemNamespace) ?? "", Number(tags.GetAttribute("Length"u8, ItemNamespace))));
        }

        return items;
    }

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
