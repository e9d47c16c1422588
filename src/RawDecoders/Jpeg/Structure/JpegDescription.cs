// Owns: the description of a file for its user: what ImageInfo and JpegMetadata say, put together from the frame header, the tables
// and the metadata that were read so far. Made by Identify and by the decoder, which makes it again when it has seen the whole
// file. Leaves to others: reading any of it.

namespace RawDecoders.Jpeg;

/// <summary>Describes files.</summary>
internal static class JpegDescription
{
    /// <summary>The properties of a file.</summary>
    /// <param name="structure">The file, as far as it was read.</param>
    /// <param name="colour">What its components are.</param>
    /// <param name="scans">How many scans it has, if that is known.</param>
    /// <param name="end">Where the file ends, or its picture: the place where a part of an ICC profile is missed.</param>
    /// <param name="embedded">The pictures beside it.</param>
    public static ImageInfo Make(JpegStructure structure, in ColourDecision colour, int? scans, long end, IReadOnlyList<EmbeddedPicture> embedded)
    {
        MetadataCollector metadata = structure.Metadata;
        FrameHeader frame = structure.Frame;
        var components = new JpegComponent[frame.ComponentCount];
        for (int i = 0; i < components.Length; i++)
        {
            FrameComponent c = frame.Components[i];
            components[i] = new JpegComponent(c.Id, c.HorizontalSampling, c.VerticalSampling, structure.QuantizationOf(i));
        }

        return new ImageInfo
        {
            Format = ImageFormat.Jpeg,
            Width = frame.Width,
            Height = frame.Height,
            PixelFormat = colour.NaturalFormat,
            BitDepth = frame.Precision,
            ColorModel = colour.Model,
            Orientation = ExifReader.ReadOrientation(metadata.Exif) ?? ImageOrientation.TopLeft,
            Density = metadata.Density,
            IccProfile = metadata.AssembleIcc(end),
            Exif = metadata.Exif,
            Xmp = metadata.Xmp,
            Texts = metadata.Comments,
            Embedded = embedded,
            Metadata = new JpegMetadata
            {
                Process = (JpegProcess)(frame.Marker - JpegMarker.Sof0),
                Components = components,
                RestartInterval = structure.FirstRestartInterval,
                ScanCount = scans,
                JfifVersion = metadata.Jfif is { } j ? new Version(j.MajorVersion, j.MinorVersion) : null,
                AdobeTransform = metadata.Adobe?.Transform,
                HeightFromDnl = structure.HeightFromDnl,
            },
        };
    }
}
