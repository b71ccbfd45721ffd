"""Repair of web addresses, telephone numbers, e-mail, dates and languages, with slips from real files."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.directory.mending import (
    Mended,
    day_of,
    is_blank,
    languages_of,
    mend_email,
    mend_own_phone,
    mend_phone,
    mend_url,
)


@pytest.mark.parametrize(
    "text", ["", "  ", "NA", "N/A", "n/a", "null", "-", "–", "Not known", "not KNOWN", "None", "TBC", "#N/A"]
)
def test_what_says_nothing(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["Nan's kitchen", "0", "No", "None of us is perfect", "X-ray club"])
def test_what_says_something(text: str) -> None:
    assert not is_blank(text)


@pytest.mark.parametrize(
    ("text", "value", "repaired"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", False),
        ("http://example.org ", "http://example.org", False),
        ("www.salford.gov.uk/parks", "https://www.salford.gov.uk/parks", True),
        ("example.org", "https://example.org", True),
        ("http//example.org", "http://example.org", True),
        ("http:/example.org", "http://example.org", True),
        ("htp://example.org", "https://example.org", True),
        ("https://http://example.org/x", "https://example.org/x", True),
        ("http://a.example.org  www.b.example.org", "http://a.example.org", True),
        ("See www.example.org.", "https://www.example.org", True),
        ("not known", "", False),
        ("javascript:alert(1)", "", True),
        ("data:text/html,hello", "", True),
        ("ftp://example.org", "", True),
        ("https://pat:secret@example.org", "", True),
        ("https://example.org:99999", "", True),
        ("pat@example.org", "", True),
        ("http://intranet", "", True),
        ("http://[::1", "", True),
    ],
)
def test_web_addresses(text: str, value: str, repaired: bool) -> None:
    assert mend_url(text) == Mended(value, repaired)


@pytest.mark.parametrize(
    ("text", "value", "repaired"),
    [
        ("0161 496 0018", "0161 496 0018", False),
        ("01614960018", "0161 496 0018", False),
        ("0161 \n496 0018", "0161 496 0018", False),
        ("+44 (0)161 496 0018", "0161 496 0018", True),
        ("1614960018", "0161 496 0018", True),
        ("O161 496 0018", "0161 496 0018", True),
        ("O113 496 OO13 (ask for Rosie)", "0113 496 0013", True),
        ("I am in too 0113 496 0013", "0113 496 0013", False),
        ("0161 496 0018 or 07700 900123", "0161 496 0018", True),
        ("pat@example.org 0161 496 0018", "0161 496 0018", False),
        ("01632 960123", "01632 960123", False),
        ("116 123", "116 123", False),
        ("116123", "116 123", False),
        ("999", "999", False),
        ("0113 496 0123 ext 4", "0113 496 0123 x4", False),
        ("0113 496 0123 (ext. 12)", "0113 496 0123 x12", False),
        ("Text 85258", "85258", True),
        ("0800 1111", "0800 1111", False),
        ("+353 1 234 5678", "+353 1 234 5678", False),
        ("4960018", "", True),
        ("12345", "", True),
        ("ask at the desk", "", True),
        ("Not known", "", False),
    ],
)
def test_telephone_numbers(text: str, value: str, repaired: bool) -> None:
    assert mend_phone(text) == Mended(value, repaired)


@pytest.mark.parametrize("text", ["999", "111", "116 123", "Call 101", "85258"])
def test_lines_of_the_nation_are_no_group_s_own(text: str) -> None:
    assert mend_phone(text).value
    assert mend_own_phone(text) == Mended("", True)


def test_a_group_s_own_number_is_mended_like_any_other() -> None:
    assert mend_own_phone("O113 496 0000") == mend_phone("O113 496 0000") == Mended("0113 496 0000", True)


@pytest.mark.parametrize(
    ("text", "value", "repaired"),
    [
        ("pat@example.org", "pat@example.org", False),
        ("pat@example.org\xa0", "pat@example.org", False),
        ("mailto:pat@example.org", "pat@example.org", True),
        ("pat.smith@example.org;", "pat.smith@example.org", True),
        ("tim.lost...tim@example.org", "", True),
        ("pat@localhost", "", True),
        ("N/A", "", False),
    ],
)
def test_email(text: str, value: str, repaired: bool) -> None:
    assert mend_email(text) == Mended(value, repaired)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2024-12-09", date(2024, 12, 9)),
        ("2024-12-09T10:00:00Z", date(2024, 12, 9)),
        ("20241209", date(2024, 12, 9)),
        ("09/12/2024", date(2024, 12, 9)),
        ("9.12.24", date(2024, 12, 9)),
        ("9th December 2024", date(2024, 12, 9)),
        ("9 Dec 2024", date(2024, 12, 9)),
        ("31/02/2024", None),
        ("0001-01-01", None),
        ("12/25/2024", None),
        ("soon", None),
        ("", None),
    ],
)
def test_days(text: str, day: date | None) -> None:
    assert day_of(text) == day


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("English, Urdu; Punjabi", ("en", "ur", "pa")),
        ("Polish and BSL", ("pl", "bfi")),
        ("en-GB", ("en-GB",)),
        ("cy / en", ("cy", "en")),
        ("English, english", ("en",)),
        ("a bit of everything", ()),
        ("", ()),
    ],
)
def test_languages(text: str, codes: tuple[str, ...]) -> None:
    assert languages_of(text) == codes


@given(st.text())
def test_nothing_breaks_them(text: str) -> None:
    url = mend_url(text).value
    assert not url or url.startswith(("http://", "https://"))
    assert mend_phone(text).value.isprintable()
    assert mend_email(text).value.count("@") in (0, 1)
    assert day_of(text) is None or day_of(text)
    assert all(languages_of(text))


@given(st.text(max_size=80))
def test_mending_twice_changes_nothing_more(text: str) -> None:
    for mend in (mend_url, mend_email):
        once = mend(text).value
        assert mend(once) == Mended(once)


@pytest.mark.parametrize("text", ["a" * 100_000, "1 " * 50_000, "a.b@" * 25_000, "www." * 25_000, "http:/" * 20_000])
def test_a_huge_cell_costs_no_time(text: str) -> None:
    began = time.monotonic()
    for mend in (mend_url, mend_phone, mend_email):
        mend(text)
    assert time.monotonic() - began < 5
