"""Owns reading piece by piece: rows, rectangles and frames, and the index of a file. Stands over the native library's readers.

Leaves whole pictures to _decode.
"""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Iterator, Union

import numpy as np

from . import _library as native
from ._arrays import MOST_BYTES, Target, address_of, shape_of, type_of
from ._errors import ImageDecodeWarning, collect, raise_issue, warn
from ._info import get_block
from ._options import Options, choose, make_c, to_c
from ._source import Input, resolve

if TYPE_CHECKING:
    from types import EllipsisType, TracebackType  # Python 3.10

    from ._types import Array, Like, Out, Path, Source, Strictness

    Selection = Union[int, slice, EllipsisType]

#: Bytes of rows that are decoded at once where it does not matter to the caller.
_BAND_BYTES = 1 << 20
_byref = ctypes.byref


class _Reader:
    """A handle with its layout. Closed by close(), as a context manager, or when it is forgotten."""

    def __init__(self, given: Input) -> None:
        self._given = given
        self._opened = ctypes.c_uint64()
        self._layout = native.Layout(native.LAYOUT_SIZE)
        self._issue = native.Issue(native.ISSUE_SIZE)
        self._closed = False
        self._generation = native.generation

    @property
    def width(self) -> int:
        """In pixels."""
        return int(self._layout.width)

    @property
    def height(self) -> int:
        """In pixels."""
        return int(self._layout.height)

    @property
    def shape(self) -> tuple[int, ...]:
        """(H, W) or (H, W, C) of the whole picture."""
        return shape_of(self._layout)

    @property
    def ndim(self) -> int:
        """2 or 3."""
        return len(self.shape)

    @property
    def dtype(self) -> np.dtype[np.generic]:
        """uint8, uint16 or bool."""
        return np.dtype(type_of(self._layout))

    @property
    def format(self) -> str:
        """The pixel format."""
        name: bytes = self._layout.format
        return name.decode()

    @property
    def palette(self) -> Array | None:
        """Of "indexed8": the colours, (N, 4), red, green, blue, alpha; otherwise None."""
        if not self._layout.palette_entries:
            return None
        return np.frombuffer(get_block(self._handle, native.BLOCK_PALETTE), np.uint8).reshape(-1, 4)

    def close(self) -> None:
        """Closes the file. More than once does no harm."""
        if not self._closed and self._generation == native.generation:
            native.lib.rawdec_close(self._handle)
        self._closed = True

    def __del__(self) -> None:
        if not getattr(self, "_closed", True):
            self.close()

    @property
    def _handle(self) -> ctypes.c_uint64:
        """The handle; 0, which is none, in a process that was forked from the one that opened it."""
        return self._opened if self._generation == native.generation else ctypes.c_uint64()

    def _check(self, status: int) -> None:
        if status == native.BAD_HANDLE:
            raise ValueError("the reader is closed")
        if status not in (native.OK, native.END):
            raise_issue(status, self._issue, self._given.name)

    def _open(self, status: int) -> None:
        if status:
            self._closed = True
        self._check(status)


