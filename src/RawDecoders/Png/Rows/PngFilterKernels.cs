// Owns: the choice of filter kernels, once per picture, by the size of its pixels and what the processor can do; and what they cost, by
// which PngUnfilter decides between one row and a group. Stands between the plan and PngUnfilter. Leaves to others: the kernels
// (PngFilters).
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace RawDecoders.Png;

/// <summary>The distance of corresponding bytes, as a type: the compiler makes one kernel for each.</summary>
internal interface IPngDistance
{
    static abstract int Bytes { get; }
}

internal readonly struct PngDistance1 : IPngDistance
{
    public static int Bytes => 1;
}

internal readonly struct PngDistance2 : IPngDistance
{
    public static int Bytes => 2;
}

internal readonly struct PngDistance3 : IPngDistance
{
    public static int Bytes => 3;
}

internal readonly struct PngDistance4 : IPngDistance
{
    public static int Bytes => 4;
}

internal readonly struct PngDistance6 : IPngDistance
{
    public static int Bytes => 6;
}

internal readonly struct PngDistance8 : IPngDistance
{
    public static int Bytes => 8;
}

/// <summary>The kernels for one picture, chosen once.</summary>
internal unsafe readonly struct PngFilterKernels
{
    public required delegate*<byte*, byte*, nint, void> Sub { get; init; }

    public required delegate*<byte*, byte*, byte*, nint, void> Up { get; init; }

    public required delegate*<byte*, byte*, byte*, nint, void> Average { get; init; }

    public required delegate*<byte*, byte*, byte*, nint, void> Paeth { get; init; }

    /// <summary>Paeth for rows of mostly zeros.</summary>
    public delegate*<byte*, byte*, byte*, nint, void> SparsePaeth { get; init; }

    /// <summary>Rows that <see cref="Group"/> takes at once; 0 where rows are only done one by one.</summary>
    public int GroupRows { get; init; }

    /// <summary>
    /// Bytes of a row from which on groups pay: they begin and end with blocks that some rows are in only in part, which cost
    /// as much as ten whole ones. (Icons of 16 and 32 pixels of 4 bytes took a quarter longer in groups, of 64 a twentieth.)
    /// </summary>
    public int GroupFromBytes { get; init; }

    /// <summary>What a group costs, and a Paeth or an Average row alone in proportion; other rows are almost free.</summary>
    public const int GroupCost = 10;

    public byte PaethCost { get; init; }

    public byte AverageCost { get; init; }

    /// <summary>Rows of any filter types together.</summary>
    public delegate*<byte**, byte*, byte**, nint, void> Group { get; init; }

    /// <summary>Paeth rows together.</summary>
    public delegate*<byte**, byte*, byte**, nint, void> GroupPaeth { get; init; }

    public static PngFilterKernels Select(int distance) => distance switch
    {
        1 => Select<PngDistance1>(),
        2 => Select<PngDistance2>(),
        3 => Select<PngDistance3>(),
        4 => Select<PngDistance4>(),
        6 => Select<PngDistance6>(),
        8 => Select<PngDistance8>(),
        _ => throw new ArgumentOutOfRangeException(nameof(distance)),
    };

    private static PngFilterKernels Select<T>()
        where T : struct, IPngDistance
    {
        if (!Vector128.IsHardwareAccelerated)
        {
            return new()
            {
                Sub = &PngFilters.SubScalar<T>,
                Up = &PngFilters.UpScalar,
                Average = &PngFilters.AverageScalar<T>,
                Paeth = &PngFilters.PaethScalar<T>,
            };
        }

        // Nanoseconds a column, alone and in a group of mixed rows. 1 byte: Paeth 7.8, Average 2.3, 16 rows 7.2. 2 bytes: 15, 2.4,
        // 8 rows 6.9. 3 bytes: 2.9, 0.75, 8 rows 6.9. 4 bytes: 2.8, 0.63, 8 rows 6.4. 8 bytes: 2.9, 0.65, 4 rows 5.6.
        PngFilterKernels rowByRow = new()
        {
            SparsePaeth = &PngFilters.PaethSparse<T>,
            GroupFromBytes = T.Bytes <= 2 ? 0 : 80 * T.Bytes,
            PaethCost = (byte)(T.Bytes <= 2 ? 11 : 4),
            AverageCost = (byte)(T.Bytes <= 2 ? 3 : 1),
            Sub = &PngFilters.SubVector<T>,
            Up = &PngFilters.UpVector,
            Average = T.Bytes <= 2 ? &PngFilters.AverageScalar<T> : &PngFilters.AverageVector<T>,
            Paeth = T.Bytes <= 2 ? &PngFilters.PaethScalar<T> : &PngFilters.PaethVector<T>,
        };
        if (Avx2.IsSupported && T.Bytes > 2)
        {
            return rowByRow with
            {
                GroupRows = 2 * PngFilters.GroupRows<T>(),
                Group = &PngFilters.Group256<T, PngAnyFilters>,
                GroupPaeth = &PngFilters.Group256<T, PngPaethOnly>,
            };
        }

        return !PngFilters.CanGroup128 ? rowByRow : rowByRow with
        {
            GroupRows = PngFilters.GroupRows<T>(),
            Group = &PngFilters.Group128<T, PngAnyFilters>,
            GroupPaeth = &PngFilters.Group128<T, PngPaethOnly>,
        };
    }
}
