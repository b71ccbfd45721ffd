"""A keeper is asked whether it is still right: seldom, by a link that nobody guesses, answered with one press."""

import re
from datetime import date
from uuid import UUID

import pytest

from app.db.engine import unit_of_work
from app.upkeep.chase import ask_keepers, key_of
from app.upkeep.letters import Post
from tests.upkeep.conftest import Town

POST = Post("http://kith.test")


@pytest.fixture
def listing_id(town: Town) -> UUID:
    """Cora's knitters, on the map since today."""
    made = town.register()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    return made


def ask(town: Town) -> int:
    """The background work, once."""
    with unit_of_work(town.engine, writes=True) as session:
        return ask_keepers(session, POST, town.clock())


def token(town: Town) -> str:
    """The token in the last letter to Cora."""
    found = re.findall(r"/check/([^/\s]+)/still", town.letters("cora@example.org")[-1]["text"])
    return str(found[-1])


def state(town: Town, listing_id: UUID) -> str:
    """How fresh the page says it is."""
    return str(town.http.get(f"/api/v1/listings/{listing_id}").json()["freshness"]["state"])


def test_nobody_is_asked_before_it_sinks(town: Town, listing_id: UUID) -> None:
    assert ask(town) == 0
    town.clock.pass_(days=90)
    assert ask(town) == 0
    assert state(town, listing_id) == "checked"
    town.clock.pass_(days=1)
    assert ask(town) == 1
    assert state(town, listing_id) == "sinking"


def test_one_press_and_it_is_fresh_again(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=181)
    assert state(town, listing_id) == "ring_first"
    ask(town)
    path = f"/check/{token(town)}/still"
    page = town.http.get(path)
    assert page.text.count("<button") == 1
    assert state(town, listing_id) == "ring_first", "to look at a link changes nothing"
    assert "marked as checked today" in town.http.post(path).text
    assert state(town, listing_id) == "checked"


def test_a_link_is_good_once(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=100)
    ask(town)
    path = f"/check/{token(town)}"
    assert town.http.post(f"{path}/still").status_code == 200
    for reply in ("still", "change", "ended"):
        assert town.http.get(f"{path}/{reply}").status_code == 404
        assert town.http.post(f"{path}/{reply}").status_code == 404
    assert town.status(listing_id) == "public"


def test_a_link_ends_after_thirty_days(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=100)
    ask(town)
    path = f"/check/{token(town)}/ended"
    town.clock.pass_(days=31)
    assert town.http.post(path).status_code == 404
    assert town.status(listing_id) == "public"


def test_ended_takes_it_off_and_says_so(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=100)
    ask(town)
    town.http.post(f"/check/{token(town)}/ended")
    assert town.status(listing_id) == "ended"
    assert "it is back at once" in town.letters("cora@example.org")[-1]["text"]


def test_at_most_one_letter_a_week_however_many_groups(town: Town, listing_id: UUID) -> None:
    other = town.register(what={"name": "Harehills Boules"}, where={"postcode": "LS8 5"})
    town.steward(f"/steward/listings/{other}/judge", verdict="publish")
    town.clock.pass_(days=100)
    assert [ask(town), ask(town)] == [1, 0]
    town.clock.pass_(days=6)
    assert ask(town) == 0
    town.clock.pass_(days=1)
    assert ask(town) == 1


def test_a_group_off_the_map_is_not_asked_about(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=100)
    town.steward(f"/steward/listings/{listing_id}/call", outcome="ended")
    assert ask(town) == 0


@pytest.mark.parametrize("guess", ["x", "a" * 32, "é" * 32, "0" * 200, "%00"])
def test_a_guess_finds_nothing(town: Town, listing_id: UUID, guess: str) -> None:
    town.clock.pass_(days=100)
    ask(town)
    assert town.http.get(f"/check/{guess}/still").status_code == 404
    assert town.http.post(f"/check/{guess}/still").status_code == 404


def test_the_link_itself_is_not_kept(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=100)
    ask(town)
    (row,) = town.rows("SELECT * FROM check_link")
    assert row["key"] == key_of(token(town))
    assert token(town) not in str(dict(row))
    assert len(token(town)) >= 32


def test_the_words_of_a_letter_are_plain(town: Town, listing_id: UUID) -> None:
    town.clock.pass_(days=100)
    ask(town)
    text = town.letters("cora@example.org")[-1]["text"]
    assert [line.rsplit("/", 1)[1] for line in text.split() if "/check/" in line] == [
        "still", "change", "full", "pause", "ended",
    ]  # fmt: skip
    assert date(2026, 11, 22) < town.clock().date()
