// Owns: reading and writing by the number of an open file, on Unix. FileStream keeps positions of its own, which other programs that share the
// descriptor would not see, and overwrite, and gives up where a descriptor does not block; the system's own calls do neither. Stands under
// StandardStreams. Leaves Windows to the framework's console.

using System.Runtime.InteropServices;

namespace RawDecoders.Cli;

/// <summary>The system's calls.</summary>
internal static class Descriptors
{
    private const int Eintr = 4, Ebadf = 9;
    private const short PollIn = 1, PollOut = 4;

    /// <summary>EAGAIN: 11 on Linux, 35 on the BSDs and macOS.</summary>
    private static readonly int s_again = OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>
    /// Puts /dev/null where a standard stream was closed by whoever began this process. Else the next file that is opened has its number: what is read
    /// as input would be that file, and what is printed would be written into it.
    /// </summary>
    public static void FillClosed()
    {
        const int ReadWrite = 2, Last = 2;
        int opened;
        while ((opened = Open("/dev/null\0"u8.ToArray(), ReadWrite)) is >= 0 and <= Last)
        {
        }

        if (opened > Last)
            _ = Close(opened);
    }

    /// <summary>
    /// Whether a descriptor came with the process. One that is closed when another program begins (FD_CLOEXEC) did not: the runtime opened it, for a
    /// source of chance perhaps, before anything of this program ran, and so it has the number of a stream that was closed.
    /// </summary>
    public static bool IsInherited(int descriptor)
    {
        const int GetFlags = 1, CloseOnExec = 1;
        int flags = Control(descriptor, GetFlags);
        return flags >= 0 && (flags & CloseOnExec) == 0;
    }

    public static bool IsTerminal(int descriptor) => IsATerminal(descriptor) == 1;

    /// <summary>Reads some bytes; none at the end, and from what is not open at all.</summary>
    /// <exception cref="IOException">They cannot be read.</exception>
    public static int Read(int descriptor, Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        nint count;
        while ((count = ReadBytes(descriptor, ref buffer[0], (nuint)buffer.Length)) < 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error == Ebadf)
                return 0;
            Wait(descriptor, PollIn, error);
        }

        return (int)count;
    }

    /// <summary>Writes all bytes; to what is not open, none, without a word, as the framework's console does.</summary>
    /// <exception cref="IOException">They cannot be written; its HResult is the system's number.</exception>
    public static void Write(int descriptor, ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint count = WriteBytes(descriptor, in buffer[0], (nuint)buffer.Length);
            if (count >= 0)
            {
                buffer = buffer[(int)count..];
                continue;
            }

            int error = Marshal.GetLastPInvokeError();
            if (error == Ebadf)
                return;
            Wait(descriptor, PollOut, error);
        }
    }

    /// <summary>After a call that failed: returns when it may be tried again.</summary>
    private static void Wait(int descriptor, short what, int error)
    {
        if (error == Eintr)
            return;
        if (error != s_again)
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        var wanted = new PollDescriptor { Descriptor = descriptor, Events = what };
        _ = Poll(ref wanted, 1, -1);
    }

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReadBytes(int descriptor, ref byte buffer, nuint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint WriteBytes(int descriptor, in byte buffer, nuint count);

    /// <summary>The number of descriptors is an unsigned long on Linux and an unsigned int elsewhere; 1 is the same in a register.</summary>
    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollDescriptor descriptors, nuint count, int milliseconds);

    [DllImport("libc", EntryPoint = "open")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(byte[] path, int how);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);

    [DllImport("libc", EntryPoint = "fcntl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, int command);

    [DllImport("libc", EntryPoint = "isatty")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int IsATerminal(int descriptor);

    /// <summary>struct pollfd.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events, Returned;
    }
}

/// <summary>What is read from a descriptor, which stays open.</summary>
internal sealed class DescriptorInput(int descriptor) : ReadOnlyStream
{
    public override int Read(Span<byte> buffer) => Descriptors.Read(descriptor, buffer);
}

/// <summary>What is written to a descriptor, which stays open.</summary>
internal sealed class DescriptorOutput(int descriptor) : WriteOnlyStream
{
    public override void Write(ReadOnlySpan<byte> buffer) => Descriptors.Write(descriptor, buffer);
}
