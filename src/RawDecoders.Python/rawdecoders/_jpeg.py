"""Owns what lies before the pixels of a JPEG: planes and coefficients as arrays. Stands over the native library."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from . import _library as native
from ._arrays import address_of, shape_of, stored_type
from ._errors import collect, raise_issue, warn
from ._options import Options, choose, to_c
from ._source import resolve

if TYPE_CHECKING:
    import numpy.typing as npt

    from ._types import Array, Source, Strictness

_byref = ctypes.byref


@dataclass(frozen=True, eq=False)
class Component:
    """The quantised DCT coefficients of a component.

    Attributes:
        values: (rows, columns, 8, 8) blocks, vertical frequency first, int16.
        steps: (8, 8) quantisation steps, uint16: a coefficient times its step is what is transformed.
    """

    values: npt.NDArray[np.int16]
    steps: npt.NDArray[np.uint16]


def planes(source: Source, *, strictness: Strictness | None = None, options: Options | None = None) -> list[Array]:
    """The components of a JPEG at their own resolution, before upsampling and colour: Y, Cb and Cr of most files.

    uint8, or uint16 with the samples right-aligned if they have more than 8 bits.
    """
    given = resolve(source)
    chosen = to_c(choose(options, strictness=strictness))
    handle, count, issue = ctypes.c_uint64(), ctypes.c_int32(), native.Issue(native.ISSUE_SIZE)
    status = native.lib.rawdec_open_planes(given.path, given.data, given.length, chosen, _byref(count), _byref(handle), _byref(issue))
    if status:
        raise_issue(status, issue, given.name)
    try:
        _warn(handle, given.name)
        layout = native.Layout(native.LAYOUT_SIZE)
        found: list[Array] = []
        for i in range(count.value):
            native.lib.rawdec_plane_layout(handle, i, _byref(layout), None)
            plane: Array = np.empty(shape_of(layout), stored_type(layout))
            status = native.lib.rawdec_copy_plane(handle, i, address_of(plane), plane.nbytes, 0, _byref(issue))
            if status:
                raise_issue(status, issue, given.name)
            found.append(plane)
        return found
    finally:
        native.lib.rawdec_close(handle)


def coefficients(source: Source, *, strictness: Strictness | None = None, options: Options | None = None) -> list[Component]:
    """The quantised coefficients of a JPEG, a Component each, as its scans code them."""
    given = resolve(source)
    chosen = to_c(choose(options, strictness=strictness))
    handle, count, issue = ctypes.c_uint64(), ctypes.c_int32(), native.Issue(native.ISSUE_SIZE)
    status = native.lib.rawdec_open_coefficients(given.path, given.data, given.length, chosen, _byref(count), _byref(handle), _byref(issue))
    if status:
        raise_issue(status, issue, given.name)
    try:
        _warn(handle, given.name)
        told = native.CComponent(ctypes.sizeof(native.CComponent))
        found: list[Component] = []
        for i in range(count.value):
            native.lib.rawdec_get_component(handle, i, _byref(told), None)
            values = np.empty((told.rows, told.columns, 8, 8), np.int16)
            pointer = ctypes.cast(values.__array_interface__["data"][0], ctypes.POINTER(ctypes.c_int16))
            status = native.lib.rawdec_copy_coefficients(handle, i, pointer, values.size, _byref(issue))
            if status:
                raise_issue(status, issue, given.name)
            found.append(Component(values, np.array(told.steps, np.uint16).reshape(8, 8)))
        return found
    finally:
        native.lib.rawdec_close(handle)


def _warn(handle: ctypes.c_uint64, name: str | bytes | None) -> None:
    account = native.Account(native.ACCOUNT_SIZE)
    native.lib.rawdec_get_account(handle, _byref(account))
    if account.warning_count or account.damage_count:
        warn(collect(handle, account, name))
