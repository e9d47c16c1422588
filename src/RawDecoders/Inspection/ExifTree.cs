// Owns: a TIFF structure (Exif's form) field by field: header, image file directories, entries with names and values, what lies
// outside the entries. Stands under the trees of PNG's eXIf chunk and JPEG's APP1 segment. Leaves the block's place to them.

using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace RawDecoders.Inspection;

/// <summary>The nodes of a TIFF structure (TIFF 6.0 section 2, Exif 3.0 clause 4.6).</summary>
internal sealed class ExifTree
{
    /// <summary>Directories told at most; a damaged chain could go in circles.</summary>
    private const int MaxDirectories = 16;

    private const string Clause = "TIFF 6.0, 2";

    private readonly ReadOnlyMemory<byte> _tiff;
    private readonly long _offset;
    private readonly bool _littleEndian;
    private readonly List<ExifRegion> _regions = [];
    private readonly HashSet<uint> _seen = [];

    /// <summary>
    /// A region that may be told. Directories may overlap to the last byte, so that a block of 64 KiB has 80 000 entries: nodes are
    /// made of those regions only that find a place (<see cref="Place"/>).
    /// </summary>
    /// <param name="At">Its first byte in the block.</param>
    /// <param name="Length">Its length.</param>
    /// <param name="Order">When it was met: of two at one place and of one length the first counts.</param>
    /// <param name="Entry">Of a value: where its entry stands; of a directory or thumbnail: -1.</param>
    /// <param name="Name">Of a directory or thumbnail: its name. Of a value: that of its directory.</param>
    private readonly record struct ExifRegion(long At, long Length, int Order, int Entry, string Name);

    private ExifTree(ReadOnlyMemory<byte> tiff, long offset, bool littleEndian)
    {
        _tiff = tiff;
        _offset = offset;
        _littleEndian = littleEndian;
    }

    /// <summary>Adds the nodes of a block below <paramref name="parent"/>, whose region it is.</summary>
    /// <param name="parent">The node.</param>
    /// <param name="tiff">The block from its byte-order mark on. Any bytes are safe.</param>
    /// <param name="offset">Offset of the block in the file.</param>
    public static void Add(StructureNode parent, ReadOnlyMemory<byte> tiff, long offset)
    {
        if (!ExifReader.TryReadHeader(tiff.Span, out bool littleEndian, out uint first))
        {
            parent.Value = "no TIFF header: ignored";
            return;
        }

        var tree = new ExifTree(tiff, offset, littleEndian);
        parent.Add("byte order", offset, 2, littleEndian ? "\"II\": least significant byte first" : "\"MM\": most significant byte first", Clause);
        parent.Add("42", offset + 2, 2, "42", Clause, "42");
        parent.Add("first IFD", offset + 4, 4, $"at byte {first} of the block", Clause, first.ToString(CultureInfo.InvariantCulture));
        tree.Directory("IFD0", first);
        tree.Place(parent);
    }

    /// <summary>Puts the regions below the node in file order; those that overlap one before are named without a place.</summary>
    private void Place(StructureNode parent)
    {
        long at = _offset + HeaderLength;
        _regions.Sort((a, b) => a.At != b.At ? a.At.CompareTo(b.At) : a.Length != b.Length ? b.Length.CompareTo(a.Length) : a.Order.CompareTo(b.Order));
        foreach (ExifRegion region in _regions)
        {
            long start = _offset + region.At;
            if (start < at)
                continue;
            if (start > at)
                parent.Add("unused bytes", at, start - at, clause: Clause);
            parent.Add(NodeOf(region));
            at = start + region.Length;
        }

        if (at < _offset + _tiff.Length)
            parent.Add("unused bytes", at, _offset + _tiff.Length - at, clause: Clause);
    }

    private const int HeaderLength = 8;

    private const string Thumbnail = "thumbnail";

    private void Region(string name, long at, long length, int entry = -1) => _regions.Add(new ExifRegion(at, length, _regions.Count, entry, name));

    /// <summary>The node of a region that has a place.</summary>
    private StructureNode NodeOf(in ExifRegion region)
    {
        if (region.Name == Thumbnail)
            return new StructureNode(Thumbnail, _offset + region.At, region.Length, $"a JPEG file of {region.Length} bytes, ignored", "Exif 3.0, 4.5.8");
        if (region.Entry < 0)
            return DirectoryNode(region);
        int tag = UInt16(region.Entry);
        return new StructureNode(
            $"value of {Name(tag, region.Name)}", _offset + region.At, region.Length, Value(tag, UInt16(region.Entry + 2), UInt32(region.Entry + 4), (int)region.At), Clause);
    }

