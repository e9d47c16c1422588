// Owns: every rule of JPEG, once: identifier, clause, how much it matters, what a lenient decode does. Stands below everything
// in this folder. Leaves to others: which of them a file breaks, which payload structs, the walk over segments and the scan
// decoder say. A rule without a part is broken by segments of several kinds: whoever reports it names the marker.

namespace RawDecoders.Jpeg;

internal static class JpegRules
{
    private static readonly RuleTable Table = new(ImageFormat.Jpeg);

    /// <summary>Every rule of this table, in its order.</summary>
    public static IReadOnlyList<Rule> All => Table.All;

    private const string Sos = "SOS";
    private const string Dqt = "DQT";
    private const string Dht = "DHT";
    private const string Dac = "DAC";
    private const string Dnl = "DNL";
    private const string Data = "entropy-coded data";

    private const string Order = "T.81 B.2.1";
    private const string Codes = "T.81 Table B.1";
    private const string Frame = "T.81 B.2.2";
    private const string Scan = "T.81 B.2.3";
    private const string Progression = "T.81 G.1.1.1";

    private const string DropsScan = "leaves the scan out, and lists all rows as damaged";
    private const string DropsTables = "leaves out what follows in the segment";
    private const string LosesRows = "lists the rows that may not be as stored";

    // The order of segments.
    public static readonly Rule SoiMissing = Table.Fatal("jpeg-soi-missing", "SOI", Order, "The file begins with SOI.");
    public static readonly Rule SoiRepeated = Table.Error("jpeg-soi-repeated", "SOI", Order, "There is one SOI.", "passes over it");
    public static readonly Rule StrayBytes = Table.Warning("jpeg-stray-bytes", "", "T.81 B.1.1.2", "No bytes stand between segments, but for fill bytes.");
    public static readonly Rule SegmentLength = Table.Error("jpeg-segment-length", "", "T.81 B.1.1.4", "The length of a segment counts itself: it is 2 at least.", "takes it for 2");
    public static readonly Rule SegmentEmpty = Table.Warning("jpeg-segment-empty", "", "T.81 B.1.1.4", "The length of a comment or application segment counts itself: it is 2 at least.");
    public static readonly Rule MarkerMisplaced = Table.Warning("jpeg-marker-misplaced", "", Order, "Restarts stand in scans, DAC and TEM in files with arithmetic coding.");
    public static readonly Rule MarkerReserved = Table.Error("jpeg-marker-reserved", "", Codes, "No marker is a reserved one.", "passes over its segment");
    public static readonly Rule Extension = Table.Error("jpeg-extension", "", Codes, "No marker is one of an extension.", "passes over its segment", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule Process = Table.Fatal("jpeg-process", "", Codes, "The process is baseline, extended sequential, progressive, or lossless with Huffman coding.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule Hierarchical = Table.Fatal("jpeg-hierarchical", "", "T.81 B.3", "The picture is not in hierarchical mode.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule JpegLs = Table.Fatal("jpeg-ls", "", "T.87 C.1", "The file is not one of JPEG-LS.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule FrameMissing = Table.Fatal("jpeg-frame-missing", Sos, Order, "A frame header comes before the first scan.");
    public static readonly Rule FrameRepeated = Table.Error("jpeg-frame-repeated", "", Order, "There is one frame.", "passes over the second");
    public static readonly Rule ScanMissing = Table.Fatal("jpeg-scan-missing", "EOI", Order, "A scan comes before EOI.");
    public static readonly Rule Truncated = Table.Fatal("jpeg-truncated", Sos, Order, "The file does not end before its first scan.", ImageDecodeErrorKind.Truncated);
    public static readonly Rule EoiMissing = Table.Warning("jpeg-eoi-missing", "EOI", Order, "EOI ends the file.");
    public static readonly Rule BytesAfterEoi = Table.Warning("jpeg-bytes-after-eoi", "EOI", Order, "Nothing follows EOI.");

    public static readonly Rule VideoPlanes = Table.Fatal("jpeg-video-planes", "SOF", "T.871 7", "Planes of video can be made of it: grey or YCbCr of 8 bits, luma at full resolution, chroma at all, a half or a quarter of it each way.", ImageDecodeErrorKind.Unsupported);

    // SOF.
    public static readonly Rule FrameLength = Table.Fatal("jpeg-frame-length", "", Frame, "The length is that of a header of as many components.");
    public static readonly Rule Precision = Table.Fatal("jpeg-precision", "", Frame, "The precision is one of the process: 8 bits, or 12 but for baseline; 2 to 16 of lossless.");
    public static readonly Rule FrameWidth = Table.Fatal("jpeg-frame-width", "", Frame, "The width is not 0.");
    public static readonly Rule FrameHeight = Table.Fatal("jpeg-frame-height", "", "T.81 B.2.5", "The frame header, or the DNL segment after the first scan, tells the height.");
    public static readonly Rule ComponentCount = Table.Fatal("jpeg-component-count", "", Frame, "There is a component.");
    public static readonly Rule ComponentCountUnsupported = Table.Fatal("jpeg-component-count-unsupported", "", Frame, "There are no more than four components.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule ComponentId = Table.Warning("jpeg-component-id", "", Frame, "Each component has an identifier of its own.");
    public static readonly Rule SamplingFactors = Table.Fatal("jpeg-sampling-factors", "", Frame, "Sampling factors are 1 to 4.");
    public static readonly Rule SamplingRatio = Table.Fatal("jpeg-sampling-ratio", "", "T.81 A.1.1", "Sampling factors divide the largest ones.", ImageDecodeErrorKind.Unsupported);
    public static readonly Rule QuantisationSelector = Table.Fatal("jpeg-quantisation-selector", "", Frame, "A component's quantisation table is one of 0 to 3.");
    public static readonly Rule Limit = Table.Fatal("jpeg-limit", "", "T.81 F.1.2", "The bytes of the scans can hold the blocks of a large picture.", ImageDecodeErrorKind.LimitExceeded);

    // DQT, DHT, DAC, DRI, DNL.
    public static readonly Rule DqtLength = Table.Error("jpeg-dqt-length", Dqt, "T.81 B.2.4.1", "The length is that of the tables.", DropsTables);
    public static readonly Rule DqtTable = Table.Error("jpeg-dqt-table", Dqt, "T.81 B.2.4.1", "Elements have 8 or 16 bits, and destinations are 0 to 3.", DropsTables);
    public static readonly Rule QuantisationStep = Table.Warning("jpeg-quantisation-step", Dqt, "T.81 B.2.4.1", "No step is 0.");
    public static readonly Rule QuantisationPrecision = Table.Note("jpeg-quantisation-precision", Dqt, "T.81 B.2.4.1", "Steps for 8-bit samples have 8 bits.");
    public static readonly Rule DhtLength = Table.Error("jpeg-dht-length", Dht, "T.81 B.2.4.2", "The length is that of the tables.", DropsTables);
    public static readonly Rule DhtTable = Table.Error("jpeg-dht-table", Dht, "T.81 B.2.4.2", "The class is 0 or 1, and destinations are 0 to 3.", DropsTables);
    public static readonly Rule HuffmanCount = Table.Error("jpeg-huffman-count", Dht, "T.81 B.2.4.2", "A table has no more than 256 codes.", DropsTables);
    public static readonly Rule HuffmanCodes = Table.Error("jpeg-huffman-codes", Dht, "T.81 C.2", "There are codes of a length for as many as are stated, beside the one of ones only.", DropsTables);
    public static readonly Rule DacLength = Table.Error("jpeg-dac-length", Dac, "T.81 B.2.4.3", "The length is that of the values.", DropsTables);
    public static readonly Rule DacTable = Table.Error("jpeg-dac-table", Dac, "T.81 B.2.4.3", "The class is 0 or 1, and destinations are 0 to 3.", DropsTables);
    public static readonly Rule DacValue = Table.Error("jpeg-dac-value", Dac, "T.81 B.2.4.3", "L is not over U, and Kx is 1 to 63.", DropsTables);
    public static readonly Rule DriLength = Table.Error("jpeg-dri-length", "DRI", "T.81 B.2.4.4", "The length is 4.", "leaves the restart interval as it was");
    public static readonly Rule DnlPlace = Table.Warning("jpeg-dnl-place", Dnl, "T.81 B.2.5", "DNL follows the first scan.");
    public static readonly Rule DnlLength = Table.Error("jpeg-dnl-length", Dnl, "T.81 B.2.5", "The length is 4.", "passes over it");
    public static readonly Rule DnlLines = Table.Error("jpeg-dnl-lines", Dnl, "T.81 B.2.5", "The lines are those of the frame header, or not 0 where it leaves them open.", "passes over it");

    // SOS.
    public static readonly Rule ScanLength = Table.Error("jpeg-scan-length", Sos, Scan, "The length is that of a header of as many components.", DropsScan);
    public static readonly Rule ScanComponentCount = Table.Error("jpeg-scan-component-count", Sos, Scan, "A scan has 1 to 4 components.", DropsScan);
    public static readonly Rule ScanTables = Table.Error("jpeg-scan-tables", Sos, Scan, "Huffman tables are numbered from 0 to 3.", DropsScan);
    public static readonly Rule ScanComponent = Table.Error("jpeg-scan-component", Sos, Scan, "The components of a scan are different ones of the frame.", DropsScan);
    public static readonly Rule McuSize = Table.Error("jpeg-mcu-size", Sos, Scan, "An MCU has 10 blocks at most.", DropsScan);
    public static readonly Rule ScanParameters = Table.Warning("jpeg-scan-parameters", Sos, Scan, "A sequential scan has the spectral selection 0 to 63, and no point transform; a lossless one ends at 0 and refines nothing.");
    public static readonly Rule Predictor = Table.Error("jpeg-predictor", Sos, "T.81 Table H.1", "A lossless scan has one of the predictors 1 to 7.", DropsScan);
    public static readonly Rule LosslessPointTransform = Table.Error("jpeg-lossless-point-transform", Sos, "T.81 H.1.2.1", "The point transform of a lossless scan leaves a bit.", DropsScan);
    public static readonly Rule LosslessRestart = Table.Error("jpeg-lossless-restart", Sos, "T.81 H.1.1", "Restart intervals of lossless scans are whole rows of MCUs.", DropsScan);
    public static readonly Rule SpectralSelection = Table.Error("jpeg-spectral-selection", Sos, Scan, "The spectral selection is a band of 0 to 63.", DropsScan);
    public static readonly Rule SpectralMixture = Table.Error("jpeg-spectral-mixture", Sos, Progression, "A progressive scan holds DC coefficients, or AC coefficients of one component.", DropsScan);
    public static readonly Rule PointTransform = Table.Error("jpeg-point-transform", Sos, Scan, "The point transform is 0 to 13.", DropsScan);
    public static readonly Rule RefinementStep = Table.Error("jpeg-refinement-step", Sos, Progression, "A scan refines coefficients by one bit.", DropsScan);
    public static readonly Rule ProgressionOrder = Table.Error("jpeg-progression-order", Sos, Progression, "DC comes before AC, and each bit after the one above it.", "decodes the scan for what it says");
    public static readonly Rule QuantisationMissing = Table.Error("jpeg-quantisation-missing", Sos, "T.81 B.2.4.1", "The quantisation table of a component is defined before its first scan.", "makes every sample 128, and lists all rows as damaged");
    public static readonly Rule HuffmanMissing = Table.Error("jpeg-huffman-missing", Sos, "T.81 B.2.4.2", "The Huffman tables of a scan are defined before it.", DropsScan);
    public static readonly Rule HuffmanCategory = Table.Error("jpeg-huffman-category", Sos, "T.81 F.1.2.1", "The symbols of a DC table are categories, 0 to 15; of lossless scans 0 to 16.", DropsScan);
    public static readonly Rule ScanSurplus = Table.Warning("jpeg-scan-surplus", Sos, Scan, "No scan follows one that holds all components.");
    public static readonly Rule ScanRepeated = Table.Error("jpeg-scan-repeated", Sos, Scan, "A sequential file codes each component once.", "takes the last scan of it");
    public static readonly Rule ComponentMissing = Table.Error("jpeg-component-missing", Sos, Scan, "A scan holds each component.", "makes every sample 128, and lists all rows as damaged");
    public static readonly Rule ScansTruncated = Table.Error("jpeg-scans-truncated", Sos, Scan, "The file does not end before all coefficients are told.", "decodes what is there, and lists all rows as damaged", ImageDecodeErrorKind.Truncated);

    // Entropy-coded data.
    public static readonly Rule HuffmanCode = Table.Error("jpeg-huffman-code", Data, "T.81 F.2.2.3", "Every code is in its table.", LosesRows);
    public static readonly Rule RunLength = Table.Error("jpeg-run-length", Data, "T.81 F.2.2.2", "A run of zeros stays in its block.", LosesRows);
    public static readonly Rule HuffmanSymbol = Table.Error("jpeg-huffman-symbol", Data, "T.81 F.1.2.2", "Every symbol is one that the scan has a meaning for.", LosesRows);
    public static readonly Rule ArithmeticMagnitude = Table.Error("jpeg-arithmetic-magnitude", Data, "T.81 F.1.4.3.1", "A magnitude has 15 bits at most.", LosesRows);
    public static readonly Rule SampleRange = Table.Error("jpeg-sample-range", Data, "T.81 H.1.2.1", "Predicted samples stay within the precision.", LosesRows);
    public static readonly Rule DcRange = Table.Error("jpeg-dc-range", Data, "T.81 F.1.2.1", "DC coefficients stay within 16 bits.", LosesRows);
    public static readonly Rule DataShort = Table.Error("jpeg-data-short", Data, "T.81 F.2.2.5", "No marker comes before the data of the last MCU.", LosesRows);
    public static readonly Rule DataTruncated = Table.Error("jpeg-data-truncated", Data, "T.81 F.2.2.5", "The file does not end before the data of the last MCU.", LosesRows, ImageDecodeErrorKind.Truncated);
    public static readonly Rule RestartOrder = Table.Error("jpeg-restart-order", Data, "T.81 F.2.1.3.1", "Restart markers follow each other in order.", "finds the place by the number of the marker, and lists the rows that may not be as stored");
    public static readonly Rule RestartTruncated = Table.Error("jpeg-restart-truncated", Data, "T.81 F.2.1.3.1", "The file does not end before the last restart.", LosesRows, ImageDecodeErrorKind.Truncated);
    public static readonly Rule DataSurplus = Table.Warning("jpeg-data-surplus", Data, "T.81 B.1.1.5", "The data end with their last MCU.");
    public static readonly Rule PaddingBits = Table.Note("jpeg-padding-bits", Data, "T.81 F.1.2.3", "Ones complete the last byte of an interval.");

    // Application segments, and tables for nothing.
    public static readonly Rule AdobeTransform = Table.Note("jpeg-adobe-transform", "APP14", "Adobe 5116", "The transform is one that there is for as many components.");
    public static readonly Rule ExifRepeated = Table.Note("jpeg-exif-repeated", "APP1", "Exif 4.7.2", "There is one Exif block.");
    public static readonly Rule IccParts = Table.Warning("jpeg-icc-parts", "APP2 ICC_PROFILE", "ICC.1 B.4", "The parts of a profile are all there, once each, and no more than a profile may be.");
    public static readonly Rule QuantisationUnused = Table.Note("jpeg-quantisation-unused", Dqt, "T.81 B.2.4.1", "A scan uses the table.");
    public static readonly Rule HuffmanUnused = Table.Note("jpeg-huffman-unused", Dht, "T.81 B.2.4.2", "A scan uses the table.");
}
