// Owns: answers that only JPEG has: scans, blocks with their numbers, components at their own size. Stands on JpegSight. Leaves the bits to PlaceAnswers
// and CodedAnswers.

using RawDecoders.Cli;
using RawDecoders.Jpeg;

namespace RawDecoders.Explorer;

internal static class JpegAnswers
{
    /// <summary>The frame, and its scans in the order of the file.</summary>
    public static void Scans(ExploredFile file, Reply reply)
    {
        reply.Json.WriteStartObject();
        JpegSight? sight = file.Study.Jpeg;
        FrameGeometry? geometry = sight?.Study.Geometry;
        reply.Json.WriteBoolean("progressive", sight is { Study.IsProgressive: true });
        reply.Json.WriteBoolean("lossless", sight is { Study.IsLossless: true });
        reply.Json.WriteNumber("mcuWidth", geometry is null ? 0 : geometry.DataUnit * geometry.MaxHorizontal);
        reply.Json.WriteNumber("mcuHeight", geometry?.McuHeight ?? 0);
        reply.Json.WriteStartArray("components");
        for (int c = 0; c < (geometry?.Components.Length ?? 0); c++)
        {
            ComponentGeometry one = geometry!.Components[c];
            reply.Json.WriteStartObject();
            reply.Json.WriteString("name", sight!.Study.ComponentName(c));
            reply.Json.WriteNumber("horizontal", one.HorizontalSampling);
            reply.Json.WriteNumber("vertical", one.VerticalSampling);
            reply.Json.WriteNumber("horizontalRatio", one.HorizontalRatio);
            reply.Json.WriteNumber("verticalRatio", one.VerticalRatio);
            reply.Json.WriteNumber("width", one.Width);
            reply.Json.WriteNumber("height", one.Height);
            reply.Json.WriteNumber("blocksAcross", one.BlocksAcross);
            reply.Json.WriteNumber("blocksDown", one.BlocksDown);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
        reply.Json.WriteStartArray("scans");
        for (int i = 0; geometry is not null && i < sight!.Study.UsedScans; i++)
            WriteScan(reply, sight.Study, sight.Study.Scans[i]);
        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    private static void WriteScan(Reply reply, JpegStudy study, ScanRecord scan)
    {
        ScanHeader header = scan.Header;
        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("number", scan.Number);
        reply.Json.WriteNumber("offset", scan.Offset);
        reply.Json.WriteNumber("dataOffset", scan.DataOffset);
        reply.Json.WriteString("words", FrameNodes.DescribeScan(scan, study.Structure.Frame, study.Colour.Model));
        reply.Json.WriteNumber("ss", header.SpectralStart);
        reply.Json.WriteNumber("se", header.SpectralEnd);
        reply.Json.WriteNumber("ah", header.ApproximationHigh);
        reply.Json.WriteNumber("al", header.ApproximationLow);
        reply.Json.WriteStartArray("components");
        for (int c = 0; c < header.ComponentCount; c++)
            reply.Json.WriteNumberValue(header.Components[c].Component);
        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    /// <summary>A block of a component; null where coefficients cannot be had.</summary>
    public static void Block(ExploredFile file, Question question, Reply reply)
    {
        (int component, int x, int y) = (question.Int("component"), question.Int("blockX"), question.Int("blockY"));
        if (file.Study.Jpeg?.Block(component, x, y) is not { } block)
        {
            reply.Json.WriteNullValue();
            return;
        }

        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("component", component);
        reply.Json.WriteNumber("blockX", x);
        reply.Json.WriteNumber("blockY", y);
        reply.Json.WriteNumber("mcu", block.Mcu);
        JsonShapes.WriteNumbers(reply.Json, "coefficients", block.Coefficients.Select(v => (int)v));
        JsonShapes.WriteNumbers(reply.Json, "steps", block.Steps.Select(v => (int)v));
        JsonShapes.WriteNumbers(reply.Json, "samples", block.Samples.Select(v => (int)v));
        reply.Json.WritePropertyName("symbols");
        JsonShapes.WriteRuns(reply.Json, file.Study.Jpeg.Runs.Of(component, x, y));
        reply.Json.WriteEndObject();
    }

    /// <summary>The components at their own size, 8 bits a sample.</summary>
    public static void Planes(ExploredFile file, Reply reply)
    {
        JpegPlanes planes = ImageDecoder.DecodeJpegPlanes(file.Bytes);
        reply.Json.WriteStartArray();
        for (int c = 0; c < planes.Planes.Count; c++)
        {
            PixelBuffer plane = planes.Planes[c].Format == PixelFormat.Gray8 ? planes.Planes[c] : planes.Planes[c].ConvertTo(PixelFormat.Gray8);
            byte[] packed = new byte[plane.Width * plane.Height];
            plane.CopyTo(packed);
            reply.Json.WriteStartObject();
            reply.Json.WriteString("component", file.Study.Jpeg?.Study.ComponentName(c));
            reply.Json.WriteNumber("width", plane.Width);
            reply.Json.WriteNumber("height", plane.Height);
            reply.Write("data", packed);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
    }
}
