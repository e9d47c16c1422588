// Owns: the list of questions and who answers them, the files that are open, and errors as answers: whatever is asked, there is an answer. Stands
// between Exports and the files beside this one. Leaves each answer to them.

using System.Text.Json;

namespace RawDecoders.Explorer;

/// <summary>Answers the page.</summary>
internal sealed class ExplorerEngine
{
    private readonly Dictionary<int, ExploredFile> _files = [];
    private readonly Dictionary<string, Action<Question, Reply>> _methods;
    private List<byte[]> _buffers = [];
    private int _lastHandle;

    public ExplorerEngine()
    {
        _methods = new Dictionary<string, Action<Question, Reply>>(StringComparer.Ordinal)
        {
            ["open"] = (q, reply) => Open(q.Text("name"), q.Payload, reply),
            ["change"] = Change,
            ["close"] = (q, reply) =>
            {
                FileOf(q).Dispose();
                _files.Remove(q.Handle);
                reply.Json.WriteNullValue();
            },
            ["pixels"] = (q, reply) => PixelAnswers.Pixels(FileOf(q), q, reply),
            ["hash"] = (q, reply) => reply.Json.WriteStringValue(PixelAnswers.Hash(FileOf(q).Pixels(isLenient: false))),
            ["sample"] = (q, reply) => PixelAnswers.Sample(FileOf(q), q, reply),
            ["tree"] = (q, reply) => TreeAnswers.Tree(FileOf(q), q, reply),
            ["find"] = (q, reply) => TreeAnswers.Find(FileOf(q), q, reply),
            ["findings"] = (q, reply) => TreeAnswers.Findings(FileOf(q), reply),
            ["pathTo"] = (q, reply) => TreeAnswers.PathTo(FileOf(q), q, reply),
            ["trace"] = (q, reply) => PlaceAnswers.Trace(FileOf(q), q, reply),
            ["mark"] = (q, reply) => PlaceAnswers.Mark(FileOf(q), q, reply),
            ["locate"] = (q, reply) => PlaceAnswers.Locate(FileOf(q), q, reply),
            ["symbols"] = (q, reply) => CodedAnswers.Symbols(FileOf(q), q, reply),
            ["codeTree"] = (q, reply) => CodedAnswers.CodeTree(FileOf(q), q, reply),
            ["costs"] = (q, reply) => CodedAnswers.Costs(FileOf(q), reply),
            ["filters"] = (q, reply) => PngAnswers.Filters(FileOf(q), reply),
            ["residual"] = (q, reply) => PngAnswers.Residual(FileOf(q), q, reply),
            ["scans"] = (q, reply) => JpegAnswers.Scans(FileOf(q), reply),
            ["block"] = (q, reply) => JpegAnswers.Block(FileOf(q), q, reply),
            ["planes"] = (q, reply) => JpegAnswers.Planes(FileOf(q), reply),
            ["frames"] = (q, reply) => FrameAnswers.Frames(FileOf(q), reply),
            ["steps"] = (q, reply) => StepAnswers.Steps(FileOf(q), q, reply),
            ["diff"] = (q, reply) => DiffAnswer.Diff(FileOf(q), FileOf(q.Int("other")), reply),
        };
    }

    /// <summary>Answers one question: JSON with <c>value</c> and <c>buffers</c>, or with <c>error</c>.</summary>
    public string Call(string method, string arguments, byte[] payload)
    {
        _buffers = [];
        try
        {
            if (!_methods.TryGetValue(method, out Action<Question, Reply>? answer))
                throw new ArgumentException($"there is no method '{method}'");
            using JsonDocument document = JsonDocument.Parse(arguments);
            using var reply = new Reply();
            reply.Json.WriteStartObject();
            reply.Json.WritePropertyName("value");
            answer(new Question(document.RootElement, payload), reply);
            reply.Json.WriteNumber("buffers", reply.Buffers.Count);
            reply.Json.WriteEndObject();
            _buffers = reply.Buffers;
            return reply.End();
        }
        catch (Exception error)
        {
            // The page shows a sentence, whatever it was.
            using var reply = new Reply();
            reply.Json.WriteStartObject();
            reply.Json.WriteStartObject("error");
            WriteError(reply.Json, error);
            reply.Json.WriteEndObject();
            reply.Json.WriteEndObject();
            return reply.End();
        }
    }

    /// <summary>An array of bytes of the last answer.</summary>
    public byte[] Take(int index) => _buffers[index];

    /// <summary>The parts of an error.</summary>
    public static void WriteError(Utf8JsonWriter json, Exception error)
    {
        var refusal = error as ImageDecodeException;
        json.WriteString("message", refusal?.What ?? error switch
        {
            ArgumentOutOfRangeException => "there is no such place in this file",
            OutOfMemoryException => "there is not enough memory in the browser for this",
            _ => error.Message,
        });
        json.WriteString("kind", refusal?.Kind.ToString() ?? error.GetType().Name);
        json.WriteString("rule", refusal?.Rule.Id);
        if (refusal is null)
            json.WriteNull("offset");
        else
            json.WriteNumber("offset", refusal.Offset);
        json.WriteString("clause", refusal?.Clause);
        json.WriteString("consequence", refusal?.Issue.Consequence);
    }

    private ExploredFile FileOf(in Question question) => FileOf(question.Handle);

    private ExploredFile FileOf(int handle)
        => _files.TryGetValue(handle, out ExploredFile? file) ? file : throw new ArgumentException("the file has been closed");

    private void Open(string name, byte[] bytes, Reply reply)
    {
        var file = new ExploredFile(name, bytes);
        int handle = ++_lastHandle;
        _files.Add(handle, file);
        reply.Json.WriteStartObject();
        reply.Json.WriteNumber("handle", handle);
        file.WriteSummary(reply);
        reply.Json.WriteEndObject();
    }

    /// <summary>A copy of a file with some bytes changed.</summary>
    private void Change(Question question, Reply reply)
    {
        ExploredFile file = FileOf(question);
        byte[] bytes = file.Bytes.AsSpan().ToArray();
        foreach (Question edit in question.Items("edits"))
            bytes[edit.Int("byte")] = (byte)edit.Int("value");
        Open(file.Name, bytes, reply);
    }
}
