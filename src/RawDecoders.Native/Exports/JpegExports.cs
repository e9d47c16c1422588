// Owns: the exported functions for what lies before the pixels of a JPEG: planes and coefficients. Stands at the border. Leaves what they mean to
// rawdecoders.h, reading to JpegPlanes and JpegCoefficients.
#pragma warning disable CA1031 // Nothing may leave the library but a status.

using System.Runtime.InteropServices;
using RawDecoders.Jpeg;

namespace RawDecoders.Native;

internal static unsafe class JpegExports
{
    [UnmanagedCallersOnly(EntryPoint = "rawdec_open_planes")]
    public static Status OpenPlanes(
        byte* path, byte* data, ulong length, NativeOptions* options,
        int* count, ulong* planes, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(count, "count");
            Structs.RequireOut(planes, "planes");
            var file = new CallerFile(path, data, length);
            DecodeOptions decode = OptionsReader.Read(options);
            JpegPlanes read = file.Path is { } name ? ImageDecoder.DecodeJpegPlanes(name, decode) : ImageDecoder.DecodeJpegPlanes(file.Memory.Span, decode);
            *count = read.Planes.Count;
            *planes = Handles.Add(new PlanesHandle(file.Path, read));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_plane_layout")]
    public static Status PlaneLayout(
        ulong planes, int index, NativeLayout* layout, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Require(layout, "rawdec_layout");
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            using Lease<PlanesHandle> lease = Handles.Take<PlanesHandle>(planes);
            if (index >= lease.Value.Planes.Planes.Count)
                return Status.End;
            PixelBuffer plane = lease.Value.Planes.Planes[index];
            Fill.Layout(layout, new PixelShape(plane.Width, plane.Height, plane.Format), ImageFormat.Jpeg);
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_copy_plane")]
    public static Status CopyPlane(
        ulong planes, int index, void* pixels, ulong capacity, long stride, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            using Lease<PlanesHandle> lease = Handles.Take<PlanesHandle>(planes);
            PixelBuffer plane = Item(lease.Value.Planes.Planes, index);
            plane.CopyTo(CallerPixels.Check(pixels, capacity, ref stride, plane.RowBytes, plane.Height), (int)Math.Min(stride, int.MaxValue));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_open_coefficients")]
    public static Status OpenCoefficients(
        byte* path, byte* data, ulong length, NativeOptions* options,
        int* count, ulong* coefficients, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(count, "count");
            Structs.RequireOut(coefficients, "coefficients");
            var file = new CallerFile(path, data, length);
            DecodeOptions decode = OptionsReader.Read(options);
            JpegCoefficients read = file.Path is { } name ? ImageDecoder.ReadJpegCoefficients(name, decode) : ImageDecoder.ReadJpegCoefficients(file.Memory.Span, decode);
            *count = read.Components.Count;
            *coefficients = Handles.Add(new CoefficientsHandle(file.Path, read));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_get_component")]
    public static Status GetComponent(
        ulong coefficients, int index, NativeComponent* component, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.Require(component, "rawdec_component");
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            using Lease<CoefficientsHandle> lease = Handles.Take<CoefficientsHandle>(coefficients);
            if (index >= lease.Value.Coefficients.Components.Count)
                return Status.End;
            JpegComponentCoefficients found = lease.Value.Coefficients.Components[index];
            (component->Rows, component->Columns, component->Reserved) = (found.Rows, found.Columns, 0);
            found.Steps.CopyTo(new Span<ushort>(component->Steps, 64));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    [UnmanagedCallersOnly(EntryPoint = "rawdec_copy_coefficients")]
    public static Status CopyCoefficients(
        ulong coefficients, int index, short* values, ulong capacity, NativeIssue* issue)
    {
        try
        {
            Structs.Allow(issue, "rawdec_issue");
            Structs.RequireOut(values, "values");
            using Lease<CoefficientsHandle> lease = Handles.Take<CoefficientsHandle>(coefficients);
            short[] found = Item(lease.Value.Coefficients.Components, index).Values;
            if (capacity < (ulong)found.Length)
                throw new CallException(Status.TooSmall, $"{capacity} values are too few: there are {found.Length}");
            found.CopyTo(new Span<short>(values, found.Length));
            return Status.Ok;
        }
        catch (Exception error)
        {
            return IssueWriter.Report(error, issue);
        }
    }

    private static T Item<T>(IReadOnlyList<T> items, int index)
        => index >= 0 && index < items.Count ? items[index] : throw new CallException(Status.BadArgument, $"component {index} is none of the {items.Count}");
}
