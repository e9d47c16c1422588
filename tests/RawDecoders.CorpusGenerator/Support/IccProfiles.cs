// A small ICC profile: enough structure for a reader that looks at its header, and a size to choose, for profiles that span
// several JPEG segments.

namespace RawDecoders.CorpusGenerator;

/// <summary>ICC profiles (ICC.1:2010) with a grey tone curve.</summary>
public static class IccProfiles
{
    /// <summary>A version 2 display profile for grey with gamma 2.2, padded to <paramref name="length"/> bytes with a private tag.</summary>
    public static byte[] Tiny(int length = 0)
    {
        ByteSink tags = new();
        int body = 128 + 4 + 12 * 4;
        byte[] description = new ByteSink().Text("desc").Be32(0).Be32(5).Text("tiny\0").Be32(0).Be32(0).Be16(0).U8(0).Zeros(67).ToArray();
        byte[] white = new ByteSink().Text("XYZ ").Be32(0).Be32(0xF6D6).Be32(0x10000).Be32(0xD32D).ToArray();
        byte[] curve = new ByteSink().Text("curv").Be32(0).Be32(1).Be16(0x0233).Be16(0).ToArray();
        byte[] copyright = new ByteSink().Text("text").Be32(0).Text("CC0\0").ToArray();
        ByteSink data = new();
        tags.Be32(4);
        foreach ((string name, byte[] payload) in (ReadOnlySpan<(string, byte[])>)[("desc", description), ("wtpt", white), ("kTRC", curve), ("cprt", copyright)])
        {
            tags.Text(name).Be32((uint)(body + data.Position)).Be32((uint)payload.Length);
            data.Bytes(payload).Zeros((4 - payload.Length % 4) % 4);
        }

        Prng prng = new(5);
        while (body + data.Position < length)
            data.U8(prng.Next(256));
        ByteSink profile = new();
        profile.Be32((uint)(body + data.Position)).Text("none").Be32(0x02400000).Text("mntrGRAYXYZ ").Be16(2026).Be16(1).Be16(1).Zeros(6)
            .Text("acsp").Zeros(28).Be32(0xF6D6).Be32(0x10000).Be32(0xD32D).Zeros(48);
        return profile.Bytes(tags.ToArray()).Bytes(data.ToArray()).ToArray();
    }
}
