// Owns: from the library's facts to the caller's structures. Stands under the exported functions. Leaves issues to IssueWriter.

namespace RawDecoders.Native;

/// <summary>Fills structures, whose size has been checked; NULL is left out.</summary>
internal static unsafe class Fill
{
    /// <summary>The layout of a reader's pixels.</summary>
    public static void Layout(NativeLayout* target, ReaderHandle reader)
    {
        if (target is null || reader.Shape is not { } shape)
            return;
        Layout(target, shape, reader.Info.Format);
        target->Flags = reader.Flags;
        target->PaletteEntries = reader.Palette.Length / 4;
    }

    /// <summary>A layout without flags and palette.</summary>
    public static void Layout(NativeLayout* target, PixelShape shape, ImageFormat format)
    {
        (target->Flags, target->Width, target->Height) = (LayoutFlags.None, shape.Width, shape.Height);
        target->Channels = shape.Format.GetChannelCount();
        target->SampleBytes = shape.Format.GetBytesPerSample();
        target->PixelBytes = shape.Format.GetBytesPerPixel();
        target->PaletteEntries = 0;
        target->RowBytes = (ulong)shape.RowBytes;
        target->ByteCount = (ulong)shape.RowBytes * (ulong)shape.Height;
        (target->FileFormat, target->Reserved) = ((int)format, 0);
        IssueWriter.Copy(shape.Format.GetName(), target->Format, NativeLayout.FormatBytes);
    }

    public static void Account(NativeAccount* target, Account account)
    {
        if (target is null)
            return;
        (target->WarningCount, target->DamageCount, target->IntactRows) = (account.Warnings.Count, account.Damage.Count, account.IntactRows);
    }

    public static void Animation(NativeAnimation* target, ImageFrameReader reader)
    {
        if (target is null)
            return;
        target->IsAnimation = reader.IsAnimation ? 1 : 0;
        target->DefaultIsFrame = reader.IsDefaultImageFrame ? 1 : 0;
        (target->FrameCount, target->LoopCount, target->Duration) = (reader.FrameCount, reader.LoopCount, reader.Duration.TotalSeconds);
    }

    public static void Frame(NativeFrame* target, ImageFrameInfo frame)
    {
        (target->Index, target->X, target->Y, target->Width, target->Height) = (frame.Index, frame.X, frame.Y, frame.Width, frame.Height);
        (target->DelayNumerator, target->DelayDenominator) = (frame.DelayNumerator, frame.DelayDenominator);
        (target->Disposal, target->Blend) = ((int)frame.Disposal, (int)frame.Blend);
    }

    /// <summary>Copies bytes, of which there may be none.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <param name="buffer">Where to; NULL to ask for the length.</param>
    /// <param name="capacity">How many it holds.</param>
    /// <param name="length">Receives how many there are.</param>
    public static void Bytes(ReadOnlyMemory<byte> bytes, void* buffer, ulong capacity, ulong* length)
    {
        *length = (ulong)bytes.Length;
        if (buffer is null && capacity == 0)
            return;
        if (buffer is null)
            throw new CallException(Status.BadArgument, "buffer is NULL");
        if (capacity < (ulong)bytes.Length)
            throw new CallException(Status.TooSmall, $"{capacity} bytes are too few: {bytes.Length} are needed");
        bytes.Span.CopyTo(new Span<byte>(buffer, bytes.Length));
    }
}
