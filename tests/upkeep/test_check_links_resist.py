"""A check mail's link, or a draft's code, pressed by many hands at once, with letters changed, used up or too old."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.db.engine import unit_of_work
from app.upkeep.chase import ask_keepers
from app.upkeep.letters import Post
from tests.upkeep.conftest import Town
from tests.upkeep.test_upkeep_on_postgresql import leeds  # noqa: F401 (fixture)

HANDS = 6
REPLIES = ("still", "change", "ended")


@pytest.fixture(params=["town", "leeds"])
def each_town(request: pytest.FixtureRequest) -> Town:
    """On each kind of database in turn."""
    town: Town = request.getfixturevalue(request.param)
    return town


def asked(town: Town) -> str:
    """Cora's knitters are on the map and have begun to sink: the token in the letter to her."""
    code = town.begin()
    town.fill_in(code)
    town.http.post(f"/groups/new/{code}/send")
    (row,) = town.rows("SELECT id FROM listing")
    town.steward(f"/steward/listings/{UUID(str(row['id']))}/judge", verdict="publish")
    town.clock.pass_(days=100)
    with unit_of_work(town.engine, writes=True) as session:
        assert ask_keepers(session, Post("http://kith.test"), town.clock()) == 1
    found = re.findall(r"/check/([^/\s]+)/still", town.letters("cora@example.org")[-1]["text"])
    return str(found[-1])


def test_of_many_hands_with_different_answers_one_counts(each_town: Town) -> None:
    town = each_town
    token, start = asked(town), Barrier(HANDS)

    def press(hand: int) -> tuple[str, int]:
        reply = REPLIES[hand % len(REPLIES)]
        start.wait()
        answer = TestClient(town.http.app, "http://kith.test").post(
            f"/check/{token}/{reply}", data={"words": "It moved."}
        )
        return reply, answer.status_code

    with ThreadPoolExecutor(HANDS) as pool:
        answers = list(pool.map(press, range(HANDS)))
    counted = [reply for reply, status in answers if status == 200]
    assert len(counted) == 1
    assert {status for _, status in answers} == {200, 404}
    (link,) = town.rows("SELECT reply FROM check_link")
    (listing,) = town.rows("SELECT status FROM listing")
    begun = town.rows("SELECT key FROM group_draft WHERE changes_id IS NOT NULL")
    assert link["reply"] == counted[0]
    assert (listing["status"] == "ended") == (counted == ["ended"])
    assert len(begun) == (counted == ["change"])


def test_used_up_too_old_altered_and_guessed_are_one_answer(town: Town) -> None:
    token = asked(town)
    said = {}
    for name, tried in {
        "altered": ("A" if token[0] != "A" else "B") + token[1:],
        "altered at its end": token[:-1] + ("A" if token[-1] != "A" else "B"),
        "short": token[:-1],
        "long": token + "A",
        "guessed": "A" * len(token),
    }.items():
        said[name] = town.http.post(f"/check/{tried}/still")
        said[f"{name}, looked at"] = town.http.get(f"/check/{tried}/still")
    assert town.http.get(f"/check/{token}/still").status_code == 200, "guesses use nothing up"
    assert town.http.post(f"/check/{token}/still").status_code == 200
    said["used"] = town.http.post(f"/check/{token}/still")
    said["used, looked at"] = town.http.get(f"/check/{token}/still")
    town.clock.pass_(days=31)
    said["old"] = town.http.post(f"/check/{token}/still")
    for looked in (True, False):
        same = [one for name, one in said.items() if name.endswith("looked at") == looked]
        assert len({(one.status_code, one.text, tuple(sorted(one.headers))) for one in same}) == 1
    assert {one.status_code for one in said.values()} == {404}


def test_a_link_answers_only_what_it_was_made_for(town: Town) -> None:
    token = asked(town)
    for path in (f"/check/{token}/delete", f"/check/{token}", f"/sign-in/link?t={token}", f"/groups/new/{token}"):
        assert town.http.get(path).status_code in (404, 410), path
    assert town.http.post("/sign-in/link", data={"t": token}).status_code == 410
    assert town.http.get(f"/check/{token}/still").status_code == 200


def test_of_many_hands_that_send_one_draft_one_group_comes(each_town: Town) -> None:
    town = each_town
    code, start = town.begin(), Barrier(HANDS)
    town.fill_in(code)

    def press(_: int) -> int:
        start.wait()
        http = TestClient(town.http.app, "http://kith.test", follow_redirects=False)
        return http.post(f"/groups/new/{code}/send").status_code

    with ThreadPoolExecutor(HANDS) as pool:
        assert set(pool.map(press, range(HANDS))) <= {303, 404}
    assert len(town.rows("SELECT id FROM listing")) == 1
    assert len(town.rows("SELECT id FROM keeper")) == 1


@pytest.mark.parametrize("how", ["altered", "short", "long", "guessed"])
def test_a_draft_opens_to_nobody_who_guesses(town: Town, how: str) -> None:
    code = town.begin()
    town.fill_in(code)
    tried = {"altered": ("A" if code[0] != "A" else "B") + code[1:], "short": code[:-1], "long": code + "A",
             "guessed": "A" * len(code)}[how]  # fmt: skip
    for path in ("", "/what", "/contact", "/check", "/done", "/card"):
        answer = town.http.get(f"/groups/new/{tried}{path}")
        assert answer.status_code == 404
        assert "Compton" not in answer.text
    for path in ("/what", "/send", "/others", "/link", "/save/what"):
        assert town.http.post(f"/groups/new/{tried}{path}", data={"name": "Ours now"}).status_code == 404
    assert "Compton Road Knitters" in town.http.get(f"/groups/new/{code}/check").text
