"""The postcode sectors of the five towns, as computed by `make_places`."""

import csv
from dataclasses import dataclass
from functools import cache

from seed.lists import DATA

ENOUGH_POSTCODES = 40  # fewer is a large user's or a non-geographic sector: nobody meets there

# Where people look first: within a mile of each town's middle, and Harehills.
ANCHORS = {
    "leeds": ("LS1 5", "LS1 6", "LS2 7", "LS2 8", "LS1 3", "LS9 8"),
    "harehills": ("LS8 5", "LS9 6"),
    "wigan": ("WN1 1", "WN1 3", "WN3 4", "WN6 7"),
    "salford": ("M6 5", "M5 4", "M6 6"),
    "middlesbrough": ("TS1 1", "TS1 2", "TS1 3", "TS1 4", "TS1 5"),
    "derby": ("DE1 1", "DE1 2", "DE1 3", "DE22 3"),
}
TOWN_WEIGHTS = {"leeds": 46.0, "wigan": 16.0, "salford": 15.0, "middlesbrough": 11.0, "derby": 12.0}
TOWN_NAMES = {town: town.capitalize() for town in TOWN_WEIGHTS}


@dataclass(frozen=True)
class Sector:
    """One postcode sector within one town; `patch` is the slug of its make-believe area."""

    code: str
    town: str
    lat: float
    lon: float
    postcodes: int
    area: str
    ward: str
    patch: str


@cache
def sectors() -> tuple[Sector, ...]:
    """Every sector of the five towns, by town and code; a sector on a border stands once for each town."""
    with (DATA / "sectors.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(_sector(row) for row in csv.DictReader(lines))


@cache
def lived_in(town: str) -> tuple[Sector, ...]:
    """The sectors of a town where things can happen."""
    return tuple(s for s in sectors() if s.town == town and s.postcodes >= ENOUGH_POSTCODES)


@cache
def by_code() -> dict[str, Sector]:
    """Sectors where things can happen by code; on a border the town with more of its postcodes."""
    ordered = sorted(sectors(), key=lambda s: s.postcodes)
    return {s.code: s for s in ordered}


def _sector(row: dict[str, str]) -> Sector:
    place = float(row["lat"]), float(row["lon"]), int(row["postcodes"])
    return Sector(row["sector"], row["town"], *place, row["area"], row["ward"], row["patch"])
