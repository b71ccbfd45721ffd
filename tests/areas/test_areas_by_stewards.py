"""Stewards keep whom to ring in their areas and when school is; what is missing is named; what went wrong goes back."""

import re
from typing import Any

import pytest

from app.access.rules import Role
from app.areas.cover import sectors_in, without_network
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, area_id_of
from app.areas.shapes import AreaContactIn, AreaIn, TermIn
from app.db.engine import unit_of_work
from app.kernel.callers import Grant
from geo.areas import AreaShape
from tests.access.conftest import Site, blank, site
from tests.builders import ASHA, BEN, CORA

__all__ = ["blank", "site"]
AROUND_HAREHILLS = {
    "type": "Polygon",
    "coordinates": [[[-1.53, 53.80], [-1.50, 53.80], [-1.50, 53.83], [-1.53, 53.83], [-1.53, 53.80]]],
}
EVERYWHERE = Grant(Role.STEWARD, None)
FILLED = {
    "name-duty_children-0": "Leeds Council", "contact-duty_children-0": "0113 496 0941",
    "name-duty_adults-0": "Leeds Council", "contact-duty_adults-0": "0113 496 0940",
    "name-out_of_hours-0": "Leeds Council", "contact-out_of_hours-0": "0113 496 0942",
    "name-safeguarding_lead-0": "Cora Cucumber", "contact-safeguarding_lead-0": "0113 496 0944",
    "name-safeguarding_deputy-0": "Ben Bean", "contact-safeguarding_deputy-0": "ben@example.org",
    "starts": ["2026-09-02", ""], "ends": ["2026-12-18", ""],
}  # fmt: skip


@pytest.fixture
def here(site: Site) -> Site:
    """A footprint of two sectors, a ward inside it, a network over one of them."""
    network = AreaContactIn(purpose="network", name="Harehills Neighbours", contact="0113 496 0101")
    areas = [
        AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5", "LS8 4")),
        AreaIn(code="ward", name="Gipton Ward", kind=AreaKind.WARD, sectors=("LS8 4",)),
        AreaIn(code="net", name="Neighbours", kind=AreaKind.NETWORK, sectors=("LS8 5",), contacts=(network,)),
        AreaIn(code="south", name="South", kind=AreaKind.FOOTPRINT, sectors=("LS11 5",)),
    ]
    with unit_of_work(site.engine, writes=True) as session:
        keep_areas(session, areas)
    site.app.state.kith.refresh()
    return site


def names(page: str) -> list[str]:
    return re.findall(r'<h3><a href="/steward/areas/([^"]+)"', page)


def keep(here: Site, browser: Any, code: str = "east", **changes: object) -> Any:
    answer = browser.post(f"/steward/areas/{code}", data=FILLED | changes)
    assert answer.status_code in (303, 422), answer.text
    return answer


def test_what_an_area_lacks_is_named_and_filled_in(here: Site) -> None:
    steward = here.signed_in(CORA.email, EVERYWHERE)
    listed = steward.get("/steward/areas").text
    assert set(names(listed)) == {"east", "ward", "net", "south"}
    assert "No duty lines" in listed
    assert "No school terms" in listed
    assert keep(here, steward).headers["location"] == "/steward/areas/east?kept=yes"
    kept = steward.get("/steward/areas/east?kept=yes").text
    assert "Kept." in kept
    assert 'value="Cora Cucumber"' in kept
    assert 'value="2026-12-18"' in kept
    assert "school terms</span>" not in kept
    assert names(steward.get("/steward/areas").text)[-1] == "net"  # the only one that lacks nothing
    assert "Leeds Council" in steward.get("/steward/areas/ward").text  # what the wider area lends it


