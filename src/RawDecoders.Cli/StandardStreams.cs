// Owns: the standard streams of this process and the size of its terminal. On Unix they are read and written past the framework's
// console, which on its first use switches a terminal to its keypad mode (ESC [ ? 1 h) and leaves it there, and which drops writes to a
// closed pipe without a word. Leaves what is written to CliHost and the commands.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RawDecoders.Cli;

/// <summary>The standard streams.</summary>
internal static class StandardStreams
{
    private const int DefaultColumns = 80, DefaultRows = 24;

    /// <summary>Standard input, as bytes.</summary>
    public static Stream OpenInput() => TryOpen(0, FileAccess.Read) ?? Console.OpenStandardInput();

    /// <summary>Standard output, as bytes.</summary>
    public static Stream OpenOutput() => TryOpen(1, FileAccess.Write) ?? Console.OpenStandardOutput();

    /// <summary>Standard error, as text that is written at once.</summary>
    public static TextWriter CreateErrorWriter()
        => new StreamWriter(new ForgivingStream(TryOpen(2, FileAccess.Write) ?? Console.OpenStandardError()), RawNames.Encoding, bufferSize: 1024) { AutoFlush = true };

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
            else
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

    /// <summary>
    /// A pipe or terminal. But for files FileStream reads and writes at positions of its own, which the shell's other commands that share
    /// the descriptor would not see, and overwrite: there, and where there is no such stream, the console's is right.
    /// </summary>
    private static FileStream? TryOpen(int descriptor, FileAccess access)
    {
        if (OperatingSystem.IsWindows())
            return null;
        try
        {
            var stream = new FileStream(new SafeFileHandle(descriptor, ownsHandle: false), access, bufferSize: 0);
            if (!stream.CanSeek)
                return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            // Closed, or not open for this: the console's stream says nothing and does nothing.
        }

        return null;
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
    private sealed class ForgivingStream(Stream inner) : Stream
    {
        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

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

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
