// Owns: how the reports tell who took part: what a decoder runs on, when it was asked, and what it claims to read, where the parts that nearly all leave
// out are said once. Stands under the Markdown and the page. Leaves the tables to them.

using System.Globalization;
using RawDecoders.Conformance.Scoreboard.Judging;
using RawDecoders.Conformance.Scoreboard.Running;

namespace RawDecoders.Conformance.Scoreboard.Reports;

/// <summary>Words about the decoders of a run.</summary>
internal static class ParticipantWords
{
    /// <summary>What the asterisk of <see cref="Of(Claims)"/> leaves out.</summary>
    public const string Asterisk = "without what no decoder's documents promise: JPEG of 12 bits, lossless, or of two components; BMP of 2 and of 64 bits a pixel, of OS/2's own codings and "
        + "headers, with a whole JPEG or PNG in it, with an alpha mask behind 40 bytes, with masks without a bit. Such files are shown to decoders all the same: if they read them, well; if not, nothing is said.";

    /// <summary>A list of claims; the rare parts of BMP and JPEG, left out, as an asterisk.</summary>
    public static string Of(Claims claims)
        => claims.ToString().Replace("bmp, " + Listed(DecoderCatalogue.RareBmp), "bmp*", StringComparison.Ordinal)
            .Replace("jpeg, " + Listed(DecoderCatalogue.RareJpeg), "jpeg*", StringComparison.Ordinal);

    /// <summary>What a decoder ran on: the system, and its runtime if it has one.</summary>
    public static string Platform(ScoreboardResults results, DecoderIdentity decoder)
    {
        string system = results.Platform.Split(',')[0];
        return decoder.Runtime.Length > 0 ? $"{system}, {decoder.Runtime}" : system;
    }

    /// <summary>A time in UTC, to the minute.</summary>
    public static string Stamp(DateTime at) => at.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) + " UTC";

    private static string Listed(string claims) => Claims.Parse(claims).ToString();
}
