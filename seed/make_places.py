"""Computes seed/data/sectors.csv from the open postcode data: run `python -m seed.make_places`."""

import csv
import gzip
import os
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean
from typing import Any

from geo.distance import metres_between
from geo.points import Point
from seed.lists import read_list

TABLE = Path(__file__).parent / "data" / "sectors.csv"
COLUMNS = ("sector", "town", "district", "lat", "lon", "postcodes", "area", "ward", "patch")
# Census neighbourhoods that people call something else, or by the larger place around them.
SPOKEN = {
    "University": "Little Woodhouse",
    "Leeds City Centre": "Leeds city centre",
    "Lady Wood": "Oakwood",
    "Bramley Fall": "Bramley",
    "Bramley Park": "Bramley",
    "Middleton Park Avenue": "Middleton",
    "Primley Park": "Alwoodley",
    "Hyde Park Corner": "Hyde Park",
    "Morley Bruntcliffe": "Morley",
    "Cross Flats Park": "Beeston",
    "Cromwell Road": "Pendleton",
    "Langworthy Buile Hill": "Langworthy",
    "Clifton Green": "Clifton",
    "Swinton Newtown": "Swinton",
    "Swinton Worsley Road": "Swinton",
    "Chaddesden Park": "Chaddesden",
}
_COMPASS = re.compile(r"\s+(?:North|South|East|West|Inner|Outer|Central)(?:\s+(?:East|West))?$")


@dataclass
class Tally:
    """What the postcodes of one sector say, counted."""

    lats: list[float] = field(default_factory=list)
    lons: list[float] = field(default_factory=list)
    names: Counter[str] = field(default_factory=Counter)
    wards: Counter[str] = field(default_factory=Counter)

    def add(self, row: dict[str, str]) -> None:
        """Count one postcode."""
        self.lats.append(float(row["lat"]))
        self.lons.append(float(row["lon"]))
        self.names[plain_area(row["msoa_hcl_name"])] += 1
        self.wards[row["ward_name"].removesuffix(" Ward")] += 1

    @property
    def centre(self) -> Point:
        """The mean position of the sector's postcodes."""
        return Point(round(fmean(self.lats), 5), round(fmean(self.lons), 5))


def plain_area(name: str) -> str:
    """The first place in a neighbourhood name, without its compass point: "Harehills North" is Harehills."""
    first = re.split(r",| & ", name)[0]
    plain = "Wigan" if first.startswith("Wigan ") else _COMPASS.sub("", first)
    return SPOKEN.get(plain, plain)


def tally_sectors(source: Path, districts: dict[str, str]) -> dict[tuple[str, str], Tally]:
    """Every (town, sector) of the districts asked for, with what its postcodes say."""
    tallies: dict[tuple[str, str], Tally] = {}
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            town = districts.get(row["district_code"])
            if town:
                tallies.setdefault((town, row["postcode"][:-2]), Tally()).add(row)
    return tallies


def nearest_patch(here: Point, areas: list[dict[str, Any]], centres: dict[str, Point]) -> str:
    """The slug of the area one of whose first sectors lies nearest."""
    distances = [(metres_between(here, centres[sector]), area["slug"]) for area in areas for sector in area["around"]]
    return str(min(distances)[1])


def rows(source: Path) -> Iterator[tuple[object, ...]]:
    """The lines of the table, by town and sector."""
    towns = read_list("areas")
    tallies = tally_sectors(source, {town["district"]: slug for slug, town in towns.items()})
    for (town, sector), tally in sorted(tallies.items()):
        centres = {code: other.centre for (where, code), other in tallies.items() if where == town}
        here, areas = tally.centre, towns[town]["areas"]
        area, ward = tally.names.most_common(1)[0][0], tally.wards.most_common(1)[0][0]
        own = [a["slug"] for a in areas if sector in a["around"]]
        patch = own[0] if own else nearest_patch(here, areas, centres)
        yield sector, town, towns[town]["district"], here.lat, here.lon, len(tally.lats), area, ward, patch


def main() -> None:
    """Write the table from the folder named by KITH_OPEN_DATA."""
    source = Path(os.environ["KITH_OPEN_DATA"]) / "postcodes" / "postcodes_7areas_enriched.csv.gz"
    with TABLE.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(rows(source))


if __name__ == "__main__":
    main()
