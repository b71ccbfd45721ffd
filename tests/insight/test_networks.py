"""A network's page: its groups, the coming week, its sectors on the map; people and what is elsewhere are not on it."""

import re
from uuid import UUID

import pytest

from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, Purpose
from app.areas.shapes import AreaContactIn, AreaIn
from app.db.engine import unit_of_work
from app.directory.rules import Kind, Status
from tests.builders import BEN, home, listing, meeting, person, place
from tests.upkeep.conftest import Town, blank_upkeep, town

__all__ = ["blank_upkeep", "town"]
ELSEWHERE = {"name": "Far Hall", "address": "1 Far Road", "postcode": "LS11 5AA", "lat": 53.78, "lon": -1.55}
CONTACTS = (
    AreaContactIn(purpose=Purpose.NETWORK, name="Harehills Neighbours", contact="0113 496 0101", note="9 to 5"),
    AreaContactIn(purpose=Purpose.SAFEGUARDING_LEAD, name="Dee Lead", contact="0113 496 0944"),
    AreaContactIn(purpose=Purpose.DUTY_ADULTS, name="Leeds Council", contact="0113 496 0940"),
)


@pytest.fixture
def here(town: Town) -> Town:
    """A network over two sectors; a group, one at home and one elsewhere, a library and a person."""
    areas = [
        AreaIn(code="net one", name="Neighbours", kind=AreaKind.NETWORK, sectors=("LS8 5", "LS8 4"), contacts=CONTACTS),
        AreaIn(code="ward", name="Ward", kind=AreaKind.WARD, sectors=("LS8 5",)),
    ]
    with unit_of_work(town.engine, writes=True) as session:
        keep_areas(session, areas)
    town.add(
        listing(name="Diggers"),
        listing(name="Front room singers", place=home(), sessions=(meeting(rrule="FREQ=WEEKLY;BYDAY=FR"),)),
        listing(name="Far away", place=place(**ELSEWHERE)),
        listing(name="A library", kind=Kind.PLACE),
        listing(name="Gone", status=Status.ENDED),
        listing(name="Untimed", sessions=()),
        person(),
    )
    town.http.app.state.kith.refresh()  # type: ignore[attr-defined]
    return town


def page(here: Town, path: str = "/networks/net%20one") -> str:
    answer = here.http.get(path)
    assert answer.status_code == 200
    return str(answer.text)


def section(text: str, name: str) -> str:
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', text, re.DOTALL)
    assert found
    return found[0]


def test_its_groups_and_nothing_else(here: Town) -> None:
    groups = section(page(here), "groups")
    assert re.findall(r'<h3><a href="/listings/[^>]+>([^<]+)<', groups) == ["Diggers", "Front room singers", "Untimed"]
    assert BEN.name not in page(here)
    assert "4 Made Up Row" not in page(here)


def test_its_week_in_order(here: Town) -> None:
    week = section(page(here), "week")
    assert re.findall(r"<h3[^>]*>([^<]+)<|/listings/[^>]+>([^<]+)<", week) == [
        ("Tuesday 24 November", ""), ("", "Diggers"), ("Friday 27 November", ""), ("", "Front room singers"),
    ]  # fmt: skip
    assert "/areas/net%20one.ics" in week
    assert here.http.get("/areas/net%20one.ics").status_code == 200


def test_its_sectors_with_how_many_meet_there(here: Town) -> None:
    where = section(page(here), "where")
    told = re.findall(r'<th scope="row">(LS\d+ \d)[^<]*</th><td class="num">(\d+)<', where)
    assert told == [("LS8 4", "0"), ("LS8 5", "3")]
    assert len(re.findall(r'class="pin pin-groups"', where)) == 1
    assert len(re.findall(r'class="pin pin-none"', where)) == 1


def test_whom_to_ring_and_no_line_for_danger_or_lead(here: Town) -> None:
    told = page(here)
    assert "0113 496 0101" in told
    assert "Dee Lead" not in told
    assert "0113 496 0940" not in told
    assert "Neighbours" in page(here, "/networks")
    assert 'href="/networks/net%20one"' in page(here, "/insight?area=net+one")
    assert "0113 496 0101" in page(here, "/networks")
    assert "Dee Lead" not in page(here, "/networks")


@pytest.mark.parametrize("code", ["ward", "x", "net%20one%00"])
def test_what_is_no_network_is_not_found(here: Town, code: str) -> None:
    assert here.http.get(f"/networks/{code}").status_code == 404


def test_an_empty_one_says_what_can_be_done(town: Town) -> None:
    assert "No network is known here yet." in town.http.get("/networks").text
    with unit_of_work(town.engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="n", name="New", kind=AreaKind.NETWORK, sectors=("LS99 9",))])
    town.http.app.state.kith.refresh()  # type: ignore[attr-defined]
    told = town.http.get("/networks/n").text
    assert "No group has told us of a time this week." in told
    assert "No group stands here yet." in told
    assert '<svg class="chart"' not in told  # nobody knows where that sector is


def test_a_listings_page_has_the_number_of_its_own_network(here: Town) -> None:
    (diggers,) = here.rows("SELECT id FROM listing WHERE name = 'Diggers'")
    (far,) = here.rows("SELECT id FROM listing WHERE name = 'Far away'")
    foot = re.compile(r'class="local">.*?tel:(\d+)')
    assert foot.findall(page(here, f"/listings/{UUID(diggers['id'])}")) == ["01134960101"]
    assert foot.findall(page(here, f"/listings/{UUID(far['id'])}")) == []
