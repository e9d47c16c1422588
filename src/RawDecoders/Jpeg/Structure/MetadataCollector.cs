// Owns: what application and comment segments say, gathered in any order and from any place of the file; an ICC profile is put
// together from its parts. Stands beside the walk over segments, which hands them over; JpegDescription tells what was
// gathered. Leaves to others: taking the segments apart, and colour, on which JFIF and Adobe decide (ColourDecision): nothing
// else here can change a pixel.

using System.Text;

namespace RawDecoders.Jpeg;

/// <summary>Metadata of one file.</summary>
internal sealed class MetadataCollector(DecodeIssues issues, DecodeLimits limits)
{
    /// <summary>Comments are text of people; a file with more of them is not taken at its word.</summary>
    private const int MaxComments = 1000;

    /// <summary>Bytes of a segment before its payload: marker and length.</summary>
    private const int SegmentHeader = 4;

    /// <summary>More thumbnails than that are not listed.</summary>
    private const int MaxThumbnails = 1000;

    private readonly List<ImageText> _comments = [];
    private byte[]?[] _iccParts = [];
    private long _textBytes;
    private long _iccBytes;
    private int _iccCount;
    private bool _iccBroken;
    private byte[]? _icc;

    public JfifSegment? Jfif { get; private set; }

    public AdobeSegment? Adobe { get; private set; }

    public byte[] Exif { get; private set; } = [];

    /// <summary>Offset of <see cref="Exif"/> in the file.</summary>
    public long ExifOffset { get; private set; }

    public byte[] Xmp { get; private set; } = [];

    /// <summary>The first APP2 "MPF" from its MP header on; empty if there is none.</summary>
    public byte[] Mpf { get; private set; } = [];

    /// <summary>Offset of <see cref="Mpf"/> in the file: all offsets in it count from there.</summary>
    public long MpfOffset { get; private set; }

    /// <summary>Thumbnails in APP0 and Exif, in file order.</summary>
    public List<EmbeddedPicture> Thumbnails { get; } = [];

    public IReadOnlyList<ImageText> Comments => _comments.Count == 0 ? [] : _comments.ToArray();

    public void Add(JpegMarker marker, long offset, ReadOnlySpan<byte> payload)
    {
        switch (marker)
        {
            case JpegMarker.App0 when JfifSegment.TryParse(payload, out JfifSegment jfif):
                Jfif = jfif;
                AddThumbnail(jfif.FindThumbnail(payload), offset);
                break;
            case JpegMarker.App0 when JfxxSegment.Matches(payload):
                AddThumbnail(JfxxSegment.FindThumbnail(payload), offset);
                break;
            case JpegMarker.App14 when AdobeSegment.TryParse(payload, out AdobeSegment adobe):
                Adobe = adobe;
                break;
            case JpegMarker.App1 when App1Segment.TryGetExif(payload, out ReadOnlySpan<byte> tiff):
                if (Exif.Length == 0)
                    AddExif(tiff, offset + SegmentHeader + payload.Length - tiff.Length);
                else
                    issues.Report(JpegRules.ExifRepeated, offset, "a second Exif block is ignored");
                break;
            case JpegMarker.App1 when App1Segment.TryGetXmp(payload, out ReadOnlySpan<byte> packet):
                if (Xmp.Length == 0)
                    Xmp = packet.ToArray();
                break;
            case JpegMarker.App2 when IccPartSegment.TryParse(payload, out IccPartSegment part):
                AddIccPart(offset, part);
                break;
            case JpegMarker.App2 when Mpf.Length == 0 && MpfSegment.TryGet(payload, out ReadOnlySpan<byte> mpf):
                (Mpf, MpfOffset) = (mpf.ToArray(), offset + SegmentHeader + payload.Length - mpf.Length);
                break;
            case JpegMarker.Com:
                AddComment(offset, payload);
                break;
            default:
                break;
        }
    }

