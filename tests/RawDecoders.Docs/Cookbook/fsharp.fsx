// The F# of cookbook.md. The test puts the path of the library before it, runs it with `dotnet fsi`, and reads what it prints.
//#region cookbook.md: fsharp
open RawDecoders

// All pictures of a folder, each with its mean brightness, or with the reason why it is none.
let brightness (path: string) =
    try
        let image = ImageDecoder.Decode(path, DecodeOptions(PixelFormat = PixelFormat.Gray8))
        Ok(image.ToArray() |> Array.averageBy float)
    with :? ImageDecodeException as refused ->
        Error refused.Message

for path in System.IO.Directory.GetFiles "pictures" |> Array.sort do
    match brightness path with
    | Ok mean -> printfn "%s: %.1f" path mean
    | Error why -> printfn "%s: %s" path why
//#endregion
