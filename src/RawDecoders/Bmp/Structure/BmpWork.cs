// Owns: what the stages of one decode share: the file, its bytes, and where they report. Made when a file is opened, handed to every
// stage that reads pixels. Leaves the choice of stages to BmpPlan.

namespace RawDecoders.Bmp;

/// <summary>One decode, as its stages see it.</summary>
/// <param name="File">The headers.</param>
/// <param name="Source">The bytes of the file.</param>
/// <param name="Issues">Takes what is found.</param>
/// <param name="Budget">Takes what is allocated.</param>
/// <param name="Damage">Takes the rows that are not as stored.</param>
/// <param name="Watch">Is told of progress and ends the decode when asked; null if nobody watches.</param>
internal sealed record BmpWork(
    BmpFile File, ByteSource Source, DecodeIssues Issues, MemoryBudget Budget, DamagedRowMap Damage, DecodeWatch? Watch);
