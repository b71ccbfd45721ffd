"""A list in two text messages: detail goes before an idea does, and nothing is sent that a plain phone cannot show."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.shortlist.text_message import TWO_MESSAGES, Line, fits, message, messages_needed, plain_signs

TEA = Line("Compton Tea", "Tue 24 Nov 10:30am", "Compton Hall", "0113 496 0142")


def more(left: int) -> str:
    return f"and {left} more"


def test_a_short_list_says_everything() -> None:
    text = message([TEA, Line("Singers", phone="0113 496 0001")], more)
    assert text == "Compton Tea, Tue 24 Nov 10:30am, Compton Hall, 0113 496 0142\nSingers, 0113 496 0001"
    assert messages_needed(text) == 1


def test_the_place_goes_first_then_the_time_then_ideas() -> None:
    assert "Compton Hall" not in message([TEA] * 6, more)
    assert "10:30am" in message([TEA] * 6, more)
    assert "10:30am" not in message([TEA] * 9, more)
    assert message([TEA] * 20, more).endswith(f"\nand {20 - message([TEA] * 20, more).count('0113')} more")


def test_the_address_of_a_kept_list_always_fits() -> None:
    text = message([TEA] * 20, more, "kith.example.org/list/bcdfghjkmn")
    assert text.endswith("more\nkith.example.org/list/bcdfghjkmn")
    assert messages_needed(text) == 2


GROUP = replace(TEA, what="a group", heed="full just now, ring first")


def test_it_says_who_sends_it_and_what_the_thing_is() -> None:
    assert message([GROUP], more, sender="From Kith:").split("\n") == [
        "From Kith:",
        "Compton Tea, a group, Tue 24 Nov 10:30am, Compton Hall, full just now, ring first, 0113 496 0142",
    ]


@pytest.mark.parametrize("many", range(1, 21))
def test_what_to_heed_stays_as_long_as_the_idea_does(many: int) -> None:
    ideas = [line for line in message([GROUP] * many, more, sender="From Kith:").split("\n") if "0113" in line]
    assert ideas
    assert all("full just now, ring first, 0113 496 0142" in line for line in ideas)


@pytest.mark.parametrize(
    ("curly", "straight"), [("Jean’s “Tea” – today…", 'Jean\'s "Tea" - today...'), ("Şirin", "Sirin")]
)
def test_curls_and_accents_become_plain(curly: str, straight: str) -> None:
    assert plain_signs(curly) == straight


def test_another_script_stays_and_takes_more_room() -> None:
    urdu = Line("باغبانی کے دوست", phone="0113 496 0142")
    assert message([urdu], more) == "باغبانی کے دوست, \u200e0113 496 0142"  # else it reads 0142 496 0113
    assert len(message([urdu] * 20, more)) <= 134


@given(
    st.lists(
        st.builds(Line, st.text(max_size=120), st.text(max_size=40), st.text(max_size=80)), min_size=1, max_size=20
    )
)
def test_two_messages_are_never_exceeded(lines: list[Line]) -> None:
    text = message(lines, more, "kith.example.org/list/bcdfghjkmn", "From Kith:")
    assert fits(text)
    assert len(text) <= TWO_MESSAGES
