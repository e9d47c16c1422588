// Owns: what differs between two files: their pixels as a map, and their structure as a list of fields. Stands on two ExploredFiles. Leaves showing it to the
// page.

using RawDecoders.Inspection;

namespace RawDecoders.Explorer;

internal static class DiffAnswer
{
    /// <summary>Fields that are listed at most.</summary>
    private const int MostFields = 500;

    public static void Diff(ExploredFile first, ExploredFile second, Reply reply)
    {
        PixelBuffer? a = Picture(first), b = Picture(second);
        reply.Json.WriteStartObject();
        WritePixels(a, b, reply);
        reply.Json.WriteStartArray("tree");
        int left = MostFields;
        Compare(first.Report.Root, second.Report.Root, "", reply, ref left);
        reply.Json.WriteEndArray();
        reply.Json.WriteBoolean("cut", left <= 0);
        reply.Json.WriteEndObject();
    }

    /// <summary>The picture in RGBA, as far as it can be had; null if not at all.</summary>
    private static PixelBuffer? Picture(ExploredFile file)
    {
        foreach (bool isLenient in (ReadOnlySpan<bool>)[false, true])
        {
            try
            {
                return file.Pixels(isLenient).ConvertTo(PixelFormat.Rgba32);
            }
            catch (ImageDecodeException)
            {
                // Refused: what Lenient has will do.
            }
        }

        return null;
    }

    private static void WritePixels(PixelBuffer? a, PixelBuffer? b, Reply reply)
    {
        bool isSameSize = a is not null && b is not null && a.Width == b.Width && a.Height == b.Height;
        reply.Json.WriteBoolean("comparable", isSameSize);
        reply.Json.WriteNumber("width", a?.Width ?? 0);
        reply.Json.WriteNumber("height", a?.Height ?? 0);
        if (!isSameSize)
        {
            reply.Json.WriteNull("map");
            return;
        }

        byte[] map = new byte[4 * a!.Width * a.Height];
        long differing = 0;
        int largest = 0;
        for (int y = 0; y < a.Height; y++)
        {
            ReadOnlySpan<byte> left = a.GetRow(y)[..(4 * a.Width)], right = b!.GetRow(y)[..(4 * a.Width)];
            if (left.SequenceEqual(right))
                continue;
            for (int x = 0; x < a.Width; x++)
            {
                int most = 0;
                for (int c = 0; c < 4; c++)
                    most = Math.Max(most, Math.Abs(left[4 * x + c] - right[4 * x + c]));
                if (most == 0)
                    continue;
                differing++;
                largest = Math.Max(largest, most);
                // Red, the stronger the larger the difference; a difference of 1 is still to be seen.
                Span<byte> pixel = map.AsSpan(4 * (y * a.Width + x), 4);
                (pixel[0], pixel[1], pixel[2], pixel[3]) = (255, (byte)(160 - 160 * most / 255), 0, (byte)(96 + 159 * most / 255));
            }
        }

        reply.Json.WriteNumber("differing", differing);
        reply.Json.WriteNumber("largest", largest);
        reply.Write("map", map);
    }

    /// <summary>Walks two trees side by side: children of one name are matched in order.</summary>
    private static void Compare(StructureNode a, StructureNode b, string path, Reply reply, ref int left)
    {
        if (left <= 0)
            return;
        if (a.Value != b.Value || a.Raw != b.Raw)
            Write(path.Length == 0 ? a.Name : path, Words(a), Words(b), reply, ref left);
        var rest = new Dictionary<string, Queue<StructureNode>>(StringComparer.Ordinal);
        foreach (StructureNode child in b.Children)
        {
            if (!rest.TryGetValue(child.Name, out Queue<StructureNode>? queue))
                rest.Add(child.Name, queue = new Queue<StructureNode>());
            queue.Enqueue(child);
        }

        foreach (StructureNode child in a.Children)
        {
            string inner = path.Length == 0 ? child.Name : $"{path} / {child.Name}";
            if (rest.TryGetValue(child.Name, out Queue<StructureNode>? queue) && queue.TryDequeue(out StructureNode? other))
                Compare(child, other, inner, reply, ref left);
            else
                Write(inner, Words(child), null, reply, ref left);
        }

        foreach (StructureNode child in rest.Values.SelectMany(q => q))
            Write(path.Length == 0 ? child.Name : $"{path} / {child.Name}", null, Words(child), reply, ref left);
    }

    private static string Words(StructureNode node) => node.Value.Length > 0 ? node.Value : node.Raw.Length > 0 ? node.Raw : $"{node.Length} bytes";

    private static void Write(string path, string? a, string? b, Reply reply, ref int left)
    {
        if (left-- <= 0)
            return;
        reply.Json.WriteStartObject();
        reply.Json.WriteString("path", path);
        reply.Json.WriteString("a", a);
        reply.Json.WriteString("b", b);
        reply.Json.WriteEndObject();
    }
}
