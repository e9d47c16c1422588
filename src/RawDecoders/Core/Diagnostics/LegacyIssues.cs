namespace RawDecoders;

// Transitional: call sites that still pass loose strings. To be deleted with the last of them.
internal static class LegacyIssues
{
    public static void Harmless(this DecodeIssues issues, long offset, string what, string part, string clause)
        => issues.Report(Make(Severity.Warning, ImageDecodeErrorKind.Malformed, clause), offset, what, part);

    public static void Harmful(this DecodeIssues issues, ImageDecodeErrorKind kind, long offset, string what, string part, string clause)
        => issues.Report(Make(Severity.Error, kind, clause), offset, what, part);

    public static void Warn(this DecodeIssues issues, long offset, string what, string part, string clause)
        => issues.Report(Make(Severity.Note, ImageDecodeErrorKind.Malformed, clause), offset, what, part);

    public static ImageDecodeException Error(
        this DecodeIssues issues, ImageDecodeErrorKind kind, long offset, string what, string part, string clause, Exception? inner = null)
        => issues.Error(Make(Severity.Error, kind, clause), offset, what, part, inner);

    public static Rule Make(Severity severity, ImageDecodeErrorKind kind, string clause, string id = "legacy")
        => new(id, ImageFormat.Unknown, "", clause, severity, "", "passes over it", kind);

    public static Issue Finding(Severity severity, long offset, string rule, string what, string clause, string consequence)
        => new(Make(severity, ImageDecodeErrorKind.Malformed, clause, rule), offset, what) { Consequence = consequence };

    public static ImageDecodeException Exception(
        ImageDecodeErrorKind kind, ImageFormat format, long offset, string what, string part, string clause, System.Exception? inner = null)
        => new(DecodeIssues.Make(Make(Severity.Error, kind, clause), offset, what, part), format, inner);
}
