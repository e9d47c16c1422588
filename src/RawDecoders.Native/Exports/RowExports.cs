// Owns: the exported functions for rows. Stands at the border. Leaves what they mean to rawdecoders.h, reading to ImageRowReader.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Runtime.InteropServices;

namespace RawDecoders.Native;

internal static unsafe class RowExports
{
    [UnmanagedCallersOnly(EntryPoint = "rawdec_open_rows")]
    public static Status OpenRows(
        byte* path, byte* data, ulong length, NativeOptions* options,
        NativeLayout* layout, ulong* rows, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(layout, "rawdec_layout");
            Structs.RequireOut(rows, "rows");
            var file = new CallerFile(path, data, length);
            DecodeOptions decode = OptionsReader.Read(options);
            var opened = new RowsHandle(file.Path, file.Path is { } name ? ImageDecoder.OpenRows(name, decode) : ImageDecoder.OpenRows(file.Memory, decode));
            Fill.Layout(layout, opened);
            *rows = Handles.Add(opened);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_read_rows")]
    public static Status ReadRows(
        ulong rows, void* pixels, ulong capacity, long stride, int count, int* received, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(received, "received");
            ArgumentOutOfRangeException.ThrowIfNegative(count);
            using Lease<RowsHandle> lease = Handles.Take<RowsHandle>(rows);
            ImageRowReader reader = lease.Value.Reader;
            int wanted = Math.Min(count, reader.Height - reader.NextRow);
            Span<byte> target = CallerPixels.Check(pixels, capacity, ref stride, reader.RowBytes, wanted);
            *received = reader.ReadRows(target, wanted, (int)Math.Min(stride, int.MaxValue));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_seek_row")]
    public static Status SeekRow(
        ulong rows, int row, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            using Lease<RowsHandle> lease = Handles.Take<RowsHandle>(rows);
            lease.Value.Reader.SeekRow(row);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_finish")]
    public static Status Finish(
        ulong rows, NativeAccount* account, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Allow(account, "rawdec_account");
            using Lease<RowsHandle> lease = Handles.Take<RowsHandle>(rows);
            lease.Value.Finish();
            Fill.Account(account, lease.Value.Account!);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }
}
