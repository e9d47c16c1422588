// Owns: what the command line does with files by name. Names that are UTF-8 go to the framework; those that are not (RawNames) to the
// system itself, with their bytes: on Linux only, for other systems have no such names. Leaves what is read and written to its callers.

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RawDecoders.Cli;

/// <summary>Files by their names. Errors are the framework's exceptions.</summary>
internal static class NamedFiles
{
    private const int ReadOnly = 0, WriteOnly = 1, CreateIt = 0x40, MustBeNew = 0x80, Truncate = 0x200, CloseOnExec = 0x80000;
    private const int Enoent = 2, Eacces = 13, Eexist = 17, Enotdir = 20, Eisdir = 21;

    /// <summary>Opens a file to be read.</summary>
    public static FileStream OpenRead(string path)
    {
        if (RawNames.IsRaw(path))
            return new FileStream(Open(path, ReadOnly), FileAccess.Read, bufferSize: 0);
        return new FileStream(path, new FileStreamOptions
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.Read,
            BufferSize = 0,
            Options = FileOptions.SequentialScan,
        });
    }

    /// <summary>A name by which the framework finds an open file, whatever it is called.</summary>
    public static string AliasOf(FileStream file, string path)
        => RawNames.IsRaw(path) ? $"/proc/self/fd/{file.SafeFileHandle.DangerousGetHandle()}" : path;

    /// <summary>Makes a file, or empties the one that is there.</summary>
    /// <exception cref="IOException">It is there, and <paramref name="mustBeNew"/>.</exception>
    public static FileStream Create(string path, bool mustBeNew) => RawNames.IsRaw(path)
        ? new FileStream(Open(path, WriteOnly | CreateIt | (mustBeNew ? MustBeNew : Truncate)), FileAccess.Write, bufferSize: 0)
        : new FileStream(path, mustBeNew ? FileMode.CreateNew : FileMode.Create, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public static bool Exists(string path) => RawNames.IsRaw(path) ? Access(RawNames.ToPath(path), 0) == 0 : Path.Exists(path);

    public static bool IsDirectory(string path)
    {
        if (!RawNames.IsRaw(path))
            return Directory.Exists(path);
        nint folder = OpenDirectory(RawNames.ToPath(path));
        if (folder != 0)
            _ = CloseDirectory(folder);
        return folder != 0;
    }

    /// <summary>Gives a file another name; one that is there already is lost.</summary>
    public static void Move(string from, string to)
    {
        if (!RawNames.IsRaw(from) && !RawNames.IsRaw(to))
            File.Move(from, to, overwrite: true);
        else if (Rename(RawNames.ToPath(from), RawNames.ToPath(to)) != 0)
            throw Error();
    }

    public static void Delete(string path)
    {
        if (!RawNames.IsRaw(path))
            File.Delete(path);
        else if (Unlink(RawNames.ToPath(path)) != 0)
            throw Error();
    }

    /// <summary>Makes a folder and those above it, where they are not there.</summary>
    public static void CreateDirectory(string path)
    {
        if (!RawNames.IsRaw(path))
        {
            Directory.CreateDirectory(path);
            return;
        }

        if (IsDirectory(path))
            return;
        if (Path.GetDirectoryName(path) is { Length: > 0 } above)
            CreateDirectory(above);
        if (MakeDirectory(RawNames.ToPath(path), 0x1FF) != 0 && Marshal.GetLastPInvokeError() != Eexist)
            throw Error();
    }

    /// <summary>The names in a folder, and whether each is a folder itself: what the framework cannot tell, since it decodes them.</summary>
    public static List<(string Name, bool IsDirectory)> List(string folder)
    {
        // struct dirent of 64-bit Linux: two words, the length of the record, the type, the name.
        const int typeOffset = 18, nameOffset = 19, directoryType = 4, unknownType = 0;
        var names = new List<(string, bool)>();
        nint open = OpenDirectory(RawNames.ToPath(folder));
        if (open == 0)
            return names;
        for (nint entry; (entry = ReadDirectory(open)) != 0;)
        {
            var bytes = new List<byte>();
            for (int i = nameOffset; Marshal.ReadByte(entry, i) is var value and not 0; i++)
                bytes.Add(value);
            string name = RawNames.Decode(CollectionsMarshal.AsSpan(bytes));
            byte type = Marshal.ReadByte(entry, typeOffset);
            if (name is not ("." or ".."))
                names.Add((name, type == directoryType || (type == unknownType && IsDirectory(Path.Join(folder, name)))));
        }

        _ = CloseDirectory(open);
        return names;
    }

    private static SafeFileHandle Open(string path, int how)
    {
        int descriptor = OpenFile(RawNames.ToPath(path), how | CloseOnExec, 0x1B6);
        if (descriptor < 0)
            throw Error();
        if (how == ReadOnly && IsDirectory(path))
        {
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            throw new UnauthorizedAccessException();
        }

        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    private static Exception Error() => Marshal.GetLastPInvokeError() switch
    {
        Enoent or Enotdir => new FileNotFoundException(),
        Eacces or Eisdir => new UnauthorizedAccessException(),
        Eexist => new IOException("The file exists already"),
        var code => new IOException(Marshal.GetPInvokeErrorMessage(code)),
    };

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int OpenFile(byte[] path, int how, uint mode);

    [DllImport("libc", EntryPoint = "access", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Access(byte[] path, int mode);

    [DllImport("libc", EntryPoint = "rename", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Rename(byte[] from, byte[] to);

    [DllImport("libc", EntryPoint = "unlink", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Unlink(byte[] path);

    [DllImport("libc", EntryPoint = "mkdir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int MakeDirectory(byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "opendir", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint OpenDirectory(byte[] path);

    [DllImport("libc", EntryPoint = "readdir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint ReadDirectory(nint folder);

    [DllImport("libc", EntryPoint = "closedir")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int CloseDirectory(nint folder);
}
