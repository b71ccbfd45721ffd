"""Vectors of many texts as small numbers: one byte a dimension, and the closeness of a question to each."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from app.matching.engine.meaning.encoder import Vector

STEPS = 127.0
CHUNK = 4096  # rows turned to floats at a time, so that they stay in the processor's cache


def pack(vector: Vector) -> bytes:
    """A vector as a float32 scale and one signed byte a dimension: 388 bytes for 384 dimensions."""
    scale = np.float32(max(float(np.abs(vector).max()) / STEPS, 1e-9))
    return scale.tobytes() + np.round(vector / scale).astype(np.int8).tobytes()


def unpack(packed: bytes) -> tuple[float, npt.NDArray[np.int8]]:
    """The scale and the bytes of a packed vector."""
    return float(np.frombuffer(packed[:4], np.float32)[0]), np.frombuffer(packed[4:], np.int8)


@dataclass(frozen=True)
class Vectors:
    """One packed vector a row; a row whose vector is not made yet has scale 0 and is close to nothing."""

    bytes_: npt.NDArray[np.int8]
    scales: npt.NDArray[np.float32]

    @cached_property
    def known(self) -> int:
        """How many rows have a vector."""
        return int(np.count_nonzero(self.scales))

    def closeness(self, question: Vector) -> npt.NDArray[np.float32]:
        """Cosine of `question` (length 1) with every row, -1..1; 0 where a row has no vector."""
        close = np.zeros(len(self.scales), np.float32)
        if self.bytes_.shape[1] != len(question):  # nothing is made yet, or by another model
            return close
        for start in range(0, len(close), CHUNK):
            rows = slice(start, start + CHUNK)
            close[rows] = self.bytes_[rows].astype(np.float32) @ question
        return close * self.scales


def stack(keys: Sequence[str], packed: Mapping[str, bytes]) -> Vectors:
    """The vectors of `keys` in that order, from those that are made."""
    sizes = {len(value) - 4 for value in packed.values()}
    matrix = np.zeros((len(keys), max(sizes, default=0)), np.int8)
    scales = np.zeros(len(keys), np.float32)
    for row, key in enumerate(keys):
        if (found := packed.get(key)) is not None:
            scales[row], matrix[row] = unpack(found)
    return Vectors(matrix, scales)
