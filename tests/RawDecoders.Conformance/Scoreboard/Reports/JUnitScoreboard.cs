// Owns: the scoreboard as JUnit's XML, as build servers read it: a suite a decoder, a case a file; faults are failures, files that a decoder does
// not read are skipped.

using System.Globalization;
using System.Xml;
using System.Xml.Linq;
using RawDecoders.Conformance.Scoreboard.Judging;

namespace RawDecoders.Conformance.Scoreboard.Reports;

/// <summary>Writes JUnit's XML.</summary>
internal static class JUnitScoreboard
{
    /// <summary>The document.</summary>
    public static XDocument Write(ScoreboardResults results) => new(new XElement("testsuites", results.Decoders.Select((decoder, d) => new XElement(
        "testsuite",
        new XAttribute("name", decoder.Name),
        new XAttribute("tests", results.Files.Count),
        new XAttribute("failures", results.Total(d).Faults),
        new XAttribute("skipped", results.Total(d).Total - results.Total(d).Counted),
        new XAttribute("timestamp", results.Date.ToString("s", CultureInfo.InvariantCulture)),
        new XElement("properties", Property("version", decoder.Version), Property("platform", results.Platform)),
        results.Of[d].Select(Case)))));

    private static XElement Property(string name, string value) => new("property", new XAttribute("name", name), new XAttribute("value", Clean(value)));

    private static XElement Case(ScoreboardResult result)
    {
        string path = result.File.File.Name;
        XElement element = new("testcase", new XAttribute("classname", result.File.Cause), new XAttribute("name", path));
        string text = Clean(result.Judgement.Text);
        if (result.Outcome.IsFault())
            element.Add(new XElement("failure", new XAttribute("type", result.Outcome.Name()), new XAttribute("message", text), Clean(result.File.File.Clause)));
        else if (!result.Outcome.Counts())
            element.Add(new XElement("skipped", new XAttribute("message", text)));
        return element;
    }

    // Decoders print what they like; XML takes not all of it.
    private static string Clean(string text) => string.Concat(text.Where(XmlConvert.IsXmlChar));
}