def test_the_lines_are_given_at_once_where_there_is_danger(here: Site) -> None:
    keep(here, here.signed_in(CORA.email, EVERYWHERE))
    asked = {"near": "LS8 5", "hopes": "my neighbour hits her little boy"}
    urgent = here.browser().post("/api/v1/match", json=asked).json()["urgent"]
    given = [one["contact"] for one in urgent["contacts"]]
    assert "0113 496 0941" in given
    assert "0113 496 0944" not in given  # the lead is for those who look after the directory


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"contact-duty_adults-0": "ask Pat"}, "Write a number that can be rung"),
        ({"name-duty_adults-0": ""}, "Who answers there?"),
        ({"name-local-0": "", "contact-local-0": "", "note-local-0": "9 to 5"}, "This note has no name"),
        ({"ends": ["2026-01-01", ""]}, "A term ends after it begins."),
        ({"starts": ["soon", ""]}, "Give both days of the term"),
        ({"starts": ["", ""]}, "Give both days of the term"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(here: Site, changes: dict[str, Any], said: str) -> None:
    steward = here.signed_in(CORA.email, EVERYWHERE)
    answer = keep(here, steward, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="Cora Cucumber"' in answer.text
    assert here.rows("SELECT count(*) FROM area_contact")[0][0] == 1


def test_a_change_is_kept_in_history_and_put_back(here: Site) -> None:
    steward = here.signed_in(CORA.email, EVERYWHERE)
    keep(here, steward)
    keep(here, steward)  # the same again is no change
    keep(here, steward, **{"contact-duty_adults-0": "0113 496 0999"})
    page = steward.get("/steward/areas/east").text
    entries = re.findall(r'name="entry" value="([^"]+)"', page)
    assert len(entries) == 2
    assert steward.post("/steward/areas/east/undo", data={"entry": entries[0]}).status_code == 303
    assert 'value="0113 496 0940"' in steward.get("/steward/areas/east").text
    assert steward.post("/steward/areas/east/undo", data={"entry": entries[1]}).status_code == 303
    assert here.rows("SELECT count(*) FROM area_contact")[0][0] == 1
    assert steward.post("/steward/areas/ward/undo", data={"entry": entries[0]}).status_code == 404
    assert [row.what for row in here.rows("SELECT what FROM audit WHERE what LIKE 'area%'")].count("area kept") == 2


def test_a_number_that_was_rung_today_is_checked_and_a_new_one_is_not(here: Site) -> None:
    steward = here.signed_in(CORA.email, EVERYWHERE)
    keep(here, steward, **{"checked-duty_adults-0": "yes"})
    checked = "SELECT purpose FROM area_contact WHERE checked_on IS NOT NULL"
    assert [row.purpose for row in here.rows(checked)] == ["duty_adults"]
    keep(here, steward, **{"note-duty_adults-0": "All day"})
    assert len(here.rows(checked)) == 1
    keep(here, steward, **{"contact-duty_adults-0": "0113 496 0999"})
    assert here.rows(checked) == []


def test_new_edges_from_a_file_leave_the_numbers(here: Site) -> None:
    keep(here, here.signed_in(CORA.email, EVERYWHERE))
    with unit_of_work(here.engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="east", name="East End", kind=AreaKind.FOOTPRINT, sectors=("LS8 5",))])
    page = here.signed_in(CORA.email).get("/steward/areas/east").text
    assert "East End" in page
    assert 'value="0113 496 0940"' in page


def test_a_steward_keeps_their_own_area_and_what_lies_within(here: Site) -> None:
    steward = here.signed_in(ASHA.email, Grant(Role.STEWARD, area_id_of("east")))
    assert set(names(steward.get("/steward/areas").text)) == {"east", "ward", "net"}
    assert steward.get("/steward/areas/ward").status_code == 200
    assert steward.get("/steward/areas/south").status_code == 403
    assert steward.post("/steward/areas/south", data=FILLED).status_code == 403
    assert steward.post("/steward/areas/south/undo").status_code == 403
    of_ward = here.signed_in(BEN.email, Grant(Role.STEWARD, area_id_of("ward")))
    assert names(of_ward.get("/steward/areas").text) == ["ward"]
    assert of_ward.get("/steward/areas/east").status_code == 403  # it reaches beyond their ward
    assert here.signed_in("cc@example.org", Grant(Role.COORDINATOR, None)).get("/steward/areas").status_code == 403


def test_where_no_network_reaches_is_told(here: Site) -> None:
    page = here.signed_in(CORA.email, EVERYWHERE).get("/steward/areas").text
    assert "<b>LS8 4</b>" in page
    assert "<b>LS11 5</b>" in page
    assert "<b>LS8 5</b>" not in page
    of_east = here.signed_in(ASHA.email, Grant(Role.STEWARD, area_id_of("east"))).get("/steward/areas").text
    assert "<b>LS11 5</b>" not in of_east


def test_an_outline_holds_the_sectors_whose_middle_it_holds(here: Site) -> None:
    drawn = AreaIn(code="drawn", name="Drawn", kind=AreaKind.NETWORK, outline=AROUND_HAREHILLS)
    with unit_of_work(here.engine, writes=True) as session:
        keep_areas(session, [drawn])
    kith = here.app.state.kith
    kith.refresh()
    found = kith.areas.area("drawn")
    assert isinstance(found, AreaShape)
    codes = [sector.code for sector in sectors_in(kith.areas, found)]
    assert "LS8 5" in codes
    assert "LS11 5" not in codes
    assert codes == sorted(codes)
    assert [one.code for one in without_network(kith.areas, kith.areas.areas)] == ["LS11 5"]


def test_terms_and_contacts_of_the_file_are_shapes_the_form_knows() -> None:
    assert {"purpose", "name", "contact", "note", "checked_on"} == set(AreaContactIn.model_fields)
    assert {"starts_on", "ends_on"} == set(TermIn.model_fields)
