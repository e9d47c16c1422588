// Exif blocks (CIPA DC-008): a TIFF header and one directory.

namespace RawDecoders.CorpusGenerator;

/// <summary>TIFF structures.</summary>
public static class ExifBlocks
{
    /// <summary>A block whose directory says the orientation (tag 0x0112, SHORT) and one other thing.</summary>
    public static byte[] Orientation(int orientation, bool littleEndian)
    {
        ByteSink sink = new();
        if (littleEndian)
        {
            return sink.Text("II").Le16(42).Le32(8).Le16(2)
                .Le16(0x0112).Le16(3).Le32(1).Le16(orientation).Le16(0)
                .Le16(0x0128).Le16(3).Le32(1).Le16(2).Le16(0).Le32(0).ToArray();
        }

        return sink.Text("MM").Be16(42).Be32(8).Be16(2)
            .Be16(0x0112).Be16(3).Be32(1).Be16(orientation).Be16(0)
            .Be16(0x0128).Be16(3).Be32(1).Be16(2).Be16(0).Be32(0).ToArray();
    }
}
