// Owns: from exceptions to statuses, and from violations to rawdec_issue. Stands at the border: every exported function ends here when something
// is thrown. Leaves the texts to the library.

using System.Text;
using System.Text.Unicode;

namespace RawDecoders.Native;

/// <summary>Tells the caller what went wrong.</summary>
internal static unsafe class IssueWriter
{
    /// <summary>The status of an exception, told in <paramref name="issue"/> too if that can take it. Never throws.</summary>
    public static Status Report(Exception error, NativeIssue* issue)
    {
        Status status = StatusOf(error);

        // A structure of another size has no place for it, and its status says so.
        if (issue is null || issue->Size != sizeof(NativeIssue))
            return status;
        try
        {
            if (error is ImageDecodeException refusal)
                Write(issue, status, refusal.Issue, refusal.Format, refusal.Message);
            else
                WritePlain(issue, status, status == Status.Internal ? $"{error.GetType().Name}: {error.Message}" : error.Message);
        }
        catch (OutOfMemoryException)
        {
            issue->Status = status;
        }

        return status;
    }

    /// <summary>A violation that is no error: a warning, or the reason of damage.</summary>
    public static void Write(NativeIssue* target, Issue issue, ImageFormat format) => Write(target, Status.Ok, issue, format, issue.Message);

    private static void Write(NativeIssue* target, Status status, Issue issue, ImageFormat format, string message)
    {
        target->Status = status;
        target->Kind = (int)issue.Kind;
        target->Severity = (int)issue.Severity;
        target->FileFormat = (int)format;
        target->Reserved = 0;
        target->Offset = issue.Offset;
        Copy(issue.Rule.Id, target->Rule, NativeIssue.RuleBytes);
        Copy(issue.Part, target->Part, NativeIssue.PartBytes);
        Copy(issue.Clause, target->Clause, NativeIssue.ClauseBytes);
        Copy(issue.What, target->What, NativeIssue.WhatBytes);
        Copy(message, target->Message, NativeIssue.MessageBytes);
    }

    private static void WritePlain(NativeIssue* target, Status status, string message)
    {
        target->Status = status;
        (target->Kind, target->Severity, target->FileFormat, target->Reserved, target->Offset) = (-1, -1, 0, 0, 0);
        target->Rule[0] = target->Part[0] = target->Clause[0] = 0;
        Copy(message, target->What, NativeIssue.WhatBytes);
        Copy(message, target->Message, NativeIssue.MessageBytes);
    }

    /// <summary>UTF-8 with a 0 byte at its end, cut before a character that does not fit.</summary>
    public static void Copy(string text, byte* target, int capacity)
    {
        // A lone surrogate becomes U+FFFD; nothing is thrown.
        Utf8.FromUtf16(text, new Span<byte>(target, capacity - 1), out _, out int written);
        target[written] = 0;
    }

    private static Status StatusOf(Exception error) => error switch
    {
        CallException call => call.Status,
        ImageDecodeException => Status.Refused,
        ObjectDisposedException => Status.BadHandle,
        ArgumentException => Status.BadArgument,
        InvalidOperationException => Status.WrongState,
        FileNotFoundException or DirectoryNotFoundException => Status.NotFound,
        UnauthorizedAccessException => Status.NoAccess,
        IOException => Status.Io,
        OutOfMemoryException => Status.NoMemory,
        _ => Status.Internal,
    };
}
