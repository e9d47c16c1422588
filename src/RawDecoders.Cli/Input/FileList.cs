// The files that a command line names: paths, "-" for standard input, and "@list" for a file with one path a line ("@-" for
// such a list on standard input). Lists are read while the command works, so that they may be of any length; names in them may be any
// bytes (RawNames).

namespace RawDecoders.Cli;

/// <summary>Expands the FILE arguments.</summary>
internal static class FileList
{
    /// <summary>
    /// The paths, in order. A list's lines are taken as they are, spaces and all; empty lines are passed over, and "-" or
    /// "@x" in a list are ordinary file names.
    /// </summary>
    /// <param name="arguments">The words of the command line.</param>
    /// <param name="separator">What ends a path in a list: a line feed (with a carriage return before it or not), or NUL.</param>
    /// <param name="host">Where standard input is, and whom to tell that a file is called like a list.</param>
    /// <exception cref="UsageException">A list cannot be read.</exception>
    public static IEnumerable<string> Expand(IReadOnlyList<string> arguments, char separator, CliHost host)
    {
        // All lists are opened before any work is done: a wrong name must not show after an hour of output.
        foreach (string argument in arguments)
        {
            if (!IsList(argument) || argument == "@-")
                continue;
            OpenList(argument).Dispose();
            if (NamedFiles.Exists(argument))
                host.Error.WriteLine($"rawdec: {argument} is taken for the list '{argument[1..]}'; the file '{argument}' is named ./{argument}");
        }

        return Enumerate(arguments, separator, host);
    }

    /// <summary>Whether a word names a list.</summary>
    public static bool IsList(string argument) => argument.Length > 1 && argument[0] == '@';

    /// <summary>The parts of a stream between separators, without a byte order mark and, of lines, without carriage returns.</summary>
    public static IEnumerable<string> ReadPaths(Stream stream, char separator)
    {
        byte[] buffer = new byte[4096];
        int length = 0;
        bool isFirst = true;
        while (true)
        {
            int read = stream.Read(buffer, length, buffer.Length - length);
            int from = 0;
            for (int end; (end = buffer.AsSpan(from..(length + read)).IndexOf((byte)separator)) >= 0; from += end + 1)
                yield return Take(buffer.AsSpan(from, end));
            length += read - from;
            buffer.AsSpan(from, length).CopyTo(buffer);
            if (read == 0)
                break;
            if (length == buffer.Length)
                Array.Resize(ref buffer, buffer.Length * 2);
        }

        if (length > 0)
            yield return Take(buffer.AsSpan(0, length));

        string Take(ReadOnlySpan<byte> path)
        {
            if (isFirst && path.StartsWith("\uFEFF"u8))
                path = path[3..];
            isFirst = false;
            return RawNames.Decode(separator == '\n' && path.EndsWith("\r"u8) ? path[..^1] : path);
        }
    }

    private static IEnumerable<string> Enumerate(IReadOnlyList<string> arguments, char separator, CliHost host)
    {
        foreach (string argument in arguments)
        {
            if (!IsList(argument))
            {
                yield return argument;
                continue;
            }

            using Stream? list = argument == "@-" ? null : OpenList(argument);
            using IEnumerator<string> paths = ReadPaths(list ?? host.Input, separator).GetEnumerator();
            while (MoveNext(paths, argument))
            {
                if (paths.Current.Length > 0)
                    yield return paths.Current == "-" ? "./-" : paths.Current;
            }
        }
    }

    private static FileStream OpenList(string argument)
    {
        string name = argument[1..];
        try
        {
            return NamedFiles.OpenRead(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string more = NamedFiles.Exists(argument) ? $" (a list of paths; the file '{argument}' is named ./{argument})" : "";
            throw new UsageException($"{argument}: {ErrorReporting.Describe(name, e)}{more}");
        }
    }

    private static bool MoveNext(IEnumerator<string> paths, string argument)
    {
        try
        {
            return paths.MoveNext();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"{argument}: {ErrorReporting.Describe(argument[1..], e)}");
        }
    }
}
