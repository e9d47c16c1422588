// Owns: what the worker calls: one function in, one for the byte arrays of its answer. Stands between worker.js and ExplorerEngine. Leaves what
// is asked and answered to the latter.

using System.Runtime.InteropServices.JavaScript;
using System.Runtime.Versioning;

namespace RawDecoders.Explorer;

/// <summary>The functions that JavaScript sees.</summary>
[SupportedOSPlatform("browser")]
internal static partial class Exports
{
    /// <summary>Made with the first question.</summary>
    private static ExplorerEngine? _engine;

    private static ExplorerEngine Engine => _engine ??= new ExplorerEngine();

    /// <summary>Asks a question.</summary>
    /// <param name="method">Its name.</param>
    /// <param name="arguments">Its arguments: a JSON object.</param>
    /// <param name="payload">Bytes that go with it; may be empty.</param>
    /// <returns>JSON: an object with <c>value</c> and <c>buffers</c> (how many wait for <see cref="Take"/>), or with <c>error</c>.</returns>
    [JSExport]
    internal static string Call(string method, string arguments, byte[] payload) => Engine.Call(method, arguments, payload);

    /// <summary>The library's version. Asked at the start, so that it costs nothing: of the rest nothing has to be there for it.</summary>
    [JSExport]
    internal static string Version() => typeof(ImageDecoder).Assembly.GetName().Version!.ToString(3);

    /// <summary>Takes an array of bytes that belongs to the last answer.</summary>
    [JSExport]
    internal static byte[] Take(int index) => Engine.Take(index);
}
