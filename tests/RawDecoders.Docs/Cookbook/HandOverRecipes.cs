// Owns: the recipes of cookbook.md that hand pixels to other libraries. Leaves what they must do to the tests.

using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using RawDecoders;
using RawDecoders.Export;
using SkiaSharp;

namespace DocPages.Cookbook;

internal static class HandOverRecipes
{
    public static (NamedOnnxValue Value, DenseTensor<float> Tensor) Onnx(string path)
    {
        #region cookbook.md: onnx
        // The middle of the picture at the smallest scale that covers it, as models trained on ImageNet want it: planes of red, green, blue.
        const int side = 224;
        using ImageRegionReader picture = ImageDecoder.OpenRegions(path, new DecodeOptions
        {
            PixelFormat = PixelFormat.Rgb24,
            TargetSize = new ImageSize(side, side),
        });
        PixelBuffer middle = picture.ReadRegion((picture.Width - side) / 2, (picture.Height - side) / 2, side, side);
        float[] numbers = new float[3 * side * side];
        TensorWriter.Write(middle, numbers, new TensorOptions
        {
            Layout = ChannelLayout.Planar,
            Mean = new float[] { 0.485f, 0.456f, 0.406f },
            Deviation = new float[] { 0.229f, 0.224f, 0.225f },
        });
        var tensor = new DenseTensor<float>(numbers, [1, 3, side, side]);
        NamedOnnxValue input = NamedOnnxValue.CreateFromTensor("input", tensor);      // session.Run([input])
        #endregion
        return (input, tensor);
    }

    public static SKBitmap Skia(string path)
    {
        #region cookbook.md: skbitmap
        ImageInfo info = ImageDecoder.Identify(path);
        var bitmap = new SKBitmap(info.Width, info.Height, SKColorType.Bgra8888, SKAlphaType.Premul);
        ImageDecoder.Decode(path, bitmap.GetPixelSpan(), bitmap.RowBytes, new DecodeOptions { PixelFormat = PixelFormat.Bgra32Premultiplied });
        #endregion
        return bitmap;
    }

    public static void ToAvalonia(string path, Action<Avalonia.Media.Imaging.Bitmap> show)
    {
        #region cookbook.md: avalonia
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Bgra32Premultiplied, ApplyOrientation = true });
        unsafe
        {
            fixed (byte* pixels = image.Span)
            {
                // The bitmap has a copy of its own.
                var bitmap = new Avalonia.Media.Imaging.Bitmap(
                    Avalonia.Platform.PixelFormat.Bgra8888, Avalonia.Platform.AlphaFormat.Premul, (nint)pixels,
                    new Avalonia.PixelSize(image.Width, image.Height), new Avalonia.Vector(96, 96), image.Stride);
                show(bitmap);
            }
        }
        #endregion
    }

#if WINDOWS
    public static System.Windows.Media.Imaging.BitmapSource Wpf(string path)
    {
        #region cookbook.md: wpf
        PixelBuffer image = ImageDecoder.Decode(path, new DecodeOptions { PixelFormat = PixelFormat.Bgra32Premultiplied, ApplyOrientation = true });
        var bitmap = System.Windows.Media.Imaging.BitmapSource.Create(
            image.Width, image.Height, 96, 96, System.Windows.Media.PixelFormats.Pbgra32, null, image.ToArray(), image.Stride);
        bitmap.Freeze();                               // may now be shown by any thread
        #endregion
        return bitmap;
    }
#endif
}
