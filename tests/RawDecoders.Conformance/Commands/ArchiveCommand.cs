// Owns: the command "archive": the corpus as one file for others. Leaves what is in it to CorpusArchive.

using System.CommandLine;
using RawDecoders.Conformance.Archive;
using RawDecoders.Conformance.Checking;
using RawDecoders.Conformance.Scoreboard.Judging;
using Spectre.Console;

namespace RawDecoders.Conformance.Commands;

/// <summary>The archive command.</summary>
internal sealed class ArchiveCommand
{
    private readonly Argument<string?> _output = new("FILE") { Description = "The archive. Default: artifacts/rawdecoders-corpus.zip of the repository.", Arity = ArgumentArity.ZeroOrOne };

    private readonly Option<string?> _corpus = new("--corpus") { Description = "Folder of the corpus. Default: corpus/ of the repository." };

    private readonly Option<string?> _claims = new("--claims") { Description = "Only these parts of the corpus: \"png,bmp,-png/animation\"; folders and globs, a minus leaves out." };

    /// <summary>The command with its options.</summary>
    public Command Build()
    {
        var command = new Command("archive", "Pack the corpus with expected pictures, a manifest in JSON, a runner in Python and its licence (CC0).");
        command.Arguments.Add(_output);
        command.Options.Add(_corpus);
        command.Options.Add(_claims);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        string path = arguments.GetValue(_output) ?? Path.Combine(Repository.Root, "artifacts", "rawdecoders-corpus.zip");
        string corpus = arguments.GetValue(_corpus) ?? Repository.Corpus;
        Claims claims = Claims.Parse(arguments.GetValue(_claims));
        List<ScoreboardCase> files = [.. ScoreboardCase.Load(corpus, new ExpectedPictures()).Where(f => claims.Cover(f.File))];
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using (FileStream output = File.Create(path))
            CorpusArchive.Write(corpus, files, output);
        Terminal.Open().MarkupLineInterpolated($"{files.Count} files: {path} ({new FileInfo(path).Length / 1024} KiB)");
        return 0;
    }
}
