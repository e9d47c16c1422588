// Owns: the exception for what is wrong with a call, not with a file. Stands under the exported functions, and never leaves the library. Leaves
// telling it to IssueWriter.

namespace RawDecoders.Native;

/// <summary>A call that is refused, with its status.</summary>
internal sealed class CallException(Status status, string message) : Exception(message)
{
    public Status Status { get; } = status;
}
