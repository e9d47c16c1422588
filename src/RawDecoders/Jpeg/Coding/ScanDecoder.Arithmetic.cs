// Owns: a scan's arithmetic coding: its statistics and contexts, the runs of its kernel, and what is different about damage: nothing is
// read ahead, so that its place is known at once; after a decision that cannot be, nothing of the interval means anything; and data
// that end early cannot be told from a coder that left zeros out, unless the file ends with them. Stands beside the Huffman
// kernels' part of ScanDecoder. Leaves to others: what decisions mean (ArithmeticKernel), restarts, policy.

namespace RawDecoders.Jpeg;

internal sealed unsafe partial class ScanDecoder
{
    /// <summary>Bytes that a coder's Flush may write beyond those that the last decision takes (T.81 D.1.8).</summary>
    private const int FlushedBytes = 2;

    /// <summary>Null of a scan with Huffman coding.</summary>
    private ArithmeticDecoder? _arithmetic;
    private ArithmeticBlock* _conditions;
    private int* _contexts;

    /// <summary>Whole bytes that may be left over at the end of an interval.</summary>
    private int UnreadAllowed => _arithmetic is null ? 0 : FlushedBytes;

    private void PlanArithmetic(ArithmeticConditioning conditioning, NativeArena arena)
    {
        _arithmetic = new ArithmeticDecoder(_reader, arena);
        _contexts = (int*)arena.AllocateZeroed(UpToFour<int>.Capacity * sizeof(int));
        _conditions = (ArithmeticBlock*)arena.AllocateZeroed(McuPlan.MaxBlocks * sizeof(ArithmeticBlock));
        for (int i = 0; i < _plan->BlockCount; i++)
        {
            int component = (int)(_plan->Blocks[i].Prediction - _predictions);
            ScanComponent c = _scan.Header.Components[component];
            _conditions[i] = new ArithmeticBlock
            {
                Dc = _arithmetic.Dc(c.DcTable),
                Ac = _arithmetic.Ac(c.AcTable),
                Context = _contexts + component,
                LastZero = 1 << conditioning.Lower(c.DcTable) >> 1,
                LastSmall = 1 << conditioning.Upper(c.DcTable),
                LastLow = conditioning.LastLow(c.AcTable),
            };
        }
    }

    private int RunArithmetic(ArithmeticDecoder decoder, int place, int count, out EntropyDamage damage)
    {
        damage = EntropyDamage.None;
        decoder.Start();
        int done = _kernel switch
        {
            Kernel.Sequential => ArithmeticKernel.Sequential(decoder, _plan, _conditions, place, count, out damage),
            Kernel.DcFirst => ArithmeticKernel.DcFirst(decoder, _plan, _conditions, place, count, out damage),
            Kernel.DcRefine => ArithmeticKernel.DcRefine(decoder, _plan, place, count),
            Kernel.AcFirst => ArithmeticKernel.AcFirst(decoder, _plan, _conditions, place, count, out damage),
            _ => ArithmeticKernel.AcRefine(decoder, _plan, _conditions, place, count, out damage),
        };

        // Decoding goes on with zeros, as libjpeg-turbo's: what is decoded of them is as good as anything.
        if (decoder.HasMetEndOfFile)
        {
            decoder.PassEndOfFile();
            if (!Damage.Covers(_mcu + done - 1))
                RecordDamage(Ended(_mcu, _reader.SourceOffset));
        }

        return done;
    }

    private void ForgetArithmetic(ArithmeticDecoder decoder)
    {
        decoder.Reset();
        new Span<int>(_contexts, UpToFour<int>.Capacity).Clear();
    }

    /// <summary>Whether damage costs the rest of the interval, as in libjpeg.</summary>
    private bool IsLostToArithmetic(EntropyDamage damage)
        => _arithmetic is not null && (damage & (EntropyDamage.RunTooLong | EntropyDamage.MagnitudeTooLarge)) != 0;
}
