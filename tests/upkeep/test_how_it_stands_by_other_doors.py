"""Full, room again, not meeting, back: said by a letter's link, on a card, by text, or to a steward who rings."""

from typing import Any
from uuid import UUID

import pytest

from app.access.rules import Role
from app.upkeep.cards.rules import Said, new_code, read_line
from app.upkeep.rules import Reply, Room
from tests.upkeep.cards.test_cards_and_texts import code_on, look, make, type_in
from tests.upkeep.conftest import Town
from tests.upkeep.test_check_mails import ask, token
from tests.upkeep.test_own_groups import CORA, as_


def stands(town: Town) -> tuple[str, str | None, str]:
    """Room, the last day of a break, and when somebody looked."""
    (row,) = town.rows("SELECT capacity, paused_until, checked_on FROM listing")
    return row["capacity"], row["paused_until"], row["checked_on"]


# By letter


def test_a_letter_asks_for_what_is_not_so_yet(town: Town, group: UUID) -> None:
    ask(town)
    text = town.letters("cora@example.org")[-1]["text"]
    assert "It is right, and we are full:" in text
    assert "/room" not in text
    town.http.post(f"/check/{token(town)}/full")
    town.clock.pass_(days=100)
    ask(town)
    text = town.letters("cora@example.org")[-1]["text"]
    assert "It is right, and we have room again:" in text
    assert "/full" not in text


@pytest.mark.parametrize(
    ("reply", "words", "after"),
    [
        ("full", "says now that it is full", ("full", None, "2027-03-02")),
        ("pause", "says now that it is not meeting", ("open", "9999-12-31", "2027-03-02")),
    ],
)
def test_one_press_says_it_and_another_takes_it_back(
    town: Town, group: UUID, reply: str, words: str, after: tuple[str, str | None, str]
) -> None:
    ask(town)
    before, link = stands(town), f"/check/{token(town)}"
    assert town.http.get(f"{link}/{reply}").text.count("<button") == 1
    assert stands(town) == before, "to look at a link changes nothing"
    said = town.http.post(f"{link}/{reply}").text
    assert words in said
    assert f'action="{link}/undo"' in said
    assert stands(town) == after
    assert town.http.post(f"{link}/{reply}").status_code == 404, "a link is good once"
    assert "is back as it was before" in town.http.post(f"{link}/undo").text
    assert stands(town) == before
    assert town.http.post(f"{link}/undo").status_code == 200, "a second tap says the same"
    assert stands(town) == before


def test_the_day_they_are_back_is_asked_and_a_slip_uses_no_link_up(town: Town, group: UUID) -> None:
    ask(town)
    link = f"/check/{token(town)}/pause"
    for slip in ("2 March 2027", "soonish"):
        answer = town.http.post(link, data={"back": slip})
        assert answer.status_code == 422
        assert f'value="{slip}"' in answer.text
    town.http.post(link, data={"back": "6 April"})
    assert stands(town)[1] == "2027-04-05"


def test_an_unused_or_foreign_link_undoes_nothing(town: Town, group: UUID) -> None:
    ask(town)
    link = f"/check/{token(town)}"
    assert town.http.post(f"{link}/undo").status_code == 404
    assert town.http.post("/check/nobodys/undo").status_code == 404
    town.http.post(f"{link}/full")
    town.clock.pass_(days=31)
    assert town.http.post(f"{link}/undo").status_code == 404
    assert stands(town)[0] == "full"


def test_what_a_steward_said_since_stays(town: Town, group: UUID) -> None:
    ask(town)
    link = f"/check/{token(town)}"
    town.http.post(f"{link}/full")
    town.clock.pass_(minutes=5)
    town.steward(f"/steward/listings/{group}/call", outcome="ended")
    answer = town.http.post(f"{link}/undo")
    assert answer.status_code == 422
    assert town.status(group) == "ended"


def test_of_what_has_ended_a_letter_says_nothing_more(town: Town, group: UUID) -> None:
    ask(town)
    link = f"/check/{token(town)}/full"
    town.steward(f"/steward/listings/{group}/call", outcome="ended")
    assert town.http.post(link).status_code == 404
    assert stands(town)[0] == "open"


# By card and text


@pytest.mark.parametrize(
    ("words", "reply", "rest"),
    [
        ("full", Room.FULL, ""), ("still full", Room.FULL, ""), ("yes, but we’re full just now", Room.FULL, ""),
        ("No room", Room.FULL, ""), ("no places left", Room.FULL, ""), ("not full any more", Room.ROOM, ""),
        ("room again", Room.ROOM, ""), ("we have space now", Room.ROOM, ""), ("we are back", Room.BACK, ""),
        ("not meeting", Room.PAUSE, ""), ("Not meeting just now, back on 6th January.", Room.PAUSE, "6th january"),
        ("closed until 4/1", Room.PAUSE, "4/1"), ("closed for the summer", Room.PAUSE, ""),
        ("on a break till 3 March", Room.PAUSE, "3 march"), ("closed", Reply.ENDED, ""), ("yes", Reply.STILL, ""),
        ("closed for good", Reply.ENDED, ""), ("no changes", Reply.STILL, ""), ("still on", Reply.STILL, ""),
        ("changed: full day now", Reply.CHANGE, "full day now"),
    ],
)  # fmt: skip
def test_a_line_is_read_as_it_is_meant(words: str, reply: Reply | Room, rest: str) -> None:
    code = new_code("Hare")
    assert read_line(f"{code} {words}") == Said(code, reply, rest)


