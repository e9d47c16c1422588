// The command line of the generator.
//   generate [FOLDER]   writes every file and the manifest (default: corpus/ of the repository)
//   check [FOLDER]      compares instead of writing; exit code 1 if a byte differs

using RawDecoders.CorpusGenerator;

string command = args.Length > 0 ? args[0] : "generate";
string folder = args.Length > 1 ? args[1] : CorpusFolder.Find();
switch (command)
{
    case "generate":
        CorpusFolder.Write(folder, Corpus.Files());
        return 0;
    case "check":
        List<string> differences = CorpusFolder.Differences(folder, Corpus.Files());
        differences.ForEach(Console.Error.WriteLine);
        return differences.Count == 0 ? 0 : 1;
    default:
        Console.Error.WriteLine("usage: RawDecoders.CorpusGenerator [generate|check] [FOLDER]");
        return 2;
}
