"""Reading the files that postcodes come in: Code-Point Open, ONSPD, a plain csv; zipped, gzipped or in a folder."""

import csv
import gzip
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from geo.units import UnitsError

_CHUNK = 1 << 20
_LONGEST_LINE = 1 << 16  # ONSPD's lines are under 1 KB
_MOST_TIMES_LARGER = 200  # real lists of postcodes shrink to a fifth; only a trap shrinks to a two-hundredth
_ALWAYS_ALLOWED = 10 << 20
_MOST_BYTES = 4 << 30  # ONSPD is 1.3 GB unpacked

_POSTCODE_NAMES = ("pcds", "pcd8", "pcd7", "pcd2", "pcd", "postcode")
_LAT_NAMES, _LON_NAMES = ("lat", "latitude"), ("long", "lon", "lng", "longitude")
_EAST_NAMES = ("oseast1m", "east1m", "eastings", "easting")
_NORTH_NAMES = ("osnrth1m", "north1m", "northings", "northing")
_DISTRICT_NAMES = ("district_code", "oslaua", "laua", "lad_code", "admin_district_code")
_DISTRICT_BY_YEAR = re.compile(r"lad\d\dcd")
_LOOKS_LIKE_A_UNIT = re.compile(r"[A-Za-z]{1,2}[0-9][0-9A-Za-z]?\s*[0-9][A-Za-z]{2}")


Rows = list[list[str]]


@dataclass(frozen=True)
class Columns:
    """Where in a row to look; None where a file lacks it. `grid`: across and up are OSGB metres, not degrees."""

    postcode: int
    across: int  # longitude or easting
    up: int  # latitude or northing
    grid: bool
    district: int | None = None
    quality: int | None = None
    ended: int | None = None
    header: bool = True


@dataclass(frozen=True)
class Sheet:
    """Rows of one file, read as they are asked for."""

    columns: Columns
    rows: Iterator[Rows]  # in batches, so that progress can be told


@contextmanager
def readable() -> Iterator[None]:
    """Turns every way in which a file can be broken into one sentence."""
    try:
        yield
    except (EOFError, zipfile.BadZipFile, gzip.BadGzipFile, RuntimeError, NotImplementedError) as problem:
        raise UnitsError("That file is broken or not whole. Fetch it again.") from problem
    except (OSError, csv.Error, ValueError) as problem:
        raise UnitsError("That file could not be read.") from problem
    except Exception as problem:
        if type(problem).__module__ in ("zlib", "lzma", "_lzma") or type(problem).__name__ == "error":
            raise UnitsError("That file is broken or not whole. Fetch it again.") from problem
        raise


def sheets(source: Path) -> Iterator[Sheet]:
    """Every list of postcodes in `source`; other files in a folder or zip are passed over."""
    for stream, packed in _streams(source):
        batches = _batches(stream, packed)
        first = next(batches, [])
        columns = _columns(first[0]) if first else None
        if columns is not None:
            yield Sheet(columns, _without_header(columns, first, batches))


def _without_header(columns: Columns, first: Rows, rest: Iterator[Rows]) -> Iterator[Rows]:
    yield first[1:] if columns.header else first
    yield from rest


def _streams(source: Path) -> Iterator[tuple[IO[bytes], int]]:
    """Open files, each with its packed size (for telling a trap)."""
    if source.is_dir():
        for path in _not_twice(sorted(p for p in source.rglob("*") if p.suffix.lower() == ".csv")):
            with path.open("rb") as file:
                yield file, path.stat().st_size
    elif not source.is_file():
        raise UnitsError("There is no such file or folder.")
    else:
        with source.open("rb") as file:
            magic = file.read(4)
        yield from _from_zip(source) if magic[:2] == b"PK" else _from_file(source, magic[:2] == b"\x1f\x8b")


def _from_file(source: Path, packed: bool) -> Iterator[tuple[IO[bytes], int]]:
    size = source.stat().st_size
    with source.open("rb") as file:
        yield (cast(IO[bytes], gzip.GzipFile(fileobj=file)) if packed else file), size


def _from_zip(source: Path) -> Iterator[tuple[IO[bytes], int]]:
    with zipfile.ZipFile(source) as archive:
        inside = [Path(name) for name in sorted(archive.namelist()) if name.lower().endswith(".csv")]
        for path in _not_twice(inside):
            info = archive.getinfo(path.as_posix())
            with archive.open(info) as file:
                yield file, info.compress_size


def _not_twice(paths: Sequence[Path]) -> list[Path]:
    """ONSPD holds everything a second time, cut by area, in `multi_csv`; documents are never postcodes."""
    left_out = {"multi_csv", "documents", "doc"}
    kept = [path for path in paths if not left_out & {part.lower() for part in path.parts[:-1]}]
    return kept or list(paths)


def _batches(stream: IO[bytes], packed: int) -> Iterator[Rows]:
    """Rows a mebibyte at a time. Lines are cut by hand so that one endless line cannot fill the memory."""
    most = min(_MOST_BYTES, max(_ALWAYS_ALLOWED, packed * _MOST_TIMES_LARGER))
    read, rest = 0, b""
    while chunk := stream.read(_CHUNK):
        read += len(chunk)
        if read > most:
            raise UnitsError("That file unpacks to far more than a list of postcodes. It was not used.")
        whole, newline, rest = (rest + chunk).rpartition(b"\n")
        if len(rest) > _LONGEST_LINE:
            raise UnitsError("That file has a line too long for a list of postcodes. It was not used.")
        if newline:
            yield _rows(whole)
    if rest.strip():
        yield _rows(rest)


def _rows(lines: bytes) -> Rows:
    # Latin-1 never fails, and every column used here is plain ASCII.
    text = lines.removeprefix(b"\xef\xbb\xbf").decode("latin-1")
    return [row for row in csv.reader(io.StringIO(text, newline="")) if row]


def _columns(first: list[str]) -> Columns | None:
    """What the first row says; Code-Point Open has no header, its first row is a postcode already."""
    if len(first) >= 4 and _LOOKS_LIKE_A_UNIT.fullmatch(first[0].strip()) and first[2].strip().isdigit():
        return Columns(0, 2, 3, True, 8 if len(first) == 10 else None, quality=1, header=False)
    names = {name.strip().lower(): number for number, name in reversed(list(enumerate(first)))}
    postcode, ended = _one_of(names, _POSTCODE_NAMES), names.get("doterm")
    district = _one_of(names, (*_DISTRICT_NAMES, *filter(_DISTRICT_BY_YEAR.fullmatch, names)))
    lon, lat = _one_of(names, _LON_NAMES), _one_of(names, _LAT_NAMES)
    east, north = _one_of(names, _EAST_NAMES), _one_of(names, _NORTH_NAMES)
    if postcode is not None and lon is not None and lat is not None:
        return Columns(postcode, lon, lat, False, district, ended=ended)
    if postcode is not None and east is not None and north is not None:
        return Columns(postcode, east, north, True, district, quality=names.get("osgrdind"), ended=ended)
    return None


def _one_of(names: dict[str, int], wanted: Sequence[str]) -> int | None:
    return next((names[name] for name in wanted if name in names), None)
