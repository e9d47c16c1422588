// Owns: one picture of a stage. Stands at the inspector's face. Leaves drawing it to the formats.

namespace RawDecoders.Inspection;

/// <summary>
/// A picture of what a file looks like between two stages of its decoding: PNG's filtered bytes, a JPEG's DC coefficients.
/// </summary>
/// <param name="Name">Short, stable name, fit for a file name: "filtered", "pass-3", "scan-2".</param>
/// <param name="Caption">What is to be seen, in one sentence, with the clause.</param>
/// <param name="Pixels">The picture: Gray8 or Rgb24.</param>
/// <example>
/// <code>
/// foreach (StagePicture stage in ImageInspector.Stages("photo.png"))
///     Console.WriteLine($"{stage.Name}: {stage.Pixels.Width} x {stage.Pixels.Height}, {stage.Caption}");
/// </code>
/// </example>
public sealed record StagePicture(string Name, string Caption, PixelBuffer Pixels);
