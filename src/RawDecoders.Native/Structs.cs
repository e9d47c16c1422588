// Owns: the structures of rawdecoders.h, member for member, and the check of their size. Stands under the exported functions. Leaves filling them
// to Fill, IssueWriter and OptionsReader.

using System.Runtime.InteropServices;

namespace RawDecoders.Native;

/// <summary>Result of an exported function: rawdec_status.</summary>
internal enum Status
{
    Ok = 0,
    End = 1,
    Refused = 2,
    BadArgument = 3,
    TooSmall = 4,
    BadHandle = 5,
    WrongState = 6,
    NotFound = 7,
    NoAccess = 8,
    Io = 9,
    NoMemory = 10,
    Internal = 11,
}

[Flags]
internal enum OptionFlags : uint
{
    None = 0,
    ApplyOrientation = 1,
    IndexRows = 2,
    RawFrames = 4,
}

[Flags]
internal enum LayoutFlags : uint
{
    None = 0,
    Boolean = 1,
    RandomAccess = 2,
    HasIndex = 4,
    CanSeek = 8,
}

internal enum Block
{
    Json = 0,
    Icc = 1,
    Exif = 2,
    Xmp = 3,
    Palette = 4,
    Index = 5,
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeIssue
{
    public const int RuleBytes = 64, PartBytes = 64, ClauseBytes = 128, WhatBytes = 512, MessageBytes = 1024;

    public uint Size;
    public Status Status;
    public int Kind;
    public int Severity;
    public int FileFormat;
    public int Reserved;
    public long Offset;
    public fixed byte Rule[RuleBytes];
    public fixed byte Part[PartBytes];
    public fixed byte Clause[ClauseBytes];
    public fixed byte What[WhatBytes];
    public fixed byte Message[MessageBytes];
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeOptions
{
    public uint Size;
    public OptionFlags Flags;
    public byte* Format;
    public byte* Like;
    public byte* Strictness;
    public byte* Inflater;
    public byte* Reconstruction;
    public byte* ColorTransform;
    public byte* Samples;
    public byte* Scale;
    public int TargetWidth;
    public int TargetHeight;
    public int Threads;
    public int MaxWidth;
    public int MaxHeight;
    public int MaxScans;
    public int MaxFrames;
    public int MaxMetadataBytes;
    public long MaxPixels;
    public long MaxBytes;
    public long MaxFramePixels;
    public long MaxIndexBytes;
    public ulong Index;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeLayout
{
    public const int FormatBytes = 24;

    public uint Size;
    public LayoutFlags Flags;
    public int Width;
    public int Height;
    public int Channels;
    public int SampleBytes;
    public int PixelBytes;
    public int PaletteEntries;
    public ulong RowBytes;
    public ulong ByteCount;
    public int FileFormat;
    public int Reserved;
    public fixed byte Format[FormatBytes];
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeAccount
{
    public uint Size;
    public int WarningCount;
    public int DamageCount;
    public int IntactRows;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeFormatInfo
{
    public uint Size;
    public int Channels;
    public int SampleBytes;
    public int PixelBytes;
    public int HasAlpha;
    public fixed byte Name[NativeLayout.FormatBytes];
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeAnimation
{
    public uint Size;
    public int IsAnimation;
    public int DefaultIsFrame;
    public int FrameCount;
    public long LoopCount;
    public double Duration;
}

[StructLayout(LayoutKind.Sequential)]
internal struct NativeFrame
{
    public uint Size;
    public int Index;
    public int X;
    public int Y;
    public int Width;
    public int Height;
    public int DelayNumerator;
    public int DelayDenominator;
    public int Disposal;
    public int Blend;
}

[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NativeComponent
{
    public uint Size;
    public int Rows;
    public int Columns;
    public int Reserved;
    public fixed ushort Steps[64];
}

/// <summary>The caller's structures, which begin with their size.</summary>
internal static unsafe class Structs
{
    /// <summary>Refuses a structure of a size that no version has.</summary>
    /// <param name="structure">Where the size stands.</param>
    /// <param name="name">As the header calls it.</param>
    public static void Check<T>(T* structure, string name)
        where T : unmanaged
    {
        uint size = *(uint*)structure;
        if (size != sizeof(T))
            throw new CallException(Status.BadArgument, $"{name}.size is {size}, and {sizeof(T)} in this version");
    }

    /// <summary>As <see cref="Check{T}"/>, of a pointer that may not be NULL.</summary>
    public static void Require<T>(T* structure, string name)
        where T : unmanaged
    {
        if (structure is null)
            throw new CallException(Status.BadArgument, $"{name} is NULL");
        Check(structure, name);
    }

    /// <summary>As <see cref="Check{T}"/>, of a pointer that may be NULL.</summary>
    public static void Allow<T>(T* structure, string name)
        where T : unmanaged
    {
        if (structure is not null)
            Check(structure, name);
    }

    /// <summary>Refuses NULL for a number that is to be written.</summary>
    public static void RequireOut<T>(T* target, string name)
        where T : unmanaged
    {
        if (target is null)
            throw new CallException(Status.BadArgument, $"{name} is NULL");
    }
}
