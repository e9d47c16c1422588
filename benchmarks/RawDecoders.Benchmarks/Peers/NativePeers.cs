using System.Runtime.InteropServices;

namespace RawDecoders.Benchmarks.Peers;

/// <summary>A decoder in a native library that may or may not be installed.</summary>
public abstract unsafe class NativePeer : Peer
{
    private readonly string _libraries;

    protected NativePeer(params string[] libraries)
    {
        _libraries = libraries[0];
        foreach (string library in libraries)
        {
            if (NativeLibrary.TryLoad(library, out nint handle))
            {
                Library = handle;
                return;
            }
        }
    }

    protected nint Library { get; }

    public override string? Missing => Library == 0 ? $"{_libraries} is not installed" : null;

    protected void* Export(string name) => Library == 0 ? null : (void*)NativeLibrary.GetExport(Library, name);

    protected static void Check(bool ok, string what)
    {
        if (!ok)
            throw new InvalidOperationException(what);
    }
}

/// <summary>libjpeg-turbo through its TurboJPEG interface, default settings (accurate IDCT, fancy upsampling), SIMD on.</summary>
public sealed unsafe class TurboJpegPeer : NativePeer
{
    private readonly delegate* unmanaged<nint> _init;
    private readonly delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int> _decompress;
    private readonly delegate* unmanaged<nint, int> _destroy;

    public TurboJpegPeer()
        : base("libturbojpeg.so.0", "turbojpeg", "libturbojpeg")
    {
        _init = (delegate* unmanaged<nint>)Export("tjInitDecompress");
        _decompress = (delegate* unmanaged<nint, byte*, CULong, byte*, int, int, int, int, int, int>)Export("tjDecompress2");
        _destroy = (delegate* unmanaged<nint, int>)Export("tjDestroy");
    }

    public override string Name => "libjpeg-turbo";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Jpeg && input.Info.ColorModel is ColorModel.YCbCr or ColorModel.Grayscale or ColorModel.Rgb
            ? input.CommonFormat == PixelFormat.Gray8 ? [PixelFormat.Gray8] : [PixelFormat.Rgb24, PixelFormat.Rgba32]
            : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination) => Decode(input, format, ImageScale.Full, destination);

    /// <summary>The same at a scale: of the sizes that it has, the largest within that is chosen.</summary>
    public void Decode(BenchmarkInput input, PixelFormat format, ImageScale scale, byte[] destination)
    {
        const int Rgb = 0, Bgr = 1, Gray = 6, Rgba = 7, Bgra = 8;
        int tj = format switch
        {
            PixelFormat.Gray8 => Gray,
            PixelFormat.Bgr24 => Bgr,
            PixelFormat.Rgba32 => Rgba,
            PixelFormat.Bgra32 => Bgra,
            _ => Rgb,
        };
        nint handle = _init();
        fixed (byte* file = input.File)
        fixed (byte* pixels = destination)
        {
            int result = _decompress(handle, file, new CULong((uint)input.File.Length), pixels, scale.Of(input.Info.Width), 0, scale.Of(input.Info.Height), tj, 0);
            _destroy(handle);
            Check(result == 0, "libjpeg-turbo refused the file");
        }
    }
}

/// <summary>libspng.</summary>
public sealed unsafe class SpngPeer : NativePeer
{
    private readonly delegate* unmanaged<int, nint> _new;
    private readonly delegate* unmanaged<nint, byte*, nuint, int> _setBuffer;
    private readonly delegate* unmanaged<nint, byte*, nuint, int, int, int> _decode;
    private readonly delegate* unmanaged<nint, void> _free;

    public SpngPeer()
        : base("libspng.so.0", "spng", "libspng")
    {
        _new = (delegate* unmanaged<int, nint>)Export("spng_ctx_new");
        _setBuffer = (delegate* unmanaged<nint, byte*, nuint, int>)Export("spng_set_png_buffer");
        _decode = (delegate* unmanaged<nint, byte*, nuint, int, int, int>)Export("spng_decode_image");
        _free = (delegate* unmanaged<nint, void>)Export("spng_ctx_free");
    }

    public override string Name => "libspng";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Png && input.CommonFormat != PixelFormat.Gray8 ? [input.CommonFormat] : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        const int Rgba8 = 1, Rgb8 = 4, ApplyTransparency = 1;
        nint context = _new(0);
        fixed (byte* file = input.File)
        fixed (byte* pixels = destination)
        {
            int result = _setBuffer(context, file, (nuint)input.File.Length);
            if (result == 0)
            {
                bool rgba = format == PixelFormat.Rgba32;
                result = _decode(context, pixels, (nuint)input.BytesAs(format), rgba ? Rgba8 : Rgb8, rgba ? ApplyTransparency : 0);
            }

            _free(context);
            Check(result == 0, $"libspng: error {result}");
        }
    }
}

/// <summary>libpng through its simplified interface.</summary>
public sealed unsafe class LibpngPeer : NativePeer
{
    private readonly delegate* unmanaged<PngImage*, byte*, nuint, int> _begin;
    private readonly delegate* unmanaged<PngImage*, void*, byte*, int, void*, int> _finish;

    public LibpngPeer()
        : base("libpng16.so.16", "png16", "libpng16")
    {
        _begin = (delegate* unmanaged<PngImage*, byte*, nuint, int>)Export("png_image_begin_read_from_memory");
        _finish = (delegate* unmanaged<PngImage*, void*, byte*, int, void*, int>)Export("png_image_finish_read");
    }

    public override string Name => "libpng";

    public override IReadOnlyList<PixelFormat> FormatsFor(BenchmarkInput input)
        => input.Info.Format == ImageFormat.Png ? [input.CommonFormat] : [];

    public override void Decode(BenchmarkInput input, PixelFormat format, byte[] destination)
    {
        const uint Gray = 0, Rgb = 2, Rgba = 3;
        PngImage image = default;
        image.Version = 1;
        fixed (byte* file = input.File)
        fixed (byte* pixels = destination)
        {
            Check(_begin(&image, file, (nuint)input.File.Length) != 0, "libpng refused the file");
            image.Format = format switch { PixelFormat.Gray8 => Gray, PixelFormat.Rgba32 => Rgba, _ => Rgb };
            Check(_finish(&image, null, pixels, 0, null) != 0, "libpng refused the pixels");
        }
    }

    /// <summary>png_image of png.h.</summary>
    private struct PngImage
    {
        public nint Opaque;
        public uint Version;
        public uint Width;
        public uint Height;
        public uint Format;
        public uint Flags;
        public uint ColormapEntries;
        public uint WarningOrError;
        public fixed byte Message[64];
    }
}
