// Owns: APPn and COM segments field by field: JFIF and JFXX with their thumbnails, Exif, XMP, ICC profile parts with the
// profile's header and tags, Adobe, and the first bytes of what is unknown; conventions outside T.81. Stands below SegmentTree.
// Leaves to others: the TIFF structure of Exif (ExifTree).

using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using RawDecoders.Inspection;

namespace RawDecoders.Jpeg;

/// <summary>Nodes of application and comment segments.</summary>
internal static class ApplicationNodes
{
    private const string Jfif = "T.871 10.1";

    private const string Jfxx = "JFIF 1.02, extension";

    private const string Adobe = "Adobe 5116, 18";

    private const string Icc = "ICC.1 B.4";

    private const string Profile = "ICC.1 7.2";

    /// <summary>The marker's name, with what kind of segment it is among those of its number, if that is known.</summary>
    public static string SegmentName(JpegMarker marker, ReadOnlySpan<byte> payload) => marker switch
    {
        JpegMarker.App0 when JfifSegment.TryParse(payload, out _) => "APP0 JFIF",
        JpegMarker.App0 when JfxxSegment.Matches(payload) => "APP0 JFXX",
        JpegMarker.App1 when App1Segment.TryGetExif(payload, out _) => "APP1 Exif",
        JpegMarker.App1 when App1Segment.TryGetXmp(payload, out _) => "APP1 XMP",
        JpegMarker.App2 when IccPartSegment.TryParse(payload, out _) => "APP2 ICC_PROFILE",
        JpegMarker.App2 when MpfSegment.TryGet(payload, out _) => "APP2 MPF",
        JpegMarker.App14 when AdobeSegment.TryParse(payload, out _) => "APP14 Adobe",
        _ => marker.GetName(),
    };

    /// <summary>Adds the fields after the length; returns what the segment is.</summary>
    public static string Add(FieldWriter fields, JpegMarker marker, StructureNode parent, ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> payload = fields.Remaining;
        switch (marker)
        {
            case JpegMarker.Com:
                fields.Rest("Cmi", NodeText.Quote(payload), "T.81 B.2.4.5");
                return $"comment: {NodeText.Quote(payload)}";
            case JpegMarker.App0 when JfifSegment.TryParse(payload, out JfifSegment jfif):
                return AddJfif(fields, jfif);
            case JpegMarker.App0 when JfxxSegment.Matches(payload):
                return AddJfxx(fields);
            case JpegMarker.App14 when AdobeSegment.TryParse(payload, out AdobeSegment adobe):
                return AddAdobe(fields, adobe);
            case JpegMarker.App1 when App1Segment.TryGetExif(payload, out _):
                fields.Add("identifier", 6, "\"Exif\", a zero and a padding byte", "Exif 3.0, 4.7.2", NodeText.Hex(payload[..6]));
                AddExif(fields, parent, file);
                return $"metadata, {NodeText.Count(payload.Length - 6, "byte")}";
            case JpegMarker.App1 when App1Segment.TryGetXmp(payload, out ReadOnlySpan<byte> packet):
                fields.Add("namespace", payload.Length - packet.Length, NodeText.Quote(payload[..(payload.Length - packet.Length)]), "XMP part 3, 1.1.3");
                fields.Rest("XMP packet", NodeText.Quote(packet), "XMP part 3, 1.1.3");
                return $"metadata, {NodeText.Count(packet.Length, "byte")}";
            case JpegMarker.App2 when IccPartSegment.TryParse(payload, out IccPartSegment part):
                return AddIccPart(fields, part, parent, file);
            default:
                string name = Name(payload);
                if (name.Length > 0)
                    fields.Add("identifier", Math.Min(name.Length + 1, payload.Length), $"\"{name}\"", "T.81 B.2.4.6");
                fields.Rest("Api", clause: "T.81 B.2.4.6");
                return name.Length > 0 ? $"application data \"{name}\", ignored" : "application data, ignored";
        }
    }

