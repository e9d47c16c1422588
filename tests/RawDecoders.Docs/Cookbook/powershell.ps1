# The PowerShell of cookbook.md. The test puts a line before it that loads the library, runs it with `pwsh`, and reads what it prints.
#region cookbook.md: powershell
# What the pictures of a folder say of themselves, without decoding them: as objects, to be sorted, filtered, exported.
Get-ChildItem pictures | Sort-Object Name | ForEach-Object {
    $info = [RawDecoders.ImageDecoder]::Identify($_.FullName)
    [pscustomobject]@{ Name = $_.Name; Width = $info.Width; Height = $info.Height; Format = $info.Format; Bits = $info.BitDepth }
} | ConvertTo-Csv -NoTypeInformation
#endregion
