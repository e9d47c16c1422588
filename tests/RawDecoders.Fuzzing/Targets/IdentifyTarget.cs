namespace RawDecoders.Fuzzing.Targets;

/// <summary>What TryIdentify says of a whole file is what Identify says, from memory or a stream, and what a decode gives.</summary>
internal sealed class IdentifyTarget : FuzzTarget
{
    public override string Name => "identify";

    public override string What => "TryIdentify at every strictness against Identify and Decode";

    protected internal override void Check(byte[] input)
    {
        Random random = Draw.From(input);
        foreach (Strictness strictness in Enum.GetValues<Strictness>())
        {
            var options = new DecodeOptions { Strictness = strictness, Limits = Draw.Limits };
            IdentifyResult tried = ImageDecoder.TryIdentify(input, options);
            FuzzFailure.Unless((tried.Info is not null) == (tried.Status == IdentifyStatus.Identified), $"{tried.Status} and properties");
            FuzzFailure.Unless((tried.Error is not null) == (tried.Status == IdentifyStatus.Refused), $"{tried.Status} and an error");

            (string fromMemory, ImageDecodeException? error) = Identify(() => ImageDecoder.Identify(input, options));
            using var stream = new TrickleStream(input, random);
            (string fromStream, _) = Identify(() => ImageDecoder.Identify(stream, options));
            FuzzFailure.Unless(fromMemory == fromStream, $"{strictness}: from memory {fromMemory}, from a stream {fromStream}");
            // Not with the same words: who does not know where the file ends may meet another error first.
            FuzzFailure.Unless(
                tried.Error is null || error is not null,
                $"{strictness}: TryIdentify refuses with {tried.Error?.Message}, Identify says {fromMemory}");

            Outcome whole = Outcome.Whole(input, options);
            FuzzFailure.Unless(error is null || whole.Error is not null, $"{strictness}: Identify says {fromMemory}, and it decodes");
            if (whole.Error is null)
            {
                FuzzFailure.Unless(tried.Info is not null, $"{strictness}: decodes, and TryIdentify is {tried.Status}");
                FuzzFailure.Unless(
                    whole.Account.StartsWith($"{tried.Info!.Width} x {tried.Info.Height} {tried.Info.PixelFormat},", StringComparison.Ordinal),
                    $"{strictness}: identified as {Words(tried.Info)}, decoded as {whole.Account}");
                FuzzFailure.Unless(fromMemory == Words(tried.Info), $"{strictness}: TryIdentify says {Words(tried.Info)}, Identify {fromMemory}");
            }
        }
    }

    private static (string Words, ImageDecodeException? Error) Identify(Func<ImageInfo> identify)
    {
        try
        {
            return (Words(identify()), null);
        }
        catch (ImageDecodeException error)
        {
            return (error.Message, error);
        }
    }

    private static string Words(ImageInfo info) => $"{info.Format} {info.Width} x {info.Height} {info.PixelFormat}";
}
