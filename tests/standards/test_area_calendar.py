"""The week of an area: every meeting of its groups in the next seven days, of nobody else, and of no home the door."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest
from icalendar import Calendar

from app.areas.keep import keep_areas
from app.areas.shapes import AreaIn, TermIn
from app.db.engine import open_engine, unit_of_work
from app.directory.rules import Kind
from tests.builders import NOW, contact, home, listing, meeting, place
from tests.journeys.conftest import OpenTown, Town

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[-1.52, 53.80], [-1.50, 53.80], [-1.50, 53.82], [-1.52, 53.82], [-1.52, 53.80]]],
}
WARD = AreaIn(code="E05 1", name="Harehills ward", kind="ward", outline=SQUARE)
FAR = place(postcode="M6 5", lat=53.49, lon=-2.28)


def keep(town: Town, *areas: AreaIn) -> None:
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine, writes=True) as session:
        keep_areas(session, areas)
    engine.dispose()
    town.http.app.state.kith.refresh()  # type: ignore[attr-defined]


def events(town: Town, code: str) -> list[Any]:
    answer = town.http.get(f"/areas/{code}.ics")
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].startswith("text/calendar")
    return list(Calendar.from_ical(answer.content).walk("VEVENT"))


def told(town: Town, code: str) -> list[tuple[str, datetime]]:
    return [(str(one["summary"]), one["dtstart"].dt.astimezone(UTC)) for one in events(town, code)]


def test_the_week_of_a_ward_and_of_a_list_of_sectors(open_town: OpenTown) -> None:
    town = open_town(
        listing(name="Gardeners", sessions=(meeting(), meeting(starts_at=time(18), rrule="FREQ=DAILY"))),
        listing(name="Next week's outing", sessions=(meeting(starts_on=date(2026, 12, 1), rrule=""),)),
        listing(name="Far away", place=FAR),
        listing(name="Comes from afar", place=FAR, areas_served=("E05 1",)),
        listing(name="Library", kind=Kind.UNIVERSAL),
        listing(name="No times", sessions=()),
    )
    keep(town, WARD, AreaIn(code="N1", name="Network", kind="network", sectors=("LS8 5",)))
    tuesday = datetime(2026, 11, 24, 10, 30, tzinfo=UTC)
    evenings = [("Gardeners", datetime(2026, 11, 22, 18, tzinfo=UTC) + timedelta(days=n)) for n in range(7)]
    expected = sorted([("Gardeners", tuesday), ("Comes from afar", tuesday), *evenings], key=lambda one: one[1])
    assert sorted(told(town, "E05 1")) == sorted(expected)
    assert [start for _, start in told(town, "E05 1")] == [start for _, start in expected]
    assert sorted(told(town, "N1")) == sorted([("Gardeners", tuesday), *evenings])
    assert len({str(one["uid"]) for one in events(town, "E05 1")}) == 9


def test_days_left_out_and_school_holidays_are_no_events(open_town: OpenTown) -> None:
    town = open_town(
        listing(name="Rests", sessions=(meeting(exdates=(date(2026, 11, 24),)),)),
        listing(name="In term", sessions=(meeting(term_time=True),)),
    )
    over = TermIn(starts_on=date(2026, 9, 7), ends_on=date(2026, 11, 20))
    keep(town, WARD.model_copy(update={"terms": (over,)}))
    assert told(town, "E05 1") == []


def test_a_home_is_told_by_its_sector(open_town: OpenTown) -> None:
    town = open_town(listing(name="Front room", place=home(), contact=contact(show=False)))
    keep(town, AreaIn(code="N1", name="Network", kind="network", sectors=("LS8 5",)))
    (one,) = events(town, "N1")
    assert str(one["location"]) == "LS8 5"
    text = town.http.get("/areas/N1.ics").text
    assert not [word for word in ("Made Up Row", "0113", "53.81234") if word in text]


def test_the_page_of_a_group_leads_to_it(open_town: OpenTown) -> None:
    group, library = listing(name="Gardeners"), listing(name="Library", kind=Kind.UNIVERSAL)
    town = open_town(group, library)
    assert "this week" not in town.http.get(f"/listings/{group.id}").text
    keep(town, WARD)
    page = town.http.get(f"/listings/{group.id}").text
    assert 'href="/areas/E05%201.ics"' in page
    assert "All groups in Harehills ward this week" in page
    assert "/areas/" not in town.http.get(f"/listings/{library.id}").text


@pytest.mark.parametrize("code", ["nowhere", "x" * 61])
def test_an_area_that_is_not_there(open_town: OpenTown, code: str) -> None:
    assert open_town().http.get(f"/areas/{code}.ics").status_code in (404, 422)


def test_the_demo_has_a_week(leeds: Town) -> None:
    areas = leeds.http.app.state.kith.areas.areas  # type: ignore[attr-defined]
    weeks = {area.code: events(leeds, area.code) for area in areas[:6]}
    assert any(weeks.values())
    for week in weeks.values():
        assert all(NOW - timedelta(days=1) <= one["dtstart"].dt < NOW + timedelta(days=7) for one in week)
