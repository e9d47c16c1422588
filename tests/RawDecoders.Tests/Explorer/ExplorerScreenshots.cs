using System.Globalization;
using RawDecoders.Tests.Support;

namespace RawDecoders.Tests.Explorer;

/// <summary>Pictures of the page for people to look at, and for the README: written only where RAWDECODERS_SCREENSHOTS names a folder (tests/explorer-screenshots).</summary>
[Collection(ExplorerPage.Tests)]
public sealed class ExplorerScreenshots(ExplorerPage page)
{
    /// <summary>A name, a file of the gallery, and what is selected and shown.</summary>
    private static readonly (string Name, string Link)[] Scenes =
    [
        ("gallery", ""),
        ("progressive", "#file=jpeg/progressive/successive-420.jpg&pixel=20,12"),
        ("photo", "#file=jpeg/photos/landscape-420.jpg&pixel=400,300"),
        ("adam7", "#file=png/matrix/rgb8-adam7-mixed.png&pixel=9,7"),
        ("costs", "#file=png/photos/landscape-rgb.png&pixel=300,200&panel=cost&over=heat"),
        ("rle", "#file=bmp/coded/rle4-jumps.bmp&pixel=5,5"),
        ("arithmetic", "#file=jpeg/arithmetic/411-sof10.jpg&pixel=20,12&panel=symbols"),
        ("broken", "#file=png/broken/deflate-row-10.png&byte=120"),
    ];

    [Fact]
    public async Task Pictures_of_the_page()
    {
        string? folder = Environment.GetEnvironmentVariable("RAWDECODERS_SCREENSHOTS");
        Assert.SkipWhen(string.IsNullOrEmpty(folder), "RAWDECODERS_SCREENSHOTS does not name a folder");
        BrowserPage browser = await page.OpenAsync();
        Directory.CreateDirectory(folder!);
        foreach ((string name, string link) in Scenes)
        {
            foreach (int width in (int[])[1280, 400])
            {
                foreach (bool isDark in (bool[])[false, true])
                {
                    await browser.ShowAsAsync(width, width == 400 ? 860 : 860, isDark);
                    string ready = link.Length == 0 ? "document.documentElement.dataset.state !== 'loading'" : "globalThis.rawdecExplorer?.engine && (rawdecExplorer.state().pixel || rawdecExplorer.state().byte !== null)";
                    await browser.GoAsync(page.Address + link, ready);
                    await page.SettleAsync();
                    // What is asked for after the selection (panels) comes in its own time.
                    await Task.Delay(600);
                    await page.SettleAsync();
                    byte[] picture = await browser.ScreenshotAsync();
                    Assert.Equal(width, ImageDecoder.Identify(picture).Width);
                    await File.WriteAllBytesAsync(Path.Combine(folder!, string.Create(CultureInfo.InvariantCulture, $"{name}-{width}-{(isDark ? "dark" : "light")}.png")), picture);
                }
            }
        }
    }
}
