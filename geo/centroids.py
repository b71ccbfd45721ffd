"""The shipped middles of postcode sectors and outcodes, read once on first use."""

import csv
import gzip
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from math import cos, radians, sin
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from geo.points import Point

DATA = Path(__file__).parent / "data"

BAND_DEGREES, WIDER = 0.05, 6.0  # of latitude to either side: in a town the nearest middle is a kilometre away
_NATIONS = {"E": "England", "W": "Wales", "S": "Scotland", "N": "Northern Ireland"}


@dataclass(frozen=True, slots=True)
class Centroid:
    """The middle of a sector or outcode, the district most of it lies in, and the place name around it."""

    code: str
    point: Point
    district_code: str | None
    nation: str | None
    name: str


@dataclass(frozen=True)
class CentroidColumns:
    """All sectors as columns, for nearest-of-all questions."""

    codes: tuple[str, ...]
    lats: NDArray[np.float64]
    lons: NDArray[np.float64]

    @cached_property
    def _from_south(self) -> tuple[list[float], NDArray[np.int64], NDArray[np.float64]]:
        """Latitudes from south to north, whose they are, and each as a point on the ball of radius 1."""
        order = np.argsort(self.lats, kind="stable")
        lats, lons = np.radians(self.lats[order]), np.radians(self.lons[order])
        points = np.stack([np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats)], axis=1)
        return self.lats[order].tolist(), order, points

    def nearest(self, point: Point) -> int:
        """Which lies nearest; of several as near within a decimetre any one, always the same.

        The nearest is that with the greatest inner product. A band of latitude is looked through; what is found is
        the nearest of all when it lies no further away than the band's edge.
        """
        lats, order, points = self._from_south
        lat, lon, half = radians(point.lat), radians(point.lon), BAND_DEGREES
        here = np.array((cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)))
        while True:
            start, end = bisect_left(lats, point.lat - half), bisect_right(lats, point.lat + half)
            close = points[start:end] @ here
            at = int(np.argmax(close)) if end > start else -1
            if end - start == len(lats) or (at >= 0 and close[at] >= cos(radians(half))):
                return int(order[start + at])
            half *= WIDER


def nation_of(district_code: str | None) -> str | None:
    """England, Scotland, Wales or Northern Ireland, told from the first letter of a district's code."""
    return _NATIONS.get((district_code or "")[:1])


def nation_of_sector(sector: str | None) -> str | None:
    """The nation most of a sector lies in; None where it is not known."""
    if sector is None:
        return None
    if sector.startswith("BT"):  # the shipped tables end at the sea
        return _NATIONS["N"]
    known = sectors().get(sector)
    return known.nation if known else None


def read_rows(file_name: str) -> Iterator[list[str]]:
    """Rows of a shipped table, without its header."""
    with gzip.open(DATA / file_name, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        yield from rows


@cache
def sectors() -> dict[str, Centroid]:
    """Every current sector of Great Britain by its code ("LS8 5")."""
    return _read("sectors.csv.gz")


@cache
def district_names() -> dict[str, str]:
    """The names of the districts of Great Britain by their code ("E08000035" is Leeds)."""
    return {code: name for code, name, *_ in read_rows("districts.csv.gz")}


def district_of_sector(sector: str | None) -> str | None:
    """The name of the district most of a sector lies in; None where it is not known."""
    known = sectors().get(sector or "")
    return district_names().get(known.district_code or "") if known else None


@cache
def outcodes() -> dict[str, Centroid]:
    """Every current outcode of Great Britain by its code ("LS8")."""
    return _read("outcodes.csv.gz")


@cache
def sector_columns() -> CentroidColumns:
    """Sectors in code order as numpy columns."""
    rows = list(sectors().values())
    lats = np.array([row.point.lat for row in rows])
    lons = np.array([row.point.lon for row in rows])
    return CentroidColumns(tuple(row.code for row in rows), lats, lons)


def _read(file_name: str) -> dict[str, Centroid]:
    return {code: _centroid(code, lat, lon, district, name) for code, lat, lon, district, name in read_rows(file_name)}


def _centroid(code: str, lat: str, lon: str, district: str, name: str) -> Centroid:
    return Centroid(code, Point(float(lat), float(lon)), district or None, nation_of(district), name)
