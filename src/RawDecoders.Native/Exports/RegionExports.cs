// Owns: the exported functions for rectangles and indices. Stands at the border. Leaves what they mean to rawdecoders.h, reading to ImageRegionReader.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Runtime.InteropServices;

namespace RawDecoders.Native;

internal static unsafe class RegionExports
{
    [UnmanagedCallersOnly(EntryPoint = "rawdec_open_regions")]
    public static Status OpenRegions(
        byte* path, byte* data, ulong length, NativeOptions* options,
        NativeLayout* layout, ulong* regions, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(layout, "rawdec_layout");
            Structs.RequireOut(regions, "regions");
            var file = new CallerFile(path, data, length);
            DecodeOptions decode = OptionsReader.Read(options);
            var opened = new RegionsHandle(file.Path, file.Path is { } name ? ImageDecoder.OpenRegions(name, decode) : ImageDecoder.OpenRegions(file.Memory, decode));
            Fill.Layout(layout, opened);
            *regions = Handles.Add(opened);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_read_region")]
    public static Status ReadRegion(
        ulong regions, int x, int y, int width, int height,
        void* pixels, ulong capacity, long stride, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            using Lease<RegionsHandle> lease = Handles.Take<RegionsHandle>(regions);
            ImageRegionReader reader = lease.Value.Reader;
            if (x < 0 || y < 0 || width < 1 || height < 1 || width > reader.Width - x || height > reader.Height - y)
                throw new CallException(Status.BadArgument, $"{width} x {height} pixels at {x}, {y} are not a rectangle inside {reader.Width} x {reader.Height} pixels");
            long rowBytes = new PixelShape(width, height, reader.PixelFormat).RowBytes;
            Span<byte> target = CallerPixels.Check(pixels, capacity, ref stride, rowBytes, height);
            reader.ReadRegion(x, y, width, height, target, (int)Math.Min(stride, int.MaxValue));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_build_index")]
    public static Status BuildIndex(
        ulong regions, ulong* index, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(index, "index");
            using Lease<RegionsHandle> lease = Handles.Take<RegionsHandle>(regions);
            *index = Handles.Add(new IndexHandle(lease.Value.Reader.BuildIndex()));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_save_index")]
    public static Status SaveIndex(
        ulong index, byte* path, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            if (path is null)
                throw new CallException(Status.BadArgument, "path is NULL");
            using Lease<IndexHandle> lease = Handles.Take<IndexHandle>(index);
            lease.Value.Index.Save(Words.Text(path, "path"));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_load_index")]
    public static Status LoadIndex(
        byte* path, byte* data, ulong length, ulong* index, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(index, "index");
            var file = new CallerFile(path, data, length);
            if (file.Path is { } name)
            {
                *index = Handles.Add(new IndexHandle(ImageIndex.Load(name)));
                return Status.Ok;
            }

            using var bytes = new UnmanagedMemoryStream(data, (long)length);
            *index = Handles.Add(new IndexHandle(ImageIndex.Load(bytes)));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }
}