    private StructureNode DirectoryNode(in ExifRegion region)
    {
        int at = (int)region.At;
        int stated = UInt16(at);
        int count = (int)Math.Min(stated, (_tiff.Length - at - 2) / 12);
        long end = at + 2 + 12L * count;
        var node = new StructureNode(region.Name, _offset + at, region.Length, $"{stated} entries{(count < stated ? $", {count} of them within the block" : "")}", Clause);
        node.Add("entry count", node.Offset, 2, $"{stated} entries", Clause, stated.ToString(CultureInfo.InvariantCulture));
        for (int i = 0; i < count; i++)
            AddEntry(node, region.Name, at + 2 + 12 * i);
        if (at + region.Length > end)
        {
            uint next = UInt32((int)end);
            node.Add("next IFD", _offset + end, 4, next == 0 ? "none" : $"at byte {next} of the block", Clause, next.ToString(CultureInfo.InvariantCulture));
        }

        return node;
    }

    private void Directory(string name, uint at)
    {
        if (at == 0 || at > _tiff.Length - 2 || _seen.Count == MaxDirectories || !_seen.Add(at))
            return;
        int stated = UInt16((int)at);
        int count = (int)Math.Min(stated, (_tiff.Length - at - 2) / 12);
        long end = at + 2 + 12L * count;
        bool hasNext = count == stated && end + 4 <= _tiff.Length;
        Region(name, at, end - at + (hasNext ? 4 : 0));
        uint thumbnailAt = 0, thumbnailLength = 0;
        for (int i = 0; i < count; i++)
        {
            int entry = (int)at + 2 + 12 * i;
            Entry(name, entry);
            int tag = UInt16(entry);
            if (tag == 0x0201)
                thumbnailAt = UInt32(entry + 8);
            else if (tag == 0x0202)
                thumbnailLength = UInt32(entry + 8);
        }

        if (hasNext)
        {
            if (name is "IFD0")
                Directory("IFD1", UInt32((int)end));
        }

        if (thumbnailAt > 0 && thumbnailLength > 0 && (long)thumbnailAt + thumbnailLength <= _tiff.Length)
            Region(Thumbnail, thumbnailAt, thumbnailLength);
    }

    /// <summary>What an entry refers to.</summary>
    private void Entry(string directoryName, int at)
    {
        (int tag, int type) = (UInt16(at), UInt16(at + 2));
        long length = (type is >= 1 and <= 12 ? Sizes[type] : 0) * (long)UInt32(at + 4);
        bool isInline = length <= 4;
        bool isThere = type is >= 1 and <= 12 && (isInline ? at + 8 : UInt32(at + 8)) + length <= _tiff.Length;
        if (isThere && !isInline)
            Region(directoryName, UInt32(at + 8), length, at);
        if (isThere && type is 4 && tag is 0x8769 or 0x8825 or 0xA005)
            Directory(tag switch { 0x8769 => "Exif IFD", 0x8825 => "GPS IFD", _ => "Interoperability IFD" }, UInt32(at + 8));
    }

    private void AddEntry(StructureNode directory, string directoryName, int at)
    {
        int tag = UInt16(at);
        int type = UInt16(at + 2);
        uint count = UInt32(at + 4);
        int size = type is >= 1 and <= 12 ? Sizes[type] : 0;
        long length = (long)size * count;
        bool isInline = length <= 4;
        long valueAt = isInline ? at + 8 : UInt32(at + 8);
        bool isThere = size > 0 && valueAt + length <= _tiff.Length;
        string name = Name(tag, directoryName);
        string value = !isThere ? (size == 0 ? $"type {type} is not defined" : "its value lies outside the block") : Value(tag, type, count, (int)valueAt);
        StructureNode node = directory.Add(name, _offset + at, 12, value, "Exif 3.0, 4.6");
        node.Add("tag", _offset + at, 2, name, Clause, $"0x{tag:X4}");
        node.Add("type", _offset + at + 2, 2, TypeName(type), Clause, type.ToString(CultureInfo.InvariantCulture));
        node.Add("count", _offset + at + 4, 4, $"{count} values", Clause, count.ToString(CultureInfo.InvariantCulture));
        node.Add(
            isInline ? "value" : "value offset", _offset + at + 8, 4, isInline ? value : $"at byte {valueAt} of the block", Clause,
            isInline ? "" : valueAt.ToString(CultureInfo.InvariantCulture));
    }

