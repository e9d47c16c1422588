"""PNG, BMP and JPEG files into NumPy arrays.

    import rawdecoders

    image = rawdecoders.imread("photo.png")                     # (H, W) or (H, W, C), nothing lost
    pillow = rawdecoders.imread("photo.png", like="pillow")     # numpy.asarray(PIL.Image.open("photo.png"))
    opencv = rawdecoders.imread("photo.jpg", like="opencv")     # cv2.imread("photo.jpg")
    info = rawdecoders.identify("photo.jpg")                    # headers alone
    for path, array in rawdecoders.decode_many(paths): ...      # several at a time; array or the error
    part = rawdecoders.open_regions("large.png")[100:200, 50:80]

The decoders are RawDecoders' own, compiled to one native library that is inside of this package.
"""

from __future__ import annotations

from ._decode import decode, imread, thumbnail, to_base64, to_npy
from ._errors import ImageDamageWarning, ImageDecodeError, ImageDecodeWarning
from ._info import Density, EmbeddedPicture, ImageInfo, Text, Violation, identify
from ._jpeg import Component, coefficients, planes
from ._library import pixel_formats, version
from ._many import decode_many
from ._options import Limits, Options
from ._pillow import register_pillow, unregister_pillow
from ._readers import Frame, FrameReader, Index, RegionReader, RowReader, frames, open_regions, open_rows

__version__ = version()

__all__ = [
    "Component", "Density", "EmbeddedPicture", "Frame", "FrameReader", "ImageDamageWarning", "ImageDecodeError", "ImageDecodeWarning",
    "ImageInfo", "Index", "Limits", "Options", "RegionReader", "RowReader", "Text", "Violation", "coefficients", "decode", "decode_many",
    "frames", "identify", "imread", "open_regions", "open_rows", "pixel_formats", "planes", "register_pillow", "thumbnail", "to_base64",
    "to_npy", "unregister_pillow", "version",
]
