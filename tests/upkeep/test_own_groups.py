"""Somebody who looks after groups signs in and keeps them right: one press, a change, or the end."""

from typing import Any
from uuid import UUID

from app.access.devices import Way, sign_in
from app.access.use_link import account_of
from app.db.engine import unit_of_work
from tests.upkeep.conftest import Town

CORA = "cora@example.org"


def as_(town: Town, email: str) -> dict[str, str]:
    """The headers of somebody who has signed in and has no role."""
    with unit_of_work(town.engine, writes=True) as session:
        account = account_of(session, email, town.clock())
        return {"Cookie": f"kith={sign_in(session, account.id, Way.LINK, town.clock())}"}


def look(town: Town, email: str = CORA) -> str:
    answer = town.http.get("/me/groups", headers=as_(town, email))
    assert answer.status_code == 200
    return str(answer.text)


def press(town: Town, listing_id: UUID, reply: str, email: str = CORA) -> Any:
    return town.http.post(f"/me/groups/{listing_id}", data={"reply": reply}, headers=as_(town, email))


def test_one_press_says_that_it_is_still_right(town: Town, group: UUID) -> None:
    assert "Compton Road Knitters" in look(town)
    assert "Checked 3 months ago" in look(town)
    back = press(town, group, "still").headers["location"]
    assert back == "/me/groups?told=still"
    assert "Thank you. It is marked as checked today." in town.http.get(back, headers=as_(town, CORA)).text
    assert "Checked today" in look(town)
    assert "Thank you." not in look(town)
    assert 'href="/me/groups"' in town.http.get("/me", headers=as_(town, CORA)).text


def test_one_press_says_that_it_is_full_and_another_that_there_is_room(town: Town, group: UUID) -> None:
    assert "We have room again" not in look(town)
    assert press(town, group, "full").headers["location"].startswith("/me/groups?told=full&")
    shown = look(town)
    assert "Full just now" in shown
    assert "Checked today" in shown
    assert "Full just now. Ask when there is room." in town.http.get(f"/listings/{group}").text
    assert press(town, group, "full").status_code == 303, "a second tap says the same"
    press(town, group, "room")
    assert "We are full" in look(town)
    assert "Full just now" not in town.http.get(f"/listings/{group}").text
    (row,) = town.rows("SELECT who FROM history ORDER BY at DESC, rowid DESC LIMIT 1")
    assert row["who"].startswith("keeper:")


def test_one_that_waits_is_not_full(town: Town) -> None:
    listing_id = town.register()
    press(town, listing_id, "full")
    assert town.rows("SELECT capacity FROM listing")[0]["capacity"] == "open"


def test_a_change_begins_from_what_stands_there(town: Town, group: UUID) -> None:
    change = press(town, group, "change").headers["location"]
    said = {"name": "Compton Road Weavers", "summary": "We weave and drink tea."}
    assert town.http.post(f"{change}/what", data=said).status_code == 303
    town.http.post(f"{change}/send")
    assert "Compton Road Weavers" in look(town)
    (row,) = town.rows("SELECT who FROM history ORDER BY at DESC, rowid DESC LIMIT 1")
    assert row["who"].startswith("keeper:")


def test_it_has_ended(town: Town, group: UUID) -> None:
    press(town, group, "ended")
    assert town.status(group) == "ended"
    assert "You look after none yet." in look(town)


def test_nobody_else_sees_or_presses_it(town: Town, group: UUID) -> None:
    assert "You look after none yet." in look(town, "dev@example.org")
    for reply in ("still", "full", "room", "change", "ended"):
        assert press(town, group, reply, "dev@example.org").status_code == 404
    assert town.status(group) == "public"
    assert town.http.get("/me/groups").status_code in (303, 401)
    assert town.http.post(f"/me/groups/{group}", data={"reply": "ended"}).status_code in (303, 401)
    assert town.status(group) == "public"


def test_what_no_button_says_does_nothing(town: Town, group: UUID) -> None:
    assert press(town, group, "delete").status_code == 404
    assert press(town, UUID(int=1), "still").status_code == 404


def test_who_only_asked_to_look_after_it_waits_for_a_yes(town: Town, group: UUID) -> None:
    asked = {"who": "Pat", "line": "pat@example.org", "words": "Ours."}
    town.http.post(f"/listings/{group}/look-after", data=asked)
    assert "You look after none yet." in look(town, "pat@example.org")
    (keeper,) = town.rows("SELECT id FROM keeper WHERE email = 'pat@example.org'")
    town.steward(f"/steward/claims/{UUID(keeper['id'])}", agree="yes")
    assert "Compton Road Knitters" in look(town, "pat@example.org")


def test_one_that_waits_can_be_changed_and_is_not_checked_by_its_keeper(town: Town) -> None:
    listing_id = town.register()
    assert "Waits for a person to read it" in look(town)
    press(town, listing_id, "still")
    assert town.status(listing_id) == "waiting"
    assert town.rows("SELECT checked_on FROM listing")[0]["checked_on"] is None
    assert press(town, listing_id, "change").headers["location"].startswith("/groups/new/")
