// The fuzzing program: runs a target under afl-fuzz, replays files through one, and writes the seeds. The script `fuzz` beside
// this file drives it; see README.md.

using RawDecoders.Fuzzing;
using SharpFuzz;

switch (args)
{
    case ["list"]:
        foreach (FuzzTarget target in FuzzTarget.All)
            Console.WriteLine($"{target.Name,-10} {target.What}");
        return 0;

    // Under afl-fuzz only. Out of process: a hang or a fault of memory ends the child, which is started anew.
    case ["run", string name]:
        FuzzTarget running = FuzzTarget.Find(name);
        Fuzzer.OutOfProcess.Run(stream => running.Run(ReadAll(stream)));
        return 0;

    case ["replay", string name, .. string[] files] when files.Length > 0:
        return Replay(FuzzTarget.Find(name), files);

    case ["seeds", string name, string folder, .. string[] formats]:
        int written = Seeds.Write(FuzzTarget.Find(name), folder, formats);
        Console.WriteLine($"{written} seeds");
        return written > 0 ? 0 : 1;

    // The PNG that the target png makes of an input.
    case ["build-png", string input, string output]:
        File.WriteAllBytes(output, StructuredPng.Build(File.ReadAllBytes(input)));
        return 0;

    default:
        Console.Error.WriteLine("""
            usage: list
                   replay TARGET FILE...          runs files through a target; exit code 1 if one fails
                   seeds TARGET FOLDER [FORMAT]   writes the seeds; FORMAT: png, bmp or jpeg
                   build-png INPUT OUTPUT         writes the PNG that the target png makes of an input
                   run TARGET                     under afl-fuzz (see the script fuzz)
            """);
        return 2;
}

static int Replay(FuzzTarget target, string[] files)
{
    int failed = 0;
    foreach (string file in files)
    {
        long start = Environment.TickCount64;
        string outcome = "ok";
        try
        {
            target.Run(File.ReadAllBytes(file));
        }
        // Anything that escapes is a find: that is what a target is for.
#pragma warning disable CA1031
        catch (Exception error)
#pragma warning restore CA1031
        {
            failed++;
            outcome = error is FuzzFailure ? error.Message : error.ToString();
        }

        Console.WriteLine($"{file} ({Environment.TickCount64 - start} ms): {outcome}");
    }

    return failed > 0 ? 1 : 0;
}

static byte[] ReadAll(Stream stream)
{
    using var memory = new MemoryStream();
    stream.CopyTo(memory);
    return memory.ToArray();
}
