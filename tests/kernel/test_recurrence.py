"""Repeating sessions: wall time, rules, days left out, terms."""

import random
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.bank_holidays import NATIONS, is_bank_holiday
from app.kernel.recurrence import Recurrence, check_rrule, part_of

LONDON = ZoneInfo("Europe/London")
TUESDAYS = Recurrence(date(2024, 1, 2), time(10, 0), 90, "FREQ=WEEKLY;BYDAY=TU")


def at(year: int, month: int, day: int, hour: int = 9) -> datetime:
    return datetime(year, month, day, hour, tzinfo=LONDON)


def test_next_tuesday() -> None:
    assert TUESDAYS.next_after(at(2026, 11, 22)) == at(2026, 11, 24, 10)


def test_ten_oclock_stays_ten_oclock_when_the_clocks_change() -> None:
    summer, winter = TUESDAYS.next_after(at(2026, 7, 6)), TUESDAYS.next_after(at(2026, 11, 22))
    assert summer
    assert winter
    assert (summer.hour, winter.hour) == (10, 10)
    assert summer.astimezone(UTC).hour == 9
    assert winter.astimezone(UTC).hour == 10


def test_one_that_is_going_on_counts_until_it_is_over() -> None:
    assert TUESDAYS.next_after(at(2026, 11, 24, 11)) == at(2026, 11, 24, 10)
    over = datetime(2026, 11, 24, 11, 30, tzinfo=LONDON)
    assert TUESDAYS.next_after(over) == at(2026, 12, 1, 10)


def test_days_left_out_are_left_out() -> None:
    without = Recurrence(
        date(2024, 1, 2), time(10), 60, "FREQ=WEEKLY;BYDAY=TU", exdates=frozenset({date(2026, 11, 24)})
    )
    assert without.next_after(at(2026, 11, 22)) == at(2026, 12, 1, 10)


def test_term_time_waits_for_the_term() -> None:
    in_term = Recurrence(date(2024, 1, 2), time(10), 60, "FREQ=WEEKLY;BYDAY=TU", term_time=True)
    terms = [(date(2027, 1, 4), date(2027, 3, 26))]
    assert in_term.next_after(at(2026, 12, 20), terms) == at(2027, 1, 5, 10)
    assert in_term.next_after(at(2026, 12, 20)) == at(2026, 12, 22, 10)


@pytest.mark.parametrize(
    ("rrule", "expected"),
    [
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", (2026, 12, 1)),
        ("FREQ=MONTHLY;BYDAY=1WE", (2026, 12, 2)),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", None),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20261125T000000", (2026, 11, 24)),
        ("", None),
    ],
)
def test_rules(rrule: str, expected: tuple[int, int, int] | None) -> None:
    found = Recurrence(date(2024, 1, 2), time(10), 60, rrule).next_after(at(2026, 11, 22))
    assert (found.date() if found else None) == (date(*expected) if expected else None)