    private static string AddJfif(FieldWriter fields, JfifSegment jfif)
    {
        fields.Add("identifier", 5, "\"JFIF\" and a zero", Jfif);
        fields.Add("version", 2, $"{jfif.MajorVersion}.{jfif.MinorVersion:00}", Jfif, NodeText.Hex(fields.Remaining[..2]));
        fields.Byte("units", u => u switch { 0 => "no unit: an aspect ratio", 1 => "dots per inch", 2 => "dots per centimetre", _ => "not defined: taken for none" }, Jfif);
        fields.Word("Xdensity", d => $"{d} across", Jfif);
        fields.Word("Ydensity", d => $"{d} down", Jfif);
        fields.Byte("Xthumbnail", w => $"thumbnail {w} pixels wide", Jfif);
        fields.Byte("Ythumbnail", h => $"thumbnail {h} pixels high", Jfif);
        AddThumbnail(fields, jfif.ThumbnailWidth * jfif.ThumbnailHeight * 3, $"{jfif.ThumbnailWidth} x {jfif.ThumbnailHeight} pixels of RGB", Jfif);
        return $"version {jfif.MajorVersion}.{jfif.MinorVersion:00}, density {jfif.DensityX} x {jfif.DensityY}, unit {jfif.Units}"
            + (jfif.ThumbnailWidth * jfif.ThumbnailHeight > 0 ? $", thumbnail {jfif.ThumbnailWidth} x {jfif.ThumbnailHeight}" : "");
    }

    private static void AddThumbnail(FieldWriter fields, int length, string what, string clause)
    {
        if (length > 0 && fields.Left > 0)
            fields.Add("thumbnail", Math.Min(length, fields.Left), fields.Left < length ? $"{what}, cut short; ignored" : $"{what}, ignored", clause);
        fields.Rest("surplus bytes", clause: clause);
    }

    private static string AddJfxx(FieldWriter fields)
    {
        fields.Add("identifier", 5, "\"JFXX\" and a zero", Jfxx);
        int code = fields.Byte("extension code", c => c switch { 0x10 => "a JPEG thumbnail", 0x11 => "a thumbnail with a palette", 0x13 => "an RGB thumbnail", _ => "not defined" }, Jfxx);
        if (code is 0x11 or 0x13)
        {
            int width = fields.Byte("Xthumbnail", w => $"{w} pixels wide", Jfxx);
            int height = fields.Byte("Ythumbnail", h => $"{h} pixels high", Jfxx);
            if (code == 0x11 && fields.Left > 0)
                fields.Add("palette", 768, "256 colours of RGB, ignored", Jfxx);
            if (width > 0 && height > 0)
                AddThumbnail(fields, width * height * (code == 0x11 ? 1 : 3), $"{width} x {height} pixels", Jfxx);
        }
        else
        {
            fields.Rest(code == 0x10 ? "JPEG thumbnail" : "extension data", clause: Jfxx);
        }

        fields.Rest("surplus bytes", clause: Jfxx);
        return "JFIF extension, ignored";
    }

    private static string AddAdobe(FieldWriter fields, AdobeSegment adobe)
    {
        fields.Add("identifier", 5, "\"Adobe\"", Adobe);
        fields.Word("version", v => $"version {v}", Adobe);
        fields.Word("flags0", f => $"0x{f:X4}: hints of the writer, ignored", Adobe);
        fields.Word("flags1", f => $"0x{f:X4}: hints of the writer, ignored", Adobe);
        fields.Byte("transform", t => t switch { 0 => "none: RGB or CMYK", 1 => "YCbCr", 2 => "YCCK", _ => "not defined" }, Adobe);
        fields.Rest("surplus bytes", clause: Adobe);
        return $"version {adobe.Version}, flags 0x{adobe.Flags0:x4} 0x{adobe.Flags1:x4}, transform {adobe.Transform}";
    }

    private static void AddExif(FieldWriter fields, StructureNode parent, ReadOnlyMemory<byte> file)
    {
        int length = fields.Left;
        if (length == 0)
            return;
        StructureNode tiff = fields.Add("TIFF structure", length, clause: "Exif 3.0, 4.5.2")!;
        ExifTree.Add(tiff, file.Slice((int)tiff.Offset, length), tiff.Offset);
    }

