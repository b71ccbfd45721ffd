"""Calendar files: what they expand to is what takes place, in wall time, to the end of next year."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rruleset, rrulestr
from icalendar import Calendar

from app.directory.rules import Kind
from app.kernel.ids import demo_id
from app.kernel.recurrence import Recurrence
from app.standards.calendar.mapping import calendar_of
from app.standards.open_listing import OpenListing, OpenPlace, OpenSession
from tests.builders import listing, meeting
from tests.journeys.conftest import OpenTown

TODAY = date(2026, 11, 22)
LONDON = ZoneInfo("Europe/London")
TERMS = ((date(2026, 9, 7), date(2026, 12, 18)), (date(2027, 1, 4), date(2027, 3, 25)))
IT = OpenListing(
    demo_id("calendar"), Kind.GROUP, "Gardeners; tea, and talk", "town", datetime(2026, 11, 1, tzinfo=UTC),
    summary="They grow.\nAnd cook.", phone="0113 496 0011", school_terms=TERMS,
    place=OpenPlace(demo_id("hall"), "Compton Hall", "1 Compton Road", "LS8 5HX", "LS8 5", 53.8147, -1.5127),
)  # fmt: skip


def session(rrule: str = "FREQ=WEEKLY;BYDAY=TU", **changes: Any) -> OpenSession:
    given = {"starts_on": date(2024, 1, 2), "starts_at": time(10), "minutes": 90, "rrule": rrule, "nation": "England"}
    return OpenSession(Recurrence(**given | changes))


def events(*sessions: OpenSession, **changes: Any) -> list[Any]:
    made = calendar_of(replace(IT, sessions=sessions, **changes), "https://kith.test/listings/1", TODAY)
    return list(Calendar.from_ical(made).walk("VEVENT"))


def expanded(event: Any, last: datetime) -> list[datetime]:
    """As a calendar expands it: the rule, without the days left out."""
    start = event["dtstart"].dt
    found = rruleset()
    if "rrule" in event:
        found.rrule(rrulestr(event["rrule"].to_ical().decode(), dtstart=start))
    else:
        found.rdate(start)
    left_out = event.get("exdate", [])
    for one in left_out if isinstance(left_out, list) else [left_out]:
        for moment in one.dts:
            found.exdate(moment.dt)
    return list(found.between(start, last.replace(tzinfo=LONDON), inc=True))


def held(when: Recurrence, first: datetime, last: datetime, terms: Any = TERMS) -> list[datetime]:
    """As our own pages tell it: one after the other."""
    found, moment = [], first
    while (start := when.next_after(moment, terms)) is not None and start.replace(tzinfo=None) <= last:
        found.append(start)
        moment = start + timedelta(minutes=when.minutes)  # in wall time, as our pages do
    return found


@pytest.mark.parametrize(
    "one",
    [
        session(), session("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU"), session("FREQ=WEEKLY;BYDAY=MO,TH"),
        session("FREQ=WEEKLY"),
        session("FREQ=WEEKLY;INTERVAL=3;BYDAY=MO,FR"), session("FREQ=MONTHLY;BYDAY=-1MO"), session("FREQ=DAILY"),
        session("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU"), session("FREQ=YEARLY"), session("FREQ=DAILY", minutes=1440),
        session("FREQ=MONTHLY;BYDAY=TU;BYSETPOS=2"), session("FREQ=WEEKLY;BYDAY=TU;COUNT=140"),
        session("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270615T235959"), session("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270615"),
        session("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270615T000000Z"), session(term_time=True),
        session("FREQ=WEEKLY;BYDAY=MO", bank_holidays=True), session("FREQ=WEEKLY;BYDAY=MO", nation="Scotland"),
        session(exdates=frozenset({date(2026, 12, 22), date(2027, 2, 2)})),
        session("FREQ=WEEKLY;BYDAY=TU;COUNT=160", term_time=True),
    ],
)  # fmt: skip
def test_a_calendar_shows_what_takes_place(one: OpenSession) -> None:
    (event,) = events(one)
    last = datetime(2027, 12, 31, 23)  # noqa: DTZ001 (wall time)
    first = event["dtstart"].dt
    found = expanded(event, last)
    assert [at.astimezone(LONDON) for at in found] == held(one.recurrence, first, last)
    assert len(found) >= 1
    assert all(at.hour == 10 for at in found), "ten o'clock stays ten o'clock"


def test_once_is_once() -> None:
    (event,) = events(session("", starts_on=date(2026, 12, 5)))
    assert "rrule" not in event
    assert event["dtstart"].dt == datetime(2026, 12, 5, 10, tzinfo=LONDON)


def test_term_time_ends_with_the_last_term_that_is_known() -> None:
    (event,) = events(session(term_time=True))
    found = expanded(event, datetime(2030, 1, 1))  # noqa: DTZ001
    assert found[-1].date() == date(2027, 3, 23)
    (event,) = events(session(term_time=True), school_terms=())
    assert "ask for the dates" in event["description"]


def test_until_is_in_utc_and_the_zone_is_described() -> None:
    made = calendar_of(
        replace(IT, sessions=(session("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270615T235959"),)), "", TODAY
    ).decode()
    assert "UNTIL=20270615T225959Z" in made
    assert "DTSTART;TZID=Europe/London:2026" in made
    assert "BEGIN:VTIMEZONE" in made


def test_words_are_escaped_and_lines_folded() -> None:
    made = calendar_of(replace(IT, sessions=(session(),), summary="ü" * 200), "", TODAY)
    assert b"SUMMARY:Gardeners\\; tea\\, and talk" in made
    assert max(len(line) for line in made.split(b"\r\n")) <= 75
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert event["description"].startswith("ü" * 200)
    assert event["location"] == "Compton Hall, 1 Compton Road"


def test_the_same_session_keeps_its_uid_and_its_file() -> None:
    (one,), (two,) = events(session()), events(session(), name="Another name")
    assert one["uid"] == two["uid"]
    made = [calendar_of(replace(IT, sessions=(session(),)), "", TODAY) for _ in range(2)]
    assert made[0] == made[1]


def test_over_http(open_town: OpenTown) -> None:
    own = "11111111-1111-4111-8111-111111111111"
    never = "22222222-2222-4222-8222-222222222222"
    town = open_town(listing(id=own, sessions=(meeting(), meeting(starts_at="14:00"))), listing(id=never, sessions=()))
    answer = town.http.get(f"/listings/{own}.ics")
    assert answer.headers["content-type"].startswith("text/calendar")
    assert len(Calendar.from_ical(answer.text).walk("VEVENT")) == 2
    assert f'href="/listings/{own}.ics"' in town.http.get(f"/listings/{own}").text
    assert ".ics" not in town.http.get(f"/listings/{never}").text
    assert Calendar.from_ical(town.http.get(f"/listings/{never}.ics").text).walk("VEVENT") == []
    for missing in ("33333333-3333-4333-8333-333333333333", "nonsense"):
        assert town.http.get(f"/listings/{missing}.ics").status_code == 404


def test_every_calendar_of_the_demo_can_be_read(leeds: Any) -> None:
    found = leeds.http.get("/api/v1/listings?kind=group&per_page=40").json()["listings"]
    for it in found:
        made = Calendar.from_ical(leeds.http.get(f"/listings/{it['id']}.ics").text)
        assert bool(made.walk("VEVENT")) == bool(it["next_session"])
