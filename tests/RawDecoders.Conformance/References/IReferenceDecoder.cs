// A reference decoder that is there: for pixels where the records have only hashes, for the live comparison, for recording.

using System.Collections.Concurrent;
using RawDecoders.Conformance.Pictures;
using RawDecoders.ImageSharpHost;

namespace RawDecoders.Conformance.References;

/// <summary>What a reference made of a file.</summary>
/// <param name="Profile">The profile it was asked for, or, where the decoder decides, what it gave.</param>
/// <param name="Picture">The picture; null if it refused the file.</param>
/// <param name="Error">Its error if it refused the file.</param>
internal sealed record ReferenceResult(string Profile, Picture? Picture, string? Error);

/// <summary>A reference decoder.</summary>
internal interface IReferenceDecoder : IDisposable
{
    /// <summary>Decoder and version as records name it: "libjpeg-turbo-2.1.5".</summary>
    string Name { get; }

    /// <summary>Whether it is quick enough to be asked for every file of every run.</summary>
    bool IsLive { get; }

    /// <summary>What is recorded of a file of <paramref name="format"/> ("PNG", "BMP", "JPEG"); empty if it does not read that.</summary>
    IReadOnlyList<string> ProfilesFor(string format);

    /// <summary>Decodes one file.</summary>
    ReferenceResult Decode(string file, string profile);
}

/// <summary>The references that this machine and this build have.</summary>
internal sealed class ReferenceDecoders : IDisposable
{
    private readonly List<IReferenceDecoder> _all = [];

    private readonly ConcurrentDictionary<string, IReadOnlyList<ImageSharpDeparture>> _departures = [];

    public IReadOnlyList<IReferenceDecoder> All => _all;

    /// <summary>Looks for them.</summary>
    public static ReferenceDecoders Discover()
    {
        var found = new ReferenceDecoders();
        if (ImageSharpReference.TryCreate() is { } imageSharp)
            found._all.Add(imageSharp);
        if (DjpegReference.TryCreate() is { } djpeg)
            found._all.Add(djpeg);
        found._all.AddRange(PythonReference.Create());
        return found;
    }

    /// <summary>The reference of that name and version, or null.</summary>
    public IReferenceDecoder? Find(string name) => _all.Find(r => r.Name == name);

    /// <summary>The list of files on which that live reference is not followed; empty if it has none.</summary>
    public IReadOnlyList<ImageSharpDeparture> Departures(string name)
        => _departures.GetOrAdd(name, n => ImageSharpDepartures.Load(Commands.Repository.Corpus, n) ?? []);

    public void Dispose()
    {
        foreach (IReferenceDecoder reference in _all)
            reference.Dispose();
    }
}
