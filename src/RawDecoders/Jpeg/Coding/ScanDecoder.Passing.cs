// Owns: passing over MCUs from a place at which perhaps none begins: what is wrong there counts for nothing, as nobody knows yet whether it is the
// data or the place. Stands beside DecodeMcus, over the same kernel. Leaves to others: which places, and what is made of them (SharedScan).

using System.Diagnostics;

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class ScanDecoder
{
    /// <summary>Goes to any place of a scan without restarts; the MCUs from there on are counted from 0, and so are predictions.</summary>
    public void GuessAt(long offset)
    {
        Debug.Assert(_kernel == Kernel.Passing && _scan.RestartInterval == 0);
        GoTo(new EntropyPoint(0, new BitPlace(offset, 0), 0, 0, 0, 0, long.MaxValue, 0));
    }

    /// <summary>Passes over MCUs, whatever they hold. False where the data ends.</summary>
    public bool PassAnyhow(int count)
    {
        Debug.Assert(_kernel == Kernel.Passing && _scan.RestartInterval == 0 && count >= 0);
        while (count > 0)
        {
            int passed = PassingKernel.Pass(_reader, _plan, count, out _);
            _mcu += passed;
            count -= passed;
            if (passed == 0 || _reader.IsOverrun)
                return false;
        }

        return true;
    }

    /// <summary>Where it stands after those.</summary>
    public EntropyPoint PassedTo
        => new(_mcu, _reader.NextBit, _predictions[0], _predictions[1], _predictions[2], _predictions[3], long.MaxValue, 0);
}
