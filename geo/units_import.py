"""Writing the compact file of unit postcodes from whatever they came in."""

import os
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
from numpy.typing import NDArray

from geo import osgb
from geo.postcodes import PostcodeError, PostcodeLevel, parse_postcode
from geo.units import DISTRICT_BYTES, HEADER, MAGIC, SECTOR_BYTES, UnitsError, aligned, inward_number
from geo.units_sources import Columns, Rows, Sheet, readable, sheets

_MOST_ROWS = 8_000_000  # all postcodes that ever were are under 3 million
_PATIENCE = 20_000  # rows after which mostly unusable ones mean this is no list of postcodes
_LONGEST_TEXT = 16  # keeps rubbish from filling the table of spellings
_NO_POSITION = "90"  # Code-Point's quality when there is none (ONSPD says 9)
_LETTERS = {a + b: inward_number(a + b) for a in "ABDEFGHJLNPQRSTUWXYZ" for b in "ABDEFGHJLNPQRSTUWXYZ"}

# The United Kingdom, the Channel Islands and the Isle of Man, with sea around: ONSPD's 99.999999 falls outside.
_SOUTH, _NORTH, _WEST, _EAST = 48.5, 61.5, -9.0, 2.5


@dataclass
class _Gathered:
    """Units as read, in columns; sectors and districts are numbered as they turn up."""

    sectors: dict[str, int] = field(default_factory=dict)
    spelt: dict[str, int | None] = field(default_factory=dict)  # every spelling of a sector met; None: no postcode
    districts: dict[str, int] = field(default_factory=dict)
    sector: "array[int]" = field(default_factory=lambda: array("I"))
    letters: "array[int]" = field(default_factory=lambda: array("H"))
    across: "array[float]" = field(default_factory=lambda: array("d"))
    up: "array[float]" = field(default_factory=lambda: array("d"))
    district: "array[int]" = field(default_factory=lambda: array("H"))
    ended: "array[int]" = field(default_factory=lambda: array("B"))
    read: int = 0

    def sector_number(self, spelling: str) -> int | None:
        """The number of the sector that a postcode without its last two letters spells."""
        if spelling not in self.spelt:
            self.spelt[spelling] = self._number_of(spelling)
        return self.spelt[spelling]

    def _number_of(self, spelling: str) -> int | None:
        try:
            postcode = parse_postcode(spelling + "AA")
        except PostcodeError:
            return None
        if postcode.level is not PostcodeLevel.UNIT or postcode.sector is None:
            return None
        return self.sectors.setdefault(postcode.sector, len(self.sectors))


@dataclass(frozen=True)
class _Sorted:
    """What is written, in order."""

    sectors: list[str]
    starts: NDArray[np.uint32]
    districts: list[str]
    letters: NDArray[np.uint16]
    lats: NDArray[np.int32]
    lons: NDArray[np.int32]
    district: NDArray[np.uint16]


def import_units(source: Path, target: Path, progress: Callable[[int], None] | None = None) -> int:
    """Read Code-Point Open, ONSPD or a csv into `target` and return how many units it holds now.

    `progress` is told how many rows were read so far. Raises UnitsError; the old file then stays as it was.
    """
    gathered = _Gathered()
    with readable():
        for sheet in sheets(source):
            _gather(gathered, sheet, progress or _silent)
    if not gathered.sector:
        raise UnitsError("No postcodes with a position were found there. It needs Code-Point Open, ONSPD or a csv.")
    _refuse_strangers(gathered)
    ordered = _ordered(gathered)
    if not len(ordered.letters):
        raise UnitsError("None of the postcodes there has a position in the United Kingdom.")
    with _replacing(target) as file:
        _write(file, ordered)
    return len(ordered.letters)


def _silent(rows: int) -> None:
    """Nobody watches."""


def _gather(into: _Gathered, sheet: Sheet, progress: Callable[[int], None]) -> None:
    first = len(into.sector)
    for batch in sheet.rows:
        _take(into, batch, sheet.columns)
        into.read += len(batch)
        if into.read > _PATIENCE:
            _refuse_strangers(into)
        progress(into.read)
    if sheet.columns.grid and len(into.sector) > first:
        _to_degrees(into, first)


def _refuse_strangers(gathered: _Gathered) -> None:
    if gathered.read > _MOST_ROWS:
        raise UnitsError("That file has far more rows than there are postcodes. It was not used.")
    if len(gathered.sector) * 2 < gathered.read:
        raise UnitsError("Most rows there are not postcodes with a position. It was not used.")