    private static string AddIccPart(FieldWriter fields, in IccPartSegment part, StructureNode parent, ReadOnlyMemory<byte> file)
    {
        string what = $"part {part.Number} of {part.Count} of an ICC profile";
        bool isFirst = part.Number == 1;
        fields.Add("identifier", 12, "\"ICC_PROFILE\" and a zero", Icc);
        fields.Byte("part number", n => $"part {n}", Icc);
        fields.Byte("part count", n => $"of {n}", Icc);
        if (!isFirst || fields.Left < 132)
        {
            fields.Rest("profile data", clause: Icc);
            return what;
        }

        StructureNode profile = fields.Add("profile data", fields.Left, clause: Icc)!;
        AddProfile(fields.Inside(profile));
        return what;
    }

    private static void AddProfile(FieldWriter fields)
    {
        fields.Long("profile size", n => $"{n} bytes", Profile);
        Signature(fields, "preferred CMM");
        fields.Long("version", v => $"{v >> 24}.{v >> 20 & 15}.{v >> 16 & 15}", Profile);
        Signature(fields, "profile class");
        Signature(fields, "data colour space");
        Signature(fields, "connection space");
        ReadOnlySpan<byte> d = fields.Remaining;
        fields.Add(
            "creation time", 12,
            string.Create(CultureInfo.InvariantCulture, $"{Word(d):0000}-{Word(d[2..]):00}-{Word(d[4..]):00} {Word(d[6..]):00}:{Word(d[8..]):00}:{Word(d[10..]):00}"), Profile);
        Signature(fields, "profile file signature");
        Signature(fields, "primary platform");
        fields.Long("flags", f => $"0x{f:X8}", Profile);
        Signature(fields, "device manufacturer");
        Signature(fields, "device model");
        fields.Add("device attributes", 8, NodeText.Hex(fields.Remaining[..8]), Profile);
        fields.Long("rendering intent", i => i switch { 0 => "perceptual", 1 => "relative colorimetric", 2 => "saturation", 3 => "absolute colorimetric", _ => "not defined" }, Profile);
        fields.Add("illuminant", 12, Illuminant(fields.Remaining), Profile);
        Signature(fields, "creator");
        fields.Add("profile ID", 16, NodeText.Hex(fields.Remaining[..16]), Profile);
        fields.Add("reserved", 28, "reserved", Profile);
        long tags = fields.Long("tag count", n => $"{n} tags", "ICC.1 7.3");
        for (int i = 0; i < tags && fields.Left >= 12; i++)
        {
            ReadOnlySpan<byte> t = fields.Remaining;
            fields.Add(
                "tag", 12,
                $"{FourCharacters(t)}: {BinaryPrimitives.ReadUInt32BigEndian(t[8..])} bytes at {BinaryPrimitives.ReadUInt32BigEndian(t[4..])} of the profile", "ICC.1 7.3", NodeText.Hex(t[..12]));
        }

        fields.Rest("tag data", clause: "ICC.1 7.3");
    }

    private static string Illuminant(ReadOnlySpan<byte> b)
        => string.Create(CultureInfo.InvariantCulture, $"X {Fixed(b):0.####}, Y {Fixed(b[4..]):0.####}, Z {Fixed(b[8..]):0.####}");

    /// <summary>s15Fixed16Number.</summary>
    private static double Fixed(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadInt32BigEndian(b) / 65536.0;

    private static int Word(ReadOnlySpan<byte> b) => BinaryPrimitives.ReadUInt16BigEndian(b);

    private static void Signature(FieldWriter fields, string name)
        => fields.Add(name, 4, fields.Remaining[..4].ContainsAnyExcept((byte)0) ? FourCharacters(fields.Remaining) : "none", Profile, NodeText.Hex(fields.Remaining[..4]));

    private static string FourCharacters(ReadOnlySpan<byte> b) => NodeText.Quote(b[..4]);

    /// <summary>The text before the first zero, if it is one: what application segments begin with by custom.</summary>
    private static string Name(ReadOnlySpan<byte> payload)
    {
        int end = payload[..Math.Min(payload.Length, 64)].IndexOf((byte)0);
        if (end < 2)
            return "";
        foreach (byte b in payload[..end])
        {
            if (b is < 0x20 or >= 0x7F)
                return "";
        }

        return Encoding.ASCII.GetString(payload[..end]);
    }
}
