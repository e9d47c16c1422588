using System.Text;
using System.Xml;
using RawDecoders.Jpeg;

namespace RawDecoders.Tests.Jpeg;

/// <summary>The scanner of XMP packets beside the framework's reader, which knows all of XML.</summary>
public sealed class XmlTagsTests
{
    private const string Ns = "http://ns.google.com/photos/1.0/container/item/";

    [Theory]
    [InlineData("<a xmlns:I='NS' I:Semantic='Primary' I:Mime=\"image/jpeg\"/>")]
    [InlineData("<?xpacket begin='' id='x'?><a xmlns:Item='NS'><b Item:Semantic='One'/><b Item:Semantic='Two' Item:Length='5'></b></a><?xpacket end='w'?>")]
    [InlineData("<a xmlns:I='other'><b I:Semantic='no' xmlns:I='NS'><c I:Semantic='inner'/></b><d I:Semantic='other'/></a>")]
    [InlineData("<a><b xmlns:I='NS'/><c xmlns:I='other' I:Semantic='after'/></a>")]
    [InlineData("<a xmlns:I='NS' Semantic='none' I:Semantic='A &amp; B &lt;&#65;&#x1F600;&gt; &quot;&apos;'/>")]
    [InlineData("<a xmlns:I='NS'><!-- <b I:Semantic='comment'/> --><![CDATA[<b I:Semantic='data'/>]]><?x <b I:Semantic='pi'/>?><b I:Semantic='real'/></a>")]
    [InlineData("<a xmlns:I='NS'><b I:Semantic='before'/><b I:Semantic='a<b'/><b I:Semantic='after'/></a>")]
    [InlineData("<a xmlns:I='NS'><b I:Semantic='before'/></c><b I:Semantic='after'/>")]
    [InlineData("<a xmlns:I='NS'><b I:Semantic='before'/><b I:Semantic='cut")]
    [InlineData("<!DOCTYPE a><a xmlns:I='NS' I:Semantic='x'/>")]
    [InlineData("<a xmlns:I='NS' I:Semantic = 'blanks'\n\tI:Mime\t=\n'm' ></a >")]
    [InlineData("<a xmlns:I='NS' I:Semantic='x'I:Mime='y'/>")]
    [InlineData("text <a xmlns:I='NS' I:Semantic='x'/> more")]
    [InlineData("<")]
    [InlineData("")]
    public void Tells_what_the_framework_tells(string xml)
    {
        xml = xml.Replace("NS", Ns, StringComparison.Ordinal);
        Assert.Equal(ByFramework(xml), ByScanner(Encoding.UTF8.GetBytes(xml)));
    }

    [Fact]
    public void Any_bytes_end()
    {
        byte[] xml = Encoding.UTF8.GetBytes($"<a xmlns:I='{Ns}'><!-- c --><b I:Semantic='One' I:Length=\"7\"><?p q?><![CDATA[ ]]></b></a>");
        var random = new Random(11);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] mutated = [.. xml];
            for (int i = random.Next(1, 5); i > 0; i--)
                mutated[random.Next(mutated.Length)] = (byte)"<>/='\"!?-[]& a\0\xFF"[random.Next(16)];
            ByScanner(mutated.AsSpan(0, random.Next(mutated.Length + 1)));
        }
    }

    private static List<string> ByScanner(ReadOnlySpan<byte> xml)
    {
        List<string> found = [];
        var tags = new XmlTags(xml);
        while (tags.MoveNext())
            found.Add($"{tags.GetAttribute("Semantic"u8, Encoding.UTF8.GetBytes(Ns))}|{tags.GetAttribute("Mime"u8, Encoding.UTF8.GetBytes(Ns))}");
        return found;
    }

    private static List<string> ByFramework(string xml)
    {
        List<string> found = [];
        try
        {
            using var reader = XmlReader.Create(new StringReader(xml), new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ConformanceLevel = ConformanceLevel.Auto });
            while (reader.Read())
            {
                if (reader.NodeType == XmlNodeType.Element)
                    found.Add($"{reader.GetAttribute("Semantic", Ns)}|{reader.GetAttribute("Mime", Ns)}");
            }
        }
        catch (XmlException)
        {
        }

        return found;
    }
}
