"""Owns the decoder that Pillow's loader calls in place of its own. Imported by _pillow when it registers, for it needs Pillow.

Leaves pixels to the native library, and to Pillow's own decoder what this one does not do: data that arrive in pieces, and JPEG drafts in YCbCr.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Optional, Protocol, Tuple

from PIL import Image, ImageFile

from . import _library as native
from ._decode import open_input, read_opened
from ._errors import ImageDecodeError, warn
from ._options import Options, to_c
from ._source import resolve

if TYPE_CHECKING:
    from ._types import Array, Strictness

#: Before the names of the decoders of Pillow that have a substitute here.
PREFIX = "rawdecoders_"
_CODECS = ("zip", "raw", "bmp_rle", "jpeg")

#: How Pillow's decoder "raw" names what our formats are in memory.
_RAW_MODES = {
    "gray8": "L", "indexed8": "P", "grayalpha16": "LA", "gray16": "I;16N", "rgb24": "RGB", "rgba32": "RGBA", "cmyk32": "CMYK",
}


class _CoreDecoder(Protocol):
    def setimage(self, image: object, extents: object) -> None: ...

    def decode(self, data: object) -> Tuple[int, int]: ...


def register_codecs() -> None:
    """Tells Pillow of the substitutes."""
    for codec in _CODECS:
        Image.register_decoder(PREFIX + codec, functools.partial(RawDecodersDecoder, codec))


class RawDecodersDecoder(ImageFile.PyDecoder):
    """Decodes the whole file at once; pulls it from the file object."""

    def __init__(self, codec: str, mode: str, *arguments: object) -> None:
        super().__init__(mode, *arguments)
        self._codec = codec
        self._arguments = arguments
        self._own: Optional[_CoreDecoder] = None

    @property
    def pulls_fd(self) -> bool:
        return True

    def decode(self, buffer: bytes) -> Tuple[int, int]:
        if self.fd is None:
            # ImageFile.Parser: pieces of the file, one after another.
            return self._pillows_own().decode(buffer)
        start = self.fd.tell()
        self.fd.seek(0)
        file = self.fd.read()
        pixels, raw_mode = self._pixels(file)
        if pixels is None or not self._set(pixels, raw_mode):
            self._pillows_own().decode(file[start:])

        # Pillow's PNG reader passes over the image data itself and goes on with what follows it.
        self.fd.seek(start)
        return -1, 0

    def _pixels(self, file: bytes) -> Tuple[Optional[Array], str]:
        """The array, and what Pillow calls its format; None for what is not done here."""
        strictness: Strictness = "lenient" if ImageFile.LOAD_TRUNCATED_IMAGES else "standard"
        drafted, scale = self._draft()
        if drafted == "YCbCr":
            return None, ""
        if drafted:
            options = Options(format="gray8" if drafted == "L" else "cmyk32" if drafted == "CMYK" else "rgb24", scale=f"1/{scale}", strictness=strictness)
        else:
            options = Options(like="pillow", strictness=strictness)
        given = resolve(file)
        try:
            opened = open_input(given, to_c(options))
            try:
                layout = opened[1]
                pixels, found = read_opened(opened, given, None, to_c(options))
            finally:
                native.lib.rawdec_close(opened[0])
        except ImageDecodeError as error:
            raise OSError(str(error)) from error
        warn(found)
        name: bytes = layout.format
        return pixels, "1;8" if layout.flags & native.BOOLEAN else _RAW_MODES.get(name.decode(), "")

    def _draft(self) -> Tuple[str, int]:
        """Mode and denominator of Image.draft() of a JPEG; an empty mode if there was none."""
        if self._codec != "jpeg" or len(self._arguments) < 4:
            return "", 1
        scale = self._arguments[2]
        return str(self._arguments[0]).partition(";")[0], scale if isinstance(scale, int) else 1

    def _set(self, pixels: Array, raw_mode: str) -> bool:
        """Puts the pixels into Pillow's image, if it is of such a mode."""
        if not raw_mode:
            return False
        if raw_mode == "1;8":
            pixels = pixels.view("u1") * 255
        try:
            raw: _CoreDecoder = Image._getdecoder(self.mode, "raw", raw_mode)
            raw.setimage(self.im, self.state.extents())
            consumed, error = raw.decode(pixels.tobytes())
        except (ValueError, SystemError):
            return False
        return consumed < 0 and error == 0

    def _pillows_own(self) -> _CoreDecoder:
        if self._own is None:
            self._own = Image._getdecoder(self.mode, self._codec, self._arguments)
            self._own.setimage(self.im, self.state.extents())
        return self._own
