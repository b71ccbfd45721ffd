"""The Open Referral feed of a real server, checked as the official validator does: the demo and a real council's."""

import csv
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.home import Home
from tests.standards.conftest import Check, published, schema  # noqa: F401 (fixtures)

STANDARDS = ("oruk-3.0", "hsds-3.0")
# Each list of the feed in its fullest form, and the published schemas that each document in it has to keep. Of lists
# of words the standards' compiled schemas hold the part that stands within a service.
LISTS = (
    ("services?full=true", ("compiled/service",), 2_000),
    ("services?full=false", ("compiled/service_list",), 2_000),
    ("service_at_locations?full=true", ("compiled/service_at_location", "compiled/service"), 1_800),
    ("service_at_locations?full=false", ("compiled/service_at_location_list",), 1_800),
    ("organizations?", ("compiled/organization",), 300),
    ("taxonomies?", ("taxonomy",), 5),
    ("taxonomy_terms?", ("taxonomy_term",), 300),
)


@pytest.mark.slow
def test_the_validator_finds_neither_an_error_nor_a_warning(address: str, open_data: Path) -> None:
    tool = open_data.parent / "tools" / "oruk_check.py"
    ran = subprocess.run([sys.executable, tool, address], capture_output=True, text=True, timeout=200, check=False)
    said = ran.stdout + ran.stderr
    assert ran.returncode == 0, said
    assert "ERROR" not in said
    assert "WARN" not in said
    assert said.count("checked ") == 9
    assert said.strip().endswith("PASS")


def told(row: Any, **parts: list[Any]) -> Any:
    """A row and the parts of it that there are."""
    return {name: part for name, part in {**row, **parts}.items() if part}


class Joined:
    """The csv files of an export, put together again by the links that the standard has between its tables."""

    PARTS = ("phones", "schedules", "service_areas", "languages", "cost_options", "contacts")

    def __init__(self, folder: Path) -> None:
        self.rows: dict[str, list[Any]] = {}
        self.columns: dict[str, set[str]] = {}
        self.by: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
        for file in folder.glob("*.csv"):
            with file.open(encoding="utf-8", newline="") as lines:
                reader = csv.DictReader(lines)
                rows = [{name: cell for name, cell in row.items() if cell} for row in reader]
                self.columns[file.stem] = set(reader.fieldnames or ())
            self.rows[file.stem] = rows
            for row in rows:
                for name, value in row.items():
                    if name == "id" or name.endswith("_id"):
                        self.by[file.stem, name, value].append(row)

    def service(self, row: Any) -> Any:
        """A service with what belongs to it."""
        whole = row | {part: self.by[part, "service_id", row["id"]] for part in self.PARTS}
        numbers = {one["id"]: self.by["phones", "contact_id", one["id"]] for one in whole["contacts"]}
        whole["contacts"] = [told(one, phones=numbers[one["id"]]) for one in whole["contacts"]]
        whole["attributes"] = self.by["attributes", "link_id", row["id"]]
        ats = self.by["service_at_location", "service_id", row["id"]]
        whole["service_at_locations"] = [at | {"location": self.location(at["location_id"])} for at in ats]
        return told(whole)

    def location(self, own: str) -> Any:
        """A location with what belongs to it."""
        (row,) = self.by["locations", "id", own]
        return told(row, **{part: self.by[part, "location_id", own] for part in ("addresses", "accessibility")})

    def bare(self, document: Any, table: str = "services") -> Any:
        """Of a document of the feed what the tables have a column or a table for, every value as a cell holds it."""
        kept: dict[str, Any] = {}
        for name, value in document.items():
            if isinstance(value, list) and (name in self.rows or name == "service_at_locations"):
                kept[name] = [
                    self.bare(one, name.replace("service_at_locations", "service_at_location")) for one in value
                ]
            elif name == "location":
                kept[name] = self.bare(value, "locations")
            elif name in self.columns[table]:
                kept[name] = str(value)
        return kept


def every(address: str, root: str) -> Iterator[Any]:
    """Each document of a list, page after page."""
    with httpx.Client(timeout=60) as http:
        number, last = 0, False
        while not last:
            number += 1
            page = http.get(f"{address}/{root}&per_page=500&page={number}").json()
            yield from page["contents"]
            last = page["last_page"]


@pytest.mark.parametrize(("root", "kept", "least"), LISTS, ids=[root for root, _, _ in LISTS])
def test_every_document_of_both_is_valid_under_both_standards(
    address: str,
    schema: Callable[[str], Check],  # noqa: F811
    root: str,
    kept: tuple[str, ...],
    least: int,
) -> None:
    checks = [schema(f"{standard}/schema/{name}.json") for standard in STANDARDS for name in kept]
    seen = 0
    for document in every(address, root):
        assert [wrong for check in checks for wrong in check(document)] == [], document["id"]
        seen += 1
    assert seen > least


def test_what_stands_alone_is_what_stands_in_the_list(address: str) -> None:
    """So that what holds for every document of the list holds for every one that is asked for by its id."""
    with httpx.Client(timeout=60) as http:
        for root in ("services", "service_at_locations"):
            page = http.get(f"{address}/{root}?full=true&per_page=500&page=3").json()["contents"]
            for one in page[::20]:
                assert http.get(f"{address}/{root}/{one['id']}").json() == one


def as_tables_name_it(document: Any, row: Any) -> Any:
    """The tables have an older name for the licence, and want an organisation where a group runs itself."""
    renamed = document | {"organization_id": document.get("organization_id", row["organization_id"])}
    return renamed | ({"licenses": document["license"]} if "license" in document else {})


def test_the_tables_hold_what_the_feed_tells(address: str, both: Home, tmp_path: Path) -> None:
    """Put together again by its links, each service of the csv files is the one that the feed tells."""
    ran = both.run("export", "hsds-csv", tmp_path / "out", "--json")
    assert ran.code == 0, ran.said
    feed = {one["id"]: one for one in every(address, "services?full=true")}
    joined = Joined(tmp_path / "out")
    assert ran.json["written"] == len(feed) == len(joined.rows["services"])
    for row in joined.rows["services"]:
        assert joined.service(row) == joined.bare(as_tables_name_it(feed[row["id"]], row)), row["id"]
        (body,) = joined.by["organizations", "id", row["organization_id"]]
        assert body["name"] == feed[row["id"]].get("organization", row)["name"]


def test_the_imported_services_keep_their_ids_and_where_they_came_from(address: str) -> None:
    with httpx.Client(timeout=60) as http:
        page = http.get(f"{address}/services", params={"search": "North Lincolnshire", "per_page": 500}).json()
        told = [one["provenance"]["source"] for one in page["contents"]]
        assert sum("north_lincolnshire" in source for source in told) > 50
        one = next(it for it in page["contents"] if "north_lincolnshire" in it["provenance"]["source"])
        assert one["provenance"]["source_id"] == one["id"]
