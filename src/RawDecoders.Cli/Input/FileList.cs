// The files that a command line names: paths, "-" for standard input, and "@list" for a file with one path a line ("@-" for
// such a list on standard input). Lists are read while the command works, so that they may be of any length.

namespace RawDecoders.Cli;

/// <summary>Expands the FILE arguments.</summary>
internal static class FileList
{
    /// <summary>
    /// The paths, in order. A list's lines are taken as they are, spaces and all; empty lines are passed over, and "-" or
    /// "@x" in a list are ordinary file names.
    /// </summary>
    /// <exception cref="UsageException">A list cannot be read.</exception>
    public static IEnumerable<string> Expand(IReadOnlyList<string> arguments, CliHost host)
    {
        // All lists are opened before any work is done: a wrong name must not show after an hour of output.
        foreach (string argument in arguments)
        {
            if (IsList(argument, out string name) && name != "-")
                OpenList(name).Dispose();
        }

        return Enumerate(arguments, host);
    }

    private static IEnumerable<string> Enumerate(IReadOnlyList<string> arguments, CliHost host)
    {
        foreach (string argument in arguments)
        {
            if (!IsList(argument, out string name))
            {
                yield return argument;
                continue;
            }

            using TextReader lines = name == "-" ? new StreamReader(host.Input, leaveOpen: true) : OpenList(name);
            while (ReadLine(lines, name) is { } line)
            {
                if (line.Length > 0)
                    yield return line == "-" ? "./-" : line;
            }
        }
    }

    private static bool IsList(string argument, out string name)
    {
        name = argument.Length > 1 && argument[0] == '@' ? argument[1..] : "";
        return name.Length > 0;
    }

    private static StreamReader OpenList(string name)
    {
        try
        {
            return new StreamReader(name);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"@{name}: {ErrorReporting.Describe(name, e)}");
        }
    }

    private static string? ReadLine(TextReader lines, string name)
    {
        try
        {
            return lines.ReadLine();
        }
        catch (IOException e)
        {
            throw new UsageException($"@{name}: {ErrorReporting.Describe(name, e)}");
        }
    }
}
