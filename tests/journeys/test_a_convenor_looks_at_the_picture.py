"""A convenor of place looks at what there is and what was hoped for, and takes the numbers along."""

import csv
import io
import re

import pytest

from app.db.engine import open_engine, unit_of_work
from app.demand.rules import Cell, Outcome, week_of
from app.demand.store import add_batches
from app.kernel.clock import local_date
from tests.builders import CLOCK
from tests.journeys.conftest import OpenTown, Town


@pytest.fixture(scope="module")
def town(open_town: OpenTown, demo: object) -> Town:
    """The demo, where people in Harehills asked for kite flying, and two for chess."""
    town = open_town(database=demo)  # type: ignore[arg-type]
    week = week_of(local_date(CLOCK()))
    code = harehills(town)
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine, writes=True) as session:
        add_batches(session, {Cell(week, code, "gardening", Outcome.NOTHING): 7})
    engine.dispose()
    return town


def harehills(town: Town) -> str:
    found = re.search(r'/insight\?area=([^"]+)">Harehills<', town.http.get("/insight").text)
    assert found
    return found[1]


def rows(town: Town, area: str = "") -> dict[str, dict[str, int]]:
    answer = town.http.get("/insight.csv", params={"area": area} if area else {})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    told: dict[str, dict[str, int]] = {}
    for row in csv.DictReader(io.StringIO(answer.text)):
        told.setdefault(row["table"], {})[row["row"]] = int(row["count"])
    return told


def test_the_numbers_add_up_to_the_directory(town: Town) -> None:
    told = rows(town)
    total = town.http.get("/api/v1/listings", params={"per_page": 1}).json()["total"]
    assert sum(told["freshness"].values()) == sum(told["kind"].values())
    assert sum(told["kind"].values()) >= total
    assert f"{told['kind']['A group']:,}" in town.http.get("/insight").text


def test_hopes_are_told_where_enough_people_had_them(town: Town) -> None:
    assert rows(town)["hoped for and not found"] == {"Gardening": 7}
    assert rows(town, harehills(town))["hoped for and not found"] == {"Gardening": 7}
    answer = town.http.post("/insight", data={"near": "LS8 5HX"}, follow_redirects=True)
    page, address = answer.text, str(answer.url)
    assert address.endswith(f"/insight?area={harehills(town)}")
    assert "What Harehills has" in page
    assert "Gardening" in page
    assert "5HX" not in page


def test_a_place_nobody_knows_is_told_plainly(town: Town) -> None:
    answer = town.http.post("/insight", data={"near": "Xyzzyville"})
    assert answer.status_code == 422
    assert "Something needs a look" in answer.text
    assert town.http.get("/insight", params={"area": "nonsense"}).status_code == 200
