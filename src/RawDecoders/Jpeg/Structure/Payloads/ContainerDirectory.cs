// Owns: the container directory of an XMP packet (Ultra HDR 1.1, "Container" vocabulary): which files follow the primary picture, in
// order. Stands between the packet and EmbeddedPictures. Leaves to others: all else in the packet, and whether the files are there.

using System.Globalization;
using System.Text;
using System.Xml;

namespace RawDecoders.Jpeg;

/// <summary>One item; the first is the primary picture.</summary>
/// <param name="Semantic">"Primary", "GainMap" and others.</param>
/// <param name="Mime">"image/jpeg" and others.</param>
/// <param name="Length">Bytes; 0 where it is not said, as of the primary picture.</param>
internal readonly record struct ContainerItem(string Semantic, string Mime, long Length);

/// <summary>Reads the directory.</summary>
internal static class ContainerDirectory
{
    private const string ItemNamespace = "http://ns.google.com/photos/1.0/container/item/";

    private static readonly XmlReaderSettings Settings = new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ConformanceLevel = ConformanceLevel.Auto };

    /// <summary>The items in order; of a broken packet those before the break. Any bytes are safe.</summary>
    public static List<ContainerItem> Read(ReadOnlySpan<byte> xmp)
    {
        List<ContainerItem> items = [];
        if (xmp.IndexOf("http://ns.google.com/photos/1.0/container/item/"u8) < 0)
            return items;
        try
        {
            using var reader = XmlReader.Create(new StringReader(Encoding.UTF8.GetString(xmp.TrimEnd((byte)0)).TrimStart('\uFEFF')), Settings);
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element && reader.GetAttribute("Semantic", ItemNamespace) is { } semantic)
                    items.Add(new ContainerItem(semantic, reader.GetAttribute("Mime", ItemNamespace) ?? "", Number(reader.GetAttribute("Length", ItemNamespace))));
            }
        }
        catch (XmlException)
        {
            // The items before it are told all the same.
        }

        return items;
    }

    private static long Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
