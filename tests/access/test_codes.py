"""Codes by the examples of RFC 4226 and RFC 6238, and what is taken of them."""

import base64
from datetime import UTC, datetime

import pytest

from app.access.codes import STEP_S, code_at, new_secret, step_of

SECRET = base64.b32encode(b"12345678901234567890").decode()
# RFC 6238, appendix B, SHA-1: seconds since 1970 and the code of eight digits.
VECTORS = [
    (59, "94287082"), (1111111109, "07081804"), (1111111111, "14050471"), (1234567890, "89005924"),
    (2000000000, "69279037"), (20000000000, "65353130"),
]  # fmt: skip
# RFC 4226, appendix D: the first ten counters and the code of six digits.
COUNTERS = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_it_is_what_the_standard_says(seconds: int, code: str) -> None:
    assert code_at(SECRET, seconds // STEP_S, digits=8) == code
    assert step_of(SECRET, code[2:], datetime.fromtimestamp(seconds, UTC), 0) == seconds // STEP_S


@pytest.mark.parametrize(("counter", "code"), list(enumerate(COUNTERS)))
def test_it_counts_as_the_standard_says(counter: int, code: str) -> None:
    assert code_at(SECRET, counter) == code


def test_a_clock_may_be_half_a_minute_off_and_no_more() -> None:
    now = datetime.fromtimestamp(3_000, UTC)
    taken = [step_of(SECRET, code_at(SECRET, step), now, 0) for step in range(97, 104)]
    assert taken == [None, None, 99, 100, 101, None, None]


def test_no_code_is_taken_twice_nor_one_before_it() -> None:
    now = datetime.fromtimestamp(3_000, UTC)
    assert step_of(SECRET, code_at(SECRET, 100), now, 100) is None
    assert step_of(SECRET, code_at(SECRET, 99), now, 100) is None
    assert step_of(SECRET, code_at(SECRET, 101), now, 100) == 101


@pytest.mark.parametrize("typed", ["", "12345", "abcdef", "0000000", "٠٠٠٠٠٠", "\x00"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    assert step_of(SECRET, typed, datetime.fromtimestamp(3_000, UTC), 0) is None


def test_secrets_are_long_and_never_the_same() -> None:
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert {len(base64.b32decode(one)) for one in made} == {20}