@given(
    st.dates(date(2019, 1, 1), date(2026, 12, 31)),
    st.integers(1, 4),
    st.lists(st.sampled_from(["MO", "TU", "WE", "TH", "FR", "SA", "SU"]), min_size=1, max_size=3, unique=True),
    st.datetimes(datetime(2025, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001  (wall time is what is meant)
)
def test_moving_the_start_on_changes_nothing(start: date, interval: int, days: list[str], moment: datetime) -> None:
    from dateutil.rrule import rrulestr

    rule = f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={','.join(days)}"
    found = Recurrence(start, time(10), 60, rule, bank_holidays=True).next_after(moment.replace(tzinfo=LONDON))
    slow = rrulestr(rule, dtstart=datetime.combine(start, time(10))).after(moment - timedelta(minutes=60))
    assert found is not None
    assert slow is not None
    assert found.replace(tzinfo=None) == slow


@pytest.mark.parametrize("text", ["FREQ=SECONDLY", "FREQ=WEEKLY;BYHOUR=1", "BYDAY=TU", "", "FREQ=WEEKLY;BYDAY=XX"])
def test_unsafe_rules_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"rule|weekday|BYDAY"):
        check_rrule(text)


def test_week_bits_are_days_and_parts() -> None:
    assert TUESDAYS.week_bits() == 1 << 3
    evenings = Recurrence(date(2024, 1, 5), time(19), 60, "FREQ=WEEKLY;BYDAY=FR,SU")
    assert evenings.week_bits() == 1 << (4 * 3 + 2) | 1 << (6 * 3 + 2)


MONDAYS = Recurrence(date(2024, 1, 1), time(10), 60, "FREQ=WEEKLY;BYDAY=MO", nation="England")


def test_it_is_not_promised_for_a_bank_holiday() -> None:
    assert MONDAYS.next_after(at(2027, 3, 25)) == at(2027, 4, 5, 10)  # Easter Monday is 29 March
    assert replace(MONDAYS, nation="Scotland").next_after(at(2027, 3, 25)) == at(2027, 3, 29, 10)
    assert replace(MONDAYS, nation="Scotland").next_after(at(2027, 8, 1)) == at(2027, 8, 9, 10)
    assert replace(MONDAYS, bank_holidays=True).next_after(at(2027, 3, 25)) == at(2027, 3, 29, 10)


def test_where_the_nation_is_not_known_only_days_off_everywhere_count() -> None:
    somewhere = replace(MONDAYS, nation=None)
    assert somewhere.next_after(at(2027, 3, 25)) == at(2027, 3, 29, 10)
    assert somewhere.next_after(at(2027, 5, 1)) == at(2027, 5, 10, 10)


@pytest.mark.parametrize(
    ("rrule", "minutes", "expected"),
    [
        ("FREQ=DAILY", 60, (2026, 12, 27)),
        ("FREQ=MONTHLY;BYDAY=-1FR", 60, (2027, 1, 29)),
        ("FREQ=YEARLY", 60, (2026, 12, 25)),  # a Christmas lunch
        ("", 60, (2026, 12, 25)),
        ("FREQ=DAILY", 24 * 60, (2026, 12, 25)),  # a line that is open day and night
    ],
)
def test_what_was_set_for_the_day_knowingly_stays(rrule: str, minutes: int, expected: tuple[int, int, int]) -> None:
    lunch = Recurrence(date(2026, 12, 25), time(0), minutes, rrule, nation="England")
    assert lunch.next_after(at(2026, 12, 24, 12)) == at(*expected, 0)


@given(
    st.sampled_from(
        ["FREQ=DAILY", "FREQ=WEEKLY;BYDAY=MO,TH", "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR", "FREQ=MONTHLY;BYDAY=1MO"]
    ),
    st.sampled_from([*NATIONS, None]),
    st.datetimes(datetime(2025, 1, 1), datetime(2029, 12, 31)),  # noqa: DTZ001  (wall time is what is meant)
)
def test_no_regular_session_is_promised_on_a_bank_holiday_and_none_else_is_lost(
    rrule: str, nation: str | None, moment: datetime
) -> None:
    always = Recurrence(date(2024, 1, 1), time(10), 60, rrule, nation=nation, bank_holidays=True)
    start, now = replace(always, bank_holidays=False).next_after(moment.replace(tzinfo=LONDON)), moment
    assert start
    assert not is_bank_holiday(start.date(), nation)
    while (other := always.next_after(now.replace(tzinfo=LONDON))) != start:
        assert other
        assert is_bank_holiday(other.date(), nation)
        now = other.replace(tzinfo=None) + timedelta(minutes=60)


def test_the_week_of_a_plain_rule_is_that_of_its_first_days() -> None:
    shake = random.Random(7)
    for _ in range(400):
        days = ",".join(shake.sample(("MO", "TU", "WE", "TH", "FR", "SA", "SU", "1MO"), shake.randint(1, 5)))
        ending = shake.choice(("", ";INTERVAL=2", ";WKST=SU", ";COUNT=1", ";BYMONTH=6"))
        rule = "FREQ=WEEKLY" + shake.choice(("", f";BYDAY={days.replace('1MO', 'MO')}")) + ending
        if "1MO" in days:
            rule = f"FREQ=MONTHLY;BYDAY={days}{ending}"
        held = Recurrence(date(2024, 1, shake.randint(1, 28)), time(shake.randint(0, 23), 30), 60, rule)
        starts = islice(rrulestr(rule, dtstart=held.start), 14)
        assert held.week_bits() == sum({1 << (start.weekday() * 3 + part_of(start.time())) for start in starts}), rule
