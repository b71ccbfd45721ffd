"""HSDS 3.0 as csv: every row as the standard has it, every link leads somewhere, and a home stays hidden."""

import csv
import json
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from app.db.engine import open_engine, unit_of_work
from app.directory.vocabulary import load_vocabulary
from app.standards.hsds_tables.mapping import TABLES
from app.standards.hsds_tables.write import write_tables
from app.standards.read_open import every_open
from tests.builders import contact, home, listing, person, place
from tests.journeys.conftest import OpenTown, Town

Tables = dict[str, list[dict[str, Any]]]
NUMBERS = {"latitude", "longitude", "count", "interval", "minimum_age", "maximum_age", "amount"}


def written(town: Town, path: Path) -> int:
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine) as session:
        count = write_tables(path, every_open(session), load_vocabulary(), "https://kith.example.org")
    engine.dispose()
    return count


def read(folder: Path) -> Tables:
    found: Tables = {}
    for file in sorted(folder.glob("*.csv")):
        with file.open(encoding="utf-8", newline="") as lines:
            rows = [{name: cell for name, cell in row.items() if cell} for row in csv.DictReader(lines)]
        found[file.stem] = [
            {name: float(cell) if name in NUMBERS else cell for name, cell in row.items()} for row in rows
        ]
    return found


@pytest.fixture(scope="module")
def tables(leeds: Town, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, Path, Tables]:
    folder = tmp_path_factory.mktemp("hsds") / "out"
    return written(leeds, folder), folder, read(folder)


def test_every_row_holds_as_the_standard_has_it(tables: tuple[int, Path, Tables], published: Path) -> None:
    count, _, found = tables
    whole = json.loads((published / "hsds-3.0/schema/compiled/tabular.json").read_text())["properties"]
    by_file = {one["items"]["path"].removesuffix(".csv"): one["items"] for one in whole.values()}
    assert count == len(found["services"]) > 1_400
    assert set(found) <= set(by_file)
    for table, rows in found.items():
        standard = by_file[table]
        assert rows, table
        fields = set(standard["properties"])
        assert set(TABLES[table]) <= fields, table
        required = [*standard.get("required", ()), *standard.get("tabular_required", ())]
        check = Draft202012Validator(standard | {"required": required}, format_checker=FormatChecker())
        wrong = [f"{table} {e.json_path}: {e.message[:90]}" for row in rows for e in check.iter_errors(row)]
        assert not wrong, wrong[:3]


def test_every_link_leads_somewhere_and_every_id_stands_once(tables: tuple[int, Path, Tables]) -> None:
    _, folder, found = tables
    package = json.loads((folder / "datapackage.json").read_text())
    assert {one["path"] for one in package["resources"]} == {file.name for file in folder.glob("*.csv")}
    ids = {table: {row["id"] for row in rows} for table, rows in found.items()}
    links = 0
    for one in package["resources"]:
        rows = found[one["name"]]
        assert one["rows"] == len(rows) == len(ids[one["name"]])
        with (folder / one["path"]).open(encoding="utf-8", newline="") as file:
            assert next(csv.reader(file)) == [field["name"] for field in one["schema"]["fields"]]
        for key in one["schema"]["foreignKeys"]:
            named = {row[key["fields"]] for row in rows if key["fields"] in row}
            assert named <= ids[key["reference"]["resource"]], (one["name"], key["fields"])
            links += len(named)
    assert links > 5_000


def test_a_home_and_a_person_stay_hidden(open_town: OpenTown, tmp_path: Path) -> None:
    town = open_town(
        listing(name="Hall", place=place(), organisation=None),
        listing(name="Front room", place=home(), contact=contact(show=False)),
        person(),
    )
    assert written(town, tmp_path / "out.zip") == 2
    with ZipFile(tmp_path / "out.zip") as packed:
        assert "datapackage.json" in packed.namelist()
        text = "\n".join(packed.read(name).decode() for name in packed.namelist())
        packed.extractall(tmp_path / "out")
    assert not [word for word in ("Made Up Row", "53.81234", "Ben,", "basic DBS") if word in text]
    rows = read(tmp_path / "out")
    hall = next(row for row in rows["services"] if row["name"] == "Hall")
    assert {row["id"]: row["name"] for row in rows["organizations"]}[hall["organization_id"]] == "Hall"
    assert [row["address_1"] for row in rows["addresses"]] == ["1 Compton Road"]
