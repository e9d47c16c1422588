"""Owns decoding of whole pictures: decode, imread, thumbnail, and what is made of a file in one go: to_npy, to_base64.

Stands over the native library. Leaves rows, rectangles and frames to _readers, many files to _many.
"""

from __future__ import annotations

import ctypes
import os
from typing import IO, TYPE_CHECKING

import numpy as np

from . import _library as native
from ._arrays import MOST_BYTES, Target, address_of, as_delivered, shape_of, stored_type
from ._errors import ImageDecodeWarning, collect, raise_issue, warn
from ._options import Options, choose, keywords_to_c, to_c
from ._source import Input, resolve

if TYPE_CHECKING:
    from ._types import Array, Inflater, Like, Out, Path, Source, Strictness

_byref = ctypes.byref


def decode(
    data: Source, *, like: Like | None = None, format: str | None = None, out: Out | None = None, scale: str | None = None,
    strictness: Strictness | None = None, threads: int | None = None, inflater: Inflater | None = None, options: Options | None = None,
) -> Array:
    """Decodes a file to an array, (H, W) or (H, W, C).

    Args:
        data: The file's bytes (bytes, bytearray, memoryview, memory map, array), a file object, base64 text or a data URI, or an os.PathLike.
        like: Gives the array of another library, element for element: "pillow", "opencv", "opencv-unchanged", "imagesharp".
        format: The pixel format, such as "bgr24" (see ``pixel_formats()``); unasked the file's own, which loses nothing.
        out: Decodes into this array, whatever its strides, or memory (a memory map, a bytearray), and returns it.
        scale: Decodes smaller: "1/2", "1/4", "1/8"; of JPEG also "3/8", "5/8", "3/4", "7/8".
        strictness: "strict", "standard" (unless given) or "lenient".
        threads: That may decode the picture; 1 unless given.
        inflater: Of PNG: "platform" (unless given) or "managed".
        options: All of these and more.

    Raises:
        ImageDecodeError: The file cannot be decoded.
        ValueError: Options contradict each other, or out does not fit.
        OSError: The file cannot be read; FileNotFoundError and the others as open() raises them.

    Violations that cost no pixels, and rows lost with "lenient", are ImageDecodeWarning of the warnings module.
    """
    chosen = keywords_to_c(options, like, format, scale, strictness, threads, inflater)
    array, found = decode_input(resolve(data, text_is_data=True), chosen, out)
    if found:
        warn(found)
    return array


def imread(
    path: Source, *, like: Like | None = None, format: str | None = None, out: Out | None = None, scale: str | None = None,
    strictness: Strictness | None = None, threads: int | None = None, inflater: Inflater | None = None, options: Options | None = None,
) -> Array:
    """Decodes the file at a path to an array. As decode() in everything else; text is a path, or a data URI."""
    chosen = keywords_to_c(options, like, format, scale, strictness, threads, inflater)
    array, found = decode_input(resolve(path), chosen, out)
    if found:
        warn(found)
    return array


def thumbnail(path: Source, size: tuple[int, int], *, format: str | None = None, options: Options | None = None) -> Array:
    """A small picture, upright: at the smallest of the file's scales at which it is at least ``size``, (width, height). Quick of JPEG."""
    from dataclasses import replace

    chosen = replace(choose(options, format=format), target_size=size, orient=True)
    array, found = decode_input(resolve(path), to_c(chosen), None)
    warn(found)
    return array


def to_npy(path: Source, out: Path | IO[bytes], *, like: Like | None = None, format: str | None = None, options: Options | None = None) -> None:
    """Decodes a file to a .npy file, in memory that does not grow with the picture. ``numpy.load(out, mmap_mode="r")`` opens it.

    Args:
        path: The file to decode.
        out: The file to write, which is replaced, or a file object.
    """
    from ._readers import open_rows

    with open_rows(path, like=like, format=format, options=options) as rows:
        if not isinstance(out, (str, os.PathLike)):
            rows.write_npy(out)
            return
        name = os.fspath(out)
        try:
            with open(name, "wb") as file:
                rows.write_npy(file)
        except BaseException:
            # Half an array is none.
            try:
                os.remove(name)
            except OSError:
                pass
            raise


def to_base64(source: Source, *, data_uri: bool = False) -> str:
    """The bytes of a file as base64 text; as a data URI, such as "data:image/png;base64,...", if that is asked for."""
    import base64

    given = resolve(source)
    if given.path is not None:
        with open(given.name or given.path, "rb") as file:
            content = file.read()
    elif isinstance(given.data, bytes):
        content = given.data
    else:
        content = memoryview(given.keep).cast("B").tobytes()  # type: ignore[arg-type]
    text = base64.b64encode(content).decode()
    if not data_uri:
        return text
    from ._info import identify

    return f"data:image/{identify(content).format};base64,{text}"


def decode_input(given: Input, options: ctypes.Array[native.COptions] | None, out: Out | None) -> tuple[Array, list[ImageDecodeWarning]]:
    """Decodes a file; the array, and what is to be warned of."""
    with_handle = open_input(given, options)
    try:
        return read_opened(with_handle, given, out, options)
    finally:
        native.lib.rawdec_close(with_handle[0])


def open_input(given: Input, options: ctypes.Array[native.COptions] | None) -> tuple[ctypes.c_uint64, native.Layout, native.Issue]:
    """Reads the headers: the handle, to be closed, and what the decode will give."""
    issue = native.Issue(native.ISSUE_SIZE)
    layout = native.Layout(native.LAYOUT_SIZE)
    handle = ctypes.c_uint64()
    status = native.lib.rawdec_open_picture(given.path, given.data, given.length, options, _byref(layout), _byref(handle), _byref(issue))
    if status:
        raise_issue(status, issue, given.name)
    return handle, layout, issue


def read_opened(
    opened: tuple[ctypes.c_uint64, native.Layout, native.Issue], given: Input, out: Out | None,
    options: ctypes.Array[native.COptions] | None,
) -> tuple[Array, list[ImageDecodeWarning]]:
    """Decodes the pixels of what open_input() opened."""
    handle, layout, issue = opened
    if layout.byte_count > MOST_BYTES:
        return _read_by_rows(given, options, layout, out)
    account = native.Account(native.ACCOUNT_SIZE)
    if out is None:
        pixels: Array = np.empty(shape_of(layout), stored_type(layout))
        status = native.lib.rawdec_read(handle, address_of(pixels), layout.byte_count, 0, _byref(account), _byref(issue))
    else:
        target = Target(out, layout)
        status = native.lib.rawdec_read(handle, address_of(target.written), target.byte_count, target.stride, _byref(account), _byref(issue))
    if status:
        raise_issue(status, issue, given.name)
    found = collect(handle, account, given.name) if account.warning_count or account.damage_count else []
    return (as_delivered(pixels, layout) if out is None else target.finish()), found


def _read_by_rows(
    given: Input, options: ctypes.Array[native.COptions] | None, layout: native.Layout, out: Out | None,
) -> tuple[Array, list[ImageDecodeWarning]]:
    """A picture of more bytes than one call writes."""
    from ._readers import RowReader

    target = Target(np.empty(shape_of(layout), as_delivered(np.empty(0, stored_type(layout)), layout).dtype) if out is None else out, layout)
    with RowReader(given, options) as rows:
        while rows.next_row < layout.height:
            rows.read_into(target.array[rows.next_row : rows.next_row + rows.band_rows])
        return target.array, rows.finish_quietly()
