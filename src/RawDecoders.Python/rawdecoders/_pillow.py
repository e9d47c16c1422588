"""Owns the plugin for Pillow: with register_pillow(), PIL.Image.open() reads headers as ever, and pixels come from this library.

What Pillow knows of a file (info, Exif, text, draft mode, further frames) stays Pillow's: of its loading, the one decoder that it calls for the image
data is exchanged. Leaves that decoder to _pillow_decoder, which imports Pillow; this module does so only when it is asked to register.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, Dict, Tuple

if TYPE_CHECKING:
    from PIL import Image

    _Factory = Callable[[object, object], Image.Image]
    _Opener = Tuple[_Factory, "Callable[[bytes], bool] | None"]

_FORMATS = ("PNG", "BMP", "DIB", "JPEG")
_replaced: Dict[str, "_Opener"] = {}


def register_pillow() -> None:
    """Makes ``PIL.Image.open`` take the pixels of PNG, BMP and JPEG files from this library. They are Pillow's own, sooner.

    A file that this library refuses is an OSError of ``load()``, as ever; with ``ImageFile.LOAD_TRUNCATED_IMAGES`` what can be had of it is loaded.
    """
    if _replaced:
        return
    from PIL import Image

    from ._pillow_decoder import PREFIX, register_codecs

    Image.preinit()
    register_codecs()
    for name in _FORMATS:
        if name in Image.OPEN:
            factory, accept = Image.OPEN[name]
            _replaced[name] = (factory, accept)
            Image.register_open(name, _with_our_pixels(factory, PREFIX), accept)


def unregister_pillow() -> None:
    """Gives Pillow its own decoders back."""
    if not _replaced:
        return
    from PIL import Image

    for name, (factory, accept) in _replaced.items():
        Image.register_open(name, factory, accept)
    _replaced.clear()


def _with_our_pixels(factory: _Factory, prefix: str) -> _Factory:
    def open_file(fp: object = None, filename: object = None) -> Image.Image:
        from PIL import Image

        image = factory(fp, filename)
        tiles = getattr(image, "tile", None)

        # One tile is a picture of one coding; of anything else (there is none in these formats) Pillow's own decoders make something.
        if tiles and len(tiles) == 1:
            codec, extents, offset, arguments = tiles[0]
            if prefix + codec in Image.DECODERS:
                setattr(image, "tile", [(prefix + codec, extents, offset, arguments)])
        return image

    return open_file
