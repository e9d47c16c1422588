// Owns: how one picture is decoded: every choice that depends on the file and the options, made once, in Choose, and written down in
// one record. Stands between the headers, of which it is made, and the stages, which ask nothing else. Leaves to others: the headers
// themselves, the memory that the plan asks for, and the choice of vector kernels, which is the machine's.

using System.Diagnostics.CodeAnalysis;

namespace RawDecoders.Jpeg;

/// <summary>The stages of a decode.</summary>
internal sealed record JpegPlan
{
    /// <summary>Entropy-coded bytes held at a time of a scan that holds the picture.</summary>
    private const int SingleScanChunkBytes = 8 << 10;

    /// <summary>The same of one scan among several: small, since there may be many; large enough that a refill is rare.</summary>
    private const int ManyScansChunkBytes = 2 << 10;

    /// <summary>The same of a scan that is read from an index: an iMCU row of a rectangle takes little more.</summary>
    public const int SeekingChunkBytes = 2 << 10;

    /// <summary>Block rows up and down that smoothing looks at.</summary>
    private const int SmoothingReach = 2;

    /// <summary>The frame as it is coded, whatever the scale that <see cref="Reconstruction"/> has.</summary>
    public required FrameGeometry Geometry { get; init; }

    /// <summary>The size that the picture is decoded at.</summary>
    public required ImageScale Scale { get; init; }

    /// <summary>The scans that are decoded, in file order.</summary>
    public required IReadOnlyList<ScanRecord> Scans { get; init; }

    /// <summary>
    /// Whether one scan holds the picture, and its coefficients go to the reconstruction as they come. Otherwise all scans are decoded
    /// side by side, an iMCU row at a time.
    /// </summary>
    public required bool IsInOneScan { get; init; }

    /// <summary>Whether scans are those of a progressive frame, which add to each other's coefficients.</summary>
    public required bool IsProgressive { get; init; }

    /// <summary>Whether the frame is lossless.</summary>
    public required bool IsLossless { get; init; }

    /// <summary>Bits of a sample.</summary>
    public required int Precision { get; init; }

    /// <summary>MCUs in the strip of coefficients between entropy decoding and reconstruction.</summary>
    public required int StripMcus { get; init; }

    /// <summary>Which bits of which coefficients the scans leave open, where those are estimated; else null.</summary>
    public required ScanOrder? SmoothedOrder { get; init; }

    /// <summary>The steps of each component in natural order; zeros for one that no scan holds: all of its samples are then 128.</summary>
    public required IReadOnlyList<ushort[]> Quantization { get; init; }

    /// <summary>From coefficients to pixels, of 8-bit samples through a DCT; there is none where <see cref="Wide"/> is.</summary>
    [AllowNull]
    public required ReconstructionPlan Reconstruction
    {
        get => field ?? throw new InvalidOperationException("The picture has a wide reconstruction.");
        init;
    }

    /// <summary>The same of 12-bit and of lossless samples; else null.</summary>
    public required WideReconstructionPlan? Wide { get; init; }

    /// <summary>Bytes of working memory of whichever it is.</summary>
    public long WorkingBytes => Wide?.WorkingBytes ?? Reconstruction.WorkingBytes;

    /// <summary>The format of the rows.</summary>
    public PixelFormat OutputFormat => Wide?.OutputFormat ?? Reconstruction.OutputFormat;

    /// <summary>Makes a reconstructor of some columns of the picture.</summary>
    /// <param name="columns">Whole MCUs of <see cref="Geometry"/>, all rows.</param>
    public JpegReconstructor Reconstruct(FrameGeometry columns)
        => Wide is { } wide ? new WideReconstructor(wide.Of(columns)) : new StripReconstructor(Reconstruction.Of(columns.At(Scale)));

    /// <summary>How the work on one sequential scan is shared out if the whole picture is wanted at once; null for one thread and for other scans.</summary>
    public required RangePlan? Ranges { get; init; }

    /// <summary>The same of other scans.</summary>
    public required OverlapPlan? Overlap { get; init; }

    /// <summary>What several threads take beside that; 0 for one.</summary>
    public long ThreadBytes => Ranges?.BytesNeeded ?? Overlap?.BytesNeeded ?? 0;

    /// <summary>Bytes of coefficients and scans that are held; 0 where they fit a cache.</summary>
    public required long CoefficientBytes { get; init; }

    /// <summary>Rows up and down by which filters between rows carry damage further.</summary>
    public required int DamageSpread { get; init; }

    /// <summary>Entropy-coded bytes held at a time of each scan.</summary>
    public int ChunkBytes => ChunkBytesOf(IsInOneScan);

    public bool IsSmoothed => SmoothedOrder is not null;

    /// <summary>Whether the samples of a frame are those of <see cref="Wide"/>.</summary>
    public static bool IsWide(in FrameHeader frame) => frame.IsLossless || frame.Precision > 8;

