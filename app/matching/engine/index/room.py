"""Arrays with room behind their end, so that columns grow without being copied and those before stay as they were."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
SPARE = 4096  # places behind the end of a new array; the file of a snapshot has them too
GROWTH = 8  # when that is not enough: an eighth more
FEWEST_FREE = 4  # places behind a list that had to move
SHARE_FREE = 16  # a sixteenth of a list is left free behind it, so that a long list seldom moves
MOST_FREE = SPARE


class Room:
    """An array that grows at its end. What was given out before is never written to."""

    def __init__(self, array: Array, size: int | None = None) -> None:
        self.array = array
        self.size = len(array) if size is None else size

    @classmethod
    def around(cls, values: Array, spare: int = SPARE) -> "Room":
        """The values, with room behind them."""
        room = cls(np.zeros((len(values) + spare, *values.shape[1:]), values.dtype), len(values))
        room.array[: len(values)] = values
        return room

    @property
    def view(self) -> Array:
        """What is in it now."""
        return self.array[: self.size]

    def append(self, values: Array) -> None:
        """Put values behind the last."""
        start = self.claim(len(values))
        self.array[start : self.size] = values

    def claim(self, count: int) -> int:
        """Make so many places part of it; where they begin."""
        start, end = self.size, self.size + count
        if end > len(self.array):
            grown = np.zeros((end + max(SPARE, end // GROWTH), *self.array.shape[1:]), self.array.dtype)
            grown[:start] = self.array[:start]
            self.array = grown
        self.size = end
        return start


class Shelf:
    """Lists one behind another in arrays of one length, each told by its span; a list that outgrows its place moves."""

    def __init__(self, rooms: tuple[Room, ...], free: Mapping[int, int] | None = None) -> None:
        self.rooms = rooms
        self._free = dict(free or {})  # by the end of a list: how many places behind it are its own

    def longer(self, span: tuple[int, int], *values: int) -> tuple[int, int]:
        """The span of a list with one entry more: a value for each array. The old span still tells the old list."""
        start, end = span
        if not self._free.get(end):
            start, end = self._moved(start, end)
        for room, value in zip(self.rooms, values, strict=True):
            room.array[end] = value
        self._free[end + 1] = self._free.pop(end) - 1
        return start, end + 1

    def _moved(self, start: int, end: int) -> tuple[int, int]:
        count = end - start
        free = max(FEWEST_FREE, free_behind(count))
        places = [room.claim(count + free) for room in self.rooms]
        for room, place in zip(self.rooms, places, strict=True):
            room.array[place : place + count] = room.array[start:end]
        self._free.pop(end, None)
        self._free[places[0] + count] = free
        return places[0], places[0] + count


def free_behind(count: int) -> int:
    """How many places are left free behind a list of so many."""
    return min(count // SHARE_FREE, MOST_FREE)
