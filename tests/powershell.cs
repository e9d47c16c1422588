// Owns: the trial of what is written for PowerShell, in its own engine; tests/powershell runs it. Leaves the other shells to CompletionTests.
//   dotnet run --file tests/powershell.cs -- RawDecoders.dll COOKBOOK.md PICTURES, with rawdec in the path
#:package Microsoft.PowerShell.SDK@7.6.9
#:property PublishAot=false
#:property ManagePackageVersionsCentrally=false

using System.Management.Automation;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;

using PowerShell shell = PowerShell.Create(InitialSessionState.CreateDefault2());
int passed = 0, failed = 0;

Run("rawdec completion powershell | Out-String | Invoke-Expression");
Expect("a command", "decode", Complete("rawdec deco"));
Expect("all commands", "checksum,explore,info", Complete("rawdec "));
Expect("an option", "--max-pixels", Complete("rawdec info --max-pix"));
Expect("a value", "rgb24,rgb48,rgb565", Complete("rawdec decode --format rgb"));
Expect("a value after its option", "lenient,standard,strict", Complete("rawdec decode --strictness "));
Expect("nothing before the cursor's word", "--strictness", Complete("rawdec verify --strict photo.png", "rawdec verify --strict".Length));

string block = Regex.Match(File.ReadAllText(args[1]), "(?s)```powershell[^\n]*\n(.*?)```").Groups[1].Value;
string folder = Directory.CreateTempSubdirectory().FullName;
string pictures = Directory.CreateDirectory(Path.Combine(folder, "pictures")).FullName;
foreach (string file in Directory.EnumerateFiles(args[2], "*.png").Order(StringComparer.Ordinal).Take(3))
    File.Copy(file, Path.Combine(pictures, Path.GetFileName(file)));
Run($"Add-Type -Path '{Path.GetFullPath(args[0])}'; Set-Location '{folder}'");
string[] table = [.. Run(block).Select(o => o.ToString()!)];
Expect("the cookbook's lines", "\"Name\",\"Width\",\"Height\",\"Format\",\"Bits\"", table);
Expect("the cookbook's pictures", string.Join(',', Directory.EnumerateFiles(pictures).Select(Path.GetFileName)), [.. table.Skip(1).Select(l => l.Split('"')[1])]);
Directory.Delete(folder, recursive: true);
Console.WriteLine($"powershell: {passed} passed, {failed} failed");
return failed == 0 && passed > 0 ? 0 : 1;

string[] Complete(string line, int cursor = -1)
    => [.. Run($"(TabExpansion2 -inputScript '{line}' -cursorColumn {(cursor < 0 ? line.Length : cursor)}).CompletionMatches.CompletionText").Select(o => o.ToString()!)];

List<PSObject> Run(string script)
{
    shell.Commands.Clear();
    List<PSObject> result = [.. shell.AddScript(script).Invoke().Where(o => o is not null)];
    foreach (ErrorRecord error in shell.Streams.Error)
    {
        failed++;
        Console.WriteLine($"FAILED  {script}: {error}");
    }

    shell.Streams.Error.Clear();
    return result;
}

// All words that are named are there.
void Expect(string what, string words, string[] found)
{
    bool isRight = found.Length > 0 && (words[0] == '"' ? found[0] == words : words.Split(',').All(w => found.Contains(w)));
    Console.WriteLine($"{(isRight ? "ok     " : "FAILED ")} {what}: {string.Join(' ', found.Take(6))}");
    (passed, failed) = isRight ? (passed + 1, failed) : (passed, failed + 1);
}
