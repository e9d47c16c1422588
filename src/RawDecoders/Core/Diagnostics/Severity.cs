// Owns: how much a violation matters. Stands under Rule. Leaves what follows from it to Strictness.

namespace RawDecoders;

/// <summary>How much a violation matters: which <see cref="Strictness"/> refuses it.</summary>
/// <example>
/// <code>
/// bool isSound = ImageInspector.Inspect("photo.png").Worst is null or Severity.Note;
/// </code>
/// </example>
public enum Severity
{
    /// <summary>Allowed, but worth knowing. No strictness refuses it.</summary>
    Note = 0,

    /// <summary>Breaks a rule that no pixel depends on: Standard and Lenient decode with a warning, Strict refuses.</summary>
    Warning,

    /// <summary>Breaks a rule that pixels depend on: Standard and Strict refuse; <see cref="Rule.Lenient"/> says what Lenient does.</summary>
    Error,
}
