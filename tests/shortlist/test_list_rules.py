"""What a list may hold, and how a kept one is named."""

from datetime import date
from uuid import UUID

from app.shortlist.rules import CODE_LENGTH, MOST_IDEAS, Chosen, How, is_code, last_day, new_code, read_choices

TEA, SINGING = UUID(int=1), UUID(int=2)


def test_ideas_keep_their_order_and_their_choices() -> None:
    pairs = [("id", str(SINGING)), ("id", str(TEA)), (f"how-{TEA}", "companion"), ("size", "large")]
    assert read_choices(pairs) == (Chosen(SINGING), Chosen(TEA, How.COMPANION))


def test_one_that_is_taken_off_is_gone_and_one_chosen_twice_is_once() -> None:
    pairs = [("id", str(TEA)), ("id", str(TEA)), ("id", str(SINGING)), ("drop", str(SINGING))]
    assert read_choices(pairs) == (Chosen(TEA),)


def test_what_cannot_be_read_is_left_out() -> None:
    pairs = [("id", "tea"), ("id", ""), ("id", str(TEA)), (f"how-{TEA}", "by <b>magic</b>")]
    assert read_choices(pairs) == (Chosen(TEA),)


def test_a_list_has_an_end() -> None:
    assert len(read_choices(("id", str(UUID(int=number))) for number in range(200))) == MOST_IDEAS


def test_a_code_is_ten_signs_never_the_same_twice() -> None:
    codes = {new_code() for _ in range(2000)}
    assert len(codes) == 2000
    assert all(is_code(code) and len(code) == CODE_LENGTH == 10 for code in codes)
    assert not set("aeiou01lo25") & set("".join(codes)), "no words, nothing that looks like something else"


def test_other_texts_are_no_code() -> None:
    assert [text for text in ("", "bcdfghjkm", "bcdfghjkmnp", "BCDFGHJKMN", "../../etc/p") if is_code(text)] == []


def test_ninety_days_over_the_turn_of_the_year() -> None:
    assert last_day(date(2026, 11, 22)) == date(2027, 2, 20)
