// Owns: the exported functions for frames. Stands at the border. Leaves what they mean to rawdecoders.h, reading to ImageFrameReader.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Runtime.InteropServices;

namespace RawDecoders.Native;

internal static unsafe class FrameExports
{
    [UnmanagedCallersOnly(EntryPoint = "rawdec_open_frames")]
    public static Status OpenFrames(
        byte* path, byte* data, ulong length, NativeOptions* options,
        NativeLayout* layout, NativeAnimation* animation, ulong* frames, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(layout, "rawdec_layout");
            Structs.Allow(animation, "rawdec_animation");
            Structs.RequireOut(frames, "frames");
            var file = new CallerFile(path, data, length);
            DecodeOptions decode = OptionsReader.Read(options);
            FrameOptions how = OptionsReader.ReadFrames(options);
            ImageFrameReader reader = file.Path is { } name ? ImageDecoder.OpenFrames(name, decode, how) : ImageDecoder.OpenFrames(file.Memory, decode, how);
            var opened = new FramesHandle(file.Path, reader, how.Raw);
            Fill.Layout(layout, opened);
            Fill.Animation(animation, reader);
            *frames = Handles.Add(opened);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_next_frame")]
    public static Status NextFrame(
        ulong frames, NativeFrame* frame, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Require(frame, "rawdec_frame");
            using Lease<FramesHandle> lease = Handles.Take<FramesHandle>(frames);
            if (lease.Value.Reader.NextFrame is not { } next)
                return Status.End;
            Fill.Frame(frame, next);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_read_frame")]
    public static Status ReadFrame(
        ulong frames, void* pixels, ulong capacity, long stride, NativeAccount* account, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(account, "rawdec_account");
            using Lease<FramesHandle> lease = Handles.Take<FramesHandle>(frames);
            if (lease.Value.Reader.NextFrame is not { } next)
                return Status.End;
            PixelShape shape = lease.Value.ShapeOf(next);
            Span<byte> target = CallerPixels.Check(pixels, capacity, ref stride, shape.RowBytes, shape.Height);
            if (lease.Value.Reader.ReadFrame(target, (int)Math.Min(stride, int.MaxValue)) is not { } result)
                return Status.End;
            lease.Value.Account = new Account(result);
            Fill.Account(account, lease.Value.Account);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_rewind")]
    public static Status Rewind(
        ulong frames, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            using Lease<FramesHandle> lease = Handles.Take<FramesHandle>(frames);
            lease.Value.Reader.Rewind();
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }
}
