// Owns: the decoders that the scoreboard knows ready-made: what Debian and NuGet have, how each is asked, what it claims to read and whose code
// does it. One that is not here is left out, with a line that says why. Leaves the asking to CommandDecoder, HostDecoder and BrowserDecoder.

using System.Diagnostics;
using System.Text.RegularExpressions;
using RawDecoders.Conformance.Decoders;
using RawDecoders.Conformance.Scoreboard.Judging;

namespace RawDecoders.Conformance.Scoreboard.Running;

/// <summary>A decoder of the catalogue, before it is known whether it is here.</summary>
/// <param name="Id">What the command line calls it.</param>
/// <param name="Name">What reports call it.</param>
/// <param name="Claims">What it claims to read; see <see cref="Judging.Claims"/>.</param>
/// <param name="Families">Whose code reads what: "PNG=libpng,JPEG=libjpeg-turbo".</param>
/// <param name="How">How it is asked, in words.</param>
/// <param name="Open">Starts it; gives null and the reason if it is not here.</param>
internal sealed record CatalogueEntry(string Id, string Name, Claims Claims, string Families, string How, Func<DecoderIdentity, (IScoreboardDecoder? Decoder, string Missing)> Open)
{
    /// <summary>Who it is; its version is found when it is opened.</summary>
    public DecoderIdentity Identity => new(Name, "")
    {
        Claims = Claims,
        How = How,
        Families = Families.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(f => f.Split('=')).ToDictionary(f => f[0], f => f[1]),
    };
}

/// <summary>The catalogue.</summary>
internal sealed class DecoderCatalogue(ProcessLimits limits, string hostProgram)
{
    // What no decoder's documents promise: JPEG of 12 bits, lossless or of two components (no colour model has two); BMP of 2 bits (Windows CE), of 64
    // (GDI+), of OS/2's own codings, with a whole JPEG or PNG in it, with an alpha mask behind 40 bytes, and with masks without a bit.
    public const string RareJpeg = "-jpeg/12-bit,-jpeg/lossless,-jpeg/two-components",
        RareBmp = "-bmp/matrix/*-2bit*,-bmp/matrix/*-64bit*,-bmp/padding/2bit*,-bmp/padding/64bit*,-bmp/coded/huffman*,-bmp/coded/rle24*,-bmp/coded/jpeg*,-bmp/coded/png*"
            + ",-bmp/masks/h40-a*,-bmp/masks/empty-*,-bmp/details/os2-*";

    private const string WithoutRareJpeg = "," + RareJpeg, Bmp = ",bmp," + RareBmp;

    private const string Turbo = "JPEG=libjpeg-turbo";

    private static readonly int[] None = [], DjpegWarns = [2];

