// Owns: answers about animations: the frames, and a picture of each as it is shown or as it is stored. Stands on ImageFrameReader. Leaves playing to the page.

using RawDecoders.Cli;
using RawDecoders.Png;

namespace RawDecoders.Explorer;

internal static class FrameAnswers
{
    /// <summary>The frames; none of a file that is no animation.</summary>
    public static void Frames(ExploredFile file, Reply reply)
    {
        reply.Json.WriteStartArray();
        if (file.Format == ImageFormat.Png)
        {
            using ImageFrameReader reader = ImageDecoder.OpenFrames(file.Bytes.AsMemory());
            foreach (ImageFrameInfo frame in reader.IsAnimation ? reader.Frames : [])
            {
                reply.Json.WriteStartObject();
                reply.Json.WriteNumber("index", frame.Index);
                reply.Json.WriteNumber("x", frame.X);
                reply.Json.WriteNumber("y", frame.Y);
                reply.Json.WriteNumber("width", frame.Width);
                reply.Json.WriteNumber("height", frame.Height);
                reply.Json.WriteNumber("delay", frame.Delay.TotalMilliseconds);
                reply.Json.WriteString("dispose", MetadataFields.CamelCase(frame.Disposal));
                reply.Json.WriteString("blend", MetadataFields.CamelCase(frame.Blend));
                reply.Json.WriteEndObject();
            }
        }

        reply.Json.WriteEndArray();
    }

    /// <summary>A frame as it is shown, or only its own rectangle as it is stored.</summary>
    public static void Picture(ExploredFile file, int index, bool isRaw, Reply reply)
    {
        using ImageFrameReader reader = ImageDecoder.OpenFrames(file.Bytes.AsMemory(), new DecodeOptions { PixelFormat = PixelFormat.Rgba32 }, new FrameOptions { Raw = isRaw });
        for (int i = 0; ; i++)
        {
            PixelBuffer frame = reader.ReadFrame() ?? throw new ArgumentException("there is no such frame");
            if (i < index)
                continue;
            PixelAnswers.WritePicture(reply, frame, json => json.WriteNumber("frame", index));
            return;
        }
    }
}
