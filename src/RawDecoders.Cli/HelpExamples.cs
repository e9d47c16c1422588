// Owns: the examples and exit codes that a command's help page ends with. Stands beside Help, which prints them. Leaves the
// options to the commands.

namespace RawDecoders.Cli;

/// <summary>Texts of the help pages.</summary>
internal static class HelpExamples
{
    private const string Program = "";

    /// <summary>By the name of the command; the program's own under the empty name.</summary>
    private static readonly Dictionary<string, string> Texts = new()
    {
        ["info"] = """
              rawdec info photo.jpg
              rawdec info --json *.png | jq .width
              rawdec info --costs photo.jpg                      where its bytes went, down to components and kinds of symbols

            Keys of --json, always there (null: the file does not say):
              file format width height pixelFormat bitDepth colorModel orientation (1 to 8, as Exif has it)
              density {x y unit: none|metre|inch|centimetre}   iccProfile {bytes description}   exif {bytes}   xmp {bytes}
              texts [{keyword text language translatedKeyword}]
              embedded [{kind: exifThumbnail|jfifThumbnail|mpfPicture|ultraHdrGainMap   coding: jpeg|rgb24|palette8
                         offset length width height}]
              metadata {what only the format has}
              complete warnings [{offset what part clause}]    (null without --check)
              fileSize rule offset message                     (rule to message: null, but of refused files)
              parts [{name group bits}]                        (null without --costs)
            """,
        ["decode"] = """
              rawdec decode photo.jpg                            what comes out: size, format, bytes, hash
              rawdec decode photo.jpg -o photo.npy --format bgr24
              rawdec decode photo.jpg -o photo.png               a look at it; .bmp too
              rawdec decode photos -o out/ --no-clobber          what is not there yet
              curl -s URL | rawdec decode - -o - --as ppm | display -
              rawdec decode photos -o out/ --format rgb24        every picture below a folder
              rawdec decode 'photos/**/*.jpg' -o out/ --as ppm
              rawdec decode *.png -o all.npz                     numpy.load('all.npz')['name without ending']
              rawdec decode photos -o small/ --target-size 160,120   thumbnails, at the smallest scale that covers it
              rawdec decode --frames ball.png -o ball.npy        an animation: numpy.load('ball.npy').shape is (N, H, W, C)
              rawdec decode --coefficients photo.jpg -o c.npz    quantised coefficients c0 (rows, columns, 8, 8), steps q0 ...
              rawdec decode --base64 -                           base64 text or a data: URI
              rawdec decode --json --strictness lenient *.jpg    what became of each, damaged rows too

            Into a folder, x.png becomes x.npy; x.png and x.jpg beside each other become x.png.npy and x.jpg.npy.
            """,
        ["checksum"] = """
              rawdec checksum --format rgba64 *.png
              rawdec checksum @list.txt                          one path a line, nothing quoted
              find . -name '*.bmp' -print0 | rawdec checksum -0 @-
              rawdec checksum pictures > sums; rawdec checksum --check sums
            """,
        ["completion"] = """
              source <(rawdec completion bash)                   in ~/.bashrc; zsh likewise
              rawdec completion fish | source                    in config.fish
              rawdec completion powershell | Out-String | Invoke-Expression
            """,
        ["man"] = """
              rawdec man | man -l -
              rawdec man > /usr/local/share/man/man1/rawdec.1
            """,
        ["base64"] = """
              rawdec base64 --data-uri icon.png
              rawdec base64 --pixels --format bgr24 photo.jpg
            """,
        ["index"] = """
              rawdec index large.png                             writes large.png.rdx
              rawdec index large.png -o large.rdx --max-index 128
              rawdec decode large.png --crop 20000,20000,256,256 --index large.rdx -o part.png.npy
              rawdec index photo.jpg                             of a sequential JPEG, Huffman-coded in one scan
            """,
        ["extract"] = """
              rawdec info photo.jpg                              lists the pictures inside, as 'embedded'
              rawdec extract photo.jpg -o parts                  writes parts/photo-1-exif-thumbnail.jpg and so on

            Exit codes:
              0  every picture listed was written; there may be none
              1  the file or a picture inside it could not be read or written
              2  the command line is wrong
            """,
        ["show"] = """
              rawdec show photo.jpg
              rawdec show --mode blocks --width 40 *.png
            """,
        ["inspect"] = """
              rawdec inspect photo.jpg                           every segment and field
              rawdec inspect --depth 1 photo.jpg                 its segments only, and what is wrong in them
              rawdec inspect --hex icon.png                      with the bytes
              rawdec inspect --symbols icon.png                  with every DEFLATE symbol
              rawdec inspect --mcu 17 photo.jpg                  one MCU: symbols, coefficients, samples
              rawdec inspect --pixel 10,4 photo.jpg              where a pixel comes from
              rawdec inspect --at 0x2A3 broken.png               what a byte belongs to and has an effect on
              rawdec inspect --stages out icon.png               pictures between the bytes and the pixels
              rawdec inspect --costs photo.jpg                   where its bytes went: tables, scans, components, kinds of symbols
              rawdec inspect --html page.html photo.jpg          one page to explore it in a browser, with everything in it
              rawdec inspect --json icon.png | jq '.findings'

            A line: offset, length, name: value (value as stored) [clause]. Of bit fields the offset is byte.bit, bits counted
            in the order in which the format reads them, and the length is in bits: '41.3  5b' are 5 bits from bit 3 of byte 41.
            A clause holds for what is below it too. Without --all, of parts that are alike the first two and the last are
            shown, long values are cut, and what the words say already is not said again as a stored value; --json has it all.

            Exit codes:
              0  the file was explained, whole or broken ('verify' judges it)
              1  it could not be read, or has no such pixel or stages because it is refused
              2  the command line is wrong
            """,
        ["explore"] = """
              rawdec explore photo.jpg                           opens the browser; Ctrl-C ends it
              rawdec explore before.png after.png                two files, side by side
              rawdec explore --no-browser                        only says where the page is; begins with a gallery

            The page is served to this machine alone, under an address that cannot be guessed, and asks nobody else for anything. In a clone it is
            built when it is missing or older than its sources, which needs the .NET SDK; a release has it in the folder 'explorer' beside rawdec.

            Exit codes:
              0  it was ended
              1  a file could not be read, or the explorer is not there
              2  the command line is wrong
            """,
        ["rules"] = """
              rawdec rules bmp-palette-index                     what an error or a finding of that name means
              rawdec rules bmp-rle                               those that begin so
              rawdec rules --json | jq -r 'select(.standard == "refuses") | .rule'
            """,
        ["verify"] = """
              rawdec verify photo.jpg
              rawdec verify --strictness strict pictures 'more/**/*.png'
              rawdec verify --quiet icon.png || echo broken
              rawdec verify --json @list.txt | jq -r 'select(.passes | not) | .file'

            Exit codes:
              0  every file passed
              1  at least one failed (error, or with --strictness strict a warning) or could not be read
              2  the command line is wrong
            """,
        [Program] = """
              rawdec decode photo.jpg                            what comes out: size, format, bytes, hash
              rawdec decode photo.jpg -o photo.npy --format bgr24
              rawdec decode photos -o arrays/                    every picture below a folder
              rawdec info --json icon.png
              rawdec checksum --format rgba64 *.png
              rawdec show photo.jpg
              rawdec inspect icon.png                            the file explained, byte by byte
              rawdec explore icon.png                            the same in the browser
              rawdec verify *.jpg                                what is wrong with files

            Exit codes:
              0  every file was decoded
              1  at least one was refused; a line on standard error says why, and where in the file
              2  the command line is wrong
            """,
    };

    /// <summary>The text of a command; the program's own for any other name.</summary>
    public static string Of(string command) => Texts.TryGetValue(command, out string? text) ? text : Texts[Program];
}
