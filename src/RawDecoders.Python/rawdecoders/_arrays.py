"""Owns arrays for pixels: new ones, and the caller's own with whatever strides. Stands between layouts and the functions that decode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from . import _library as native

if TYPE_CHECKING:
    from ._types import Array, Out

#: The most bytes that one call of the native library writes.
MOST_BYTES = 2**31 - 1


def shape_of(layout: native.Layout) -> tuple[int, ...]:
    """(H, W), or (H, W, C) for more channels than one."""
    return (layout.height, layout.width) if layout.channels == 1 else (layout.height, layout.width, layout.channels)


def stored_type(layout: native.Layout) -> type[np.uint8] | type[np.uint16]:
    """The type that the library writes."""
    return np.uint8 if layout.sample_bytes == 1 else np.uint16


def type_of(layout: native.Layout) -> type[np.uint8] | type[np.uint16] | type[np.bool_]:
    """The type of the array that the caller gets."""
    return np.bool_ if layout.flags & native.BOOLEAN else stored_type(layout)


def address_of(array: Array) -> int:
    """Where its first element is."""
    address: int = array.__array_interface__["data"][0]
    return address


def as_delivered(pixels: Array, layout: native.Layout) -> Array:
    """Pixels as the caller gets them: 0 and 255 become false and true where that is their meaning, in place."""
    if not layout.flags & native.BOOLEAN:
        return pixels
    samples = pixels.view(np.uint8)
    np.minimum(samples, 1, out=samples)
    return samples.view(np.bool_)


class Target:
    """The caller's own memory for pixels.

    Attributes:
        array: What the caller gets back: its own array, or one over its memory.
        written: What the library writes to: rows of samples without gaps in them.
        stride: Bytes from row to row of it.
    """

    def __init__(self, out: Out, layout: native.Layout, shape: tuple[int, ...] | None = None) -> None:
        shape = shape or shape_of(layout)
        self._layout = layout
        self.array = _check(out, shape, np.dtype(type_of(layout)))
        self._is_direct = _has_whole_rows(self.array, layout.sample_bytes)
        self.written: Array = self.array.view(stored_type(layout)) if self._is_direct else np.empty(shape, stored_type(layout))
        row_bytes = self.written[0].nbytes if shape[0] else 0
        self.stride = self.written.strides[0] if shape[0] > 1 else row_bytes
        self.byte_count = (shape[0] - 1) * self.stride + row_bytes if shape[0] else 0

    def finish(self) -> Array:
        """The caller's array with the pixels in it."""
        done = as_delivered(self.written, self._layout)
        if not self._is_direct:
            self.array[...] = done
        return self.array


def _check(out: Out, shape: tuple[int, ...], dtype: np.dtype[np.generic]) -> Array:
    if isinstance(out, np.ndarray):
        if out.shape != shape or out.dtype != dtype:
            raise ValueError(f"out is {out.dtype} {out.shape}, and {dtype} {shape} is needed")
        if not out.flags.writeable:
            raise ValueError("out is read-only")
        return out
    view = memoryview(out)
    needed = int(np.prod(shape)) * dtype.itemsize
    if view.readonly:
        raise ValueError("out is read-only")
    if view.nbytes < needed:
        raise ValueError(f"out has {view.nbytes} bytes, and {needed} are needed")
    return np.frombuffer(view, np.uint8, needed).view(dtype).reshape(shape)


def _has_whole_rows(array: Array, sample_bytes: int) -> bool:
    """Whether the pixels of a row follow each other, and rows come top first and do not overlap."""
    expected = sample_bytes
    for extent, stride in zip(array.shape[:0:-1], array.strides[:0:-1]):
        if extent > 1 and stride != expected:
            return False
        expected *= extent
    return array.shape[0] < 2 or expected <= array.strides[0] <= MOST_BYTES
