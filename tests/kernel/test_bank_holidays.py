"""Bank holidays against what the governments published, and rules that hold in every year."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kernel.bank_holidays import (
    ENGLAND,
    NATIONS,
    NORTHERN_IRELAND,
    SCOTLAND,
    WALES,
    bank_holidays,
    is_bank_holiday,
)

# Month and day as on gov.uk/bank-holidays; a weekend's own day stands beside its substitute.
PUBLISHED = [
    (2022, ENGLAND, "0101 0103 0415 0418 0502 0602 0603 0829 0919 1225 1226 1227"),
    (2022, SCOTLAND, "0101 0102 0103 0104 0415 0502 0602 0603 0801 0919 1130 1225 1226 1227"),
    (2023, ENGLAND, "0101 0102 0407 0410 0501 0508 0529 0828 1225 1226"),
    (2023, SCOTLAND, "0101 0102 0103 0407 0501 0508 0529 0807 1130 1225 1226"),
    (2023, NORTHERN_IRELAND, "0101 0102 0317 0407 0410 0501 0508 0529 0712 0828 1225 1226"),
    (2025, WALES, "0101 0418 0421 0505 0526 0825 1225 1226"),
    (2026, ENGLAND, "0101 0403 0406 0504 0525 0831 1225 1226 1228"),
    (2026, SCOTLAND, "0101 0102 0403 0504 0525 0615 0803 1130 1225 1226 1228"),
    (2026, NORTHERN_IRELAND, "0101 0317 0403 0406 0504 0525 0712 0713 0831 1225 1226 1228"),
    (2027, ENGLAND, "0101 0326 0329 0503 0531 0830 1225 1226 1227 1228"),
    (2020, ENGLAND, "0101 0410 0413 0508 0525 0831 1225 1226 1228"),
]


@pytest.mark.parametrize(("year", "nation", "days"), PUBLISHED)
def test_they_are_those_that_were_published(year: int, nation: str, days: str) -> None:
    assert " ".join(f"{day:%m%d}" for day in sorted(bank_holidays(year, nation))) == days


@given(st.integers(1990, 2100), st.sampled_from(NATIONS))
def test_every_year_has_its_weekdays_off(year: int, nation: str) -> None:
    weekdays = [day for day in bank_holidays(year, nation) if day.weekday() < 5]
    extra = {2022: 2, 2023: 1, 2026: nation == SCOTLAND}.get(year, 0)
    assert len(weekdays) == {ENGLAND: 8, WALES: 8, SCOTLAND: 9, NORTHERN_IRELAND: 10}[nation] + extra


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_an_unknown_nation_rests_when_all_do(day: date) -> None:
    assert is_bank_holiday(day) == all(is_bank_holiday(day, nation) for nation in NATIONS)
    assert is_bank_holiday(day, "Jersey") == is_bank_holiday(day)


def test_an_ordinary_day_is_none() -> None:
    christmas = date(2026, 12, 25)
    assert is_bank_holiday(christmas)
    assert not is_bank_holiday(christmas - timedelta(days=1), ENGLAND)
    with pytest.raises(ValueError, match="England, Wales"):
        bank_holidays(2026, "Jersey")
