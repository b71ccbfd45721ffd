"""Whoever was there says so, and the listing is fresh: by use, without a name, and not against what others said."""

from uuid import UUID

import pytest

from tests.builders import listing, person
from tests.upkeep.conftest import Town


@pytest.fixture
def listing_id(town: Town) -> UUID:
    """Growers whom nobody has checked for half a year."""
    (made,) = town.add(listing(name="The Growers"))
    town.clock.pass_(days=200)
    return made


def state(town: Town, listing_id: UUID) -> str:
    return str(town.http.get(f"/api/v1/listings/{listing_id}").json()["freshness"]["state"])


def test_rule_08_a_visit_makes_it_fresh(town: Town, listing_id: UUID) -> None:
    assert state(town, listing_id) == "ring_first"
    assert f'href="/listings/{listing_id}/been"' in town.http.get(f"/listings/{listing_id}").text
    page = town.http.get(f"/listings/{listing_id}/been")
    assert page.text.split("<main")[1].split("</main")[0].count("<button") == 1
    assert state(town, listing_id) == "ring_first", "to look changes nothing"
    assert "knows now that it is on" in town.http.post(f"/listings/{listing_id}/been").text
    assert state(town, listing_id) == "checked"
    rows = town.rows("SELECT who FROM history WHERE before LIKE '{%'")
    assert [row["who"] for row in rows] == ["visitor"]
    assert town.rows("SELECT checked_by FROM listing")[0]["checked_by"] == "visit"


def test_twice_a_day_is_once(town: Town, listing_id: UUID) -> None:
    for _ in range(2):
        assert town.http.post(f"/listings/{listing_id}/been").status_code == 200
    assert len(town.rows("SELECT * FROM history WHERE before LIKE '{%'")) == 1


def test_where_something_is_said_to_be_wrong_a_person_looks_first(town: Town, listing_id: UUID) -> None:
    town.http.post(f"/listings/{listing_id}/wrong", data={"what": "ended"})
    assert town.http.post(f"/listings/{listing_id}/been").status_code == 200
    assert state(town, listing_id) == "ring_first"
    assert town.rows("SELECT closed_at FROM upkeep_report")[0]["closed_at"] is None


def test_what_is_off_the_map_stays_off(town: Town, listing_id: UUID) -> None:
    for _ in range(2):
        town.steward(f"/steward/listings/{listing_id}/call", outcome="no_answer")
        town.clock.pass_(days=1)
    assert town.status(listing_id) == "hidden"
    assert town.http.post(f"/listings/{listing_id}/been").status_code == 404
    assert town.status(listing_id) == "hidden"


def test_nobody_reports_having_been_at_a_person(town: Town) -> None:
    (made,) = town.add(person())
    assert "/been" not in town.http.get(f"/listings/{made}").text
    assert town.http.post(f"/listings/{made}/been").status_code == 404
