// Owns: the recipes of cookbook.md for what comes over a network. Leaves what they must do to the tests.

using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using RawDecoders;

namespace DocPages.Cookbook;

internal static class WebRecipes
{
    public static void Map(WebApplication app)
    {
        #region cookbook.md: upload
        var options = new DecodeOptions
        {
            Limits = new DecodeLimits { MaxBytes = 10 << 20, MaxPixels = 50_000_000 },
            TargetSize = new ImageSize(1024, 1024),
            ApplyOrientation = true,
        };
        app.MapPost("/pictures", async (HttpRequest request, CancellationToken cancellationToken) =>
        {
            try
            {
                PixelBuffer image = await ImageDecoder.DecodeAsync(request.Body, options, cancellationToken);
                return Results.Ok(new { image.Width, image.Height, Format = image.Format.GetName() });
            }
            catch (ImageDecodeException e)
            {
                int status = e.Kind switch
                {
                    ImageDecodeErrorKind.UnknownFormat or ImageDecodeErrorKind.Unsupported => StatusCodes.Status415UnsupportedMediaType,
                    ImageDecodeErrorKind.LimitExceeded => StatusCodes.Status413PayloadTooLarge,
                    _ => StatusCodes.Status422UnprocessableEntity,
                };
                return Results.Problem(e.Message, statusCode: status, title: "The picture was refused", extensions: new Dictionary<string, object?>
                {
                    ["kind"] = e.Kind.ToString(),
                    ["rule"] = e.Rule.Id,
                    ["clause"] = e.Clause,
                    ["offset"] = e.Offset,
                });
            }
        });
        #endregion
    }

    #region cookbook.md: pipe reader
    static async Task<PixelBuffer> ReadPicture(PipeReader reader, DecodeOptions options, CancellationToken cancellationToken)
    {
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellationToken);
            if (!read.IsCompleted)
            {
                // Headers are judged as soon as they are there: what is no picture, or too large a one, is not waited for.
                IdentifyResult soFar = ImageDecoder.TryIdentify(read.Buffer, options);
                if (soFar.Status == IdentifyStatus.Refused)
                    throw soFar.Error!;
                if (read.Buffer.Length > options.Limits.MaxBytes)
                    throw new InvalidDataException("more bytes than are taken");
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                continue;
            }

            PixelBuffer image = ImageDecoder.Decode(read.Buffer, options);
            reader.AdvanceTo(read.Buffer.End);
            return image;
        }
    }
    #endregion

    public static Task<PixelBuffer> Read(PipeReader reader, DecodeOptions options) => ReadPicture(reader, options, default);
}