def _take(into: _Gathered, rows: Rows, columns: Columns) -> None:
    """The hot loop: 1.7 million rows pass here, so columns are looked up once and only odd rows cost more."""
    pc, across, up, ended = columns.postcode, columns.across, columns.up, columns.ended
    add_sector, add_letters, add_across = into.sector.append, into.letters.append, into.across.append
    add_up, add_district, add_ended = into.up.append, into.district.append, into.ended.append
    for row in rows:
        try:
            text = row[pc] if row[pc][-2:] in _LETTERS else row[pc][:_LONGEST_TEXT].strip().upper()
            letters, x, y = _LETTERS[text[-2:]], float(row[across]), float(row[up])
            sector = into.sector_number(text[:-2][:_LONGEST_TEXT])
        except (KeyError, ValueError, IndexError):
            continue
        if sector is None or (columns.quality is not None and row[columns.quality] == _NO_POSITION):
            continue
        add_sector(sector)
        add_letters(letters)
        add_across(x)
        add_up(y)
        add_district(_district(into, row, columns.district))
        add_ended(1 if ended is not None and len(row) > ended and row[ended].strip() else 0)


def _district(into: _Gathered, row: list[str], column: int | None) -> int:
    """A number from 1; 0 for none. Pseudo codes of the islands ("L99999999") stay as they are."""
    code = row[column].strip() if column is not None and len(row) > column else ""
    if not code or len(code) > DISTRICT_BYTES or not code.isascii():
        return 0
    number = into.districts.setdefault(code, len(into.districts) + 1)
    return number if number < 65_536 else 0


def _to_degrees(into: _Gathered, first: int) -> None:
    """Grid metres of one sheet to degrees; what is no grid position becomes NaN and is left out later."""
    east = np.frombuffer(into.across, dtype=np.float64)[first:].copy()
    north = np.frombuffer(into.up, dtype=np.float64)[first:].copy()
    off = ~((east > 1) & (east < 700_000) & (north > 1) & (north < 1_300_000))
    east[off], north[off] = np.nan, np.nan
    lats, lons = osgb.to_degrees(east, north)
    del into.across[first:], into.up[first:]
    into.across.frombytes(lons.tobytes())
    into.up.frombytes(lats.tobytes())


def _ordered(gathered: _Gathered) -> _Sorted:
    """Sorted by sector and letters, one row a unit: a current one before one that has ended."""
    names = sorted(gathered.sectors)
    rank = np.empty(len(names), dtype=np.uint32)
    rank[[gathered.sectors[name] for name in names]] = np.arange(len(names), dtype=np.uint32)
    lats, lons = np.frombuffer(gathered.up), np.frombuffer(gathered.across)
    there = np.flatnonzero((lats > _SOUTH) & (lats < _NORTH) & (lons > _WEST) & (lons < _EAST))
    sector = rank[np.frombuffer(gathered.sector, dtype=np.uint32)[there]]
    key = sector * np.uint32(676) + np.frombuffer(gathered.letters, dtype=np.uint16)[there]
    order = np.lexsort((np.frombuffer(gathered.ended, dtype=np.uint8)[there], key))
    _, first = np.unique(key[order], return_index=True)
    rows, key = there[order][first], key[order][first]
    starts = np.searchsorted(key, np.arange(len(names) + 1, dtype=np.uint32) * np.uint32(676)).astype(np.uint32)
    district = np.frombuffer(gathered.district, dtype=np.uint16)[rows]
    letters = (key % np.uint32(676)).astype(np.uint16)
    return _without_empty(names, starts, list(gathered.districts)[:65_535], letters, lats[rows], lons[rows], district)


def _without_empty(
    names: list[str],
    starts: NDArray[np.uint32],
    districts: list[str],
    letters: NDArray[np.uint16],
    lats: NDArray[np.float64],
    lons: NDArray[np.float64],
    district: NDArray[np.uint16],
) -> _Sorted:
    """Leaves out sectors none of whose units had a position, and rounds to microdegrees (11 cm)."""
    filled = np.flatnonzero(np.diff(starts))
    kept = np.append(starts[filled], starts[-1])
    micro_lats, micro_lons = (lats * 1e6).round().astype(np.int32), (lons * 1e6).round().astype(np.int32)
    return _Sorted([names[i] for i in filled], kept, districts, letters, micro_lats, micro_lons, district)


def _write(file: IO[bytes], units: _Sorted) -> None:
    names = "".join(name.ljust(SECTOR_BYTES) for name in units.sectors).encode("ascii")
    codes = "".join(code.ljust(DISTRICT_BYTES) for code in units.districts).encode("ascii")
    columns = (units.letters, units.lats, units.lons, units.district)
    parts = [names, units.starts.tobytes(), codes, *(column.tobytes() for column in columns)]
    counts = (len(units.sectors), len(units.districts), len(units.letters))
    size = aligned(HEADER.size) + sum(aligned(len(part)) for part in parts)
    for part in (HEADER.pack(MAGIC, *counts, size, 0, 0, 0, 0), *parts):
        file.write(part.ljust(aligned(len(part)), b"\0"))


@contextmanager
def _replacing(target: Path) -> Iterator[IO[bytes]]:
    """A new file beside the old one, put in its place only when it is whole and on the disk."""
    part = target.with_name(f"{target.name}.{os.getpid()}.part")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(target)
    except OSError as problem:
        raise UnitsError("The postcodes could not be kept: is the disk full, or the folder closed?") from problem
    finally:
        part.unlink(missing_ok=True)
