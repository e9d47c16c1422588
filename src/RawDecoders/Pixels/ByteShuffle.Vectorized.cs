using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders;

// Each step loads one vector, shuffles it, and stores one vector, of which only the whole pixels count: the next step
// stores over the rest. When source and destination pixels have the same size the two may be one span, so the bytes
// after the last whole pixel are then written back as they were read (5 pixels of 3 bytes leave byte 15 of 16 alone).

internal sealed partial class ByteShuffle
{
    private Vector128<byte> _pick128, _keep128, _flip128;
    private Vector512<byte> _pick512, _keep512, _flip512;

    /// <summary>Whether shuffles run in vectors here; a loop over pixel structs is better than the scalar loop otherwise.</summary>
    public static bool IsAccelerated => Ssse3.IsSupported || AdvSimd.Arm64.IsSupported;

    /// <summary>Repeats the map of one pixel over a vector.</summary>
    private void CreateControls()
    {
        Span<byte> pick = stackalloc byte[64];
        Span<byte> keep = stackalloc byte[64];
        Span<byte> flip = stackalloc byte[64];
        Fill(16, pick, keep, flip);
        _pick128 = Vector128.Create<byte>(pick);
        _keep128 = Vector128.Create<byte>(keep);
        _flip128 = Vector128.Create<byte>(flip);
        Fill(64, pick, keep, flip);
        _pick512 = Vector512.Create<byte>(pick);
        _keep512 = Vector512.Create<byte>(keep);
        _flip512 = Vector512.Create<byte>(flip);
    }

    private void Fill(int vectorSize, Span<byte> pick, Span<byte> keep, Span<byte> flip)
    {
        for (int i = 0; i < vectorSize; i++)
        {
            pick[i] = (byte)i;
            keep[i] = 255;
            flip[i] = 0;
        }

        int pixels = vectorSize / Math.Max(_sourceSize, _size);
        for (int p = 0; p < pixels; p++)
        {
            for (int i = 0; i < _size; i++)
            {
                pick[(p * _size) + i] = (byte)((p * _sourceSize) + _pick[i]);
                keep[(p * _size) + i] = _keep[i];
                flip[(p * _size) + i] = _flip[i];
            }
        }
    }

    /// <summary>Converts as many pixels from the start as whole vectors allow; returns how many.</summary>
    private int ConvertVectorized(ref byte source, ref byte destination, int count)
    {
        int done = 0;
        if (Avx512Vbmi.IsSupported && count * Math.Min(_sourceSize, _size) >= 64)
            done = Convert512(ref source, ref destination, count);
        if (IsAccelerated)
            done = Convert128(ref source, ref destination, done, count);
        return done;
    }

    private int Convert512(ref byte source, ref byte destination, int count)
    {
        Vector512<byte> pick = _pick512, keep = _keep512, flip = _flip512;
        int pixels = 64 / Math.Max(_sourceSize, _size);
        nint sourceStep = pixels * _sourceSize, step = pixels * _size;

        // The last step is the last one whose whole vectors lie inside both spans.
        int steps = Math.Min(((count * _sourceSize) - 64) / (int)sourceStep, ((count * _size) - 64) / (int)step) + 1;
        for (int i = 0; i < steps; i++)
        {
            Vector512<byte> v = Avx512Vbmi.PermuteVar64x8(Vector512.LoadUnsafe(ref source), pick);
            ((v & keep) ^ flip).StoreUnsafe(ref destination);
            source = ref Unsafe.Add(ref source, sourceStep);
            destination = ref Unsafe.Add(ref destination, step);
        }

        return steps * pixels;
    }

    private int Convert128(ref byte source, ref byte destination, int done, int count)
    {
        Vector128<byte> pick = _pick128, keep = _keep128, flip = _flip128;
        int pixels = 16 / Math.Max(_sourceSize, _size);
        nint sourceStep = pixels * _sourceSize, step = pixels * _size;
        source = ref Unsafe.Add(ref source, done * _sourceSize);
        destination = ref Unsafe.Add(ref destination, done * _size);
        int rest = count - done;
        if (rest * _sourceSize < 16 || rest * _size < 16)
            return done;

        int steps = Math.Min(((rest * _sourceSize) - 16) / (int)sourceStep, ((rest * _size) - 16) / (int)step) + 1;
        for (int i = 0; i < steps; i++)
        {
            Vector128<byte> v = Vector128.ShuffleNative(Vector128.LoadUnsafe(ref source), pick);
            ((v & keep) ^ flip).StoreUnsafe(ref destination);
            source = ref Unsafe.Add(ref source, sourceStep);
            destination = ref Unsafe.Add(ref destination, step);
        }

        return done + (steps * pixels);
    }
}
