"""Listings as bytes one behind another: one that is shown is made from them when it is asked for."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from datetime import date, time
from functools import lru_cache
from operator import attrgetter
from typing import Any, overload
from uuid import UUID

import numpy as np
import numpy.typing as npt
import orjson

from app.directory.rules import Answer, Capacity, Ease, Kind, Role, WayIn
from app.kernel.recurrence import Recurrence
from app.matching.engine.types import Candidate

REMEMBERED = 4_096  # listings that were shown lately, made once
AT_ONCE = 4_096  # moved together
NAMES = tuple(one.name for one in fields(Candidate))
SESSION = tuple(one.name for one in fields(Recurrence))
_VALUES, _SESSION_VALUES = attrgetter(*NAMES), attrgetter(*SESSION)

Bytes = npt.NDArray[np.uint8]
Places = npt.NDArray[np.int64]


class Packed(Sequence[Candidate]):
    """Listings of which each is `texts[places[row]:places[row + 1]]`."""

    def __init__(self, texts: Bytes, places: Places) -> None:
        self.texts, self.places = texts, places
        self._made = lru_cache(REMEMBERED)(self._make)

    def __len__(self) -> int:
        return len(self.places) - 1

    @overload
    def __getitem__(self, row: int) -> Candidate: ...

    @overload
    def __getitem__(self, row: slice) -> Sequence[Candidate]: ...

    def __getitem__(self, row: int | slice) -> Candidate | Sequence[Candidate]:
        if isinstance(row, slice):
            return [self[one] for one in range(*row.indices(len(self)))]
        return self._made(int(row))

    def __iter__(self) -> Iterator[Candidate]:
        """All of them, and none is remembered."""
        return map(self._make, range(len(self)))

    def _make(self, row: int) -> Candidate:
        if not 0 <= row < len(self):
            raise IndexError(f"rows are 0 to {len(self) - 1}")
        return unpacked(self.texts[self.places[row] : self.places[row + 1]].tobytes())

    def moved(self, rows: npt.NDArray[np.int32], since: Sequence[Candidate]) -> "Packed":
        """These rows in this order; rows behind the last are those of `since`."""
        return in_order([self, pack(since)], rows)


def in_order(parts: Sequence[Packed], rows: npt.NDArray[np.int32]) -> Packed:
    """These rows in this order, of parts that lie one behind another."""
    starts = np.concatenate([one.places[:-1] for one in parts])[rows]
    ends = np.concatenate([one.places[1:] for one in parts])[rows]
    part = np.repeat(np.arange(len(parts)), [len(one) for one in parts])[rows]
    places, texts = np.concatenate([[0], np.cumsum(ends - starts)]), [memoryview(one.texts) for one in parts]  # type: ignore[arg-type]
    found = np.empty(places[-1], np.uint8)
    for first in range(0, len(rows), AT_ONCE):
        some = slice(first, first + AT_ONCE)
        told = zip(part[some].tolist(), starts[some].tolist(), ends[some].tolist(), strict=True)
        joined = b"".join([texts[n][start:end] for n, start, end in told])
        found[places[first] : places[first] + len(joined)] = np.frombuffer(joined, np.uint8)
    return Packed(found, places)


def pack(listings: Iterable[Candidate]) -> Packed:
    """The listings as bytes. Each is copied at once: what orjson hands out holds eight kilobytes while it is kept."""
    if isinstance(listings, Packed):
        return listings
    texts, places = bytearray(), [0]
    for one in listings:
        texts += packed(one)
        places.append(len(texts))
    return Packed(np.frombuffer(texts, np.uint8), np.array(places, np.int64))


def packed(listing: Candidate) -> bytes:
    """One listing as JSON: its values in their order."""
    return orjson.dumps(_VALUES(listing), _plain, orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_NON_STR_KEYS)


def unpacked(text: bytes) -> Candidate:
    """The listing that was packed."""
    values = zip(NAMES, orjson.loads(text), strict=True)
    return Candidate(**{name: _READ[name](value) if name in _READ else value for name, value in values})


def _plain(value: Recurrence | frozenset[date]) -> Sequence[Any]:
    return [*value] if isinstance(value, frozenset) else _SESSION_VALUES(value)


def _day(value: str | None) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _session(values: Sequence[Any]) -> Recurrence:
    given = dict(zip(SESSION, values, strict=True))
    days = frozenset(map(date.fromisoformat, given["exdates"]))
    starts_on, starts_at = date.fromisoformat(given["starts_on"]), time.fromisoformat(given["starts_at"])
    return Recurrence(**given | {"starts_on": starts_on, "starts_at": starts_at, "exdates": days})


_READ: dict[str, Any] = {
    "id": UUID,
    "kind": Kind,
    "role": lambda value: None if value is None else Role(value),
    "way_in": lambda value: None if value is None else WayIn(value),
    "capacity": Capacity,
    "ease": lambda value: {Ease(ease): Answer(answer) for ease, answer in value.items()},
    "sessions": lambda value: tuple(map(_session, value)),
    **dict.fromkeys(("covers", "excludes", "hopes", "gifts", "basics", "labels", "languages"), tuple),
    **dict.fromkeys(("paused_until", "checked_on", "answered_until"), _day),
}
