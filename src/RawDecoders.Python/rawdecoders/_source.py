"""Owns the ways in which a file may be given: paths, bytes of any kind, file objects, base64 text and data URIs.

Stands under everything that reads files. Leaves reading paths and bytes to the native library, which gets them without a copy.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from ._types import Source


class Input(NamedTuple):
    """A file as the native library takes it.

    Attributes:
        path: UTF-8, or None.
        data: Bytes, or the address of some, or None.
        length: Of data.
        keep: What has to live as long as data is used.
        name: The path as Python has it, for messages.
    """

    path: bytes | None
    data: bytes | int | None
    length: int
    keep: object
    name: str | bytes | None


def resolve(source: Source, text_is_data: bool = False) -> Input:
    """Where the bytes of a file are.

    Args:
        source: The file.
        text_is_data: Whether text that is no data URI is base64; otherwise it is a path.
    """
    if isinstance(source, bytes):
        return Input(None, source, len(source), source, None)
    if isinstance(source, str):
        if source[:5].lower() == "data:":
            return resolve(_from_data_uri(source))
        return resolve(_from_base64(source)) if text_is_data else _from_path(source)
    if isinstance(source, os.PathLike):
        return _from_path(os.fspath(source))
    if isinstance(source, np.ndarray):
        return _from_array(source)
    read = getattr(source, "read", None)

    # A memory map can be read too, but is there without that.
    if read is not None and not _is_buffer(source):
        content = read()
        if not isinstance(content, (bytes, bytearray, memoryview)):
            raise TypeError(f"{type(source).__name__}.read() gave {type(content).__name__}: the file has to be open for reading bytes")
        return resolve(content)
    try:
        view = memoryview(source)  # type: ignore[arg-type]
    except TypeError:
        raise TypeError(f"{type(source).__name__} is neither a path, bytes, a file object nor an array") from None
    if view.nbytes == 0:
        return resolve(b"")
    return _from_array(np.frombuffer(view, np.uint8) if view.contiguous else np.frombuffer(view.tobytes(), np.uint8))


def _is_buffer(source: object) -> bool:
    try:
        memoryview(source).release()  # type: ignore[arg-type]
    except TypeError:
        return False
    return True


def _from_array(array: np.ndarray[tuple[int, ...], np.dtype[np.generic]]) -> Input:
    if array.size == 0:
        return Input(None, b"", 0, array, None)
    flat = np.ascontiguousarray(array)
    address: int = flat.__array_interface__["data"][0]
    return Input(None, address, flat.nbytes, flat, None)


def _from_path(path: str | bytes) -> Input:
    if not path:
        raise FileNotFoundError(2, "No such file or directory", path)
    try:
        encoded = path if isinstance(path, bytes) and path.decode() is not None else os.fsdecode(path).encode()
    except UnicodeError:
        # A name that is not UTF-8: Python can open it, the library cannot be told of it.
        with open(path, "rb") as file:
            return resolve(file.read())
    if b"\0" in encoded:
        raise ValueError("embedded null byte")
    return Input(encoded, None, 0, None, path)


def _from_base64(text: str) -> bytes:
    import base64
    import binascii

    packed = "".join(text.split()).rstrip("=")
    try:
        return base64.b64decode(packed + "=" * (-len(packed) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError(f"the text is neither a data URI nor base64: {error}") from None


def _from_data_uri(text: str) -> bytes:
    from urllib.parse import unquote_to_bytes

    head, comma, data = text.partition(",")
    if not comma:
        raise ValueError("the data URI has no comma")
    raw = unquote_to_bytes(data)
    return _from_base64(raw.decode("latin-1")) if head.rstrip().lower().endswith(";base64") else raw