    /// <summary>Chooses the stages.</summary>
    /// <param name="headers">The file's headers, with the scans that make the picture.</param>
    /// <param name="format">The pixel format of the rows: anything but Indexed8.</param>
    /// <param name="options">What the caller asks for.</param>
    /// <param name="scale">The size that it comes to.</param>
    /// <param name="keepsSampling">Whether components stay as much smaller than each other as they are in the file, for who wants those.</param>
    public static JpegPlan Choose(JpegHeaders headers, PixelFormat format, DecodeOptions options, ImageScale scale = default, bool keepsSampling = false)
    {
        FrameGeometry geometry = headers.Structure.Geometry;
        FrameHeader frame = headers.Structure.Frame;
        IReadOnlyList<ScanRecord> scans = headers.Scans;
        bool isProgressive = frame.IsProgressive;
        var quantization = new ushort[geometry.Components.Length][];
        for (int c = 0; c < quantization.Length; c++)
            quantization[c] = headers.Structure.QuantizationOf(c) ?? new ushort[64];
        bool isWide = IsWide(frame);

        // Entropy decoding. A scan of everything is decoded a few MCUs at a time, into a strip that stays in the L1 cache. Several scans
        // meet in a strip of a whole iMCU row: never in the whole picture, as each is read from its own place in the file.
        bool isInOneScan = scans[0].HoldsPicture;
        int stripMcus = isInOneScan && !frame.IsLossless ? CoefficientStrip.McusInCache(geometry) : geometry.McusAcross;

        // Smoothing is of libjpeg-turbo's pixels, and for progressive files whose scans leave low AC coefficients open.
        bool isSmoothed = isProgressive && options.JpegReconstruction != JpegReconstruction.ImageSharp
            && headers.Order is { } order && BlockSmoother.IsWanted(order, quantization);
        long coefficientBytes = isInOneScan && !frame.IsLossless ? 0
            : CoefficientStrip.BytesNeeded(geometry, stripMcus, isProgressive) + scans.Count * ScanDecoder.BytesNeeded(ChunkBytesOf(isInOneScan))
                + (isSmoothed ? BlockSmoother.BytesNeeded(geometry) : 0) + (frame.IsLossless ? LosslessSource.BytesNeeded(geometry) : 0);

        // Inverse transform, upsampling, colour, rows that wait for others. Wide pictures have one size.
        ReconstructionPlan? reconstruction = isWide ? null : ReconstructionPlan.Choose(geometry.At(scale, keepsSampling), quantization, headers.Colour, options.JpegReconstruction, format);

        // Threads. Smoothing is for files that break off; and what is known to be damaged is for one thread anyway; wide pictures are too
        // rare for more.
        if (reconstruction is not null)
            scans = Wanted(scans, reconstruction, isSmoothed);
        int threads = options.ThreadsFor(geometry.Pixels);
        bool isShared = threads > 1 && scans.Count > 0 && reconstruction is not null && !isSmoothed && headers.DamageOfAllRows.Count == 0;

        // At 1/8 a decode is little more than what finds the places where threads begin: it is shared only where restarts give those.
        isShared = isShared && (scale != ImageScale.Eighth || scans[0].RestartInterval > 0);
        bool isInRanges = isShared && RangePlan.IsDivisible(scans[0]);

        // Damage, in rows of the whole picture: a triangle filter down takes a quarter of a row from the next one, whatever the scale;
        // smoothing takes from whole block rows.
        bool isFilteredDown = geometry.MaxVertical > 1 && !frame.IsLossless
            && (options.JpegReconstruction == JpegReconstruction.LibjpegTurbo || isWide);
        int spread = (isFilteredDown ? (7 + scale.Eighths) / scale.Eighths : 0) + (isSmoothed ? SmoothingReach * geometry.McuHeight : 0);

        return new JpegPlan
        {
            Geometry = geometry,
            Scale = scale,
            Scans = scans,
            IsInOneScan = isInOneScan,
            IsProgressive = isProgressive,
            IsLossless = frame.IsLossless,
            Precision = frame.Precision,
            StripMcus = stripMcus,
            SmoothedOrder = isSmoothed ? headers.Order : null,
            Quantization = quantization,
            Reconstruction = reconstruction,
            Wide = isWide ? WideReconstructionPlan.Choose(frame, geometry, quantization, headers.Colour, options, format) : null,
            Ranges = isInRanges
                ? RangePlan.Choose(
                    scans[0], reconstruction!, stripMcus, ChunkBytesOf(isInOneScan), threads, options.WorkUnitBytes, headers.Structure.FileLength - scans[0].DataOffset)
                : null,
            Overlap = isShared && !isInRanges
                ? OverlapPlan.Choose(scans, reconstruction!, ChunkBytesOf(isInOneScan), threads, options.WorkUnitBytes) : null,
            CoefficientBytes = coefficientBytes,
            DamageSpread = spread,
        };
    }

    /// <summary>
    /// The scans that something is made of, and how much of each: AC coefficients are not wanted of components that have a sample a
    /// block, or none. A progressive scan of nothing else is left out. (Smoothing asks which scan a row ends in, and estimates
    /// coefficients: it is given all.)
    /// </summary>
    private static IReadOnlyList<ScanRecord> Wanted(IReadOnlyList<ScanRecord> scans, ReconstructionPlan reconstruction, bool isSmoothed)
    {
        int dcOnly = 0;
        for (int c = 0; c < reconstruction.Strips.Length; c++)
        {
            if (reconstruction.Strips[c].Geometry.BlockSize == 1 || (reconstruction.IsScaled && !reconstruction.Strips[c].IsNeeded))
                dcOnly |= 1 << c;
        }

        return dcOnly == 0 || isSmoothed
            ? scans
            : [.. scans.Where(scan => !scan.IsProgressive || scan.Header.SpectralStart == 0 || (dcOnly >> scan.Header.Components[0].Component & 1) == 0)
                .Select(scan => scan.WithDcOnly(dcOnly))];
    }

    private static int ChunkBytesOf(bool isInOneScan) => isInOneScan ? SingleScanChunkBytes : ManyScansChunkBytes;
}
