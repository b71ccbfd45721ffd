"""Opening times in people's own words: what is sure becomes sessions, the rest is left alone."""

from datetime import date, time
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.hours import span_of
from app.directory.opening import ANCHOR, CODES, meeting_times, parse_opening
from app.kernel.recurrence import check_rrule


def told(text: str) -> list[str]:
    return [
        f"{s.rrule.removeprefix('FREQ=').removeprefix('WEEKLY;BYDAY=')} {s.starts_at:%H:%M}+{s.minutes}"
        for s in parse_opening(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wednesday 10am - 4pm", ["WE 10:00+360"]),
        ("Mon-Fri 9:30-12:30", ["MO,TU,WE,TH,FR 09:30+180"]),
        ("Tuesdays, Wednesdays and Fridays, 10am-2pm", ["TU,WE,FR 10:00+240"]),
        ("Monday to Friday, 9.30am-4pm", ["MO,TU,WE,TH,FR 09:30+390"]),
        ("Thursday 1.30 - 3.30pm", ["TH 13:30+120"]),
        ("Weds 12-2pm", ["WE 12:00+120"]),
        ("Tuesday 10am-12", ["TU 10:00+120"]),
        ("Monday - Thursdays 10am -2pm", ["MO,TU,WE,TH 10:00+240"]),
        ("9 - 4 weekdays except Wed 9 - 2", ["MO,TU,TH,FR 09:00+420", "WE 09:00+300"]),
        ("9 - 4 Monday - Friday.", ["MO,TU,WE,TH,FR 09:00+420"]),
        (
            "Weekdays and Saturdays 10am-4pm, except Thursdays 10am-12.30pm.",
            ["MO,TU,WE,FR,SA 10:00+360", "TH 10:00+150"],
        ),
        ("Daily (except Tues & Sat) 10:30am - 12pm", ["MO,WE,TH,FR,SU 10:30+90"]),
        ("Tues/Weds 10am - 12pm. Thurs 10am - 2pm", ["TU,WE 10:00+120", "TH 10:00+240"]),
        ("Mon 1-2pm Thurs 10-11am Sat 12- 1pm", ["MO 13:00+60", "TH 10:00+60", "SA 12:00+60"]),
        ("Wednesday 2=3pm and 6-7pm", ["WE 14:00+60", "WE 18:00+60"]),
        ("Monday 08:30-13:00, 14:00-17:30; Sunday closed", ["MO 08:30+270", "MO 14:00+210"]),
        ("Monday & Friday 12noon", ["MO,FR 12:00+60"]),
        ("Saturday 10am - 12 noon", ["SA 10:00+120"]),
        ("Mon & Thur 1-3pm (except bank holidays)", ["MO,TH 13:00+120"]),
        ("Mon-Sat 9am-5pm, closed Wed", ["MO,TU,TH,FR,SA 09:00+480"]),
        ("Friday 10pm - 2am", ["FR 22:00+240"]),
        ("first Tuesday of the month 2pm", ["MONTHLY;BYDAY=1TU 14:00+60"]),
        ("1st and 3rd Tuesday of the month 10am-12noon", ["MONTHLY;BYDAY=1TU,3TU 10:00+120"]),
        ("Last Monday of every month 10.30am-12noon", ["MONTHLY;BYDAY=-1MO 10:30+90"]),
        (
            "Tuesdays & Fridays 12pm - 3pm; 1st Saturday of month 10am - 12noon",
            ["TU,FR 12:00+180", "MONTHLY;BYDAY=1SA 10:00+120"],
        ),
        ("Monday - Friday via referral and Saturdays 10am -2pm", ["SA 10:00+240"]),
        ("Fri-Mon 10am-4pm", ["MO,FR,SA,SU 10:00+360"]),
        ("Every Tuesday 10 a.m. to 12 noon, £2.50, ring 0161 496 0018", ["TU 10:00+120"]),
    ],
)
def test_it_works(text: str, expected: list[str]) -> None:
    assert told(text) == expected or sorted(told(text)) == sorted(expected)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "CLOSED",
        "Not known",
        "By appointment",
        "One morning per week",
        "Thursday morning, tinned food only",
        "24/7 upon request",
        "Saturday 7 - 9",  # morning or evening?
        "Alternate Saturdays 9.15am-12.15pm",
        "Every other Saturday 10am-2pm",
        "Second Monday 2pm",  # of what?
        "Tuesday 14th May 7.30pm",  # once, and long ago
        "Saturdays 2pm in August",
        "Youth club for 11-16 Mondays",
        "Tuesday or Thursday 10am-12",
        "Closed during August 2017. Mon - Thursday 10 - 12noon",
        "Temporarily closed. Usually Monday 10am-12pm",
        "Monday 25pm",
    ],
)
def test_what_is_not_sure_is_left_alone(text: str) -> None:
    assert parse_opening(text) == ()


def test_term_time_is_kept_as_such() -> None:
    (session,) = parse_opening("Tuesday 10am-12pm (term time only)")
    assert session.term_time


def test_the_first_day_is_a_day_it_is_on() -> None:
    assert parse_opening("Wednesday 10am-11am")[0].starts_on == date(2024, 1, 3)
    assert parse_opening("last Friday of the month 10am-11am")[0].starts_on == date(2024, 1, 26)
    assert parse_opening("Wednesday 10am-11am", anchor=date(2026, 11, 22))[0].starts_on == date(2026, 11, 25)


