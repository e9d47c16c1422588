"""Owns how a file is decoded: Options and Limits, and their C form.

Stands over the native library. Leaves contradictions between options to it: they are ValueError.
"""

from __future__ import annotations

import ctypes
import functools
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from . import _library as native

if TYPE_CHECKING:
    from ._types import Inflater, Like, Strictness


@dataclass(frozen=True)
class Limits:
    """Upper bounds on what a file may ask for; over one it is refused as "limit-exceeded". 0: the library's default.

    Attributes:
        width, height: In pixels; 1,000,000 each.
        pixels: Width times height; 2**30.
        bytes: That one call may allocate; 4 GiB.
        metadata_bytes: Of one inflated piece of metadata; 16 MiB.
        scans: Of a JPEG; 500.
        frames, frame_pixels: Of an animation; 1,000,000 and 2**36.
    """

    width: int = 0
    height: int = 0
    pixels: int = 0
    bytes: int = 0
    metadata_bytes: int = 0
    scans: int = 0
    frames: int = 0
    frame_pixels: int = 0


@dataclass(frozen=True)
class Options:
    """How a file is decoded. The keywords of decode, imread and the others are the same and go first.

    Attributes:
        like: Gives the array of another library: "pillow", "opencv", "opencv-unchanged", "imagesharp".
        format: The pixel format (see ``pixel_formats()``); None for the file's own, which loses nothing.
        scale: "1/2", "1/4" or "1/8"; of JPEG also "3/8", "5/8", "3/4" and "7/8".
        target_size: (width, height): the smallest scale at which the picture is at least so large.
        orient: Whether to turn the picture upright as its Exif orientation says.
        strictness: "strict" refuses any violation, "standard" those that cost pixels, "lenient" saves what can be had.
        threads: That may decode one picture.
        inflater: Of PNG: "platform", or "managed", the library's own engine. The pixels are the same.
        reconstruction: Whose arithmetic JPEG pixels follow: "turbo", "turbo-nosmooth", "imagesharp".
        color_transform: Of JPEG with three or four components: "file", "none", "ycbcr".
        samples: Of JPEG with neither 8 nor 16 bits: "scaled" or "stored".
        limits: Upper bounds.
        max_index_bytes: That an index holds; None for 16 MiB, 0 for the beginning alone.
    """

    like: Like | None = None
    format: str | None = None
    scale: str | None = None
    target_size: tuple[int, int] | None = None
    orient: bool = False
    strictness: Strictness = "standard"
    threads: int = 1
    inflater: Inflater = "platform"
    reconstruction: Literal["turbo", "turbo-nosmooth", "imagesharp"] = "turbo"
    color_transform: Literal["file", "none", "ycbcr"] = "file"
    samples: Literal["scaled", "stored"] = "scaled"
    limits: Limits = Limits()
    max_index_bytes: int | None = None


DEFAULT = Options()


def choose(
    options: Options | None, like: Like | None = None, format: str | None = None, scale: str | None = None,
    strictness: Strictness | None = None, threads: int | None = None, inflater: Inflater | None = None,
) -> Options:
    """The options with what the keywords say in their place."""
    given = {
        "like": like, "format": format, "scale": scale, "strictness": strictness, "threads": threads, "inflater": inflater,
    }
    return replace(options or DEFAULT, **{name: value for name, value in given.items() if value is not None})


@functools.lru_cache(maxsize=256)
def to_c(options: Options) -> ctypes.Array[native.COptions] | None:
    """The C form, which is never written to after this; None for the defaults."""
    return None if options == DEFAULT else make_c(options)


@functools.lru_cache(maxsize=256)
def keywords_to_c(
    options: Options | None, like: Like | None, format: str | None, scale: str | None, strictness: Strictness | None,
    threads: int | None, inflater: Inflater | None,
) -> ctypes.Array[native.COptions] | None:
    """The C form of options and keywords: a call that is made again finds it made."""
    return to_c(choose(options, like, format, scale, strictness, threads, inflater))


def make_c(options: Options, flags: int = 0, index: int = 0) -> ctypes.Array[native.COptions]:
    """A C form of its own, with flags and the handle of an index. An array of one, which goes where a pointer is wanted."""
    made = (native.COptions * 1)()
    c, limits = made[0], options.limits
    c.size = native.OPTIONS_SIZE
    c.flags = flags | (native.APPLY_ORIENTATION if options.orient else 0)
    for name in ("format", "like", "strictness", "inflater", "reconstruction", "color_transform", "samples", "scale"):
        word: str | None = getattr(options, name)
        setattr(c, name, None if word is None else word.encode())
    if options.target_size is not None:
        c.target_width, c.target_height = options.target_size
        if c.target_width < 1 or c.target_height < 1:
            raise ValueError(f"target_size {options.target_size} is not at least (1, 1)")
    if options.threads < 1:
        raise ValueError(f"threads {options.threads} is less than 1")
    c.threads = options.threads
    c.max_width, c.max_height, c.max_scans, c.max_frames = limits.width, limits.height, limits.scans, limits.frames
    c.max_metadata_bytes, c.max_pixels, c.max_bytes, c.max_frame_pixels = limits.metadata_bytes, limits.pixels, limits.bytes, limits.frame_pixels
    if options.max_index_bytes is not None:
        c.max_index_bytes = options.max_index_bytes or -1
    c.index = index
    return made
