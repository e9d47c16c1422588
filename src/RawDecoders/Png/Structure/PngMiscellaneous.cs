// Owns: pHYs, tIME, and the animation chunks acTL and fcTL. Stands between PngChunkCollector and the metadata. Leaves to others: what the
// animation chunks say together (PngAnimationCheck), what a breach becomes (PngChunkCollector), the pixels of frames.
using System.Buffers.Binary;

namespace RawDecoders.Png;

/// <summary>Pixel dimensions pHYs (PNG 11.3.4.3).</summary>
/// <param name="X">Pixels per unit across.</param>
/// <param name="Y">Pixels per unit down.</param>
/// <param name="IsMetre">Whether the unit is the metre; else unknown: only the ratio means something.</param>
public readonly record struct PngPhysicalDimensions(uint X, uint Y, bool IsMetre)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngPhysicalDimensions value, out Finding finding)
    {
        value = default;
        finding = payload.Length != 9 ? PngChunkLength.Wrong(PngRules.PhysLength, payload.Length, "9")
            : payload[8] > 1 ? new(PngRules.PhysUnit, 8, $"unit specifier {payload[8]} is not defined")
            : default;
        if (!finding.IsNone)
            return false;
        value = new(BinaryPrimitives.ReadUInt32BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[4..]), payload[8] == 1);
        return true;
    }
}

/// <summary>Time of the last change, tIME (PNG 11.3.5.1); should be Universal Time.</summary>
/// <param name="Year">Complete year: 1995, not 95.</param>
/// <param name="Month">1 to 12.</param>
/// <param name="Day">1 to 31.</param>
/// <param name="Hour">0 to 23.</param>
/// <param name="Minute">0 to 59.</param>
/// <param name="Second">0 to 60: leap seconds exist.</param>
public readonly record struct PngTime(int Year, int Month, int Day, int Hour, int Minute, int Second)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngTime value, out Finding finding)
    {
        value = default;
        finding = default;
        if (payload.Length != 7)
        {
            finding = PngChunkLength.Wrong(PngRules.TimeLength, payload.Length, "7");
            return false;
        }

        finding = payload[2] is 0 or > 12 ? new(PngRules.TimeValue, 2, $"month {payload[2]} is outside 1 to 12")
            : payload[3] is 0 or > 31 ? new(PngRules.TimeValue, 3, $"day {payload[3]} is outside 1 to 31")
            : payload[4] > 23 ? new(PngRules.TimeValue, 4, $"hour {payload[4]} is outside 0 to 23")
            : payload[5] > 59 ? new(PngRules.TimeValue, 5, $"minute {payload[5]} is outside 0 to 59")
            : payload[6] > 60 ? new(PngRules.TimeValue, 6, $"second {payload[6]} is outside 0 to 60")
            : default;
        value = new(BinaryPrimitives.ReadUInt16BigEndian(payload), payload[2], payload[3], payload[4], payload[5], payload[6]);
        return finding.IsNone;
    }
}

/// <summary>Animation control acTL (PNG 11.3.6.1): the file is an animation, of which the default image is decoded.</summary>
/// <param name="FrameCount">Number of frames, at least 1.</param>
/// <param name="PlayCount">How often to play; 0 is for ever.</param>
public readonly record struct PngAnimation(uint FrameCount, uint PlayCount)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, out PngAnimation value, out Finding finding)
    {
        value = default;
        finding = default;
        if (payload.Length != 8)
        {
            finding = PngChunkLength.Wrong(PngRules.ActlLength, payload.Length, "8");
            return false;
        }

        value = new(BinaryPrimitives.ReadUInt32BigEndian(payload), BinaryPrimitives.ReadUInt32BigEndian(payload[4..]));
        if (value.FrameCount is 0 or > int.MaxValue)
            finding = new(PngRules.ActlFrames, 0, $"{value.FrameCount} frames are outside 1 to 2147483647");
        return finding.IsNone;
    }
}

/// <summary>Frame control fcTL (PNG 11.3.6.2).</summary>
/// <param name="SequenceNumber">Place among all fcTL and fdAT chunks, from 0.</param>
/// <param name="Width">Width of the frame in pixels.</param>
/// <param name="Height">Height of the frame in pixels.</param>
/// <param name="X">Left edge within the picture.</param>
/// <param name="Y">Top edge within the picture.</param>
/// <param name="DelayNumerator">Numerator of the delay in seconds.</param>
/// <param name="DelayDenominator">Its denominator; 0 stands for 100.</param>
/// <param name="DisposeOperation">0 none, 1 background, 2 previous.</param>
/// <param name="BlendOperation">0 source, 1 over.</param>
public readonly record struct PngFrameControl(
    uint SequenceNumber,
    uint Width,
    uint Height,
    uint X,
    uint Y,
    ushort DelayNumerator,
    ushort DelayDenominator,
    byte DisposeOperation,
    byte BlendOperation)
{
    internal static bool TryParse(ReadOnlySpan<byte> payload, in PngHeader header, out PngFrameControl value, out Finding finding)
    {
        value = default;
        finding = default;
        if (payload.Length != 26)
        {
            finding = PngChunkLength.Wrong(PngRules.FctlLength, payload.Length, "26");
            return false;
        }

        value = new(
            BinaryPrimitives.ReadUInt32BigEndian(payload),
            BinaryPrimitives.ReadUInt32BigEndian(payload[4..]),
            BinaryPrimitives.ReadUInt32BigEndian(payload[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(payload[12..]),
            BinaryPrimitives.ReadUInt32BigEndian(payload[16..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[20..]),
            BinaryPrimitives.ReadUInt16BigEndian(payload[22..]),
            payload[24],
            payload[25]);
        finding = value.Width == 0 || (ulong)value.X + value.Width > (ulong)header.Width
                ? new(PngRules.FctlArea, 4, $"a frame {value.Width} wide at column {value.X} is not within the picture's {header.Width}")
            : value.Height == 0 || (ulong)value.Y + value.Height > (ulong)header.Height
                ? new(PngRules.FctlArea, 8, $"a frame {value.Height} high at row {value.Y} is not within the picture's {header.Height}")
            : value.DisposeOperation > 2 ? new(PngRules.FctlOperation, 24, $"dispose operation {value.DisposeOperation} is not defined")
            : value.BlendOperation > 1 ? new(PngRules.FctlOperation, 25, $"blend operation {value.BlendOperation} is not defined")
            : default;
        return finding.IsNone;
    }
}
