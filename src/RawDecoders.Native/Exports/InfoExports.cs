// Owns: the exported functions that tell what is known of a file and its decode: properties, layout, account. Stands at the border. Leaves what they mean to
// rawdecoders.h, the facts to ReaderHandle.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Runtime.InteropServices;

namespace RawDecoders.Native;

internal static unsafe class InfoExports
{
    [UnmanagedCallersOnly(EntryPoint = "rawdec_identify")]
    public static Status Identify(
        byte* path, byte* data, ulong length, NativeOptions* options,
        ulong* info, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(info, "info");
            var file = new CallerFile(path, data, length);
            DecodeOptions decode = OptionsReader.Read(options);
            ImageInfo read = file.Path is { } name ? ImageDecoder.Identify(name, decode) : ImageDecoder.Identify(file.Memory, decode);
            *info = Handles.Add(new InfoHandle(file.Path, read));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_get_block")]
    public static Status GetBlock(
        ulong reader, int which, void* buffer, ulong capacity, ulong* length, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(length, "length");
            if ((Block)which == Block.Index)
            {
                using Lease<IndexHandle> index = Handles.Take<IndexHandle>(reader);
                Fill.Bytes(index.Value.File(), buffer, capacity, length);
                return Status.Ok;
            }

            using Lease<ReaderHandle> lease = Handles.Take<ReaderHandle>(reader);
            ImageInfo info = lease.Value.Info;
            ReadOnlyMemory<byte> block = (Block)which switch
            {
                Block.Json => lease.Value.Json(),
                Block.Icc => info.IccProfile,
                Block.Exif => info.Exif,
                Block.Xmp => info.Xmp,
                Block.Palette => lease.Value.Palette,
                _ => throw new CallException(Status.BadArgument, $"there is no block {which}"),
            };
            Fill.Bytes(block, buffer, capacity, length);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_get_layout")]
    public static Status GetLayout(
        ulong reader, NativeLayout* layout)
    {
        try
        {
            Structs.Require(layout, "rawdec_layout");
            using Lease<ReaderHandle> lease = Handles.Take<ReaderHandle>(reader);
            if (lease.Value.Shape is null)
                return Status.BadHandle;
            Fill.Layout(layout, lease.Value);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_get_account")]
    public static Status GetAccount(
        ulong reader, NativeAccount* account)
    {
        try
        {
            Structs.Require(account, "rawdec_account");
            using Lease<ReaderHandle> lease = Handles.Take<ReaderHandle>(reader);
            if (lease.Value.Account is not { } told)
                return Status.WrongState;
            Fill.Account(account, told);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_get_warning")]
    public static Status GetWarning(
        ulong reader, int index, NativeIssue* warning)
    {
        try
        {
            Structs.Require(warning, "rawdec_issue");
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            using Lease<ReaderHandle> lease = Handles.Take<ReaderHandle>(reader);
            IReadOnlyList<Issue> warnings = lease.Value.Account?.Warnings ?? lease.Value.EarlyWarnings;
            if (index >= warnings.Count)
                return Status.End;
            IssueWriter.Write(warning, warnings[index], lease.Value.Info.Format);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, null);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_get_damage")]
    public static Status GetDamage(
        ulong reader, int index, int* first, int* count, NativeIssue* reason)
    {
        try
        {
            Structs.Allow(reason, "rawdec_issue");
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            using Lease<ReaderHandle> lease = Handles.Take<ReaderHandle>(reader);
            IReadOnlyList<DamagedRows> damage = lease.Value.Account?.Damage ?? [];
            if (index >= damage.Count)
                return Status.End;
            if (first is not null)
                *first = damage[index].FirstRow;
            if (count is not null)
                *count = damage[index].RowCount;
            if (reason is not null)
                IssueWriter.Write(reason, damage[index].Reason, lease.Value.Info.Format);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, null);
        }
    }
}