    private void AddExif(ReadOnlySpan<byte> tiff, long offset)
    {
        (Exif, ExifOffset) = (tiff.ToArray(), offset);
        if (ExifReader.TryReadThumbnail(tiff, out int at, out int length)
            && JpegSketch.TryMake(tiff.Slice(at, length), out JpegSketch sketch))
            AddThumbnail(new EmbeddedPicture(EmbeddedKind.ExifThumbnail, EmbeddedCoding.Jpeg, at, length, sketch.Width, sketch.Height), offset - SegmentHeader);
    }

    /// <summary>Takes a thumbnail whose offset counts from the payload of the segment at <paramref name="offset"/>.</summary>
    private void AddThumbnail(EmbeddedPicture? thumbnail, long offset)
    {
        if (thumbnail is not null && Thumbnails.Count < MaxThumbnails)
            Thumbnails.Add(thumbnail with { Offset = offset + SegmentHeader + thumbnail.Offset });
    }

    /// <summary>COM holds bytes of an unknown character set: UTF-8 if they are that, else Latin-1. Ending zeros are dropped.</summary>
    private void AddComment(long offset, ReadOnlySpan<byte> payload)
    {
        _textBytes += payload.Length;
        if (_comments.Count == MaxComments || _textBytes > limits.MaxMetadataBytes)
        {
            issues.Report(SharedRules.MaxMetadataBytes, offset, "comments over the limit are ignored", "COM");
            return;
        }

        payload = payload.TrimEnd((byte)0);
        string text = System.Text.Unicode.Utf8.IsValid(payload) ? Encoding.UTF8.GetString(payload) : Encoding.Latin1.GetString(payload);
        _comments.Add(new ImageText("Comment", text));
    }

    /// <summary>ICC.1 B.4: parts are numbered from 1, each tells how many there are, and may come in any order.</summary>
    private void AddIccPart(long offset, in IccPartSegment part)
    {
        if (_iccBroken)
            return;
        if (_iccParts.Length == 0)
            _iccParts = new byte[256][];
        string? wrong =
            part.Count == 0 || part.Number == 0 || part.Number > part.Count ? $"part {part.Number} of {part.Count}"
            : _iccCount != 0 && _iccCount != part.Count ? $"a part of {part.Count} after one of {_iccCount}"
            : _iccParts[part.Number] is not null ? $"part {part.Number} twice"
            : _iccBytes + part.Data.Length > limits.MaxMetadataBytes ? $"a profile over the limit of {limits.MaxMetadataBytes} bytes"
            : null;
        if (wrong is not null)
        {
            _iccBroken = true;
            issues.Report(JpegRules.IccParts, offset, $"{wrong}; the profile is dropped");
            return;
        }

        _iccCount = part.Count;
        _iccBytes += part.Data.Length;
        _iccParts[part.Number] = part.Data.ToArray();
    }

    /// <summary>The ICC profile, if all of its parts are there.</summary>
    public byte[] AssembleIcc(long endOfFile)
    {
        if (_icc is not null)
            return _icc;
        if (_iccBroken || _iccCount == 0)
            return _icc = [];
        byte[] profile = new byte[_iccBytes];
        int at = 0;
        for (int i = 1; i <= _iccCount; i++)
        {
            if (_iccParts[i] is not { } part)
            {
                _iccBroken = true;
                issues.Report(JpegRules.IccParts, endOfFile, $"part {i} of {_iccCount} is missing; the profile is dropped");
                return _icc = [];
            }

            part.CopyTo(profile, at);
            at += part.Length;
        }

        return _icc = profile;
    }

    /// <summary>JFIF density; none where both numbers are 0.</summary>
    public PixelDensity? Density => Jfif is not { } j || j.DensityX == 0 || j.DensityY == 0
        ? null
        : new PixelDensity(j.DensityX, j.DensityY, j.Units switch
        {
            1 => DensityUnit.Inch,
            2 => DensityUnit.Centimetre,
            _ => DensityUnit.None,
        });
}
