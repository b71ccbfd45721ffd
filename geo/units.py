"""The compact file of unit postcodes: written once, mapped by every process, searched in microseconds.

Layout, little-endian: magic, eight counts (uint64), then columns one after another, each starting on 8 bytes:
sector names (6 bytes each, in order), where each sector's units start (uint32), district codes (9 bytes each),
then for every unit in order: letters (uint16, 26 x first + second), latitude and longitude (int32 microdegrees)
and district number (uint16, 0 for none).
"""

import mmap
from bisect import bisect_left
from dataclasses import dataclass
from pathlib import Path
from struct import Struct
from typing import Self

from geo.points import Point

MAGIC = b"KITHUNIT1\n\x00\x00\x00\x00\x00\x00"
HEADER = Struct("<16s8Q")  # magic; sectors, districts, units; size in bytes; four spare
SECTOR_BYTES, DISTRICT_BYTES = 6, 9


class UnitsError(Exception):
    """Why postcodes could not be brought in or read, in a sentence; what was there before is kept."""


@dataclass(frozen=True, slots=True)
class Unit:
    """Where a unit postcode is, and its district where the source said so."""

    point: Point
    district_code: str | None


def units_path(var: Path) -> Path:
    """Where an installation keeps its units file."""
    return var / "postcodes.units"


def aligned(size: int) -> int:
    """The next multiple of 8."""
    return (size + 7) // 8 * 8


@dataclass(frozen=True)
class Units:
    """An open units file."""

    _sectors: dict[str, int]
    _starts: "memoryview[int]"
    _districts: tuple[str | None, ...]
    _letters: "memoryview[int]"
    _lats: "memoryview[int]"
    _lons: "memoryview[int]"
    _of_district: "memoryview[int]"

    @classmethod
    def open(cls, path: Path) -> Self:
        """Map the file. Raises UnitsError when it is damaged or of another make."""
        try:
            with path.open("rb") as file:
                view = memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ))
        except (OSError, ValueError) as problem:
            raise UnitsError("The postcodes file cannot be read. Import the postcodes again.") from problem
        if len(view) < HEADER.size:
            raise UnitsError("The postcodes file is damaged. Import the postcodes again.")
        magic, n_sectors, n_districts, n_units, size, *_ = HEADER.unpack_from(view)
        if magic != MAGIC or size != len(view):
            raise UnitsError("The postcodes file is damaged or of another version. Import the postcodes again.")
        return cls._mapped(view, n_sectors, n_districts, n_units)

    @classmethod
    def _mapped(cls, view: memoryview, n_sectors: int, n_districts: int, n_units: int) -> Self:
        tables = [n_sectors * SECTOR_BYTES, (n_sectors + 1) * 4, n_districts * DISTRICT_BYTES]
        parts, at = [], aligned(HEADER.size)
        for size in (*tables, n_units * 2, n_units * 4, n_units * 4, n_units * 2):
            parts.append(view[at : at + size])
            at += aligned(size)
        names = [name.decode("ascii").strip() for name in _pieces(parts[0], SECTOR_BYTES)]
        districts = (None, *(code.decode("ascii").strip() for code in _pieces(parts[2], DISTRICT_BYTES)))
        numbered = {name: number for number, name in enumerate(names)}
        letters, lats, lons, of_district = (
            parts[3].cast("H"),
            parts[4].cast("i"),
            parts[5].cast("i"),
            parts[6].cast("H"),
        )
        return cls(numbered, parts[1].cast("I"), districts, letters, lats, lons, of_district)

    def __len__(self) -> int:
        return len(self._letters)

    def find(self, postcode: str) -> Unit | None:
        """The unit of that canonical text ("LS8 5HX"); None when there is none."""
        number = self._sectors.get(postcode[:-2])
        if number is None:
            return None
        first, last = self._starts[number], self._starts[number + 1]
        letters = inward_number(postcode)
        at = bisect_left(self._letters, letters, first, last)
        return self._unit(at) if at < last and self._letters[at] == letters else None

    def sector(self, sector: str) -> Unit | None:
        """The middle of a sector's units, and the district of the first of them."""
        number = self._sectors.get(sector)
        if number is None:
            return None
        first, last = self._starts[number], self._starts[number + 1]
        count = last - first
        point = Point(sum(self._lats[first:last]) / count / 1e6, sum(self._lons[first:last]) / count / 1e6)
        return Unit(point, self._districts[self._of_district[first]])

    def _unit(self, at: int) -> Unit:
        return Unit(Point(self._lats[at] / 1e6, self._lons[at] / 1e6), self._districts[self._of_district[at]])


def inward_number(postcode: str) -> int:
    """The last two letters as a number from 0 to 675."""
    return (ord(postcode[-2]) - 65) * 26 + ord(postcode[-1]) - 65


def _pieces(view: memoryview, size: int) -> list[bytes]:
    return [bytes(view[at : at + size]) for at in range(0, len(view), size)]
