"""Owns the names of types in the package's signatures. Nothing here is needed when a program runs."""

from __future__ import annotations

import array
import mmap
import os
from typing import Literal, Protocol, Union

import numpy as np
import numpy.typing as npt

#: Pixels, (H, W) or (H, W, C): uint8 or uint16, or bool of Pillow's 1-bit pictures.
Array = npt.NDArray[np.generic]

#: The libraries whose arrays a decode can give.
Like = Literal["pillow", "opencv", "opencv-unchanged", "imagesharp"]
Strictness = Literal["strict", "standard", "lenient"]
Inflater = Literal["platform", "managed"]


class SupportsRead(Protocol):
    """A file object, open for reading bytes."""

    def read(self) -> bytes: ...


#: Bytes of a file in memory.
Buffer = Union[bytes, bytearray, memoryview, mmap.mmap, "array.array[int]", npt.NDArray[np.uint8]]

#: A path, or where a file's bytes are.
Path = Union[str, "os.PathLike[str]"]
Source = Union[Path, Buffer, SupportsRead]

#: Where pixels go: an array of the right shape and type, or writable memory of enough bytes.
Out = Union[Array, bytearray, memoryview, mmap.mmap]