    private string Value(int tag, int type, uint count, int at)
    {
        ReadOnlySpan<byte> bytes = _tiff.Span[at..];
        if (type == 2)
            return $"\"{Printable(bytes[..(int)count].TrimEnd((byte)0))}\"";
        if (type is 1 or 6 or 7 && count > 4)
        {
            ReadOnlySpan<byte> all = bytes[..(int)count];
            return $"{count} bytes: {NodeText.Hex(all)}";
        }

        var text = new StringBuilder();
        for (int i = 0; i < Math.Min(count, 8); i++)
            text.Append(i == 0 ? "" : ", ").Append(Number(type, at + i * Sizes[type]));
        if (count > 8)
            text.Append(", ...");
        return tag == 0x0112 && count == 1 ? $"{text}: {Orientation(UInt16(at))}" : text.ToString();
    }

    private string Number(int type, int at) => type switch
    {
        1 or 7 => _tiff.Span[at].ToString(CultureInfo.InvariantCulture),
        6 => ((sbyte)_tiff.Span[at]).ToString(CultureInfo.InvariantCulture),
        3 => UInt16(at).ToString(CultureInfo.InvariantCulture),
        4 => UInt32(at).ToString(CultureInfo.InvariantCulture),
        5 => $"{UInt32(at)}/{UInt32(at + 4)}",
        8 => ((short)UInt16(at)).ToString(CultureInfo.InvariantCulture),
        9 => ((int)UInt32(at)).ToString(CultureInfo.InvariantCulture),
        10 => $"{(int)UInt32(at)}/{(int)UInt32(at + 4)}",
        11 => BitConverter.UInt32BitsToSingle(UInt32(at)).ToString(CultureInfo.InvariantCulture),
        _ => BitConverter.UInt64BitsToDouble((ulong)UInt32(at + (_littleEndian ? 4 : 0)) << 32 | UInt32(at + (_littleEndian ? 0 : 4))).ToString(CultureInfo.InvariantCulture),
    };

    private static string Orientation(int value) => value switch
    {
        1 => "as stored",
        2 => "mirrored left to right",
        3 => "turned by 180 degrees",
        4 => "mirrored top to bottom",
        5 => "mirrored along the main diagonal",
        6 => "to be turned right by 90 degrees",
        7 => "mirrored along the other diagonal",
        8 => "to be turned left by 90 degrees",
        _ => "not defined: ignored",
    };

    private static string Printable(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        foreach (byte b in bytes[..Math.Min(bytes.Length, 120)])
            text.Append(b is >= 0x20 and < 0x7F ? (char)b : '.');
        return bytes.Length > 120 ? text.Append("...").ToString() : text.ToString();
    }

    /// <summary>Bytes of a value of each type, 1 to 12.</summary>
    private static ReadOnlySpan<byte> Sizes => [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8];

    private static string TypeName(int type) => type switch
    {
        1 => "BYTE",
        2 => "ASCII",
        3 => "SHORT",
        4 => "LONG",
        5 => "RATIONAL",
        6 => "SBYTE",
        7 => "UNDEFINED",
        8 => "SSHORT",
        9 => "SLONG",
        10 => "SRATIONAL",
        11 => "FLOAT",
        12 => "DOUBLE",
        _ => "not defined",
    };

    private int UInt16(int at) => _littleEndian ? BinaryPrimitives.ReadUInt16LittleEndian(_tiff.Span[at..]) : BinaryPrimitives.ReadUInt16BigEndian(_tiff.Span[at..]);

    private uint UInt32(int at) => _littleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(_tiff.Span[at..]) : BinaryPrimitives.ReadUInt32BigEndian(_tiff.Span[at..]);

    private static string Name(int tag, string directory)
        => (directory == "GPS IFD" ? GpsTags : Tags).TryGetValue(tag, out string? name) ? name : $"tag 0x{tag:X4}";

