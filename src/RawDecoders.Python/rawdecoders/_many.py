"""Owns decoding many files on several threads, in bounded memory. Stands over _decode, whose calls release the interpreter's lock."""

from __future__ import annotations

import collections
import ctypes
import os
import threading
from typing import TYPE_CHECKING, Callable, Generic, Iterable, Iterator, TypeVar

from . import _library as native
from ._decode import open_input, read_opened
from ._errors import ImageDecodeWarning, warn
from ._options import Options, choose, to_c
from ._source import resolve

if TYPE_CHECKING:
    from ._types import Array, Like, Source, Strictness

_S = TypeVar("_S", bound="Source")


def decode_many(
    paths: Iterable[_S], *, threads: int | None = None, like: Like | None = None, format: str | None = None, scale: str | None = None,
    strictness: Strictness | None = None, options: Options | None = None, max_bytes: int = 1 << 30,
    progress: Callable[[int], object] | None = None,
) -> Iterator[tuple[_S, Array | Exception]]:
    """Decodes many files, several at a time, and gives each with its array, or with the error, as soon as it is there: not in their order.

    Args:
        paths: Paths, or anything else that imread() takes; taken as work goes on, so it may be a long lazy sequence.
        threads: How many files are decoded at once; unless given, as many as there are processors.
        max_bytes: Upper bound on the pixels being decoded, or decoded and not yet taken. A single picture over it is still decoded, alone.
        progress: Is called with 1 after each file, as ``tqdm.update`` wants it.
        like, format, scale, strictness, options: As of decode().

    Errors are given, not raised: ImageDecodeError, OSError, and warnings that a filter makes errors. Leaving the loop ends the work.
    """
    chosen = to_c(choose(options, like, format, scale, strictness))
    count = (os.cpu_count() or 1) if threads is None else threads
    if count < 1:
        raise ValueError(f"threads {count} is less than 1")
    return _results(_Run(iter(paths), chosen, count, max_bytes), progress)


def _results(run: _Run[_S], progress: Callable[[int], object] | None) -> Iterator[tuple[_S, Array | Exception]]:
    run.start()
    try:
        while (done := run.take()) is not None:
            source, result, found, size = done
            del done
            try:
                # Here, not on the thread that found it: filters of warnings are of the thread that uses them.
                warn(found)
            except ImageDecodeWarning as error:
                result = error
            if progress is not None:
                progress(1)
            yield source, result
            del result
            run.release(size)
    finally:
        run.stop()


class _Run(Generic[_S]):
    """The workers of one call."""

    def __init__(self, sources: Iterator[_S], options: ctypes.Array[native.COptions] | None, count: int, max_bytes: int) -> None:
        self._sources = sources
        self._options = options
        self._count = count
        self._max_bytes = max_bytes
        self._taking = threading.Lock()
        self._changed = threading.Condition()
        self._done: collections.deque[tuple[_S, Array | Exception, list[ImageDecodeWarning], int]] = collections.deque()
        self._in_flight = 0
        self._working = count
        self._stopped = False
        self._broken: BaseException | None = None
        self._threads = [threading.Thread(target=self._work, name=f"rawdecoders-{i}", daemon=True) for i in range(count)]

    def start(self) -> None:
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        with self._changed:
            self._stopped = True
            self._done.clear()
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def take(self) -> tuple[_S, Array | Exception, list[ImageDecodeWarning], int] | None:
        """The next result; None after the last."""
        with self._changed:
            self._changed.wait_for(lambda: self._done or not self._working)
            if self._done:
                result = self._done.popleft()
                self._changed.notify_all()
                return result
            if self._broken is not None:
                raise self._broken
            return None

    def release(self, size: int) -> None:
        with self._changed:
            self._in_flight -= size
            self._changed.notify_all()

    def _acquire(self, size: int) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or self._in_flight == 0 or self._in_flight + size <= self._max_bytes)
            self._in_flight += size
            return not self._stopped

    def _work(self) -> None:
        try:
            while not self._stopped:
                with self._taking:
                    source = next(self._sources)
                self._decode(source)
        except StopIteration:
            pass
        except BaseException as error:
            # Of the caller's own iterator: raised where the caller is.
            with self._changed:
                self._broken = self._broken or error
        finally:
            with self._changed:
                self._working -= 1
                self._changed.notify_all()

    def _decode(self, source: _S) -> None:
        size = 0
        found: list[ImageDecodeWarning] = []
        result: Array | Exception
        try:
            given = resolve(source)
            opened = open_input(given, self._options)
            try:
                wanted = int(opened[1].byte_count)
                if not self._acquire(wanted):
                    return
                size = wanted
                result, found = read_opened(opened, given, None, self._options)
            finally:
                native.lib.rawdec_close(opened[0])
        except Exception as error:
            result = error
        with self._changed:
            self._changed.wait_for(lambda: self._stopped or len(self._done) < 2 * self._count)
            if not self._stopped:
                self._done.append((source, result, found, size))
            self._changed.notify_all()
