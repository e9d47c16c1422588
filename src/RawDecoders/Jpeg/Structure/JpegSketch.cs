// Owns: a look at the headers of a JPEG file inside another one: its size, and whether it calls itself a gain map. Stands on
// JpegSegmentReader. Leaves to others: whether it can be decoded, which is asked by whoever cuts it out.

using System.Buffers.Binary;

namespace RawDecoders.Jpeg;

/// <summary>What the first segments of a JPEG file say.</summary>
/// <param name="Width">Width in pixels, null where no frame header says it.</param>
/// <param name="Height">Height in pixels, null where no frame header says it.</param>
/// <param name="IsGainMap">Whether it has the metadata of a gain map: hdrgm in XMP, or ISO 21496-1 in APP2.</param>
internal readonly record struct JpegSketch(int? Width, int? Height, bool IsGainMap)
{
    /// <summary>False for bytes that do not begin like a JPEG file. Reads up to the frame header, or to what is no segment.</summary>
    public static bool TryMake(ReadOnlySpan<byte> file, out JpegSketch sketch)
    {
        sketch = default;
        if (!file.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]))
            return false;
        bool isGainMap = false;
        var reader = new JpegSegmentReader(file);
        while (reader.Read() && reader.StrayBytes == 0 && reader.IsComplete && reader.Marker is not (JpegMarker.Sos or JpegMarker.Eoi))
        {
            ReadOnlySpan<byte> payload = reader.Payload;
            if (reader.Marker == JpegMarker.App1 && App1Segment.TryGetXmp(payload, out ReadOnlySpan<byte> packet))
                isGainMap |= packet.IndexOf("http://ns.adobe.com/hdr-gain-map/1.0/"u8) >= 0;
            else if (reader.Marker == JpegMarker.App2)
                isGainMap |= payload.StartsWith("urn:iso:std:iso:ts:21496:-1\0"u8);
            if (!reader.Marker.IsStartOfFrame() || payload.Length < 6)
                continue;
            int height = BinaryPrimitives.ReadUInt16BigEndian(payload[FrameHeader.HeightField..]);
            int width = BinaryPrimitives.ReadUInt16BigEndian(payload[FrameHeader.WidthField..]);
            sketch = new JpegSketch(width == 0 ? null : width, height == 0 ? null : height, isGainMap);
            return true;
        }

        sketch = new JpegSketch(null, null, isGainMap);
        return true;
    }
}