    private static readonly Dictionary<int, string> GpsTags = new()
    {
        [0x00] = "GPSVersionID", [0x01] = "GPSLatitudeRef", [0x02] = "GPSLatitude", [0x03] = "GPSLongitudeRef", [0x04] = "GPSLongitude",
        [0x05] = "GPSAltitudeRef", [0x06] = "GPSAltitude", [0x07] = "GPSTimeStamp", [0x08] = "GPSSatellites", [0x09] = "GPSStatus",
        [0x0A] = "GPSMeasureMode", [0x0B] = "GPSDOP", [0x0C] = "GPSSpeedRef", [0x0D] = "GPSSpeed", [0x0E] = "GPSTrackRef", [0x0F] = "GPSTrack",
        [0x10] = "GPSImgDirectionRef", [0x11] = "GPSImgDirection", [0x12] = "GPSMapDatum", [0x1B] = "GPSProcessingMethod", [0x1D] = "GPSDateStamp",
    };

    private static readonly Dictionary<int, string> Tags = new()
    {
        [0x0001] = "InteroperabilityIndex", [0x0002] = "InteroperabilityVersion",
        [0x0100] = "ImageWidth", [0x0101] = "ImageLength", [0x0102] = "BitsPerSample", [0x0103] = "Compression",
        [0x0106] = "PhotometricInterpretation", [0x010E] = "ImageDescription", [0x010F] = "Make", [0x0110] = "Model",
        [0x0111] = "StripOffsets", [0x0112] = "Orientation", [0x0115] = "SamplesPerPixel", [0x0116] = "RowsPerStrip",
        [0x0117] = "StripByteCounts", [0x011A] = "XResolution", [0x011B] = "YResolution", [0x011C] = "PlanarConfiguration",
        [0x0128] = "ResolutionUnit", [0x012D] = "TransferFunction", [0x0131] = "Software", [0x0132] = "DateTime", [0x013B] = "Artist",
        [0x013E] = "WhitePoint", [0x013F] = "PrimaryChromaticities", [0x0201] = "JPEGInterchangeFormat",
        [0x0202] = "JPEGInterchangeFormatLength", [0x0211] = "YCbCrCoefficients", [0x0212] = "YCbCrSubSampling",
        [0x0213] = "YCbCrPositioning", [0x0214] = "ReferenceBlackWhite", [0x8298] = "Copyright", [0x829A] = "ExposureTime",
        [0x829D] = "FNumber", [0x8769] = "Exif IFD Pointer", [0x8822] = "ExposureProgram", [0x8825] = "GPS IFD Pointer",
        [0x8827] = "PhotographicSensitivity", [0x8830] = "SensitivityType", [0x9000] = "ExifVersion", [0x9003] = "DateTimeOriginal",
        [0x9004] = "DateTimeDigitized", [0x9010] = "OffsetTime", [0x9011] = "OffsetTimeOriginal", [0x9101] = "ComponentsConfiguration",
        [0x9102] = "CompressedBitsPerPixel", [0x9201] = "ShutterSpeedValue", [0x9202] = "ApertureValue", [0x9203] = "BrightnessValue",
        [0x9204] = "ExposureBiasValue", [0x9205] = "MaxApertureValue", [0x9206] = "SubjectDistance", [0x9207] = "MeteringMode",
        [0x9208] = "LightSource", [0x9209] = "Flash", [0x920A] = "FocalLength", [0x9214] = "SubjectArea", [0x927C] = "MakerNote",
        [0x9286] = "UserComment", [0x9290] = "SubSecTime", [0x9291] = "SubSecTimeOriginal", [0x9292] = "SubSecTimeDigitized",
        [0xA000] = "FlashpixVersion", [0xA001] = "ColorSpace", [0xA002] = "PixelXDimension", [0xA003] = "PixelYDimension",
        [0xA004] = "RelatedSoundFile", [0xA005] = "Interoperability IFD Pointer", [0xA20E] = "FocalPlaneXResolution",
        [0xA20F] = "FocalPlaneYResolution", [0xA210] = "FocalPlaneResolutionUnit", [0xA217] = "SensingMethod", [0xA300] = "FileSource",
        [0xA301] = "SceneType", [0xA302] = "CFAPattern", [0xA401] = "CustomRendered", [0xA402] = "ExposureMode", [0xA403] = "WhiteBalance",
        [0xA404] = "DigitalZoomRatio", [0xA405] = "FocalLengthIn35mmFilm", [0xA406] = "SceneCaptureType", [0xA407] = "GainControl",
        [0xA408] = "Contrast", [0xA409] = "Saturation", [0xA40A] = "Sharpness", [0xA420] = "ImageUniqueID", [0xA430] = "CameraOwnerName",
        [0xA431] = "BodySerialNumber", [0xA432] = "LensSpecification", [0xA433] = "LensMake", [0xA434] = "LensModel",
    };
}
