// Owns: passing over the entropy-coded data of a scan, and which markers do not end them: restarts, and those that have no place in
// a file of the processes that are decoded. Stands between two scan headers of the walk. Leaves to others: decoding the data, and
// what such a marker costs the scan (ScanDecoder).

namespace RawDecoders.Jpeg;

internal sealed partial class JpegStructure
{
    /// <summary>
    /// Passes over entropy-coded data and restarts, from <see cref="Position"/> to the marker that ends them. Markers that cannot
    /// follow a scan do not end it: they are damage of its data, which the decode of the scan tells.
    /// </summary>
    public void SkipEntropyData()
    {
        long from = Position;
        bool inData = true;
        while (true)
        {
            var reader = new JpegSegmentReader(_source.Window(from), from, inData);
            bool windowed = false;
            while (reader.Read())
            {
                if (reader.Kind == JpegSegmentKind.EntropyCodedData)
                {
                    // Cut short by the window, not by the file: the last byte may be half of a marker.
                    windowed = !reader.IsComplete && reader.Position < _source.Length;
                    from = windowed ? reader.Position - 1 : reader.Position;
                    continue;
                }

                if (!reader.Marker.IsRestart() && !IsForeign(reader.Marker))
                {
                    Position = reader.Offset;
                    return;
                }

                // What a foreign marker's length would be are data.
                windowed = !reader.Marker.IsRestart();
                from = windowed ? reader.Offset + 2 : reader.Position;
                if (windowed)
                    break;
            }

            if (!windowed)
            {
                Position = _source.Length;
                return;
            }
        }
    }

    /// <summary>
    /// Whether a marker has no place in a file of the processes that are decoded, so none after a scan: those of extensions, of
    /// hierarchical files, reserved ones, TEM.
    /// </summary>
    public static bool IsForeign(JpegMarker marker)
        => marker is JpegMarker.Dhp or JpegMarker.Exp or JpegMarker.Jpg or (> JpegMarker.None and < JpegMarker.Sof0)
            or (>= JpegMarker.Jpg0 and <= JpegMarker.Jpg13);

    /// <summary>Reports a marker that is foreign, or has no meaning where it is.</summary>
    public static void ReportForeign(DecodeIssues issues, JpegMarker marker, long offset)
    {
        // T.81 leaves codes to extensions (T.84 uses some); what they say may change the picture.
        (Rule rule, string what) = marker switch
        {
            JpegMarker.Dhp or JpegMarker.Exp => (JpegRules.Hierarchical, "hierarchical mode"),
            JpegMarker.Tem or JpegMarker.Dac or (>= JpegMarker.Rst0 and <= JpegMarker.Rst7) => (JpegRules.MarkerMisplaced, "the marker has no meaning here"),
            JpegMarker.Sof55 or JpegMarker.Lse => (JpegRules.JpegLs, "JPEG-LS"),
            >= JpegMarker.Jpg0 and <= JpegMarker.Jpg13 => (JpegRules.Extension, "an extension of JPEG"),
            _ => (JpegRules.MarkerReserved, "a reserved marker"),
        };
        issues.Report(rule, offset, what, marker.GetName());
    }
}
