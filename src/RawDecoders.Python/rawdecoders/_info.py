"""Owns what a file says of itself: identify() and the frozen classes that it fills from the library's JSON.

Stands over the native library, whose JSON is that of ``rawdec info --json``. Leaves pixels to the other modules.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Dict, List, Union

from . import _library as native
from ._errors import raise_issue
from ._options import Options, choose, to_c
from ._source import resolve

if TYPE_CHECKING:
    from ._types import Source, Strictness

#: A value of what only one format has.
MetadataValue = Union[str, bool, int, float, None, List["MetadataValue"], Dict[str, "MetadataValue"]]


@dataclass(frozen=True)
class Density:
    """Pixel density: pixels a unit across and down. unit is "metre", "inch", "centimetre", or "none": x and y then are an aspect ratio."""

    x: float
    y: float
    unit: str


@dataclass(frozen=True)
class Text:
    """A text stored in the file: a text chunk of PNG, a comment of JPEG."""

    keyword: str
    text: str
    language: str
    translated_keyword: str


@dataclass(frozen=True)
class EmbeddedPicture:
    """A picture beside the main one in a JPEG file: length bytes at offset."""

    kind: str
    coding: str
    offset: int
    length: int
    width: int | None
    height: int | None


@dataclass(frozen=True)
class Violation:
    """A harmless violation that a decode found: with identify(check=True)."""

    offset: int
    what: str
    part: str
    clause: str


@dataclass(frozen=True)
class ImageInfo:
    """What a file says of itself.

    Attributes:
        file: The path, or None of a file in memory.
        format: "png", "bmp", "jpeg".
        width, height: In pixels, as stored, before any orientation.
        pixel_format: What a decode gives unasked.
        bit_depth: Bits a sample in the file.
        color_model: "grayscale", "grayscaleAlpha", "rgb", "rgba", "indexed", "ycbcr", "cmyk", "ycck".
        orientation: Exif's number, 1 to 8; 1 is upright.
        density: Pixel density, if stated.
        icc_profile: The ICC profile, empty if there is none; icc_description: its name, if it has one.
        exif: The Exif block from its TIFF header on, empty if there is none.
        xmp: The XMP packet, empty if there is none.
        texts: In file order.
        embedded: Pictures inside.
        metadata: What only this format has, by name.
        complete, warnings: With check=True, whether every pixel could be had, and harmless violations; else None.
    """

    file: str | None
    format: str
    width: int
    height: int
    pixel_format: str
    bit_depth: int
    color_model: str
    orientation: int
    density: Density | None
    icc_profile: bytes
    icc_description: str | None
    exif: bytes
    xmp: bytes
    texts: tuple[Text, ...]
    embedded: tuple[EmbeddedPicture, ...]
    metadata: dict[str, MetadataValue] | None = field(hash=False)
    complete: bool | None
    warnings: tuple[Violation, ...] | None


def identify(source: Source, *, check: bool = False, strictness: Strictness | None = None, options: Options | None = None) -> ImageInfo:
    """Reads the properties and metadata of a file without decoding pixels.

    Args:
        source: A path, or bytes, a file object or a data URI.
        check: Decodes the pixels too, and tells whether all could be had and what was found on the way.

    Raises:
        ImageDecodeError: The headers cannot be read, or with check the pixels.
        OSError: The file cannot be read.
    """
    given = resolve(source)
    chosen = to_c(choose(options, strictness=strictness))
    issue = native.Issue(native.ISSUE_SIZE)
    handle = ctypes.c_uint64()
    if check:
        # By rows: the pixels are not kept.
        layout = native.Layout(native.LAYOUT_SIZE)
        status = native.lib.rawdec_open_rows(
            given.path, given.data, given.length, chosen, ctypes.byref(layout), ctypes.byref(handle), ctypes.byref(issue))
    else:
        status = native.lib.rawdec_identify(given.path, given.data, given.length, chosen, ctypes.byref(handle), ctypes.byref(issue))
    if status:
        raise_issue(status, issue, given.name)
    try:
        if check:
            _read_all(handle, layout, issue, given.name)
        return _make(handle)
    finally:
        native.lib.rawdec_close(handle)


def _read_all(handle: ctypes.c_uint64, layout: native.Layout, issue: native.Issue, name: str | bytes | None) -> None:
    rows = max(1, min(layout.height, (1 << 18) // layout.row_bytes))
    band = ctypes.create_string_buffer(rows * layout.row_bytes)
    received = ctypes.c_int32(1)
    status = native.OK
    while status == native.OK and received.value:
        status = native.lib.rawdec_read_rows(handle, band, len(band), 0, rows, ctypes.byref(received), ctypes.byref(issue))
    if status == native.OK:
        status = native.lib.rawdec_finish(handle, None, ctypes.byref(issue))
    if status:
        raise_issue(status, issue, name)


def get_block(handle: ctypes.c_uint64, which: int) -> bytes:
    """A block of bytes of a handle."""
    length, issue = ctypes.c_uint64(), native.Issue(native.ISSUE_SIZE)
    guess = ctypes.create_string_buffer(4096)
    status = native.lib.rawdec_get_block(handle, which, guess, len(guess), ctypes.byref(length), ctypes.byref(issue))
    if status == native.TOO_SMALL:
        guess = ctypes.create_string_buffer(length.value)
        status = native.lib.rawdec_get_block(handle, which, guess, len(guess), ctypes.byref(length), ctypes.byref(issue))
    if status:
        raise_issue(status, issue)
    return guess.raw[: length.value]


def _make(handle: ctypes.c_uint64) -> ImageInfo:
    import json

    told = json.loads(get_block(handle, native.BLOCK_JSON))
    profile = told["iccProfile"]
    return ImageInfo(
        file=told["file"],
        format=told["format"],
        width=told["width"],
        height=told["height"],
        pixel_format=told["pixelFormat"],
        bit_depth=told["bitDepth"],
        color_model=told["colorModel"],
        orientation=told["orientation"],
        density=None if told["density"] is None else Density(**told["density"]),
        icc_profile=get_block(handle, native.BLOCK_ICC) if profile else b"",
        icc_description=profile["description"] if profile else None,
        exif=get_block(handle, native.BLOCK_EXIF) if told["exif"] else b"",
        xmp=get_block(handle, native.BLOCK_XMP) if told["xmp"] else b"",
        texts=tuple(Text(t["keyword"], t["text"], t["language"], t["translatedKeyword"]) for t in told["texts"]),
        embedded=tuple(EmbeddedPicture(**e) for e in told["embedded"]),
        metadata=told["metadata"],
        complete=told["complete"],
        warnings=None if told["warnings"] is None else tuple(Violation(**w) for w in told["warnings"]),
    )
