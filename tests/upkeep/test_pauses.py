"""A group that does not meet for now: its keeper says so with one press, nobody is sent there, and it comes back."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.db.engine import unit_of_work
from app.directory.change import change_listing
from app.directory.rules import PAUSED_OPENLY, Status, back_on, paused_on
from app.upkeep.chase import ask_keepers
from app.upkeep.letters import Post
from app.upkeep.rules import Room, sayable
from tests.upkeep.conftest import Town
from tests.upkeep.test_own_groups import CORA, as_, look

DEV = "dev@example.org"
OPENLY = "Not meeting for now. When they are back is not known yet."


@pytest.fixture
def group(town: Town) -> UUID:
    """Cora's knitters, on the map since Sunday 22 November 2026; they meet on Tuesdays."""
    listing_id = town.register(when={"term_time": ""})
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")
    return listing_id


def pause(town: Town, listing_id: UUID, back: str = "", email: str = CORA, reply: str = "pause") -> Any:
    said = {"reply": reply, "back": back}
    return town.http.post(f"/me/groups/{listing_id}", data=said, headers=as_(town, email))


def until(town: Town) -> str | None:
    found: str | None = town.rows("SELECT paused_until FROM listing")[0]["paused_until"]
    return found


def page(town: Town, listing_id: UUID) -> str:
    return str(town.http.get(f"/listings/{listing_id}").text)


def told(town: Town, listing_id: UUID) -> dict[str, Any]:
    found: dict[str, Any] = town.http.get(f"/api/v1/listings/{listing_id}").json()
    return found


def test_it_works(town: Town, group: UUID) -> None:
    assert town.ideas() == ["Compton Road Knitters"]
    answer = pause(town, group, "6 January")
    assert answer.headers["location"].startswith("/me/groups?told=pause&")
    said = town.http.get(answer.headers["location"], headers=as_(town, CORA)).text
    assert "It says now that you are not meeting" in said
    assert "Not meeting for now. Back on Wednesday 6 January." in said
    assert town.ideas() == []
    shown = page(town, group)
    assert "Not meeting for now. Back on Wednesday 6 January." in shown
    assert "Tuesday 12 January" in shown
    assert "November" not in shown
    assert told(town, group)["pause"] == {"back_on": "2027-01-06"}
    assert told(town, group)["next_session"]["starts"].startswith("2027-01-12")
    pause(town, group, reply="back")
    assert town.ideas() == ["Compton Road Knitters"]
    assert "Not meeting" not in page(town, group)
    assert told(town, group)["pause"] is None
    assert told(town, group)["next_session"]["starts"].startswith("2026-11-24")


def test_who_does_not_know_when_says_so_and_is_away_until_they_are_back(town: Town, group: UUID) -> None:
    pause(town, group)
    assert OPENLY in page(town, group)
    assert OPENLY in look(town)
    assert told(town, group)["pause"] == {"back_on": None}
    assert told(town, group)["next_sessions"] == []
    town.clock.pass_(days=400)
    assert town.ideas() == []
    assert "We are back" in look(town)
    assert "We are full" not in look(town)


def test_it_is_over_by_itself_on_the_day(town: Town, group: UUID) -> None:
    pause(town, group, "24 November")
    town.clock.pass_(days=1)
    assert town.ideas() == []
    town.clock.pass_(days=1)
    assert town.ideas() == ["Compton Road Knitters"]
    assert "Not meeting" not in page(town, group)
    assert "We are full" in look(town)


@pytest.mark.parametrize(
    ("back", "words"),
    [
        ("22 November 2026", "That day is not ahead of us."), ("1 March 2026", "That day is not ahead of us."),
        ("when we can", "We cannot read that day."), ("31 February", "We cannot read that day."),
        ("6 January 2062", "That is more than a year away."),
    ],
)  # fmt: skip
def test_a_day_that_cannot_be_is_asked_about_again_and_stays_typed(
    town: Town, group: UUID, back: str, words: str
) -> None:
    answer = pause(town, group, back)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{back}"' in answer.text
    assert '<details class="nope" open>' in answer.text
    assert until(town) is None


def test_pressed_twice_it_is_one_change(town: Town, group: UUID) -> None:
    before = len(town.rows("SELECT id FROM history"))
    pause(town, group, "6 January")
    answer = pause(town, group, "6 January")
    assert "&entry=" in answer.headers["location"], "a double tap offers to undo what the first tap did"
    assert len(town.rows("SELECT id FROM history")) == before + 1
    pause(town, group, reply="back")
    assert pause(town, group, reply="back").status_code == 303
    assert until(town) is None


def test_nobody_else_says_it(town: Town, group: UUID) -> None:
    assert pause(town, group, email=DEV).status_code == 404
    assert town.http.post(f"/me/groups/{group}", data={"reply": "pause"}).status_code in (303, 401)
    assert until(town) is None
    pause(town, group)
    assert pause(town, group, email=DEV, reply="back").status_code == 404
    assert until(town) is not None


def test_one_that_waits_or_has_ended_is_not_paused(town: Town, group: UUID) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        change_listing(session, group, who="test", at=town.clock(), status=Status.ENDED.value)
    assert pause(town, group).status_code == 404
    assert until(town) is None
    with unit_of_work(town.engine, writes=True) as session:
        change_listing(session, group, who="test", at=town.clock(), status=Status.WAITING.value)
    assert pause(town, group).headers["location"] == "/me/groups"
    assert until(town) is None


def test_a_keeper_is_not_asked_during_a_break_that_ends_and_is_when_nobody_knows(town: Town, group: UUID) -> None:
    def ask() -> int:
        with unit_of_work(town.engine, writes=True) as session:
            return ask_keepers(session, Post("http://kith.test"), town.clock())

    pause(town, group, "1 April 2027")
    town.clock.pass_(days=100)
    assert ask() == 0
    pause(town, group)
    town.clock.pass_(days=100)
    assert ask() == 1
    assert "/back" in town.letters(CORA)[-1]["text"]


def test_calendars_leave_a_break_out(town: Town, group: UUID) -> None:
    pause(town, group, "9 December")
    shown = town.http.get(f"/listings/{group}.ics").text
    off = [line for line in shown.replace("\r\n ", "").splitlines() if line.startswith("EXDATE")]
    assert any("20261201T103000" in line and "20261208T103000" in line for line in off)
    assert not any("20261215T103000" in line for line in off)
    pause(town, group)
    again = town.http.get(f"/listings/{group}.ics").text
    assert "VEVENT" not in again, "nothing of this year is over yet, and nothing is promised"


def test_a_break_lasts_to_its_last_day() -> None:
    last = date(2026, 12, 24)
    assert [paused_on(last, day) for day in (last, date(2026, 12, 25))] == [True, False]
    assert back_on(last) == date(2026, 12, 25)
    assert back_on(PAUSED_OPENLY) is None
    assert not paused_on(None, last)


def test_what_may_be_said_is_the_other_way_round() -> None:
    assert sayable("open", False) == (Room.FULL, Room.PAUSE)
    assert sayable("full", False) == (Room.ROOM, Room.PAUSE)
    assert sayable("nearly_full", False) == (Room.FULL, Room.ROOM, Room.PAUSE)
    assert sayable("full", True) == (Room.BACK,)
