// Owns: answers that only PNG has: filters of rows, residuals of a pixel, the picture pass by pass. Stands on PngStudy. Leaves the bits to PlaceAnswers.

using RawDecoders.Inspection;
using RawDecoders.Png;

namespace RawDecoders.Explorer;

internal static class PngAnswers
{
    /// <summary>The filter type of each row of each pass.</summary>
    public static void Filters(ExploredFile file, Reply reply)
    {
        reply.Json.WriteStartArray();
        foreach (PngPassFilters pass in StudyOf(file) is { } study ? PngFilterSight.Passes(study) : [])
        {
            reply.Json.WriteStartObject();
            reply.Json.WriteNumber("pass", pass.Number);
            reply.Json.WriteNumber("x", pass.Pass.X);
            reply.Json.WriteNumber("y", pass.Pass.Y);
            reply.Json.WriteNumber("stepX", pass.Pass.StepX);
            reply.Json.WriteNumber("stepY", pass.Pass.StepY);
            reply.Json.WriteNumber("width", pass.Pass.Width);
            reply.Json.WriteNumber("height", pass.Pass.Height);
            reply.Write("types", pass.Types);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
    }

    /// <summary>How the bytes of a pixel come about; null where the data is not whole.</summary>
    public static void Residual(ExploredFile file, Question question, Reply reply)
    {
        if (StudyOf(file) is not { } study || PngFilterSight.At(study, question.Int("x"), question.Int("y")) is not { } at)
        {
            reply.Json.WriteNullValue();
            return;
        }

        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("type", at.Type);
        reply.Json.WriteString("filter", PngImageWalk.FilterName(at.Type));
        reply.Json.WriteNumber("pass", PngImageWalk.NumberOf(at.Row.Pass));
        reply.Json.WriteNumber("row", at.Row.Index);
        reply.Json.WriteNumber("column", at.Column);
        WriteNeighbours(reply, at.Row, at.Column, Math.Max(1, study.Image!.Header.FilterDistance * 8 / study.Image.Header.BitsPerPixel));
        reply.Json.WriteStartArray("channels");
        foreach (PngResidual one in at.Bytes)
        {
            reply.Json.WriteStartObject();
            reply.Json.WriteNumber("channel", one.Channel);
            reply.Json.WriteNumber("x", one.Value);
            reply.Json.WriteNumber("a", one.A);
            reply.Json.WriteNumber("b", one.B);
            reply.Json.WriteNumber("c", one.C);
            reply.Json.WriteNumber("predictor", one.Prediction);
            reply.Json.WriteNumber("residual", one.Residual);
            reply.Json.WriteEndObject();
        }

        reply.Json.WriteEndArray();
        reply.Json.WriteEndObject();
    }

    /// <summary>The picture as far as the passes up to one tell it: pixels of later passes are transparent.</summary>
    public static PixelBuffer UpToPass(ExploredFile file, int pass)
    {
        if (StudyOf(file) is not { Image: { } image } || !image.Header.IsInterlaced)
            throw new NotSupportedException("this file has no passes");
        PixelBuffer whole = file.Pixels(isLenient: false).ConvertTo(PixelFormat.Rgba32);
        byte[] pixels = new byte[4 * whole.Width * whole.Height];
        foreach (PngPass one in image.Passes)
        {
            if (PngImageWalk.NumberOf(one) > pass)
                break;
            for (int y = one.Y; y < whole.Height; y += one.StepY)
            {
                ReadOnlySpan<byte> row = whole.GetRow(y);
                for (int x = one.X; x < whole.Width; x += one.StepX)
                    row.Slice(4 * x, 4).CopyTo(pixels.AsSpan(4 * (y * whole.Width + x)));
            }
        }

        return new PixelBuffer(pixels, whole.Width, whole.Height, PixelFormat.Rgba32, 4 * whole.Width);
    }

    private static PngStudy? StudyOf(ExploredFile file) => file.Study.Png;

    /// <summary>The pixels of the picture that a, b and c are of; null outside of it. Of several pixels in a byte: the first.</summary>
    private static void WriteNeighbours(Reply reply, PngRawRow row, int column, int distance)
    {
        Write("a", column - distance, row.Index);
        Write("b", column, row.Index - 1);
        Write("c", column - distance, row.Index - 1);

        void Write(string name, int x, int y)
        {
            if (x < 0 || y < 0)
            {
                reply.Json.WriteNull(name);
                return;
            }

            reply.Json.WriteStartObject(name);
            reply.Json.WriteNumber("x", row.Pass.X + x * row.Pass.StepX);
            reply.Json.WriteNumber("y", row.Pass.Y + y * row.Pass.StepY);
            reply.Json.WriteEndObject();
        }
    }
}
