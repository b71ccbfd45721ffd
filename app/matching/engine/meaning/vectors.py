"""Vectors of many texts as small numbers: one byte a dimension, and the closeness of a question to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning.encoder import Vector
from app.matching.engine.meaning.kernels import Bytes, Rows, fastest

STEPS = 127.0


def shrunk(vector: Vector) -> tuple[np.float32, Bytes]:
    """A vector as one signed byte a dimension, and the scale that gives it back."""
    scale = np.float32(max(float(np.abs(vector).max(initial=0)) / STEPS, 1e-9))
    return scale, np.round(vector / scale).astype(np.int8)


def pack(vector: Vector) -> bytes:
    """A vector as a float32 scale and one signed byte a dimension: 388 bytes for 384 dimensions."""
    scale, numbers = shrunk(vector)
    return scale.tobytes() + numbers.tobytes()


def unpack(packed: bytes) -> tuple[float, Bytes]:
    """The scale and the bytes of a packed vector."""
    return float(np.frombuffer(packed[:4], np.float32)[0]), np.frombuffer(packed[4:], np.int8)


@dataclass(frozen=True)
class Vectors:
    """One packed vector a row; a row whose vector is not made yet has scale 0 and is close to nothing."""

    bytes_: Bytes
    scales: npt.NDArray[np.float32]

    @cached_property
    def known(self) -> int:
        """How many rows have a vector."""
        return int(np.count_nonzero(self.scales))

    def closeness(self, question: Vector, rows: Rows | None = None) -> npt.NDArray[np.float32]:
        """Cosine of `question` (length 1) with each of `rows` (all when None), -1..1; 0 where a row has no vector.

        The question is made small too, so that numba and numpy reckon in whole numbers and answer alike.
        Raises IndexError for a row that is not there.
        """
        size = len(self.scales)
        if rows is not None and len(rows) and not 0 <= rows.min() <= rows.max() < size:
            raise IndexError(f"rows are 0 to {size - 1}")
        close = np.zeros(size if rows is None else len(rows), np.float32)
        if self.bytes_.shape[1] == len(question):  # else nothing is made yet, or by another model
            scale, asked = shrunk(question)
            fastest()(self.bytes_, self.scales, asked, scale, rows, close)
        return close


def rows_shrunk(rows: npt.NDArray[np.float32]) -> Vectors:
    """Rows of numbers as one signed byte each, and the scale of each row."""
    scales = np.maximum(np.abs(rows).max(axis=1, initial=0) / np.float32(STEPS), np.float32(1e-9))
    return Vectors(np.round(rows / scales[:, None]).astype(np.int8), scales)


def stack(keys: Sequence[str], packed: Mapping[str, bytes]) -> Vectors:
    """The vectors of `keys` in that order, from those that are made."""
    sizes = {len(value) - 4 for value in packed.values()}
    matrix = np.zeros((len(keys), max(sizes, default=0)), np.int8)
    scales = np.zeros(len(keys), np.float32)
    for row, key in enumerate(keys):
        if (found := packed.get(key)) is not None:
            scales[row], matrix[row] = unpack(found)
    return Vectors(matrix, scales)
