// Owns: what each kind of handle holds, and what all kinds can tell: the file's properties, the layout of their pixels, the account. Stands between
// the exported functions and the library's readers. Leaves reading to these.

using RawDecoders.Cli;
using RawDecoders.Jpeg;

namespace RawDecoders.Native;

/// <summary>A reader of a file.</summary>
/// <param name="path">The file, if it has a path.</param>
internal abstract class ReaderHandle(string? path) : HandleObject
{
    private byte[]? _json;
    private ImageInfo? _jsonOf;

    /// <summary>What the file says of itself.</summary>
    public abstract ImageInfo Info { get; }

    /// <summary>What the pixels are, if this kind has some of one layout.</summary>
    public virtual PixelShape? Shape => null;

    public virtual LayoutFlags Flags => LayoutFlags.None;

    /// <summary>The colours of an indexed picture, 4 bytes each.</summary>
    public virtual ReadOnlyMemory<byte> Palette => default;

    /// <summary>The account of the last thing that was read whole, or null.</summary>
    public Account? Account { get; set; }

    /// <summary>Warnings that are there before an account is.</summary>
    public virtual IReadOnlyList<Issue> EarlyWarnings => [];

    /// <summary>The account of a whole decode, if there was one: it is told in the JSON.</summary>
    protected DecodeResult? Result { get; set; }

    /// <summary>Info as JSON, made once.</summary>
    public ReadOnlyMemory<byte> Json()
    {
        ImageInfo info = Info;
        if (_json is null || !ReferenceEquals(_jsonOf, info))
        {
            using var text = new MemoryStream();
            InfoJson.WriteLine(text, path, info, Result);
            _json = text.ToArray()[..^1];
            _jsonOf = info;
        }

        return _json;
    }
}

/// <summary>Size and format of pixels.</summary>
internal readonly record struct PixelShape(int Width, int Height, PixelFormat Format)
{
    public long RowBytes => (long)Width * Format.GetBytesPerPixel();
}

/// <summary>Warnings and damage of a decode.</summary>
internal sealed record Account(IReadOnlyList<Issue> Warnings, IReadOnlyList<DamagedRows> Damage, int IntactRows)
{
    public Account(DecodeResult result)
        : this(result.Warnings, result.Damage, result.IntactRows)
    {
    }

    /// <summary>Of a picture of which there is no result.</summary>
    public Account(IReadOnlyList<Issue> warnings, IReadOnlyList<DamagedRows> damage, ImageInfo info)
        : this(warnings, damage, Math.Max(0, info.Height - damage.Sum(d => d.RowCount)))
    {
    }
}

/// <summary>Headers alone.</summary>
internal sealed class InfoHandle(string? path, ImageInfo info) : ReaderHandle(path)
{
    public override ImageInfo Info { get; } = info;
}

internal sealed class PictureHandle(string? path, ImagePictureReader reader) : ReaderHandle(path)
{
    public override ImageInfo Info => Result?.Info ?? reader.Info;

    public override PixelShape? Shape => new PixelShape(reader.Width, reader.Height, reader.PixelFormat);

    public override LayoutFlags Flags => reader.IsBoolean ? LayoutFlags.Boolean : LayoutFlags.None;

    public override ReadOnlyMemory<byte> Palette => reader.Palette;

    public void Read(Span<byte> pixels, int stride)
    {
        Result = reader.Read(pixels, stride);
        Account = new Account(Result);
    }

    protected override void Release() => reader.Dispose();
}

internal sealed class RowsHandle(string? path, ImageRowReader reader) : ReaderHandle(path)
{
    public ImageRowReader Reader { get; } = reader;

    public override ImageInfo Info => Result?.Info ?? Reader.Info;

    public override PixelShape? Shape => new PixelShape(Reader.Width, Reader.Height, Reader.PixelFormat);

    public override LayoutFlags Flags => (Reader.IsBoolean ? LayoutFlags.Boolean : 0) | (Reader.CanSeek ? LayoutFlags.CanSeek : 0);

    public override ReadOnlyMemory<byte> Palette => Reader.Palette;

    public void Finish()
    {
        Result = Reader.Finish();
        Account = new Account(Result);
    }

    protected override void Release() => Reader.Dispose();
}

internal sealed class RegionsHandle(string? path, ImageRegionReader reader) : ReaderHandle(path)
{
    public ImageRegionReader Reader { get; } = reader;

    public override ImageInfo Info => Reader.Info;

    public override PixelShape? Shape => new PixelShape(Reader.Width, Reader.Height, Reader.PixelFormat);

    public override LayoutFlags Flags => (Reader.IsBoolean ? LayoutFlags.Boolean : 0) | (Reader.IsRandomAccess ? LayoutFlags.RandomAccess : 0)
        | (Reader.HasIndex ? LayoutFlags.HasIndex : 0);

    public override ReadOnlyMemory<byte> Palette => Reader.Palette;

    protected override void Release() => Reader.Dispose();
}

/// <param name="path">The file.</param>
/// <param name="reader">Its frames.</param>
/// <param name="isRaw">Whether frames are as stored.</param>
internal sealed class FramesHandle(string? path, ImageFrameReader reader, bool isRaw) : ReaderHandle(path)
{
    public ImageFrameReader Reader { get; } = reader;

    public override ImageInfo Info => Reader.Info;

    public override PixelShape? Shape => new PixelShape(Reader.Width, Reader.Height, Reader.PixelFormat);

    public override LayoutFlags Flags => Reader.IsBoolean ? LayoutFlags.Boolean : LayoutFlags.None;

    public override ReadOnlyMemory<byte> Palette => Reader.Palette;

    public override IReadOnlyList<Issue> EarlyWarnings => Reader.Warnings;

    /// <summary>Size and format of the next frame.</summary>
    public PixelShape ShapeOf(ImageFrameInfo frame) => isRaw && Reader.IsAnimation
        ? new PixelShape(frame.Width, frame.Height, Reader.PixelFormat)
        : new PixelShape(Reader.Width, Reader.Height, Reader.PixelFormat);

    protected override void Release() => Reader.Dispose();
}

internal sealed class PlanesHandle : ReaderHandle
{
    public PlanesHandle(string? path, JpegPlanes planes)
        : base(path) => (Planes, Account) = (planes, new Account(planes.Warnings, planes.Damage, planes.Info));

    public JpegPlanes Planes { get; }

    public override ImageInfo Info => Planes.Info;
}

internal sealed class CoefficientsHandle : ReaderHandle
{
    public CoefficientsHandle(string? path, JpegCoefficients coefficients)
        : base(path) => (Coefficients, Account) = (coefficients, new Account(coefficients.Warnings, coefficients.Damage, coefficients.Info));

    public JpegCoefficients Coefficients { get; }

    public override ImageInfo Info => Coefficients.Info;
}

/// <summary>An index, which any number of readers may use at once.</summary>
internal sealed class IndexHandle(ImageIndex index) : HandleObject
{
    private byte[]? _file;

    public ImageIndex Index { get; } = index;

    /// <summary>The content of its file, made once.</summary>
    public ReadOnlyMemory<byte> File()
    {
        if (_file is null)
        {
            using var file = new MemoryStream();
            Index.Save(file);
            _file = file.ToArray();
        }

        return _file;
    }
}
