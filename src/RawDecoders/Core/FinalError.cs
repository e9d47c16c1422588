// Owns: the rule that an error ends whoever reads a picture piece by piece. Stands in FormatDecoder, for rows and what follows them,
// and in ImageRegionReader, for rectangles; every reader to come takes it too. Leaves wrong arguments to them: these are refused
// before it is asked, and end nothing. What a decoder has half done when it throws (a row counted here and not there, a strip
// filled and not taken) is nothing to go on from, so nobody goes on: every later call throws the same exception again.
using System.Runtime.ExceptionServices;

namespace RawDecoders;

/// <summary>The error that ended a reader, if one did. A mutable struct: a field of its owner, never passed on.</summary>
internal struct FinalError
{
    private ExceptionDispatchInfo? _error;

    /// <summary>Throws the error, the same object as the first time, if there is one.</summary>
    public readonly void ThrowIfAny() => _error?.Throw();

    /// <summary>
    /// Keeps what was thrown, whatever it was: a temporary file that cannot be written leaves its reader where a broken file
    /// does. The first one stays.
    /// </summary>
    public void Keep(Exception error) => _error ??= ExceptionDispatchInfo.Capture(error);
}
