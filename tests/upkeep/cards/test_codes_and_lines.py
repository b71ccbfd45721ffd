"""A code is short and finds its own slips; a line says one of three things, in many words."""

import pytest

from app.upkeep.cards.rules import NO_CODE, NOT_CLEAR, SIGNS, SLIP, Said, is_mobile, new_code, read_line
from app.upkeep.rules import Reply


@pytest.mark.parametrize(
    ("place", "letters"),
    [("Harehills South", "HARE"), ("St Ives", "STIV"), ("Ash", "ASHK"), ("", "KITH"), ("Ynys Môn", "YNYS")],
)
def test_a_code_begins_with_the_place(place: str, letters: str) -> None:
    code = new_code(place)
    assert code[:5] == f"{letters}-"
    assert len(code) == 9
    assert isinstance(read_line(f"{code} yes"), Said)


def test_every_single_slip_and_every_swap_is_found() -> None:
    code = new_code("Harehills")
    body = code[5:]
    slips = [body[:at] + sign + body[at + 1 :] for at in range(4) for sign in SIGNS if sign != body[at]]
    swaps = [body[:at] + body[at + 1] + body[at] + body[at + 2 :] for at in range(3) if body[at] != body[at + 1]]
    assert [one for one in (*slips, *swaps) if read_line(f"HARE-{one} yes") != SLIP] == []
    assert read_line(f"HARD-{body} yes") == SLIP


def test_no_sign_looks_like_another() -> None:
    assert not set(SIGNS) & set("01ILOUV")
    assert len(SIGNS) == 29
    assert all(29 % number for number in range(2, 29)), "a prime, or the check sign misses slips"


CODE = new_code("Harehills", lambda signs: signs[7])


@pytest.mark.parametrize("said", [CODE, CODE.lower(), CODE.replace("-", ""), CODE.replace("-", " "), f"  {CODE}:  "])
def test_a_code_is_read_however_it_is_typed(said: str) -> None:
    assert read_line(f"{said} still right") == Said(CODE, Reply.STILL, "")


@pytest.mark.parametrize(
    ("words", "reply", "more"),
    [
        ("yes", Reply.STILL, ""),
        ("Y", Reply.STILL, ""),
        ("still right, thanks", Reply.STILL, ""),
        ("no change", Reply.STILL, ""),
        ("nothing has changed", Reply.STILL, ""),
        ("all the same", Reply.STILL, ""),
        ("OK", Reply.STILL, ""),
        ("changed", Reply.CHANGE, ""),
        ("changed: Wednesdays now", Reply.CHANGE, "Wednesdays now"),
        ("has changed. New hall.", Reply.CHANGE, "New hall."),
        ("ENDED", Reply.ENDED, ""),
        ("it has stopped", Reply.ENDED, ""),
        ("closed", Reply.ENDED, ""),
    ],
)
def test_what_is_said_behind_it(words: str, reply: Reply, more: str) -> None:
    assert read_line(f"{CODE} {words}") == Said(CODE, reply, more)


@pytest.mark.parametrize("words", ["", "no", "maybe", "endearing", "yesterday", "changeling"])
def test_what_could_mean_two_things_is_asked_again(words: str) -> None:
    assert read_line(f"{CODE} {words}") == NOT_CLEAR


@pytest.mark.parametrize("line", ["", "yes", "12", "-----", "Cora says yes", "\x00", "é" * 50])
def test_a_line_without_a_code(line: str) -> None:
    assert read_line(line) in (NO_CODE, SLIP)


def test_codes_do_not_repeat_soon() -> None:
    made = [new_code("Harehills") for _ in range(300)]
    assert len(set(made)) > 280  # of 24,389: two or so are drawn twice


@pytest.mark.parametrize(
    ("number", "mobile"),
    [("07700 900123", True), ("+44 7700 900123", True), ("0113 496 0013", False), ("", False), ("01707 1", False)],
)
def test_which_numbers_take_a_text(number: str, mobile: bool) -> None:
    assert is_mobile(number) is mobile
