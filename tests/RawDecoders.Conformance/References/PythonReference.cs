// Pillow and OpenCV through one Python process that both references share.

using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using RawDecoders.Conformance.Pictures;

namespace RawDecoders.Conformance.References;

/// <summary>Pillow or OpenCV as a reference.</summary>
internal sealed class PythonReference : IReferenceDecoder
{
    private static readonly string[] Interpreters = ["python3", "/usr/bin/python3", "python"];

    private static readonly string[] OpenCvProfiles = ["color", "unchanged"];

    private static readonly string[] PillowProfiles = ["*"];

    private readonly Worker _worker;

    private PythonReference(string name, Worker worker)
    {
        Name = name;
        _worker = worker;
    }

    public string Name { get; }

    public bool IsLive => false;

    private bool IsPillow => Name.StartsWith("pillow", StringComparison.Ordinal);

    /// <summary>Those that the first interpreter with any has.</summary>
    public static IEnumerable<PythonReference> Create()
    {
        foreach (string interpreter in Interpreters)
        {
            var worker = new Worker(interpreter);
            if (worker.Names.Length > 0)
                return [.. worker.Names.Select(n => new PythonReference(n, worker))];
            worker.Dispose();
        }

        return [];
    }

    public IReadOnlyList<string> ProfilesFor(string format) => IsPillow ? PillowProfiles : OpenCvProfiles;

    public ReferenceResult Decode(string file, string profile)
    {
        ReferenceResult result = _worker.Ask(IsPillow ? "pillow" : profile, file);
        // Pillow decides the mode itself; a record of a refusal is named "error".
        return result with { Profile = result.Picture is null ? IsPillow ? "error" : profile : result.Profile };
    }

    public void Dispose() => _worker.Dispose();

    /// <summary>The process. It is started again when a decoder brought it down.</summary>
    private sealed class Worker : IDisposable
    {
        private readonly string _interpreter;

        private readonly Lock _lock = new();

        private readonly string _script;

        private Process? _process;

        public Worker(string interpreter)
        {
            _interpreter = interpreter;
            using Stream resource = typeof(PythonReference).Assembly.GetManifestResourceStream("reference.py")!;
            using var reader = new StreamReader(resource);
            _script = reader.ReadToEnd();
            Names = Start() ?? [];
        }

        public string[] Names { get; }

        public ReferenceResult Ask(string way, string file)
        {
            lock (_lock)
            {
                if (_process is null && Start() is null)
                    return new ReferenceResult(way, null, "no interpreter");
                try
                {
                    _process!.StandardInput.Write($"{way} {Path.GetFullPath(file)}\n");
                    _process.StandardInput.Flush();
                    Stream output = _process.StandardOutput.BaseStream;
                    string[] words = ReadLine(output)?.Split(' ') ?? throw new EndOfStreamException();
                    if (words[0] != "ok")
                        return new ReferenceResult(way, null, words.ElementAtOrDefault(1) ?? "error");
                    byte[] data = new byte[int.Parse(words[6], CultureInfo.InvariantCulture)];
                    output.ReadExactly(data);
                    return new ReferenceResult(words[1], ToPicture(words, data), null);
                }
                catch (Exception e) when (e is IOException or EndOfStreamException)
                {
                    Stop();
                    return new ReferenceResult(way, null, "crash");
                }
            }
        }

        public void Dispose() => Stop();

        private static Picture ToPicture(string[] words, byte[] data)
        {
            int height = int.Parse(words[2], CultureInfo.InvariantCulture), width = int.Parse(words[3], CultureInfo.InvariantCulture);
            bool pillow = words[1].Contains('/', StringComparison.Ordinal);
            PictureChannels order = words[4] switch
            {
                "1" => words[1].EndsWith("/P", StringComparison.Ordinal) ? PictureChannels.Index : PictureChannels.Gray,
                "2" => PictureChannels.GrayAlpha,
                "3" => pillow ? PictureChannels.Rgb : PictureChannels.Bgr,
                _ => words[1].EndsWith("CMYK", StringComparison.Ordinal) ? PictureChannels.Cmyk : pillow ? PictureChannels.Rgba : PictureChannels.Bgra,
            };
            PictureSample type = words[5] switch
            {
                "uint8" => PictureSample.UInt8,
                "uint16" => PictureSample.UInt16,
                "bool" => PictureSample.Bool,
                _ => throw new NotSupportedException(words[5]),
            };
            return new Picture(width, height, order, type, data);
        }

        private string[]? Start()
        {
            var start = new ProcessStartInfo(_interpreter)
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                UseShellExecute = false,
                ArgumentList = { "-c", _script },
            };
            try
            {
                _process = Process.Start(start);
            }
            catch (Win32Exception)
            {
                return null;
            }

            _process!.ErrorDataReceived += (_, _) => { };
            _process.BeginErrorReadLine();
            string[]? names = ReadLine(_process.StandardOutput.BaseStream)?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (names is null)
                Stop();
            return names;
        }

        private void Stop()
        {
            if (_process is null)
                return;
            try
            {
                _process.StandardInput.Close();
                if (!_process.WaitForExit(2000))
                    _process.Kill();
            }
            catch (Exception e) when (e is IOException or InvalidOperationException)
            {
                // It is gone already.
            }

            _process.Dispose();
            _process = null;
        }

        private static string? ReadLine(Stream stream)
        {
            var line = new System.Text.StringBuilder();
            for (int b = stream.ReadByte(); b != '\n'; b = stream.ReadByte())
            {
                if (b < 0)
                    return null;
                line.Append((char)b);
            }

            return line.ToString();
        }
    }
}