class RowReader(_Reader):
    """Reads a picture row by row, top to bottom, in memory that does not grow with it. Made by open_rows().

    Iterating gives the rows that are left, an array (W,) or (W, C) each.
    """

    def __init__(self, given: Input, options: ctypes.Array[native.COptions] | None) -> None:
        super().__init__(given)
        self._next = 0
        self._open(native.lib.rawdec_open_rows(
            given.path, given.data, given.length, options, _byref(self._layout), _byref(self._opened), _byref(self._issue)))

    def __enter__(self) -> RowReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def next_row(self) -> int:
        """The row that is read next; height after the last."""
        return self._next

    @property
    def band_rows(self) -> int:
        """How many rows make about a MiB."""
        return max(1, min(self.height, _BAND_BYTES // int(self._layout.row_bytes)))

    @property
    def can_seek(self) -> bool:
        """Whether seek() can be used: with an index, or index=True, of a file that can have one."""
        return bool(self._layout.flags & native.CAN_SEEK)

    def read(self, count: int = 1) -> Array:
        """The next rows, at most count of them: (n, W) or (n, W, C), n being 0 after the last."""
        count = max(0, min(count, self.height - self._next))
        rows: Array = np.empty((count, *self.shape[1:]), self.dtype)
        self.read_into(rows)
        return rows

    def read_into(self, out: Out) -> int:
        """Reads the next rows into an array of so many rows, or fewer at the end; returns how many."""
        count = min(len(out) if isinstance(out, np.ndarray) else self.height, self.height - self._next)
        if count == 0:
            return 0
        target = Target(out[:count] if isinstance(out, np.ndarray) else out, self._layout, (count, *self.shape[1:]))
        received = ctypes.c_int32()
        self._check(native.lib.rawdec_read_rows(
            self._handle, address_of(target.written), target.byte_count, target.stride, count, _byref(received), _byref(self._issue)))
        self._next += received.value
        target.finish()
        return received.value

    def seek(self, row: int) -> None:
        """Makes row the next one that is read."""
        self._check(native.lib.rawdec_seek_row(self._handle, row, _byref(self._issue)))
        self._next = row

    def finish(self) -> None:
        """After the last row: reads what follows the pixels, and warns of what was found."""
        warn(self.finish_quietly())

    def finish_quietly(self) -> list[ImageDecodeWarning]:
        """As finish(), but the warnings are given, not warned of."""
        account = native.Account(native.ACCOUNT_SIZE)
        self._check(native.lib.rawdec_finish(self._handle, _byref(account), _byref(self._issue)))
        return collect(self._handle, account, self._given.name)

    def write_npy(self, file: IO[bytes]) -> None:
        """Writes all rows as a .npy file."""
        file.write(npy_header(self.shape, self.dtype))
        while self._next < self.height:
            file.write(self.read(self.band_rows).data.cast("B"))
        self.finish()

    def __len__(self) -> int:
        return self.height

    def __iter__(self) -> Iterator[Array]:
        while self._next < self.height:
            yield from self.read(max(1, self.band_rows // 16))


def npy_header(shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> bytes:
    """The head of a .npy file, version 1.0: the elements begin at a multiple of 64."""
    text = f"{{'descr': '{dtype.str}', 'fortran_order': False, 'shape': {shape}, }}".encode()
    padded = text.ljust(-(-(10 + len(text) + 1) // 64) * 64 - 11) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(padded).to_bytes(2, "little") + padded


class Index:
    """Places in a file at which decoding can begin, so that any part is read at once. Made by RegionReader.build_index()."""

    def __init__(self, content: bytes) -> None:
        self._content = bytes(content)
        self._load()

    def _load(self) -> None:
        self._handle, self._generation = ctypes.c_uint64(), native.generation
        issue = native.Issue(native.ISSUE_SIZE)
        status = native.lib.rawdec_load_index(None, self._content, len(self._content), _byref(self._handle), _byref(issue))
        if status:
            raise_issue(status, issue)

    def handle(self) -> int:
        """For options; loaded anew in a process that was forked."""
        if self._generation != native.generation:
            self._load()
        return self._handle.value

    @staticmethod
    def load(path: Path) -> Index:
        """Reads an index that save() or ``rawdec index`` has written."""
        with open(path, "rb") as file:
            return Index(file.read())

    def save(self, path: Path) -> None:
        """Writes the index to a file; .rdx is the usual ending."""
        with open(path, "wb") as file:
            file.write(self._content)

    def __bytes__(self) -> bytes:
        return self._content

    def __reduce__(self) -> tuple[type[Index], tuple[bytes]]:
        return Index, (self._content,)

    def __del__(self) -> None:
        if self._handle and self._generation == native.generation:
            native.lib.rawdec_close(self._handle)


class RegionReader(_Reader):
    """Reads rectangles: ``r[100:200, 50:80]`` decodes just that, with NumPy's meaning of it. Made by open_regions().

    It has shape, dtype and ndim and can be pickled, so that dask.array.from_array() takes it as it is.
    """

    def __init__(self, given: Input, options: Options, index: Index | None) -> None:
        super().__init__(given)
        self._options, self._index = options, index
        chosen = to_c(options) if index is None else make_c(options, index=index.handle())
        self._open(native.lib.rawdec_open_regions(
            given.path, given.data, given.length, chosen, _byref(self._layout), _byref(self._opened), _byref(self._issue)))

    def __enter__(self) -> RegionReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def is_random_access(self) -> bool:
        """Whether a rectangle is read without anything else of the file."""
        return bool(self._layout.flags & native.RANDOM_ACCESS)

    @property
    def has_index(self) -> bool:
        """Whether build_index() can be called."""
        return bool(self._layout.flags & native.HAS_INDEX)

    def read(self, x: int, y: int, width: int, height: int, out: Out | None = None) -> Array:
        """The rectangle of width x height pixels at column x and row y, all inside the picture."""
        shape = (height, width, *self.shape[2:])
        if out is None:
            out = np.empty(shape if min(shape) > 0 else (0,), self.dtype)
        target = Target(out, self._layout, shape if min(shape) > 0 else (0,))
        if target.byte_count > MOST_BYTES:
            raise ValueError(f"a rectangle of {target.byte_count} bytes is more than is read at once: read it in parts")
        self._check(native.lib.rawdec_read_region(
            self._handle, x, y, width, height, address_of(target.written), target.byte_count, target.stride, _byref(self._issue)))
        return target.finish()

    def __getitem__(self, key: Selection | tuple[Selection, ...]) -> Array:
        rows, columns, *rest = self._expand(key)
        y, x = _span(rows, self.height), _span(columns, self.width)
        if len(y) == 0 or len(x) == 0:
            part: Array = np.empty((len(y), len(x), *self.shape[2:]), self.dtype)
        else:
            top, left = min(y[0], y[-1]), min(x[0], x[-1])
            part = self.read(left, top, max(x[0], x[-1]) - left + 1, max(y[0], y[-1]) - top + 1)
            part = part[_step(y), :][:, _step(x)]
        channels = rest[0] if rest else slice(None)
        if self.ndim == 3:
            part = part[:, :, channels]
        if isinstance(columns, int):
            part = part[:, 0]
        first: Array = part[0] if isinstance(rows, int) else part
        return first

    def __len__(self) -> int:
        return self.height

    def build_index(self) -> Index:
        """Reads what has not been read yet and gives an index of the whole picture, for open_regions(index=...)."""
        made = ctypes.c_uint64()
        self._check(native.lib.rawdec_build_index(self._handle, _byref(made), _byref(self._issue)))
        try:
            return Index(get_block(made, native.BLOCK_INDEX))
        finally:
            native.lib.rawdec_close(made)

    def __reduce__(self) -> tuple[object, ...]:
        content = self._given.name
        if content is None:
            content = bytes(memoryview(self._given.keep).cast("B"))  # type: ignore[arg-type]
        return _reopen, (content, self._given.name is not None, self._options, self._index)

    def _expand(self, key: Selection | tuple[Selection, ...]) -> list[int | slice]:
        keys = key if isinstance(key, tuple) else (key,)
        if sum(k is Ellipsis for k in keys) > 1:
            raise IndexError("an index can only have a single ellipsis ('...')")
        plain = sum(k is not Ellipsis for k in keys)
        if plain > self.ndim:
            raise IndexError(f"too many indices: the picture is {self.ndim}-dimensional, but {plain} were indexed")
        expanded: list[int | slice] = []
        for k in keys:
            if k is Ellipsis:
                expanded += [slice(None)] * (self.ndim - plain)
            elif isinstance(k, slice):
                expanded.append(k)
            else:
                expanded.append(_index(k))
        return expanded + [slice(None)] * (self.ndim - len(expanded))


def _index(key: object) -> int:
    import operator

    try:
        return operator.index(key)  # type: ignore[arg-type]
    except TypeError:
        raise IndexError("only integers, slices and an ellipsis are indices of a picture") from None


def _span(key: int | slice, extent: int) -> range:
    """The places that a key names along one side."""
    if isinstance(key, slice):
        return range(*key.indices(extent))
    if not -extent <= key < extent:
        raise IndexError(f"index {key} is out of bounds for size {extent}")
    return range(key % extent, key % extent + 1)


def _step(span: range) -> slice:
    """What takes the places of a span out of all from the first to the last of them."""
    return slice(None, None, span.step if len(span) > 1 else 1)


def _reopen(content: str | bytes, is_path: bool, options: Options, index: Index | None) -> RegionReader:
    return RegionReader(resolve(os.fsdecode(content) if is_path else content), options, index)


@dataclass(frozen=True, eq=False)
class Frame:
    """A frame of an animation.

    Attributes:
        pixels: The whole canvas as it is shown with this frame, or with raw=True the frame alone.
        index: From 0.
        delay: How long it is shown, in seconds.
        x, y, width, height: Its rectangle on the canvas.
        disposal: Afterwards its rectangle "stays", becomes "transparent", or "previous": what it was before.
        blend: "source" replaces what is there, "over" is blended over it.
    """

    pixels: Array
    index: int
    delay: float
    x: int
    y: int
    width: int
    height: int
    disposal: str
    blend: str


class FrameReader(_Reader):
    """Reads an animation frame by frame, in memory that does not grow with their number. Made by frames(). Iterating gives the frames that are left.

    Attributes:
        is_animation: Whether the file is one; otherwise it is a picture, and one frame.
        loop_count: How often it is played; 0 for ever.
        duration: Seconds of all frames, once.
    """

    def __init__(self, given: Input, options: Options, raw: bool) -> None:
        super().__init__(given)
        self._raw = raw
        animation = native.Animation(ctypes.sizeof(native.Animation))
        chosen = make_c(options, native.RAW_FRAMES) if raw else to_c(options)
        self._open(native.lib.rawdec_open_frames(
            given.path, given.data, given.length, chosen, _byref(self._layout), _byref(animation), _byref(self._opened), _byref(self._issue)))
        self.is_animation = bool(animation.is_animation)
        self.loop_count = int(animation.loop_count)
        self.duration = float(animation.duration)
        self._count = int(animation.frame_count)
        if animation.is_animation:
            self._warn_of_structure()

    def __enter__(self) -> FrameReader:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self.read()) is not None:
            yield frame

    def read(self, out: Out | None = None) -> Frame | None:
        """The next frame; None after the last."""
        told = native.CFrame(ctypes.sizeof(native.CFrame))
        status = native.lib.rawdec_next_frame(self._handle, _byref(told), _byref(self._issue))
        self._check(status)
        if status == native.END:
            return None
        size = (told.height, told.width) if self._raw and self.is_animation else self.shape[:2]
        shape = (*size, *self.shape[2:])
        if out is None:
            out = np.empty(shape, self.dtype)
        target = Target(out, self._layout, shape)
        account = native.Account(native.ACCOUNT_SIZE)
        self._check(native.lib.rawdec_read_frame(
            self._handle, address_of(target.written), target.byte_count, target.stride, _byref(account), _byref(self._issue)))
        if account.warning_count or account.damage_count:
            warn(collect(self._handle, account, self._given.name))
        return Frame(
            target.finish(), told.index, told.delay_numerator / (told.delay_denominator or 100), told.x, told.y, told.width, told.height,
            ("stays", "transparent", "previous")[told.disposal], ("source", "over")[told.blend])

    def rewind(self) -> None:
        """Begins again with the first frame."""
        self._check(native.lib.rawdec_rewind(self._handle, _byref(self._issue)))

    def _warn_of_structure(self) -> None:
        account = native.Account(native.ACCOUNT_SIZE)
        issue = native.Issue(native.ISSUE_SIZE)
        while native.lib.rawdec_get_warning(self._handle, account.warning_count, _byref(issue)) == native.OK:
            account.warning_count += 1
        warn(collect(self._handle, account, self._given.name))


def open_rows(
    source: Source, *, like: Like | None = None, format: str | None = None, scale: str | None = None, strictness: Strictness | None = None,
    index: Index | bool = False, options: Options | None = None,
) -> RowReader:
    """Opens a file for reading row by row.

    Args:
        source: A path, bytes, a file object or a data URI.
        index: An index, or True to make one on the way, so that seek() can go back: of files that can have one.
        like, format, scale, strictness, options: As of decode().
    """
    chosen = choose(options, like, format, scale, strictness)
    if index is False:
        return RowReader(resolve(source), to_c(chosen))
    made = make_c(chosen, native.INDEX_ROWS) if index is True else make_c(chosen, index=index.handle())
    return RowReader(resolve(source), made)


def open_regions(
    source: Source, *, like: Like | None = None, format: str | None = None, scale: str | None = None, strictness: Strictness | None = None,
    index: Index | None = None, options: Options | None = None,
) -> RegionReader:
    """Opens a file for reading rectangles: ``r[100:200, 50:80]`` reads just that.

    Args:
        source: A path, bytes, a file object or a data URI.
        index: Of this file: any rectangle is read at once.
        like, format, scale, strictness, options: As of decode().
    """
    return RegionReader(resolve(source), choose(options, like, format, scale, strictness), index)


def frames(
    source: Source, *, format: str | None = None, raw: bool = False, strictness: Strictness | None = None, options: Options | None = None,
) -> FrameReader:
    """Opens an animated PNG for reading frame by frame; any other file is one frame.

    Args:
        source: A path, bytes, a file object or a data URI.
        raw: Each frame as stored: its own rectangle, not composed.
        format, strictness, options: As of decode().
    """
    return FrameReader(resolve(source), choose(options, format=format, strictness=strictness), raw)
