// The conformance suite as a program: corpus and public suites, against every reference, with this project's decoders or
// with anybody's.

using System.CommandLine;
using RawDecoders.Conformance.Commands;

var root = new RootCommand("Runs the RawDecoders conformance corpus.");
root.Subcommands.Add(new RunCommand().Build());
root.Subcommands.Add(new RecordCommand().Build());
root.Subcommands.Add(new ScoreboardCommand().Build());
root.Subcommands.Add(new ArchiveCommand().Build());
return await root.Parse(args).InvokeAsync();