@pytest.mark.parametrize("words", ["full english breakfast", "back on 6 January", "room 4", "breakfast", "no"])
def test_what_is_not_clear_is_asked_about(words: str) -> None:
    assert isinstance(read_line(f"{new_code('Hare')} {words}"), str)


def test_a_card_offers_it_and_the_answer_is_typed_in(town: Town, soup: UUID) -> None:
    sheet = look(town, make(town))
    assert "☐ Full just now" in sheet
    assert "☐ Not meeting for now. Back on:" in sheet
    code = code_on(sheet)
    wrong = type_in(town, f"{code} not meeting, back on 1 March 2027")
    assert wrong.status_code == 422
    assert "That day is not ahead of us." in wrong.text
    assert stands(town)[1] is None
    done = type_in(town, f"{code} not meeting, back on 6 April")
    assert "not meeting for now" in done.text
    assert stands(town) == ("open", "2027-04-05", "2027-03-02")
    assert "answered before" in type_in(town, f"{code} full").text
    assert stands(town)[0] == "open"


def test_a_card_about_what_has_ended_says_nothing(town: Town, soup: UUID) -> None:
    code = code_on(look(town, make(town)))
    town.steward(f"/steward/listings/{soup}/call", outcome="ended")
    assert "not on the map any more" in type_in(town, f"{code} full").text
    assert stands(town)[0] == "open"


def test_nobody_is_sent_a_card_during_a_break_that_ends(town: Town, soup: UUID) -> None:
    town.steward(f"/steward/listings/{soup}/call", outcome="pause", back="1 September 2027")
    town.clock.pass_(days=100)
    assert "can be asked by card" not in look(town, "/steward/cards")


# By telephone


def call(town: Town, listing_id: UUID, **said: str) -> Any:
    return town.steward(f"/steward/listings/{listing_id}/call", **said)


def screen(town: Town, listing_id: UUID) -> str:
    return str(town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text)


def test_a_steward_notes_it_while_ringing(town: Town, group: UUID) -> None:
    shown = screen(town, group)
    assert "Rang, they are full" in shown
    assert "Rang, they have room again" not in shown
    to = call(town, group, outcome="full").headers["location"]
    assert stands(town) == ("full", None, "2027-03-02")
    said = town.http.get(to, headers=town.as_(Role.STEWARD)).text
    assert "They are full, and it says so." in said
    assert "That was a slip: put it back" in said
    assert "Rang, they have room again" in screen(town, group)
    call(town, group, outcome="room")
    assert stands(town)[0] == "open"
    call(town, group, outcome="pause", back="6 April")
    assert stands(town)[1] == "2027-04-05"
    assert "Not meeting for now. Back on Tuesday 6 April." in screen(town, group)
    call(town, group, outcome="back")
    assert stands(town)[1] is None
    (row,) = town.rows("SELECT checked_by FROM listing")
    assert row["checked_by"] == "steward"


def test_a_day_that_is_over_is_noted_by_nobody(town: Town, group: UUID) -> None:
    answer = call(town, group, outcome="pause", back="1 March 2027")
    assert answer.status_code == 422
    assert "That day is not ahead of us." in answer.text
    assert 'value="1 March 2027"' in answer.text
    assert stands(town)[1] is None
    assert town.rows("SELECT id FROM upkeep_call") == []


def test_a_call_brings_back_what_nobody_had_answered_for(town: Town, group: UUID) -> None:
    call(town, group, outcome="no_answer")
    town.clock.pass_(days=1)
    call(town, group, outcome="no_answer")
    assert town.status(group) == "hidden"
    town.clock.pass_(days=1)
    call(town, group, outcome="full")
    assert town.status(group) == "public"
    town.clock.pass_(days=1)
    call(town, group, outcome="no_answer")
    assert town.status(group) == "public", "one missed call after an answered one says nothing"


def test_who_may_not_ring_notes_nothing(town: Town, group: UUID) -> None:
    sent = town.http.post(f"/steward/listings/{group}/call", data={"outcome": "full"})
    assert sent.status_code in (303, 401)
    sent = town.http.post(f"/steward/listings/{group}/call", data={"outcome": "full"}, headers=as_(town, CORA))
    assert sent.status_code == 403, "a keeper's own door is another"
    assert stands(town)[0] == "open"
