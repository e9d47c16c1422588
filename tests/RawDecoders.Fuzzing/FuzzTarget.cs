// What a fuzzing target is, and the list of them. A target takes any bytes and returns if the library keeps its word on them;
// it throws FuzzFailure if not, and lets through whatever the library throws but must not.

using RawDecoders.Fuzzing.Targets;

namespace RawDecoders.Fuzzing;

/// <summary>One promise of the library, checked for any input. Targets keep no state: a run depends on its bytes alone.</summary>
internal abstract class FuzzTarget
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new PathsTarget(), new InspectTarget(), new PrefixesTarget(), new IdentifyTarget(), new RegionsTarget(), new ReadOnTarget(),
        new PngTarget(), new FramesTarget(), new IndexTarget(),
    ];

    /// <summary>The name on the command line.</summary>
    public abstract string Name { get; }

    /// <summary>What is checked, in a line.</summary>
    public abstract string What { get; }

    /// <summary>Seeds of more bytes are left out.</summary>
    public virtual int MaxSeedBytes => 4096;

    /// <summary>The formats of the seeds: folders of the corpus.</summary>
    public virtual IReadOnlyList<string> Formats => ["png", "bmp", "jpeg"];

    /// <summary>The only folder of each format that seeds come from; null for all.</summary>
    public virtual string? Folder => null;

    /// <summary>Runs one input.</summary>
    /// <exception cref="FuzzFailure">The library broke its word.</exception>
    public void Run(byte[] input)
    {
        Coverage.Resume();
        Check(input);
    }

    /// <inheritdoc cref="Run"/>
    protected internal abstract void Check(byte[] input);

    /// <summary>The inputs that a file of the corpus becomes: itself, unless the target's inputs are no image files.</summary>
    public virtual IEnumerable<byte[]> InputsFrom(byte[] file) => [file];

    public static FuzzTarget Find(string name) => All.FirstOrDefault(t => t.Name == name)
        ?? throw new ArgumentException($"no target is called {name}: {string.Join(", ", All.Select(t => t.Name))}", nameof(name));
}

/// <summary>The library broke its word on an input.</summary>
#pragma warning disable CA1032, CA1064 // Never caught by type from outside, always with a message.
internal sealed class FuzzFailure(string message) : Exception(message)
{
    /// <summary>Throws unless two things are the same.</summary>
    public static void Unless(bool kept, string promise)
    {
        if (!kept)
            throw new FuzzFailure(promise);
    }
}
