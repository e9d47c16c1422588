// Owns: the standard streams of this process and the size of its terminal. On Unix they are read and written past the framework's
// console, which on its first use switches a terminal to its keypad mode (ESC [ ? 1 h) and leaves it there, drops writes to a closed pipe without a
// word, and starts a thread for signals. Leaves reading and writing to Descriptors, and what is written to CliHost and the commands.

using System.Runtime.InteropServices;

namespace RawDecoders.Cli;

/// <summary>The standard streams.</summary>
internal static class StandardStreams
{
    private const int DefaultColumns = 80, DefaultRows = 24;

    /// <summary>Standard input, as bytes.</summary>
    public static Stream OpenInput() => OperatingSystem.IsWindows() ? Console.OpenStandardInput() : Descriptors.IsInherited(0) ? new DescriptorInput(0) : Stream.Null;

    /// <summary>Standard output, as bytes.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsWindows() ? Console.OpenStandardOutput() : OpenOutput(1);

    /// <summary>Standard error, as text that is written at once.</summary>
    public static TextWriter CreateErrorWriter()
        => new StreamWriter(new ForgivingStream(OperatingSystem.IsWindows() ? Console.OpenStandardError() : OpenOutput(2)), RawNames.Encoding, bufferSize: 256) { AutoFlush = true };

    private static Stream OpenOutput(int descriptor) => Descriptors.IsInherited(descriptor) ? new DescriptorOutput(descriptor) : Stream.Null;

    /// <summary>Whether a terminal is behind a descriptor.</summary>
    public static bool IsTerminal(int descriptor)
        => OperatingSystem.IsWindows() ? !(descriptor == 1 ? Console.IsOutputRedirected : Console.IsErrorRedirected) : Descriptors.IsTerminal(descriptor);

    /// <summary>Columns and rows of the terminal; 80 × 24 where it does not tell.</summary>
    public static (int Columns, int Rows) MeasureTerminal()
    {
        int columns = 0, rows = 0;
        try
        {
            if (OperatingSystem.IsLinux())
            {
                // Whichever of the three is the terminal.
                var size = default(WindowSize);
                if (GetWindowSize(1, GetWindowSizeRequest, ref size) == 0 || GetWindowSize(2, GetWindowSizeRequest, ref size) == 0)
                    (columns, rows) = (size.Columns, size.Rows);
            }
            else if (OperatingSystem.IsWindows())
            {
                (columns, rows) = (Console.WindowWidth, Console.WindowHeight);
            }
        }
        catch (Exception e) when (e is IOException or PlatformNotSupportedException or DllNotFoundException or EntryPointNotFoundException)
        {
            // As if it had not told.
        }

        return (columns > 0 ? columns : DefaultColumns, rows > 0 ? rows : DefaultRows);
    }

    /// <summary>TIOCGWINSZ of Linux's asm-generic/ioctls.h.</summary>
    private const nuint GetWindowSizeRequest = 0x5413;

    [DllImport("libc", EntryPoint = "ioctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetWindowSize(int descriptor, nuint request, ref WindowSize size);

    /// <summary>struct winsize.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows, Columns, Width, Height;
    }

    /// <summary>Where messages go. If nobody can hear them, there is nobody to tell.</summary>
    private sealed class ForgivingStream(Stream inner) : WriteOnlyStream
    {
        public override void Write(ReadOnlySpan<byte> buffer)
        {
            try
            {
                inner.Write(buffer);
            }
            catch (IOException)
            {
                // As the framework's console does.
            }
        }
    }
}
