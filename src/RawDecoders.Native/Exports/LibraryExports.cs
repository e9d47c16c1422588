// Owns: the exported functions that are about no file: version, pixel formats, closing. Stands at the border. Leaves what they mean to rawdecoders.h.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;

namespace RawDecoders.Native;

internal static unsafe class LibraryExports
{
    /// <summary>Outside of the collector's memory, for as long as the library is loaded.</summary>
    private static readonly byte* s_version = MakeVersion();

    [UnmanagedCallersOnly(EntryPoint = "rawdec_version")]
    public static byte* Version() => s_version;

    [UnmanagedCallersOnly(EntryPoint = "rawdec_format")]
    public static Status Format(
        int index, NativeFormatInfo* info)
    {
        try
        {
            Structs.Require(info, "rawdec_format_info");
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            if (index >= Words.Formats.Length)
                return Status.End;
            (string name, PixelFormat format) = Words.Formats[index];
            info->Channels = format.GetChannelCount();
            info->SampleBytes = format.GetBytesPerSample();
            info->PixelBytes = format.GetBytesPerPixel();
            info->HasAlpha = format.HasAlpha() ? 1 : 0;
            IssueWriter.Copy(name, info->Name, NativeLayout.FormatBytes);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_close")]
    public static Status Close(
        ulong handle)
    {
        try
        {
            Handles.Close(handle);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, null);
        }
    }

    private static byte* MakeVersion()
    {
        // With the name of a candidate, "1.0.0-rc.1", and without the commit that follows it.
        string? whole = typeof(ImageDecoder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        byte[] text = Encoding.UTF8.GetBytes(whole?.Split('+')[0] ?? "0.0.0");
        byte* version = (byte*)NativeMemory.AllocZeroed((nuint)text.Length + 1);
        text.CopyTo(new Span<byte>(version, text.Length));
        return version;
    }
}
