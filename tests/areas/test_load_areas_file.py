"""Boundary files and sector lists as they are found, good and bad."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session

from app.areas.load_file import load_areas_file
from app.areas.shapes import AreasReport
from app.areas.store import read_book
from app.db.engine import unit_of_work
from app.kernel.errors import NotFound, NotUsable
from geo.points import Point

SECTORS = "code,name,sector\nN1,Harehills,LS8 5\nN1,Harehills,ls9 6\nN2,Chapeltown,LS7 4\n"
HAREHILLS = Point(53.8147, -1.5127)


def load(
    engine: Engine, path: Path, kind: str = "network", code: str = "code", name: str = "name", **more: Any
) -> AreasReport:
    with unit_of_work(engine) as session:
        return load_areas_file(session, path, kind=kind, code=code, name=name, **more)


def written(folder: Path, text: str | bytes, name: str = "areas.csv") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def features(*properties: dict[str, Any]) -> str:
    ring = [[-1.52, 53.8], [-1.5, 53.8], [-1.5, 53.82], [-1.52, 53.82], [-1.52, 53.8]]
    shape = {"type": "Polygon", "coordinates": [ring]}
    made = [{"type": "Feature", "properties": each, "geometry": shape} for each in properties]
    return json.dumps({"type": "FeatureCollection", "features": made})


def test_a_list_of_sectors(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path, SECTORS)
    assert load(engine, path).created == 2
    assert load(engine, path).unchanged == 2
    with Session(engine) as session:
        book = read_book(session)
    assert book.covering(None, "LS9 6") == ["N1"]


def test_outlines(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path, features({"code": 7, "name": "Harehills"}), "areas.geojson")
    assert load(engine, path, "footprint", notice="Ours").created == 1
    with Session(engine) as session:
        book = read_book(session)
    assert book.covering(HAREHILLS, None) == ["7"]
    assert book.notices_at(HAREHILLS) == ("Ours",)


@pytest.mark.parametrize("text", [SECTORS, features({"code": "7", "name": "Harehills"})])
def test_a_wrong_field_names_those_that_are_there(engine: Engine, tmp_path: Path, text: str) -> None:
    path = written(tmp_path, text, "areas.csv" if text is SECTORS else "areas.json")
    with pytest.raises(NotUsable, match=r"no field WARD in that file. It has: code, name"):
        load(engine, path, code="WARD")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("areas.geojson", "{", "not JSON"),
        ("areas.geojson", "[]", "not GeoJSON"),
        ("areas.geojson", '{"type": "FeatureCollection", "features": []}', "no shapes"),
        ("areas.geojson", features({"code": "1", "name": "A"}).replace("53.8", "433000.8"), "WGS84"),
        ("areas.csv", "", "It has: none"),
        ("areas.csv", "code,name\n1,A\n", "no field sector"),
        ("areas.csv", 'code,name,sector\n1,A,"' + "x" * 200_000, "csv"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(engine: Engine, tmp_path: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(NotUsable, match=said):
        load(engine, written(tmp_path, text, name))


def test_no_file_and_no_such_kind(engine: Engine, tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        load(engine, tmp_path / "nothing.csv")
    with pytest.raises(NotUsable, match="ward, msoa"):
        load(engine, written(tmp_path, SECTORS), kind="county")


def test_bad_rows_do_not_stop_good_ones(engine: Engine, tmp_path: Path) -> None:
    text = SECTORS + "N3,Gipton,LS8\nN3,Gipton,\n,Gipton,LS9 6\nN4,Ragged\nN5,Oakwood,LS8 2,more,cells\n"
    report = load(engine, written(tmp_path, text))
    assert (report.created, report.refused) == (3, 4)
    assert report.read == report.created + report.updated + report.unchanged + report.refused
    assert [(problem.row, problem.field) for problem in report.problems] == [
        (4, "sector"),
        (5, "sector"),
        (6, "code"),
        (7, "sector"),
    ]
    assert report.problems[0].value == "LS8"


def test_a_feature_without_its_code_is_refused_alone(engine: Engine, tmp_path: Path) -> None:
    path = written(tmp_path, features({"code": "1", "name": "A"}, {"name": "B"}, {"code": None, "name": "C"}), "a.json")
    report = load(engine, path)
    assert (report.created, report.refused) == (1, 2)
    assert {problem.field for problem in report.problems} == {"code"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_encodings_of_spreadsheets(engine: Engine, tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path, "code,name,sector\r\nN1,Café Quarter – Leeds,LS8 5\r\n".encode(encoding))
    assert load(engine, path).created == 1
    with Session(engine) as session:
        assert read_book(session).name_of("N1") == "Café Quarter – Leeds"


def test_progress_is_told(engine: Engine, tmp_path: Path) -> None:
    told: list[tuple[int, int | None]] = []
    load(engine, written(tmp_path, SECTORS), progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


FIELDS = {
    "_lsoa11": ("lsoa", "LSOA11CD", "LSOA11NM"),
    "_msoa11": ("msoa", "MSOA11CD", "hcl_name"),
    "_wards2011": ("ward", "WD13CD", "WD13NM"),
    "_oa11": ("oa", "OA11CD", "OA11CD"),
    "gm_ward": ("ward", "area_code", "area_name"),
    "gm_msoa": ("msoa", "area_code", "area_name"),
    "gm_local_authority": ("footprint", "area_code", "area_name"),
}


def test_every_real_boundary_file_loads_twice(engine: Engine, open_data: Path) -> None:
    files = sorted((open_data / "boundaries").glob("*json"))
    assert len(files) >= 19
    for path in files:
        kind, code, name = next(fields for part, fields in FIELDS.items() if part in path.name.replace("_2023_", "_"))
        report = load(engine, path, kind, code, name)
        assert (report.refused, report.problems) == (0, []), path.name
        assert report.read == report.created + report.updated > 0
        assert load(engine, path, kind, code, name).unchanged == report.read, path.name
    with Session(engine) as session:
        book = read_book(session)
    held = book.covering(HAREHILLS, "LS8 5")
    assert len(held) == 4  # output area, LSOA, MSOA and ward
    assert book.smallest(held) == "E02002382"
    assert book.msoa_name(HAREHILLS) == "Harehills South"
    assert len(book.edges_near(HAREHILLS, 1500)) > 100
