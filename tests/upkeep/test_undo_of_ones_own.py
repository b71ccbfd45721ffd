"""A slip of the thumb costs whoever looks after a group one more press, and takes back nobody else's word."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import pytest

from app.access.rules import Role
from app.db.engine import unit_of_work
from app.directory.change import change_listing
from app.upkeep.retire import bar_listing
from app.upkeep.taken_back import taken_back
from tests.upkeep.conftest import Town
from tests.upkeep.test_own_groups import CORA, as_, press

SINCE = "It was changed again since then, so it stays as it is now."


def entry_of(location: str) -> str:
    found = re.search(r"[?&]entry=([0-9a-f-]{36})", location)
    assert found, location
    return found[1]


def undo(town: Town, listing_id: UUID, entry: str, email: str = CORA) -> Any:
    return town.http.post(f"/me/groups/{listing_id}/undo", data={"entry": entry}, headers=as_(town, email))


def row(town: Town) -> Any:
    return town.rows("SELECT name, capacity, status, checked_on, phone, paused_until FROM listing")[0]


def change(town: Town, listing_id: UUID, **pages: dict[str, str]) -> str:
    """Cora changes something; the address of the page that thanks her."""
    begun = str(press(town, listing_id, "change").headers["location"])
    for step, fields in pages.items():
        answer = town.http.post(f"{begun}/{step}", data=fields)
        assert answer.status_code == 303, answer.text
    return str(town.http.post(f"{begun}/send").headers["location"])


WEAVERS = {"name": "Compton Road Weavers", "summary": "We weave and drink tea."}
WALK_IN = {"way_in": "walk_in", "free": "yes"}
REACHED = {"contact_name": "Cora", "phone": "0113 496 0077", "email": "slip@example.org", "show": "yes"}


@pytest.mark.parametrize("reply", ["full", "pause", "ended"])
def test_a_press_is_undone_beside_its_confirmation(town: Town, group: UUID, reply: str) -> None:
    before = dict(row(town))
    to = press(town, group, reply).headers["location"]
    assert dict(row(town)) != before
    entry = entry_of(to)
    shown = town.http.get(to, headers=as_(town, CORA)).text
    assert f'action="/me/groups/{group}/undo"' in shown
    assert entry in shown
    back = undo(town, group, entry).headers["location"]
    assert dict(row(town)) == before
    assert "It is back as it was before." in town.http.get(back, headers=as_(town, CORA)).text


def test_an_edit_is_undone_where_it_was_thanked_for(town: Town, group: UUID) -> None:
    done = change(town, group, what=WEAVERS)
    assert row(town)["name"] == "Compton Road Weavers"
    assert 'value="' + entry_of(done) in town.http.get(done).text
    answer = town.http.post(done.partition("/done")[0] + "/undo", data={"entry": entry_of(done)})
    assert "It is back as it was before." in answer.text
    assert row(town)["name"] == "Compton Road Knitters"


def test_it_stands_in_the_list_of_changes_with_what_it_said(town: Town, group: UUID) -> None:
    entry = entry_of(press(town, group, "full").headers["location"])
    town.clock.pass_(days=3)
    shown = town.http.get(f"/me/groups/{group}/changes", headers=as_(town, CORA)).text
    assert entry in shown
    assert "<ins>Full just now</ins>" in shown
    assert shown.count("Undo<") == 1, "neither the steward's word nor the day it came in is hers to undo"
    undo(town, group, entry)
    assert row(town)["capacity"] == "open"


def test_what_others_changed_is_named_and_not_quoted(town: Town, group: UUID) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        change_listing(session, group, who="steward:x", at=town.clock(), phone="0113 496 0055")
        change_listing(session, group, who="steward:x", at=town.clock(), phone="0113 496 0056")
    shown = town.http.get(f"/me/groups/{group}/changes", headers=as_(town, CORA)).text
    assert "<li>Phone number</li>" in shown
    assert "0113 496 005" not in shown


def test_what_somebody_else_changed_since_stays_and_a_sentence_says_so(town: Town, group: UUID) -> None:
    entry = entry_of(change(town, group, what=WEAVERS))
    with unit_of_work(town.engine, writes=True) as session:
        change_listing(session, group, who="steward:x", at=town.clock(), name="Compton Road Spinners")
    answer = undo(town, group, entry)
    assert answer.status_code == 422
    assert SINCE in answer.text
    assert row(town)["name"] == "Compton Road Spinners"


def test_what_somebody_else_said_of_other_things_since_is_kept(town: Town, group: UUID) -> None:
    entry = entry_of(change(town, group, what=WEAVERS))
    with unit_of_work(town.engine, writes=True) as session:
        change_listing(session, group, who="steward:x", at=town.clock(), phone="0113 496 0055", capacity="full")
    assert undo(town, group, entry).status_code == 303
    kept = row(town)
    assert (kept["name"], kept["phone"], kept["capacity"]) == ("Compton Road Knitters", "0113 496 0055", "full")


def test_twice_it_is_as_it_was(town: Town, group: UUID) -> None:
    entry = entry_of(press(town, group, "full").headers["location"])
    undo(town, group, entry)
    n = len(town.rows("SELECT id FROM history"))
    assert undo(town, group, entry).status_code == 303
    assert len(town.rows("SELECT id FROM history")) == n


def test_two_thumbs_at_once_make_one_change(town: Town, group: UUID) -> None:
    entry, headers = entry_of(press(town, group, "full").headers["location"]), as_(town, CORA)
    n = len(town.rows("SELECT id FROM history"))

    def once(_number: int) -> int:
        sent = town.http.post(f"/me/groups/{group}/undo", data={"entry": entry}, headers=headers)
        return int(sent.status_code)

    with ThreadPoolExecutor(4) as hands:
        assert set(hands.map(once, range(4))) == {303}
    assert len(town.rows("SELECT id FROM history")) == n + 1


def test_nobody_undoes_what_another_did(town: Town, group: UUID) -> None:
    entry = entry_of(press(town, group, "full").headers["location"])
    assert undo(town, group, entry, "dev@example.org").status_code == 404
    assert town.http.get(f"/me/groups/{group}/changes", headers=as_(town, "dev@example.org")).status_code == 404
    assert town.http.post(f"/me/groups/{group}/undo", data={"entry": entry}).status_code in (303, 401)
    assert row(town)["capacity"] == "full"
    for other in town.rows("SELECT id FROM history WHERE who NOT LIKE 'keeper:%'"):
        assert undo(town, group, str(UUID(other["id"]))).status_code == 404
    assert undo(town, group, "nonsense").status_code == 404
    assert row(town)["status"] == "public"


def test_a_second_keeper_does_not_undo_the_first_ones_word(town: Town, group: UUID) -> None:
    town.http.post(f"/listings/{group}/look-after", data={"who": "Pat", "line": "pat@example.org", "words": "Ours."})
    (pat,) = town.rows("SELECT id FROM keeper WHERE email = 'pat@example.org'")
    town.steward(f"/steward/claims/{UUID(pat['id'])}", agree="yes")
    entry = entry_of(press(town, group, "full").headers["location"])
    assert undo(town, group, entry, "pat@example.org").status_code == 404
    assert row(town)["capacity"] == "full"


def test_a_draft_undoes_no_change_but_its_keepers(town: Town, group: UUID) -> None:
    done = change(town, group, what=WEAVERS)
    steward = town.rows("SELECT id FROM history WHERE who LIKE 'steward:%'")[0]
    path = done.partition("/done")[0] + "/undo"
    assert town.http.post(path, data={"entry": str(UUID(steward["id"]))}).status_code == 404
    open_draft = str(press(town, group, "change").headers["location"])
    assert town.http.post(f"{open_draft}/undo", data={"entry": entry_of(done)}).status_code == 404
    assert row(town)["name"] == "Compton Road Weavers"


def test_of_what_a_steward_ended_nothing_is_undone(town: Town, group: UUID) -> None:
    entry = entry_of(press(town, group, "full").headers["location"])
    town.steward(f"/steward/listings/{group}/call", outcome="ended")
    answer = undo(town, group, entry)
    assert answer.status_code == 422
    assert "It is not on the map any more" in answer.text
    assert row(town)["capacity"] == "full"


def test_what_was_barred_since_does_not_come_back(town: Town, group: UUID) -> None:
    entry = entry_of(press(town, group, "ended").headers["location"])
    with unit_of_work(town.engine, writes=True) as session:
        bar_listing(session, group, frozenset(("phone",)), "They asked.", who="steward:x", at=town.clock())
    answer = undo(town, group, entry)
    assert answer.status_code == 422
    assert town.status(group) == "ended"


def test_a_slip_in_ones_own_address_is_undone_and_its_keeper_is_known_again(town: Town, group: UUID) -> None:
    done = change(town, group, contact=REACHED)
    assert town.rows("SELECT email FROM keeper")[0]["email"] == "slip@example.org"
    town.http.post(done.partition("/done")[0] + "/undo", data={"entry": entry_of(done)})
    assert town.rows("SELECT email, phone FROM keeper")[0] == {"email": CORA, "phone": "0113 496 0013"}
    assert row(town)["phone"] == "0113 496 0013"


def test_the_street_of_what_is_a_home_now_does_not_come_back(town: Town, group: UUID) -> None:
    change(town, group, what={"name": "Compton Road Knitters", "summary": "We knit at 9 Elm Grove, and drink tea."})
    entry = entry_of(change(town, group, what={"name": "Compton Road Knitters", "summary": "We knit and drink tea."}))
    change(town, group, where={"setting": "home", "address": "9 Elm Grove", "postcode": "LS8 5HX"})
    answer = undo(town, group, entry)
    assert answer.status_code == 422
    assert "The street of a home" in answer.text
    assert "Elm Grove" not in town.http.get(f"/listings/{group}").text


def test_an_undo_can_be_undone_and_a_steward_sees_both(town: Town, group: UUID) -> None:
    undo(town, group, entry_of(press(town, group, "full").headers["location"]))
    (last,) = town.rows("SELECT id, who FROM history ORDER BY at DESC, id DESC LIMIT 1")
    assert last["who"].startswith("keeper:")
    undo(town, group, str(UUID(last["id"])))
    assert row(town)["capacity"] == "full"
    shown = town.http.get(f"/steward/listings/{group}", headers=town.as_(Role.STEWARD)).text
    assert shown.count("Room for one more") == 3


def test_still_right_is_no_change_to_undo(town: Town, group: UUID) -> None:
    assert "entry=" not in press(town, group, "still").headers["location"]


def test_one_change_comes_out_and_what_was_said_since_stays() -> None:
    def kept(**listing: Any) -> dict[str, Any]:
        return {"listing": {"name": "A", "cost": "", "checked_on": None, "checked_by": ""} | listing, "sessions": []}

    before, after = kept(), kept(name="B", checked_on="2026-11-22", checked_by="keeper")
    assert taken_back(before, after, after) == before
    assert taken_back(before, after, after | {"sessions": [1]}) == before | {"sessions": [1]}
    looked = kept(name="B", checked_on="2026-12-01", checked_by="steward")
    assert taken_back(before, after, looked) == kept(checked_on="2026-12-01", checked_by="steward")
    assert taken_back(before, after, kept(name="C")) is None


def test_a_break_is_told_in_days_as_people_write_them(town: Town, group: UUID) -> None:
    headers = as_(town, CORA)
    town.http.post(f"/me/groups/{group}", data={"reply": "pause", "back": "6 May 2027"}, headers=headers)
    shown = town.http.get(f"/me/groups/{group}/changes", headers=headers).text
    assert "Last day of a break</b>: <del>–</del> <ins>Wednesday 5 May 2027</ins>" in shown
    assert not re.search(r">[^<]*\d{4}-\d\d-\d\d", shown), "no day as a machine writes it"


def test_who_looked_and_when_is_not_among_what_a_keeper_reads(town: Town, group: UUID) -> None:
    press(town, group, "full")
    town.clock.pass_(days=1)
    press(town, group, "still")
    shown = town.http.get(f"/me/groups/{group}/changes", headers=as_(town, CORA)).text
    assert "Checked by" not in shown
    assert "Checked on" not in shown
    assert shown.count("Marked as checked") == 1


def test_a_steward_reads_the_day_of_a_check_as_people_write_it(town: Town, group: UUID) -> None:
    press(town, group, "pause")
    shown = town.http.get(f"/steward/listings/{group}", headers=town.as_(Role.STEWARD)).text
    assert re.search(r"Checked on</b>: <del>\w+day \d+ \w+ \d{4}</del> <ins>\w+day \d+ \w+ \d{4}</ins>", shown)
    assert "Last day of a break</b>: <del>–</del> <ins>Not known yet</ins>" in shown
    assert "9999" not in shown


def test_access_that_was_looked_at_again_is_no_change_and_what_changed_stands_alone(town: Town, group: UUID) -> None:
    change(town, group, **{"getting-in": WALK_IN | {"ease-step_free": "yes", "ease-toilet": "yes"}})
    town.clock.pass_(days=1)
    change(town, group, **{"getting-in": WALK_IN | {"ease-step_free": "no", "ease-toilet": "yes"}})
    shown = town.http.get(f"/me/groups/{group}/changes", headers=as_(town, CORA)).text
    assert "<b>Access</b>: <del>Step-free</del> <ins>Step-free: no</ins>" in shown
