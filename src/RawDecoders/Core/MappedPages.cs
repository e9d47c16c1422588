// Owns: one request to the operating system: that pages of a mapped file which have been read need not stay resident. Stands under
// InputFile. Leaves to that when to ask. They are clean copies of the file, so nothing is lost: a page that is wanted again comes
// back from the file cache. Without it a file that streams through a decoder counts as the process's memory until something else
// needs room. The runtime has no call for it. Where there is no madvise, nothing happens: residence is then the system's to decide.
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace RawDecoders;

/// <summary>Residence of mapped pages.</summary>
internal static unsafe partial class MappedPages
{
    /// <summary>
    /// Lets go of the pages between two addresses, which must be a read-only mapping of a file (POSIX madvise; the value of
    /// MADV_DONTNEED is 4 on Linux, macOS and FreeBSD).
    /// </summary>
    public static void Release(byte* start, long length)
    {
        Debug.Assert(start != null && length >= 0);
        if (!OperatingSystem.IsLinux() && !OperatingSystem.IsMacOS() && !OperatingSystem.IsFreeBSD())
            return;
        // From a page boundary on, as madvise wants it; a mapping begins at one.
        nuint page = (nuint)Environment.SystemPageSize;
        nuint first = ((nuint)start + page - 1) / page * page;
        nuint end = (nuint)start + (nuint)length;
        if (end <= first || s_isMissing)
            return;
        try
        {
            _ = Advise((void*)first, end - first, DontNeed);
        }
        catch (Exception e) when (e is DllNotFoundException or EntryPointNotFoundException)
        {
            s_isMissing = true;
        }
    }

    private const int DontNeed = 4;

    /// <summary>A system whose C library goes by another name.</summary>
    private static bool s_isMissing;

    /// <summary>Its result does not matter: this is advice.</summary>
    [LibraryImport("libc", EntryPoint = "madvise")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Advise(void* address, nuint length, int advice);
}