    /// <summary>All entries; <paramref name="own"/> are further commands, each by NAME=COMMAND.</summary>
    public IReadOnlyList<CatalogueEntry> Entries(IEnumerable<(string Name, CommandTemplate Command)> own) =>
    [
        Host("rawdecoders", "RawDecoders", "png,bmp,jpeg,other", "", "ImageDecoder.Decode, default options"),
        Command("libpng", "pngtopnm", "png", "PNG=libpng", "pngtopnm -alphapam {file}", ["--version"], @"Version: (Netpbm [\d.]+)"),
        Command("libjpeg-turbo", "djpeg", "jpeg" + WithoutRareJpeg, Turbo, "djpeg -pnm {file}", ["-version"], @"(libjpeg-turbo version [\d.]+)", DjpegWarns),
        Script("pillow", "Pillow", "png" + Bmp + ",jpeg" + WithoutRareJpeg, Turbo, "PIL.Image.open, load, numpy.array; tRNS and palettes by convert"),
        Script("opencv", "OpenCV", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng," + Turbo, "cv2.imread, IMREAD_UNCHANGED"),
        Script("imagemagick", "ImageMagick", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng,BMP=ImageMagick," + Turbo, "MagickWand 6: MagickReadImage, MagickExportImagePixels"),
        Script("graphicsmagick", "GraphicsMagick", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng,BMP=ImageMagick," + Turbo, "its MagickWand: MagickReadImage, MagickGetImagePixels"),
        Script("vips", "libvips", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng,BMP=ImageMagick," + Turbo, "vips_image_new_from_file, default options"),
        Script("ffmpeg", "ffmpeg", "png" + Bmp + ",jpeg,-jpeg/12-bit,-jpeg/arithmetic,-jpeg/two-components", "", "PyAV; the host puts planes together, replicates chroma and converts from YCbCr"),
        Script("gdkpixbuf", "GdkPixbuf", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng," + Turbo, "Pixbuf.new_from_file"),
        Script("qt", "Qt", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng," + Turbo, "QImageReader, no transform"),
        new("chromium", "Chromium", Claims.Parse("png" + Bmp + ",jpeg" + WithoutRareJpeg + ",-jpeg/arithmetic"), "PNG=image-png," + Turbo, "createImageBitmap without premultiplication and colour conversion, read back by WebGL", OpenBrowser),
        Host("skiasharp", "SkiaSharp", "png" + Bmp + ",jpeg" + WithoutRareJpeg + ",-jpeg/arithmetic", "PNG=libpng," + Turbo, "SKCodec, Rgba8888, not premultiplied"),
        Host("stbimagesharp", "StbImageSharp", "png" + Bmp + ",jpeg" + WithoutRareJpeg + ",-jpeg/arithmetic,-bmp/coded", "", "ImageResult.FromMemory"),
        Host("biggustave", "BigGustave", "png", "", "Png.Open, GetPixel"),
        Host("jpeglibrary", "JpegLibrary", "jpeg,-jpeg/two-components", "", "JpegDecoder; the host puts blocks together and converts from YCbCr"),
        Host("magick.net", "Magick.NET", "png" + Bmp + ",jpeg" + WithoutRareJpeg, "PNG=libpng,BMP=ImageMagick," + Turbo, "MagickImage.Read, Q8"),
        Host("netvips", "NetVips", "png,jpeg" + WithoutRareJpeg, "PNG=libspng," + Turbo, "Image.NewFromBuffer, the package's own libvips"),
        Host("imagesharp", "ImageSharp", "png" + Bmp + ",jpeg" + WithoutRareJpeg + ",-jpeg/arithmetic", "", "Image.Load"),
        .. own.Select(o => new CatalogueEntry(o.Name, o.Name, Claims.All, "", o.Command.Text, identity => o.Command.IsThere
            ? (new CommandDecoder(identity with { Version = "?", IsCatalogued = false }, o.Command, None, limits), "")
            : (null, $"there is no program \"{o.Command.Program}\""))),
    ];

    private CatalogueEntry Command(
        string id, string name, string claims, string families, string command, string[] versionArguments, string pattern, int[]? warningExits = null)
        => new(id, name, Claims.Parse(claims), families, command, identity => OpenCommand(identity, command, versionArguments, pattern, warningExits ?? None));

    private (IScoreboardDecoder? Decoder, string Missing) OpenCommand(
        DecoderIdentity identity, string command, string[] versionArguments, string pattern, int[] warningExits)
    {
        CommandTemplate template = CommandTemplate.Parse(command);
        return template.IsThere
            ? (new CommandDecoder(identity with { Version = VersionOf(template.Program, versionArguments, pattern) }, template, warningExits, limits), "")
            : (null, $"there is no program \"{template.Program}\"");
    }

    private static string VersionOf(string program, string[] arguments, string pattern)
    {
        (_, byte[] output, string error, _) = ForeignDecoder.RunAsync(program, arguments, TimeSpan.FromSeconds(20), wholeError: true).GetAwaiter().GetResult();
        Match match = Regex.Match(System.Text.Encoding.UTF8.GetString(output) + error, pattern);
        return match.Success ? string.Join(' ', match.Groups.Values.Skip(1).Select(g => g.Value)).Trim() : "?";
    }

    private CatalogueEntry Script(string id, string name, string claims, string families, string how) => new(id, name, Claims.Parse(claims), families, how, identity =>
    {
        string script = Resources.Text("host.py");
        string missing = "there is no python3";
        foreach (string interpreter in (string[])["python3", "/usr/bin/python3"])
        {
            if (CommandTemplate.Find(interpreter) is null)
                continue;
            if (HostDecoder.Open(() => ProcessLimits.Start(interpreter, ["-c", script, id], reserves: false), limits, identity, out missing) is { } host)
                return (host, "");
        }

        return (null, missing);
    });

    private CatalogueEntry Host(string id, string name, string claims, string families, string how) => new(id, name, Claims.Parse(claims), families, how, identity =>
    {
        if (!File.Exists(hostProgram))
            return (null, "tests/RawDecoders.DecoderHost is not built");
        HostDecoder? host = HostDecoder.Open(StartHost, limits, identity, out string missing);
        return (host, missing);

        ProcessStartInfo StartHost() => ProcessLimits.Start(hostProgram, [id], reserves: true);
    });

    private (IScoreboardDecoder? Decoder, string Missing) OpenBrowser(DecoderIdentity identity)
    {
        string version = CommandTemplate.Find("chromium") is null ? "" : VersionOf("chromium", ["--version"], @"Chromium ([\d.]+)");
        BrowserDecoder? browser = BrowserDecoder.Open(identity with { Version = version }, limits, out string missing);
        return (browser, missing);
    }
}