def test_running_text_is_read_only_where_it_speaks_of_meeting() -> None:
    text = "Founded on Tuesday 10am by friends of the park. We meet on Thursdays 2-4pm at the hall."
    assert [(session.rrule, session.starts_at) for session in meeting_times(text)] == [
        ("FREQ=WEEKLY;BYDAY=TH", time(14))
    ]


@pytest.mark.parametrize(
    ("text", "start", "minutes"),
    [
        ("9-5pm", 540, 480),
        ("2 - 4.30pm", 840, 150),
        ("09:00-17:00", 540, 480),
        ("10 - 12", 600, 120),
        ("1 - 3", 780, 120),
        ("12noon - 2pm", 720, 120),
        ("11am-1", 660, 120),
        ("00:00-24:00", 0, 1440),
        ("8.30-4.30", 510, 480),
        ("7pm", 1140, 60),
        ("10-12am", 600, 120),
        ("9.30 - 12am", 570, 150),
        ("09:00-12:00am", 540, 180),
        ("6-12am", 1080, 360),
        ("8 - midnight", 1200, 240),
        ("9pm-12am", 1260, 180),
        ("10am-12am", 600, 840),
        ("09:00-midnight", 540, 900),
    ],
)
def test_spans(text: str, start: int, minutes: int) -> None:
    span = span_of(text)
    assert span is not None
    assert (span.start, span.minutes) == (start, minutes)


@given(
    start=st.integers(7, 11), minute=st.sampled_from(["", ".15", ":30"]), dash=st.sampled_from(["-", " to ", " until "])
)
def test_12am_after_an_hour_of_the_morning_is_noon(start: int, minute: str, dash: str) -> None:
    """As "12" and "12 noon" are; whoever means midnight says which half of the day it begins in, or the word."""
    noon = span_of(f"{start}{minute}am{dash}12 noon")
    assert noon is not None
    assert span_of(f"{start}{minute}{dash}12am") == noon


@given(st.text(alphabet="0123456789:. apmtonid-", max_size=16))
def test_only_what_has_an_end_is_said_to_have_one(text: str) -> None:
    span = span_of(text)
    assert span is None or span.ends == any(between in text for between in ("-", "to"))


def test_a_start_alone_is_kept_from_imports_too() -> None:
    """What a feed says is not asked again: it stays on the map with the usual hour."""
    assert told("Tuesdays 2pm") == told("Tuesdays 2pm - 3pm") == ["TU 14:00+60"]
    assert told("Mon 2pm, Tue 2pm-3pm") == ["MO,TU 14:00+60"]


@pytest.mark.parametrize("text", ["7 - 9", "7", "9.30", "99:99", "13pm-2", "noonish", ""])
def test_no_spans(text: str) -> None:
    assert span_of(text) is None


NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
SHORT = ("Mon", "Tues", "Weds", "Thurs", "Fri", "Sat", "Sun")


def clock(minutes: int, style: str) -> str:
    hour, minute = divmod(minutes, 60)
    if style == "24":
        return f"{hour:02}:{minute:02}"
    dot = ":" if style == "colon" else "."
    return f"{(hour - 1) % 12 + 1}{f'{dot}{minute:02}' if minute else ''}{'am' if hour < 12 else 'pm'}"


@given(
    days=st.sets(st.integers(0, 6), min_size=1),
    names=st.sampled_from([NAMES, SHORT, tuple(f"{name}s" for name in NAMES)]),
    joint=st.sampled_from([", ", " & ", " and ", "/"]),
    dash=st.sampled_from(["-", " - ", " to ", "–", " until "]),
    style=st.sampled_from(["24", "colon", "dot"]),
    start=st.integers(0, 22 * 4),
    length=st.integers(1, 8),
)
def test_whatever_is_written_plainly_is_read_back(
    days: set[int], names: tuple[str, ...], joint: str, dash: str, style: str, start: int, length: int
) -> None:
    begin, end = start * 15, min(start * 15 + length * 15, 23 * 60 + 45)
    if end - begin < 5:
        return
    text = f"{joint.join(names[day] for day in sorted(days))} {clock(begin, style)}{dash}{clock(end, style)}"
    (session,) = parse_opening(text)
    assert session.rrule == "FREQ=WEEKLY;BYDAY=" + ",".join(CODES[day] for day in sorted(days))
    assert session.starts_at == time(begin // 60, begin % 60)
    assert session.minutes == end - begin
    assert session.starts_on.weekday() in days
    assert session.starts_on >= ANCHOR


@given(st.text(alphabet="mondaytuewfrisunhclex 0123456789:.-,;&()apmto/£", max_size=200) | st.text(max_size=200))
def test_no_text_breaks_it_and_all_it_says_can_be_expanded(text: str) -> None:
    for session in parse_opening(text):
        check_rrule(session.rrule)
        assert 5 <= session.minutes <= 24 * 60
        assert session.starts_on >= ANCHOR


@given(st.text(alphabet="0123456789:.- amp£", max_size=100))
def test_without_a_day_there_is_no_session(text: str) -> None:
    assert parse_opening(text) == ()


@pytest.mark.parametrize(
    "text", ["x" * 50_000, "mon" * 20_000, "mon " * 20_000, "1-" * 20_000, "a@" * 20_000, "0 " * 20_000]
)
def test_a_huge_text_costs_no_time(text: str) -> None:
    began = perf_counter()
    parse_opening(text)
    assert perf_counter() - began < 5
