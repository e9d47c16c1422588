"""Owns the native library as ctypes sees it: loading, the structures of rawdecoders.h, the prototypes.

Stands under everything else of the package. Leaves calling the functions to the other modules, and what they mean to rawdecoders.h.
Calls through ctypes.CDLL release the interpreter's lock.
"""

from __future__ import annotations

import ctypes
import os
import sys
from ctypes import POINTER, Structure, c_char, c_char_p, c_double, c_int16, c_int32, c_int64, c_uint16, c_uint32, c_uint64, c_void_p

OK, END, REFUSED, BAD_ARGUMENT, TOO_SMALL, BAD_HANDLE, WRONG_STATE, NOT_FOUND, NO_ACCESS, IO, NO_MEMORY, INTERNAL = range(12)
APPLY_ORIENTATION, INDEX_ROWS, RAW_FRAMES = 1, 2, 4
BOOLEAN, RANDOM_ACCESS, HAS_INDEX, CAN_SEEK = 1, 2, 4, 8
BLOCK_JSON, BLOCK_ICC, BLOCK_EXIF, BLOCK_XMP, BLOCK_PALETTE, BLOCK_INDEX = range(6)


class Issue(Structure):
    _fields_ = [
        ("size", c_uint32), ("status", c_int32), ("kind", c_int32), ("severity", c_int32), ("file_format", c_int32), ("reserved", c_int32),
        ("offset", c_int64), ("rule", c_char * 64), ("part", c_char * 64), ("clause", c_char * 128), ("what", c_char * 512),
        ("message", c_char * 1024),
    ]


class COptions(Structure):
    _fields_ = [
        ("size", c_uint32), ("flags", c_uint32), ("format", c_char_p), ("like", c_char_p), ("strictness", c_char_p), ("inflater", c_char_p),
        ("reconstruction", c_char_p), ("color_transform", c_char_p), ("samples", c_char_p), ("scale", c_char_p), ("target_width", c_int32),
        ("target_height", c_int32), ("threads", c_int32), ("max_width", c_int32), ("max_height", c_int32), ("max_scans", c_int32),
        ("max_frames", c_int32), ("max_metadata_bytes", c_int32), ("max_pixels", c_int64), ("max_bytes", c_int64),
        ("max_frame_pixels", c_int64), ("max_index_bytes", c_int64), ("index", c_uint64),
    ]


class Layout(Structure):
    _fields_ = [
        ("size", c_uint32), ("flags", c_uint32), ("width", c_int32), ("height", c_int32), ("channels", c_int32), ("sample_bytes", c_int32),
        ("pixel_bytes", c_int32), ("palette_entries", c_int32), ("row_bytes", c_uint64), ("byte_count", c_uint64), ("file_format", c_int32),
        ("reserved", c_int32), ("format", c_char * 24),
    ]


class Account(Structure):
    _fields_ = [("size", c_uint32), ("warning_count", c_int32), ("damage_count", c_int32), ("intact_rows", c_int32)]


class FormatInfo(Structure):
    _fields_ = [
        ("size", c_uint32), ("channels", c_int32), ("sample_bytes", c_int32), ("pixel_bytes", c_int32), ("has_alpha", c_int32),
        ("name", c_char * 24),
    ]


class Animation(Structure):
    _fields_ = [
        ("size", c_uint32), ("is_animation", c_int32), ("default_is_frame", c_int32), ("frame_count", c_int32), ("loop_count", c_int64),
        ("duration", c_double),
    ]


class CFrame(Structure):
    _fields_ = [
        ("size", c_uint32), ("index", c_int32), ("x", c_int32), ("y", c_int32), ("width", c_int32), ("height", c_int32),
        ("delay_numerator", c_int32), ("delay_denominator", c_int32), ("disposal", c_int32), ("blend", c_int32),
    ]


class CComponent(Structure):
    _fields_ = [("size", c_uint32), ("rows", c_int32), ("columns", c_int32), ("reserved", c_int32), ("steps", c_uint16 * 64)]


ISSUE_SIZE = ctypes.sizeof(Issue)
LAYOUT_SIZE = ctypes.sizeof(Layout)
ACCOUNT_SIZE = ctypes.sizeof(Account)
OPTIONS_SIZE = ctypes.sizeof(COptions)


def _path() -> str:
    name = {"win32": "rawdecoders.dll", "darwin": "librawdecoders.dylib"}.get(sys.platform, "librawdecoders.so")
    return os.environ.get("RAWDECODERS_LIBRARY") or os.path.join(os.path.dirname(os.path.abspath(__file__)), name)


