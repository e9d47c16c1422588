// Owns: what a decoder of this host gives for a file, in the form that goes over the pipe. Leaves the pipe to Program.

namespace DecoderHost;

/// <summary>A picture.</summary>
/// <param name="Width">Pixels across.</param>
/// <param name="Height">Pixels down.</param>
/// <param name="Format">Format of the samples: "rgb24", "rgba64le" ...</param>
/// <param name="Samples">Packed, top row first.</param>
/// <param name="Note">What the decoder said beside it; empty if nothing.</param>
internal sealed record Answer(int Width, int Height, string Format, byte[] Samples, string Note = "");

/// <summary>A decoder of this host.</summary>
internal interface IHostedDecoder
{
    /// <summary>Its version.</summary>
    string Version { get; }

    /// <summary>Decodes a file; any exception is a refusal.</summary>
    Answer Decode(byte[] file);
}
