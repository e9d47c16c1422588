namespace DocPages.Reference;

/// <summary>The current folder of an example: files by the names that the documentation uses.</summary>
[CollectionDefinition(nameof(ExampleFolder), DisableParallelization = true)]
public abstract class ExampleFolder : IDisposable
{
    private static readonly (string Name, string Corpus)[] Pictures =
    [
        ("photo.png", "png/ancillary/colour-all.png"), ("photo.jpg", "jpeg/quality/scene-50.jpg"), ("cmyk.jpg", "jpeg/colour/cmyk-adobe-0-sof0.jpg"), ("deep.jpg", "jpeg/12-bit/420-sof1.jpg"),
        ("picture.bmp", "bmp/coded/rle8-jump-rows.bmp"), ("large.png", "png/photos/landscape-rgb.png"), ("animated.png", "png/animation/2-08-background-over.png"),
    ];

    private readonly string _before = Environment.CurrentDirectory;
    private readonly string _folder = Directory.CreateTempSubdirectory("examples").FullName;

    protected ExampleFolder()
    {
        foreach ((string name, string corpus) in Pictures)
            File.Copy(Files.Corpus(corpus), Path.Combine(_folder, name));
        Environment.CurrentDirectory = _folder;
    }

    public void Dispose()
    {
        Environment.CurrentDirectory = _before;
        Directory.Delete(_folder, recursive: true);
        GC.SuppressFinalize(this);
    }
}