_file = [c_char_p, c_void_p, c_uint64, POINTER(COptions)]
_issue = [POINTER(Issue)]
_handle = POINTER(c_uint64)
_pixels = [c_void_p, c_uint64, c_int64]

_PROTOTYPES = {
    "format": [c_int32, POINTER(FormatInfo)],
    "open_picture": [*_file, POINTER(Layout), _handle, *_issue],
    "read": [c_uint64, *_pixels, POINTER(Account), *_issue],
    "identify": [*_file, _handle, *_issue],
    "get_block": [c_uint64, c_int32, c_void_p, c_uint64, POINTER(c_uint64), *_issue],
    "get_layout": [c_uint64, POINTER(Layout)],
    "get_account": [c_uint64, POINTER(Account)],
    "get_warning": [c_uint64, c_int32, POINTER(Issue)],
    "get_damage": [c_uint64, c_int32, POINTER(c_int32), POINTER(c_int32), POINTER(Issue)],
    "open_rows": [*_file, POINTER(Layout), _handle, *_issue],
    "read_rows": [c_uint64, *_pixels, c_int32, POINTER(c_int32), *_issue],
    "seek_row": [c_uint64, c_int32, *_issue],
    "finish": [c_uint64, POINTER(Account), *_issue],
    "open_regions": [*_file, POINTER(Layout), _handle, *_issue],
    "read_region": [c_uint64, c_int32, c_int32, c_int32, c_int32, *_pixels, *_issue],
    "build_index": [c_uint64, _handle, *_issue],
    "load_index": [c_char_p, c_void_p, c_uint64, _handle, *_issue],
    "open_frames": [*_file, POINTER(Layout), POINTER(Animation), _handle, *_issue],
    "next_frame": [c_uint64, POINTER(CFrame), *_issue],
    "read_frame": [c_uint64, *_pixels, POINTER(Account), *_issue],
    "rewind": [c_uint64, *_issue],
    "open_planes": [*_file, POINTER(c_int32), _handle, *_issue],
    "plane_layout": [c_uint64, c_int32, POINTER(Layout), *_issue],
    "copy_plane": [c_uint64, c_int32, *_pixels, *_issue],
    "open_coefficients": [*_file, POINTER(c_int32), _handle, *_issue],
    "get_component": [c_uint64, c_int32, POINTER(CComponent), *_issue],
    "copy_coefficients": [c_uint64, c_int32, POINTER(c_int16), c_uint64, *_issue],
    "close": [c_uint64],
}


def _load(path: str) -> ctypes.CDLL:
    try:
        loaded = ctypes.CDLL(path)
    except OSError as error:
        raise ImportError(f"the native library of rawdecoders cannot be loaded: {error}", name="rawdecoders", path=path) from error
    loaded.rawdec_version.argtypes = []
    loaded.rawdec_version.restype = c_char_p
    for name, arguments in _PROTOTYPES.items():
        function = getattr(loaded, "rawdec_" + name)
        function.argtypes = arguments
        function.restype = c_int32
    return loaded


#: The library. A process that was forked has one of its own, so it is looked up at each call.
lib = _load(_path())

#: Which library of this process's line of forks it is: a handle of another one is none.
generation = 0


def _renew() -> None:
    """After a fork, in the child: loads the library anew.

    Of the parent's threads only the one that forked lives on here. Others may have been inside the library, and its collector, which waits for every
    thread that it knows, would wait for them for ever. A copy in memory is another library to the loader.
    """
    global lib, generation
    generation += 1
    copy = os.memfd_create("librawdecoders.so")
    try:
        with open(_path(), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            while size > 0:
                size -= os.sendfile(copy, file.fileno(), None, size)
        lib = _load(f"/proc/self/fd/{copy}")
    finally:
        os.close(copy)


if sys.platform == "linux":
    os.register_at_fork(after_in_child=_renew)


def version() -> str:
    """The version of the native library."""
    text: bytes = lib.rawdec_version()
    return text.decode()


def pixel_formats() -> tuple[str, ...]:
    """The names that ``format=`` takes."""
    names: list[str] = []
    info = FormatInfo(ctypes.sizeof(FormatInfo))
    while lib.rawdec_format(len(names), ctypes.byref(info)) == OK:
        names.append(info.name.decode())
    return tuple(names)
