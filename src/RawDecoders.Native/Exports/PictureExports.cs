// Owns: the exported functions for whole pictures. Stands at the border. Leaves what they mean to rawdecoders.h, decoding to ImagePictureReader.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Runtime.InteropServices;

namespace RawDecoders.Native;

internal static unsafe class PictureExports
{
    [UnmanagedCallersOnly(EntryPoint = "rawdec_decode")]
    public static Status Decode(
        byte* path, byte* data, ulong length, NativeOptions* options,
        void* pixels, ulong capacity, long stride, NativeLayout* layout, NativeAccount* account, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(layout, "rawdec_layout");
            Structs.Allow(account, "rawdec_account");
            PictureHandle picture = Open(new CallerFile(path, data, length), OptionsReader.Read(options));
            try
            {
                Fill.Layout(layout, picture);
                Read(picture, pixels, capacity, stride, account);
                return Status.Ok;
            }
            finally
            {
                picture.Close();
            }
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_open_picture")]
    public static Status OpenPicture(
        byte* path, byte* data, ulong length, NativeOptions* options,
        NativeLayout* layout, ulong* picture, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(layout, "rawdec_layout");
            Structs.RequireOut(picture, "picture");
            PictureHandle opened = Open(new CallerFile(path, data, length), OptionsReader.Read(options));
            Fill.Layout(layout, opened);
            *picture = Handles.Add(opened);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_read")]
    public static Status Read(
        ulong picture, void* pixels, ulong capacity, long stride, NativeAccount* account, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(account, "rawdec_account");
            using Lease<PictureHandle> lease = Handles.Take<PictureHandle>(picture);
            Read(lease.Value, pixels, capacity, stride, account);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    private static PictureHandle Open(CallerFile file, DecodeOptions options)
        => new(file.Path, file.Path is { } path ? ImageDecoder.OpenPicture(path, options) : ImageDecoder.OpenPicture(file.Memory, options));

    private static void Read(PictureHandle picture, void* pixels, ulong capacity, long stride, NativeAccount* account)
    {
        PixelShape shape = picture.Shape!.Value;
        Span<byte> target = CallerPixels.Check(pixels, capacity, ref stride, shape.RowBytes, shape.Height);
        picture.Read(target, (int)Math.Min(stride, int.MaxValue));
        Fill.Account(account, picture.Account!);
    }
}
