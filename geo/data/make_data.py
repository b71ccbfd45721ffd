"""Computes the shipped tables from open data: `python geo/data/make_data.py FOLDER` (the folder in KITH_OPEN_DATA).

Same input, same bytes. NOTICE.md beside this file carries the licence notices.
"""

import csv
import gzip
import io
import os
import sys
from array import array
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from shapely import STRtree, points

HERE = Path(__file__).parent
if __name__ == "__main__":
    sys.path.insert(0, str(HERE.parent.parent))

from geo.data.place_names import Evidence, district_name, evidence, folded, settle, short_forms  # noqa: E402
from geo.names import name_key  # noqa: E402

Floats = NDArray[np.float64]
Row = Sequence[object]


@dataclass(frozen=True)
class Units:
    """Every postcode unit as columns; codes are numbered in sorted order of their names."""

    lat: Floats
    lon: Floats
    columns: dict[str, tuple[list[str], NDArray[np.int64]]]  # sector, outcode, district, ward -> names, number a unit

    def means(self, column: str) -> tuple[list[str], Floats, Floats, NDArray[np.int64]]:
        """Names, mean latitude, mean longitude and count of units for each value of a column."""
        names, numbers = self.columns[column]
        count = np.bincount(numbers, minlength=len(names))
        lat = np.bincount(numbers, self.lat, len(names)) / count
        lon = np.bincount(numbers, self.lon, len(names)) / count
        return names, lat, lon, count

    def usual(self, column: str, of: NDArray[np.int64], labels: Sequence[str]) -> dict[str, str]:
        """For each value of a column, the label that most of its units carry; ties go to the first by name."""
        names, numbers = self.columns[column]
        pairs, counts = np.unique(numbers * len(labels) + of, return_counts=True)
        best: dict[str, tuple[int, str]] = {}
        for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
            name, label = names[pair // len(labels)], labels[pair % len(labels)]
            if label and (name not in best or (-count, label) < best[name]):
                best[name] = (-count, label)
        return {name: label for name, (_, label) in best.items()}


def main(folder: Path) -> None:
    """Write sectors, outcodes, districts and places beside this file."""
    units = read_units(folder / "postcodes" / "gb_postcodes_2025-11.csv.gz")
    codes = read_code_list(folder / "postcodes" / "os_codelist_names_2025-11.csv")
    districts = {code: district_name(name) for code, name in codes["district"].items()}
    msoas = read_msoas(folder / "context" / "msoa11_names_centroids_ew.csv")
    near = nearest_msoa(units, msoas)
    write("districts.csv.gz", "code,name,lat,lon", district_rows(units, districts))
    place_of_unit, labels = unit_places(units, msoas, near, codes["ward"], districts)
    for column in ("sector", "outcode"):
        rows = centroid_rows(units, column, units.usual(column, place_of_unit, labels))
        write(f"{column}s.csv.gz", f"{column},lat,lon,district_code,place", rows)
    found = list(all_evidence(units, msoas, near, codes["ward"], districts))
    rows = (
        (name_key(place.name), place.name, *degrees(place), place.district, place.weight) for place in settle(found)
    )
    write("places.csv.gz", "key,name,lat,lon,district_code,weight", rows)


def read_units(path: Path) -> Units:
    """Columns from postcode,lat,lon,district_code,ward_code."""
    lat, lon = array("d"), array("d")
    named: dict[str, list[str]] = {"sector": [], "outcode": [], "district": [], "ward": []}
    sector, outcode, in_district, in_ward = (named[column].append for column in named)
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        for postcode, north, east, district, ward in rows:
            lat.append(float(north))
            lon.append(float(east))
            sector(postcode[:-2])
            outcode(postcode.split(" ")[0])
            in_district(district)
            in_ward(ward)
    columns = {column: numbered(names) for column, names in named.items()}
    return Units(np.array(lat), np.array(lon), columns)


def numbered(names: Iterable[str]) -> tuple[list[str], NDArray[np.int64]]:
    """The distinct names in order, and the place of each in that order."""
    each = list(names)
    distinct = sorted(set(each))  # sorting 1.7 million texts as an array would take ten times as long
    number = {name: i for i, name in enumerate(distinct)}
    return distinct, np.fromiter(map(number.__getitem__, each), dtype=np.int64, count=len(each))


def read_code_list(path: Path) -> dict[str, dict[str, str]]:
    """Names of districts and wards by code."""
    sheets = {"DIS": "district", "LBO": "district", "MTD": "district", "UTA": "district"}
    names: dict[str, dict[str, str]] = {"district": {}, "ward": {}}
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            names[sheets.get(row["sheet"], "ward")][row["code"]] = row["name"]
    return names


def read_msoas(path: Path) -> list[dict[str, str]]:
    """Rows of msoa11cd, hcl_name, lad_name, lat, lon."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [row for row in csv.DictReader(file) if row["lat"]]  # a few carry no position


def nearest_msoa(units: Units, msoas: list[dict[str, str]]) -> NDArray[np.int64]:
    """For each unit the number of the nearest MSOA centroid (degrees of longitude shrunk to those of latitude)."""
    shrink = np.cos(np.radians(53.0))
    tree = STRtree(points([float(m["lon"]) * shrink for m in msoas], [float(m["lat"]) for m in msoas]))
    nearest: NDArray[np.int64] = tree.nearest(points(units.lon * shrink, units.lat)).astype(np.int64)
    return nearest


def unit_places(
    units: Units, msoas: list[dict[str, str]], near: NDArray[np.int64], wards: dict[str, str], districts: dict[str, str]
) -> tuple[NDArray[np.int64], list[str]]:
    """What the place around each unit is called: its MSOA's name, in Scotland its ward's; compass suffixes off."""
    names, ward = units.columns["ward"]
    district = units.usual("ward", units.columns["district"][1], units.columns["district"][0])
    of_ward = [folded(wards.get(code, ""), districts.get(district.get(code, ""), "")) for code in names]
    labels, number = numbered([*of_ward, *(folded(msoa["hcl_name"], msoa["lad_name"]) for msoa in msoas)])
    scottish = np.array([code.startswith("S") for code in names])[ward]
    return np.where(scottish, number[ward], number[len(of_ward) + near]), labels


def centroid_rows(units: Units, column: str, places: dict[str, str]) -> Iterator[Row]:
    """Code, mean position, the district most of its units are in, and the place name most of them carry."""
    names, numbers = units.columns["district"]
    districts = units.usual(column, numbers, names)
    for code, lat, lon, _ in zip(*units.means(column), strict=True):
        yield code, f"{lat:.5f}", f"{lon:.5f}", districts.get(code, ""), places.get(code, "")


def district_rows(units: Units, names: dict[str, str]) -> Iterator[Row]:
    """Code, plain name and mean position of the units of each district."""
    for code, lat, lon, _ in zip(*units.means("district"), strict=True):
        if code:
            yield code, names[code], f"{lat:.4f}", f"{lon:.4f}"


def all_evidence(
    units: Units, msoas: list[dict[str, str]], near: NDArray[np.int64], wards: dict[str, str], districts: dict[str, str]
) -> Iterator[Evidence]:
    """Everything that names a place: MSOAs, wards, districts of today and of 2011."""
    names, numbers = units.columns["district"]
    by_msoa = Units(units.lat, units.lon, {"msoa": ([m["msoa11cd"] for m in msoas], near)})
    # All of Scotland is nearest to Berwick's MSOA: leave its units out of the vote.
    english_or_welsh = ["" if name.startswith("S") else name for name in names]
    district_of = by_msoa.usual("msoa", numbers, english_or_welsh)
    old: defaultdict[str, list[tuple[float, float, str]]] = defaultdict(list)
    for msoa in msoas:
        at = (float(msoa["lat"]), float(msoa["lon"]))
        district = district_of.get(msoa["msoa11cd"], "")
        old[msoa["lad_name"]].append((*at, district))
        yield from evidence(msoa["hcl_name"], *at, district)
    of_ward = units.usual("ward", numbers, names)
    for code, lat, lon, _ in zip(*units.means("ward"), strict=True):
        if code in wards:
            yield from evidence(wards[code], float(lat), float(lon), of_ward[code])
    yield from old_districts(old, set(districts.values()))
    yield from other_names(units, districts)


def old_districts(old: dict[str, list[tuple[float, float, str]]], current: set[str]) -> Iterator[Evidence]:
    """Districts that have since been merged are still the names of places ("Copeland", "Poole")."""
    for name, members in sorted(old.items()):
        if name not in current:
            lat, lon, _ = (np.mean([m[i] for m in members]) if i < 2 else 0 for i in range(3))
            district = Counter(m[2] for m in members).most_common(1)[0][0]
            yield Evidence(name, float(lat), float(lon), district, 1)


def other_names(units: Units, districts: dict[str, str]) -> Iterator[Evidence]:
    """Names that no small area bears: London, and short forms of districts ("Newcastle", "Hull")."""
    codes, lats, lons, counts = units.means("district")
    middles = {code: (float(lat), float(lon)) for code, lat, lon in zip(codes, lats, lons, strict=True)}
    boroughs = np.array([code.startswith("E09") for code in codes])
    lat, lon = (float(np.average(column[boroughs], weights=counts[boroughs])) for column in (lats, lons))
    yield Evidence("London", lat, lon, "E09000033", 9)  # filed under Westminster, where a Londoner would look
    for code, name in sorted(districts.items()):
        for short in short_forms(name) if code in middles else ():
            yield Evidence(short, *middles[code], code, 1)


def degrees(place: Evidence) -> tuple[str, str]:
    """Four decimals are 11 m: a place name is never that exact."""
    return f"{place.lat:.4f}", f"{place.lon:.4f}"


def write(file_name: str, header: str, rows: Iterable[Row]) -> None:
    """A gzip without a date in it, so that the same rows give the same bytes."""
    text = io.StringIO()
    text.write(header + "\n")
    csv.writer(text, lineterminator="\n").writerows(rows)
    (HERE / file_name).write_bytes(gzip.compress(text.getvalue().encode(), 9, mtime=0))


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else os.environ["KITH_OPEN_DATA"]))
