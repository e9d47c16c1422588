"""Owns what goes wrong as Python tells it: exceptions and warnings made of the library's issues.

Stands over the native library. Leaves when to ask for warnings to the modules that decode.
"""

from __future__ import annotations

import ctypes
import os
import sys
import warnings
from typing import NoReturn

from . import _library as native

_KINDS = ("unknown-format", "malformed", "truncated", "unsupported", "limit-exceeded")
_SEVERITIES = ("note", "warning", "error")


class ImageDecodeError(ValueError):
    """A file cannot be decoded.

    The message reads "kind at byte N: what (part of the file, clause)", after the path if the file has one.

    Attributes:
        kind: "unknown-format", "malformed", "truncated", "unsupported" or "limit-exceeded".
        rule: Stable identifier of the rule that is broken, such as "png-chunk-crc".
        offset: Byte of the file, from 0, of the field or data that is wrong.
        clause: The specification and clause, or the option that sets the limit.
        part: The part of the file, such as "IHDR".
        what: What is wrong, with the values found.
    """

    def __init__(self, message: str, kind: str = "malformed", rule: str = "", offset: int = 0, clause: str = "", part: str = "", what: str = "") -> None:
        super().__init__(message)
        self.kind = kind
        self.rule = rule
        self.offset = offset
        self.clause = clause
        self.part = part
        self.what = what

    def __reduce__(self) -> tuple[type[ImageDecodeError], tuple[str, str, str, int, str, str, str]]:
        return type(self), (str(self), self.kind, self.rule, self.offset, self.clause, self.part, self.what)


class ImageDecodeWarning(UserWarning):
    """A file breaks a rule that costs no pixels. ``warnings.simplefilter("error", ImageDecodeWarning)`` makes it an exception.

    Attributes: as of ImageDecodeError, with severity ("note", "warning", "error") in place of kind.
    """

    def __init__(self, message: str, severity: str = "warning", rule: str = "", offset: int = 0, clause: str = "", part: str = "", what: str = "") -> None:
        super().__init__(message)
        self.severity = severity
        self.rule = rule
        self.offset = offset
        self.clause = clause
        self.part = part
        self.what = what

    def __reduce__(self) -> tuple[type[ImageDecodeWarning], tuple[object, ...]]:
        return type(self), (str(self), self.severity, self.rule, self.offset, self.clause, self.part, self.what)


class ImageDamageWarning(ImageDecodeWarning):
    """Rows that a lenient decode could not save: row_count of them from first_row on, which is counted from 0 at the top."""

    def __init__(
        self, message: str, severity: str = "error", rule: str = "", offset: int = 0, clause: str = "", part: str = "", what: str = "",
        first_row: int = 0, row_count: int = 0,
    ) -> None:
        super().__init__(message, severity, rule, offset, clause, part, what)
        self.first_row = first_row
        self.row_count = row_count

    def __reduce__(self) -> tuple[type[ImageDecodeWarning], tuple[object, ...]]:
        return type(self), (*super().__reduce__()[1], self.first_row, self.row_count)


def _text(value: bytes) -> str:
    return value.decode("utf-8", "replace")


def raise_issue(status: int, issue: native.Issue, path: str | bytes | None = None) -> NoReturn:
    """Raises what a call that failed comes to."""
    message = _text(issue.message)
    if status == native.REFUSED:
        raise ImageDecodeError(
            message, _KINDS[issue.kind], _text(issue.rule), issue.offset, _text(issue.clause), _text(issue.part), _text(issue.what))
    if status in (native.NOT_FOUND, native.NO_ACCESS, native.IO) and path is not None:
        # Python knows best how it raises this itself: with number, text and name.
        with open(path, "rb"):
            raise OSError(message)
    if status == native.NO_MEMORY:
        raise MemoryError(message)
    if status in (native.NOT_FOUND, native.NO_ACCESS, native.IO):
        raise OSError(message)
    if status == native.INTERNAL:
        raise RuntimeError(f"an error inside rawdecoders, which should not be: {message}")
    raise ValueError(message or f"status {status}")


def collect(handle: ctypes.c_uint64, account: native.Account, path: str | bytes | None) -> list[ImageDecodeWarning]:
    """The warnings and damage of an account, in order."""
    found: list[ImageDecodeWarning] = []
    issue = native.Issue(native.ISSUE_SIZE)
    name = "" if path is None else f"{os.fsdecode(path)}: "
    for i in range(account.warning_count):
        if native.lib.rawdec_get_warning(handle, i, ctypes.byref(issue)) == native.OK and issue.severity > 0:
            found.append(ImageDecodeWarning(
                name + _text(issue.message), _SEVERITIES[issue.severity], _text(issue.rule), issue.offset, _text(issue.clause),
                _text(issue.part), _text(issue.what)))
    first, count = ctypes.c_int32(), ctypes.c_int32()
    for i in range(account.damage_count):
        if native.lib.rawdec_get_damage(handle, i, ctypes.byref(first), ctypes.byref(count), ctypes.byref(issue)) == native.OK:
            rows = f"row {first.value}" if count.value == 1 else f"rows {first.value} to {first.value + count.value - 1}"
            found.append(ImageDamageWarning(
                f"{name}{rows}: {_text(issue.message)}", _SEVERITIES[issue.severity], _text(issue.rule), issue.offset, _text(issue.clause),
                _text(issue.part), _text(issue.what), first.value, count.value))
    return found


def warn(found: list[ImageDecodeWarning]) -> None:
    """Gives warnings to the warnings module, as of the first caller outside of this package."""
    if not found:
        return
    folder = os.path.dirname(__file__)
    level, frame = 1, sys._getframe(1)
    while frame.f_back is not None and os.path.dirname(frame.f_code.co_filename) == folder:
        level, frame = level + 1, frame.f_back
    for warning in found:
        warnings.warn(warning, stacklevel=level + 1)
