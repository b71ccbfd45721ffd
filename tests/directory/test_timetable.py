"""From kept sessions to the next times: days off of the place, and who says that they are on all the same."""

from datetime import UTC, date, datetime, time

import pytest

from app.directory.timetable import next_times, on_bank_holidays, recurrence_of

MONDAYS = {
    "starts_on": date(2024, 1, 1), "starts_at": time(10), "minutes": 60, "rrule": "FREQ=WEEKLY;BYDAY=MO",
    "zone": "Europe/London", "term_time": False, "exdates": ["2027-04-05"], "note": "",
}  # fmt: skip
EASTER = datetime(2027, 3, 26, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("sector", "note", "opening", "days"),
    [
        ("LS8 5", "", "", ["2027-04-12", "2027-04-19"]),  # 29 March is Easter Monday, 5 April is left out
        ("G1 1", "", "", ["2027-03-29", "2027-04-12"]),  # no holiday in Scotland
        ("BT1 1", "", "", ["2027-04-12", "2027-04-19"]),
        ("CF10 1", "", "", ["2027-04-12", "2027-04-19"]),
        (None, "", "", ["2027-03-29", "2027-04-12"]),
        ("LS8 5", "Also on bank holidays.", "", ["2027-03-29", "2027-04-12"]),
        ("LS8 5", "", "Mon 10-11, including bank holidays", ["2027-03-29", "2027-04-12"]),
        ("LS8 5", "No meeting on bank holidays.", "", ["2027-04-12", "2027-04-19"]),
    ],
)
def test_bank_holidays_are_those_of_the_place_unless_it_says_that_it_is_on(
    sector: str | None, note: str, opening: str, days: list[str]
) -> None:
    session = recurrence_of(MONDAYS | {"note": note}, sector, opening)
    assert [start.date().isoformat() for start, _ in next_times([session], EASTER, (), 2)] == days


@pytest.mark.parametrize(
    "text",
    [
        "Open every day including bank holidays",
        "Mon-Sun 9am-5pm (inc. bank holidays)",
        "Sundays and Bank Holidays 11-4",
        "Weekends and public holidays included.",
        "Bank holidays too",
        "Bank holidays: 10am to 2pm",
        "We are here every day of the year",
        "Open 365 days a year",
        "Closed in August. Open on all bank holidays.",
    ],
)
def test_who_says_that_it_is_on_is_believed(text: str) -> None:
    assert on_bank_holidays(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Mon-Fri 9-5",
        "Mon & Thur 1-3pm (except bank holidays)",
        "Closed on bank holidays",
        "Closed weekends and bank holidays",
        "Please note sessions do not run on Bank Holidays",
        "Sessions don't run on bank holidays",
        "Open daily, excluding Sundays and bank holidays",
        "The group sometimes does not open on Bank Holidays if there is not enough interest",
        "Opening times on Bank Holidays may differ from those stated",
        "Every day of the year except Christmas",
        "Mon-Fri excl. bank holidays 10-4",
        "Ring to ask about opening on bank holidays",
        "A bank holiday trip to the seaside",
    ],
)
def test_who_says_less_is_not(text: str) -> None:
    assert not on_bank_holidays(text)
