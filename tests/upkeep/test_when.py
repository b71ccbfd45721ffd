"""Days and times as volunteers type them, in the languages of the pages."""

from datetime import date

import pytest
from babel import Locale

from app.directory.hours import Span
from app.edge.languages import languages
from app.upkeep.when import Doubt, day_said, days_off_of, doubt_about, times_of

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("24 December", date(2026, 12, 24)),
        ("1st of Jan", date(2027, 1, 1)),
        ("30 Novemebr", date(2026, 11, 30)),
        ("24/12", date(2026, 12, 24)),
        ("3.12.", date(2026, 12, 3)),
        ("24fed Rhagfyr", date(2026, 12, 24)),
        ("24 Tachwedd", date(2026, 11, 24)),
        ("3 grudnia 2026", date(2026, 12, 3)),
        ("24 noiembrie", date(2026, 11, 24)),
        ("24 نومبر", date(2026, 11, 24)),
        ("24 ਨਵੰਬਰ", date(2026, 11, 24)),
    ],
)
def test_a_day_without_a_year_is_the_next_one(text: str, day: date) -> None:
    assert day_said(text, TODAY) == day


@pytest.mark.parametrize(
    "text", ["", "24", "24 of", "31 November", "99/99", "24 Foo", "5 Ma", "Christmas", "24 " + "x" * 9_000]
)
def test_what_names_no_day_or_several_is_none(text: str) -> None:
    assert day_said(text, TODAY) is None


def test_every_month_is_read_in_every_language_of_the_pages() -> None:
    for code in languages():
        for number, name in Locale.parse(code, sep="-").months["format"]["wide"].items():
            assert day_said(f"8 {name} 2027", TODAY) == date(2027, number, 8), (code, name)


@pytest.mark.parametrize(
    "text", ["24 December and 31 December", "24 Rhagfyr a 31 Rhagfyr", "24 grudnia i 31 grudnia", "24 decembrie, 31/12"]
)
def test_days_apart(text: str) -> None:
    assert days_off_of(text, TODAY) == ((date(2026, 12, 24), date(2026, 12, 31)), ())


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("23 December to 6 January", date(2026, 12, 23), date(2027, 1, 6)),
        ("23 dec - 6 jan", date(2026, 12, 23), date(2027, 1, 6)),
        ("22-29 December", date(2026, 12, 22), date(2026, 12, 29)),
        ("23/12 til 6/1", date(2026, 12, 23), date(2027, 1, 6)),
        ("23 grudnia do 6 stycznia", date(2026, 12, 23), date(2027, 1, 6)),
        ("20 November to 24 November", date(2026, 11, 20), date(2026, 11, 24)),
    ],
)
def test_a_break_is_every_day_of_it(text: str, first: date, last: date) -> None:
    days, unread = days_off_of(f"{text}, 2 May", TODAY)
    assert unread == ()
    assert (days[0], days[-2], days[-1]) == (first, last, date(2027, 5, 2))
    assert len(days) == (last - first).days + 2


@pytest.mark.parametrize("text", ["6 January to Easter", "1 June to 1 May", "1 January to 1 July", "to 6 January"])
def test_what_is_no_break_is_asked_for_again(text: str) -> None:
    assert days_off_of(text, TODAY) == ((), (text,))


@pytest.mark.parametrize(
    "text",
    ["10.30am to 12 noon", "10.30am i 12pm", "od 10:30 do 12:00", "de la 10:30 la 12:00", "from 10.30am – 12pm."],
)
def test_from_when_to_when(text: str) -> None:
    assert times_of(text) == Span(630, 90)


@pytest.mark.parametrize(
    "text",
    ["2 til 4", "2pm \u2019til 4pm", "2 o'clock to 4 o\u2019clock", "2 p.m. to 4 p.m.", "1400-1600", "14.00 til 16.00",
     "from 2 until 4 in the afternoon", "2  TIL  4"],
)  # fmt: skip
def test_times_as_people_say_them(text: str) -> None:
    assert times_of(text) == Span(840, 120, bare=times_of(text).bare)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [("half 1 till 3ish", 810, 90), ("about 10am-ish to noon", 600, 120),
     ("half 2 till 4", 870, 90), ("10am til noon", 600, 120), ("half past 10 to 12", 630, 90),
     ("twelve till two", 720, 120), ("half ten to twelve", 630, 90), ("From one til three in the afternoon", 780, 120),
     ("7 to 9 at night", 1140, 120), ("9 til 11 in the morning", 540, 120), ("9.30am til 11", 570, 90)],
)  # fmt: skip
def test_halves_and_parts_of_the_day(text: str, start: int, minutes: int) -> None:
    span = times_of(text)
    assert span is not None
    assert (span.start, span.minutes) == (start, minutes)


@pytest.mark.parametrize(
    "text", ["2pm til late", "half", "half til 4", "2 til", "til 4", "9999", "12345-1400", "noonish"]
)
def test_what_has_no_end_or_no_sense_is_asked_for_again(text: str) -> None:
    assert times_of(text) is None


@pytest.mark.parametrize(
    ("text", "doubt"),
    [
        ("2pm", Doubt.NO_END),
        ("from 14:00", Doubt.NO_END),
        ("12 noon", Doubt.NO_END),
        ("10am to 12am", Doubt.NOON_OR_MIDNIGHT),
        ("10.30 a.m. – 12.00 a.m.", Doubt.NOON_OR_MIDNIGHT),
        ("10.30am - 12.30am", Doubt.NO_TIMES),
        ("7 - 9", Doubt.NO_TIMES),
        ("10-12am", Doubt.NONE),
        ("10am to 12 midnight", Doubt.NONE),
        ("8pm to 12am", Doubt.NONE),
    ],
)
def test_what_is_in_doubt_is_asked_for_what_it_is(text: str, doubt: Doubt) -> None:
    assert doubt_about(text) is doubt
    assert (times_of(text) is None) == (doubt is not Doubt.NONE)


def test_12am_is_noon_where_the_start_is_in_the_morning() -> None:
    assert times_of("10-12am") == Span(600, 120)


def test_what_could_be_morning_or_evening_is_asked_for_again() -> None:
    assert times_of("7 - 9") is None
