// Owns: what a scan of Huffman-coded sequential data knows between two MCUs, so that decoding can begin there. Made by one ScanDecoder and
// taken by another. Leaves to others: which points are kept, and for what (ScanRanges, JpegIndexBuilder).

namespace RawDecoders.Jpeg;

/// <summary>A place in a scan at which an MCU begins: with the tables of the scan all that its decoding depends on.</summary>
/// <param name="Mcu">The MCU, counted from the first of the scan.</param>
/// <param name="Place">Its first bit.</param>
/// <param name="First">DC prediction of the scan's first component (T.81 F.1.1.5.1).</param>
/// <param name="Second">Of the second; 0 if there is none.</param>
/// <param name="Third">Of the third.</param>
/// <param name="Fourth">Of the fourth.</param>
/// <param name="UntilRestart">MCUs before the next restart marker is due; <see cref="long.MaxValue"/> where none is.</param>
/// <param name="NextRestart">Its number, 0 to 7.</param>
/// <param name="IsOutOfData">Lenient: whether the data of the interval has ended, so that MCUs are empty up to the next restart marker.</param>
internal readonly record struct EntropyPoint(
    long Mcu, BitPlace Place, int First, int Second, int Third, int Fourth, long UntilRestart, int NextRestart, bool IsOutOfData = false);
