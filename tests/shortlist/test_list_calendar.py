"""A list as a calendar file, read back by the library that calendars are read with."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from app.shortlist.calendar import DAYS_AHEAD, Words, calendar_file
from app.shortlist.gather import Idea
from app.shortlist.rules import How
from tests.builders import NOW
from tests.shortlist.ideas import idea

LONDON = ZoneInfo("Europe/London")
WORDS = Words("Ring", "Ring before you go.")
TERMS = ((date(2026, 9, 1), date(2026, 12, 18)), (date(2027, 1, 5), date(2027, 2, 12)))


def row(**changes: Any) -> dict[str, Any]:
    """Every Tuesday at half past ten, as it is kept."""
    given = {"starts_on": date(2026, 1, 6), "starts_at": time(10, 30), "minutes": 60, "rrule": "FREQ=WEEKLY;BYDAY=TU",
             "zone": "Europe/London", "exdates": [], "term_time": False, "note": ""}  # fmt: skip
    return given | changes


def events(one: Idea, *rows: dict[str, Any], terms: Any = ()) -> list[Event]:
    file = calendar_file([one], {one.it.id: rows}, {one.it.id: terms}, NOW, "https://kith.example.org", WORDS)
    return list(Calendar.from_ical(file).walk("VEVENT"))


def left_out(event: Event) -> set[date]:
    found = event.get("exdate", [])
    return {day.dt.date() for each in (found if isinstance(found, list) else [found]) for day in each.dts}


def test_it_comes_back_every_week_for_half_a_year() -> None:
    (event,) = events(idea(), row())
    assert event["dtstart"].dt == datetime(2026, 11, 24, 10, 30, tzinfo=LONDON)
    assert event["duration"].dt == timedelta(hours=1)
    assert event["rrule"]["FREQ"] == ["WEEKLY"]
    assert event["rrule"]["UNTIL"][0] <= NOW + timedelta(days=DAYS_AHEAD)
    assert event["rrule"]["UNTIL"][0].tzinfo is not None


def test_wall_time_stays_when_the_clocks_change() -> None:
    (event,) = events(idea(), row())
    assert event["rrule"]["UNTIL"] == [datetime(2027, 5, 18, 9, 30, tzinfo=UTC)]
    assert event["dtstart"].params["TZID"] == "Europe/London"


def test_days_it_rests_are_left_out() -> None:
    monday = row(starts_on=date(2026, 1, 5), rrule="FREQ=WEEKLY;BYDAY=MO", exdates=["2026-12-07"])
    (event,) = events(idea(sector="LS8 5"), monday)
    assert left_out(event) == {date(2026, 12, 7), date(2026, 12, 28), date(2027, 3, 29), date(2027, 5, 3)}


def test_school_holidays_are_left_out_where_it_is_held_in_term_time() -> None:
    (event,) = events(idea(), row(term_time=True), terms=TERMS)
    assert left_out(event) == {date(2026, 12, 22), date(2026, 12, 29)}
    assert event["rrule"]["UNTIL"][0].date() == date(2027, 2, 9)


def test_every_other_week_keeps_its_weeks() -> None:
    (event,) = events(idea(), row(rrule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"))
    assert event["dtstart"].dt.date() == date(2026, 11, 24)
    assert event["rrule"]["INTERVAL"] == [2]


def test_a_number_of_times_becomes_a_last_day() -> None:
    (event,) = events(idea(), row(starts_on=date(2026, 11, 10), rrule="FREQ=WEEKLY;COUNT=4;BYDAY=TU"))
    assert "COUNT" not in event["rrule"]
    assert event["rrule"]["UNTIL"][0].date() == date(2026, 12, 1)


def test_once_is_once_and_over_is_nothing() -> None:
    (event,) = events(idea(), row(starts_on=date(2026, 12, 3), rrule=""))
    assert "rrule" not in event
    assert events(idea(), row(starts_on=date(2026, 3, 3), rrule="")) == []
    assert events(idea()) == []


def test_it_says_where_and_whom_to_ring_and_no_more() -> None:
    (event,) = events(idea(how=How.FRIEND, freshness={"state": "ring_first", "checked_on": "2026-01-01"}), row())
    assert event["location"] == "Compton Hall, 12 Compton Road"
    assert event["description"] == "Ring 0113 496 0142\nRing before you go."
    assert event["url"].startswith("https://kith.example.org/listings/")


def test_a_home_is_its_sector() -> None:
    (event,) = events(idea(private=True, place="LS8 5", address=None), row())
    assert event["location"] == "LS8 5"


@pytest.mark.parametrize("name", ["Tea; cake, and \\ more", "Line\nbreak", "باغبانی کے دوست"])
def test_any_name_comes_through(name: str) -> None:
    (event,) = events(idea(name=name), row())
    assert event["summary"] == name
