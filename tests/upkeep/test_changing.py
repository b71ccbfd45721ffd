"""Whoever looks after a group changes what it says: by a link, page by page, shown before it is done, undone later."""

import re
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from app.db.engine import unit_of_work
from app.directory.rules import Ease, Kind, Status
from app.directory.shapes import ContactIn, ListingIn
from app.directory.store import snapshots
from app.directory.vocabulary import load_vocabulary
from app.upkeep.as_answers import answers_of, changed_steps
from app.upkeep.chase import ask_keepers
from app.upkeep.letters import Post
from app.upkeep.rules import Step
from app.upkeep.shapes import Answers
from tests.builders import TODAY, home, listing, meeting
from tests.upkeep.conftest import WHOLE, Town
from tests.upkeep.photos.pictures import from_a_phone

POST = Post("http://kith.test")
CORA = "cora@example.org"


def ask(town: Town) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        ask_keepers(session, POST, town.clock())


def link(town: Town, to: str = CORA) -> str:
    """Where the last letter's link to change something leads."""
    found = re.findall(r"(/check/[^/\s]+/change)", town.letters(to)[-1]["text"])
    return str(found[-1])


@pytest.fixture
def listing_id(town: Town) -> UUID:
    """Cora's knitters, published a hundred days ago; Cora has been asked."""
    made = town.register()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    town.clock.pass_(days=100)
    ask(town)
    return made


def begin(town: Town) -> str:
    """Cora presses her link's button; the code of her draft."""
    answer = town.http.post(link(town))
    assert answer.status_code == 303
    return str(answer.headers["location"]).removeprefix("/groups/new/")


def put(town: Town, code: str, step: str, **fields: Any) -> Any:
    return town.http.post(f"/groups/new/{code}/{step}", data=WHOLE[step] | fields)


def send(town: Town, code: str) -> Any:
    return town.http.post(f"/groups/new/{code}/send")


def it(town: Town, listing_id: UUID) -> Any:
    return town.http.get(f"/api/v1/listings/{listing_id}").json()


def test_one_page_is_changed_and_the_rest_stays(town: Town, listing_id: UUID) -> None:
    before = it(town, listing_id)
    assert before["freshness"]["state"] == "sinking"
    code = begin(town)
    tasks = town.http.get(f"/groups/new/{code}").text
    assert tasks.count("As it was") == 5
    assert "To do" not in tasks
    answer = put(town, code, "when", days="wed")
    assert answer.headers["location"].endswith("/check")
    assert "/done" in send(town, code).headers["location"]
    assert "It is changed" in town.http.get(f"/groups/new/{code}/done").text

    after = it(town, listing_id)
    assert after["freshness"] == {"state": "checked", "checked_on": town.clock().date().isoformat()}
    assert {date.fromisoformat(one["starts"][:10]).weekday() for one in after["next_sessions"]} == {2}
    same = set(before) - {"freshness", "next_session", "next_sessions"}
    assert {name: after[name] for name in same} == {name: before[name] for name in same}


def test_what_was_and_what_is_now_stand_side_by_side_before_it_is_done(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    put(town, code, "when", times="2pm to 4pm")
    put(town, code, "getting-in", free="no", cost="£2")
    page = " ".join(re.sub(r"<[^>]+>", " ", town.http.get(f"/groups/new/{code}/check").text).split())
    assert "It was: Every Tuesday in term time, 10:30am to 12 noon." in page
    assert "It is now: Every Tuesday in term time, 2pm to 4pm." in page
    assert "It was: Free It is now: £2" in page
    assert page.count("It was:") == 2
    assert it(town, listing_id)["cost"]["text"] == "", "nothing is changed before it is sent"


def test_history_says_who_and_what_and_a_steward_is_asked_to_look_and_can_put_it_back(
    town: Town, listing_id: UUID
) -> None:
    code = begin(town)
    put(town, code, "what", name="Compton Road Weavers")
    send(town, code)
    (keeper,) = town.rows("SELECT id FROM keeper")
    (entry,) = town.rows("SELECT id, who FROM history WHERE who LIKE 'keeper:%' AND before LIKE '%Knitters%' LIMIT 1")
    assert entry["who"] == f"keeper:{UUID(keeper['id'])}"
    steward = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_("steward")).text
    assert "whoever looks after it" in steward
    assert "<del>Compton Road Knitters</del> <ins>Compton Road Weavers</ins>" in steward
    assert "Whoever looks after it changed something" in town.http.get("/steward", headers=town.as_("steward")).text
    town.steward(f"/steward/listings/{listing_id}/undo", entry=str(UUID(entry["id"])))
    assert it(town, listing_id)["name"] == "Compton Road Knitters"


def test_whoever_looks_after_it_is_told_at_the_address_we_knew(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    put(town, code, "contact", email="new@example.org", phone="0113 496 0099")
    send(town, code)
    letter = town.letters(CORA)[-1]
    assert letter["subject"] == "“Compton Road Knitters” was changed"
    assert "Was this not you?" in letter["text"]
    (keeper,) = town.rows("SELECT email, phone FROM keeper")
    assert (keeper["email"], keeper["phone"]) == ("new@example.org", "0113 496 0099")


def test_a_link_begins_one_change_and_no_second(town: Town, listing_id: UUID) -> None:
    path = link(town)
    page = town.http.get(path)
    assert page.text.count("<button") == 1
    assert town.rows("SELECT * FROM group_draft WHERE changes_id IS NOT NULL") == [], "to look changes nothing"
    begin(town)
    assert town.http.post(path).status_code == 404
    assert town.http.get(path).status_code == 404


def test_history_tells_days_and_what_it_is_about_in_words(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    put(town, code, "what", hopes=["craft", "gardening"])
    put(town, code, "when", times="2 to 4pm")
    send(town, code)
    steward = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_("steward")).text
    changes = steward.split('id="changes"')[1]
    assert "<ins>Every Tuesday in term time, 2pm to 4pm." in changes
    assert "FREQ=" not in changes
    assert "Gardening" in changes
    assert "hope gardening" not in changes


def test_pressed_twice_it_is_one_change_and_afterwards_none(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    put(town, code, "what", name="Compton Road Weavers")
    for _ in range(2):
        assert "/done" in send(town, code).headers["location"]
    assert len(town.rows("SELECT * FROM upkeep_report")) == 1
    assert put(town, code, "what", name="Something else").headers["location"].endswith("/done")
    kept = town.rows("SELECT answers, began_as FROM group_draft WHERE changes_id IS NOT NULL")[0]
    assert "0113" not in kept["answers"] + kept["began_as"]


def test_nothing_changed_is_a_yes(town: Town, listing_id: UUID) -> None:
    history = len(town.rows("SELECT * FROM history"))
    send(town, begin(town))
    assert it(town, listing_id)["freshness"]["state"] == "checked"
    assert len(town.rows("SELECT * FROM history")) == history + 1
    assert town.rows("SELECT * FROM upkeep_report") == []


def test_a_page_that_is_changed_has_to_be_whole(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    answer = put(town, code, "what", name="")
    assert (answer.status_code, "Tell us the name of the group." in answer.text) == (422, True)
    assert send(town, code).status_code == 422
    assert it(town, listing_id)["name"] == "Compton Road Knitters"


def test_a_refuge_and_what_must_not_be_listed_are_refused_here_too(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    answer = put(town, code, "what", name="Rose House refuge", summary="A refuge for women who flee violence.")
    assert "We never put a refuge on the map" in answer.text
    other = town.register(what={"name": "Loud Ones"}, contact={"phone": "0113 496 0077", "email": "x@example.org"})
    town.steward(f"/steward/listings/{other}/bar", kind="phone", words="asked for it")
    put(town, code, "what")
    put(town, code, "contact", phone="0113 496 0077")
    answer = send(town, code)
    assert (answer.status_code, "This cannot be put on the map here" in answer.text) == (422, True)
    assert it(town, listing_id)["contact"]["phone"] == "0113 496 0013"


def test_it_may_be_told_in_words_and_then_a_person_puts_it_right(town: Town, listing_id: UUID) -> None:
    code = begin(town)
    assert town.http.post(f"/groups/new/{code}/tell", data={"words": " "}).status_code == 422
    town.http.post(f"/groups/new/{code}/tell", data={"words": "We meet on Wednesdays now."})
    page = town.http.get("/steward", headers=town.as_("steward")).text
    assert "From whoever looks after it:" in page
    assert "We meet on Wednesdays now." in page
    assert town.http.post(f"/groups/new/{code}/tell", data={"words": "Again."}).status_code == 303
    assert len(town.rows("SELECT * FROM upkeep_report")) == 1


def test_words_are_told_for_a_change_only(town: Town) -> None:
    code = town.begin()
    assert town.http.post(f"/groups/new/{code}/tell", data={"words": "x"}).status_code == 303
    assert town.rows("SELECT * FROM upkeep_report") == []


def test_a_photo_is_lent_changed_and_taken_away(town: Town) -> None:
    code = town.begin()
    town.fill_in(code)
    words = {"alt": "Wool.", "agreed": "yes"}
    town.http.post(f"/groups/new/{code}/photo", data=words, files={"photo": ("p", from_a_phone())})
    town.http.post(f"/groups/new/{code}/send")
    (made,) = town.waiting()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    town.clock.pass_(days=100)
    ask(town)
    code = begin(town)
    assert 'alt="Wool."' in town.http.get(f"/groups/new/{code}/photo").text
    town.http.post(f"/groups/new/{code}/photo", data={"do": "remove"})
    assert 'alt="Wool."' in town.http.get(f"/listings/{made}").text, "not before it is sent"
    send(town, code)
    assert 'alt="Wool."' not in town.http.get(f"/listings/{made}").text
    assert town.rows("SELECT id FROM photo WHERE listing_id IS NOT NULL OR draft IS NOT NULL") == []


def test_a_photo_that_is_left_alone_stays_as_it_is(town: Town) -> None:
    code = town.begin()
    town.fill_in(code)
    words = {"alt": "Wool.", "agreed": "yes"}
    town.http.post(f"/groups/new/{code}/photo", data=words, files={"photo": ("p", from_a_phone())})
    town.http.post(f"/groups/new/{code}/send")
    (made,) = town.waiting()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    history = len(town.rows("SELECT * FROM history"))
    town.clock.pass_(days=100)
    ask(town)
    send(town, begin(town))
    assert len(town.rows("SELECT * FROM history")) == history + 1, "checked, and no more"
    assert [row["listing_id"] for row in town.rows("SELECT listing_id FROM photo")] == [made.hex]


# By a steward


def test_a_steward_changes_what_was_told_on_the_telephone(town: Town) -> None:
    (made,) = town.add(listing(name="The Growers"))
    answer = town.steward(f"/steward/listings/{made}/change")
    code = answer.headers["location"].removeprefix("/groups/new/")
    town.http.post(
        f"/groups/new/{code}/what",
        data={"name": "Compton Growers", "summary": "They grow vegetables.", "hopes": "gardening"},
    )
    send(town, code)
    found = it(town, made)
    assert (found["name"], found["freshness"]["checked_on"]) == ("Compton Growers", TODAY.isoformat())
    assert {"gardening"} <= set(found["hopes"])
    assert (found["organisation"], found["place"]) == ("Harehills Neighbours", "Compton Hall")
    assert town.rows("SELECT * FROM upkeep_report") == [], "nobody need look over a steward's change"
    (who,) = {row["who"].partition(":")[0] for row in town.rows("SELECT who FROM history WHERE before LIKE '{%'")}
    assert who == "steward"


def test_a_new_one_is_put_right_before_it_is_published(town: Town) -> None:
    made = town.register()
    code = town.steward(f"/steward/listings/{made}/change").headers["location"].removeprefix("/groups/new/")
    put(town, code, "what", name="Compton Road Weavers")
    send(town, code)
    assert town.status(made) == "waiting"
    assert town.rows("SELECT name, checked_on FROM listing")[0] == {"name": "Compton Road Weavers", "checked_on": None}


@pytest.mark.parametrize("status", [Status.ENDED, Status.REFUSED, Status.MERGED, Status.WITHDRAWN])
def test_what_is_gone_is_not_changed(town: Town, status: Status) -> None:
    (made,) = town.add(listing(status=status))
    assert town.steward(f"/steward/listings/{made}/change").status_code == 404


def test_a_person_is_changed_by_whoever_answers_for_them(town: Town) -> None:
    (made,) = town.add(listing(kind=Kind.EXCHANGE))
    assert town.steward(f"/steward/listings/{made}/change").status_code == 404


def test_of_a_home_no_street_is_told_and_the_street_stays(town: Town) -> None:
    (made,) = town.add(listing(name="Soup", place=home()))
    code = town.steward(f"/steward/listings/{made}/change").headers["location"].removeprefix("/groups/new/")
    pages = [town.http.get(f"/groups/new/{code}/{step}").text for step in ("where", "check")]
    assert not [page for page in pages if "Made Up Row" in page]
    town.http.post(f"/groups/new/{code}/where", data={"setting": "home", "postcode": "LS8 5", "place_name": "Kitchen"})
    send(town, code)
    (exact,) = town.rows("SELECT address FROM place_private")
    assert exact["address"] == "4 Made Up Row"
    assert it(town, made)["private"] is True


# Links that a keeper asks for


def test_a_keeper_asks_for_the_links_and_gets_them(town: Town) -> None:
    made = town.register()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    letters = len(town.letters(CORA))
    answer = town.http.post(f"/listings/{made}/links", data={"to": "Cora@Example.org"})
    assert "three links are on their way" in answer.text
    assert len(town.letters(CORA)) == letters + 1
    assert town.http.get(link(town)).status_code == 200
    again = town.http.post(f"/listings/{made}/links", data={"to": CORA})
    assert (again.text, len(town.letters(CORA))) == (answer.text, letters + 1), "once a day"


def test_nobody_learns_whose_address_is_known(town: Town) -> None:
    made = town.register()
    town.steward(f"/steward/listings/{made}/judge", verdict="publish")
    mine, other = (town.http.post(f"/listings/{made}/links", data={"to": to}) for to in (CORA, "dev@example.org"))
    assert (mine.status_code, mine.text) == (other.status_code, other.text)
    assert town.letters("dev@example.org") == []
    assert town.http.post(f"/listings/{made}/links", data={"to": "no address"}).status_code == 422


# What stands there, as answers


def stands(town: Town, one: ListingIn) -> Answers:
    (made,) = town.add(one)
    with unit_of_work(town.engine) as session:
        return answers_of(snapshots(session, [made])[made], load_vocabulary(), TODAY)


@pytest.mark.parametrize(
    ("rule", "minutes", "told"),
    [
        ("FREQ=WEEKLY;BYDAY=TU", 90, ("weekly", "10.30am to 12 noon")),
        ("FREQ=WEEKLY;INTERVAL=1;BYDAY=TU", 60, ("weekly", "10.30am to 11.30am")),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 60, ("fortnightly", "10.30am to 11.30am")),
        ("FREQ=MONTHLY;BYDAY=-1TU", 240, ("monthly", "10.30am to 2.30pm")),
        ("FREQ=WEEKLY;BYDAY=TU", 13 * 60 + 30, ("weekly", "10.30am to 12 midnight")),
        ("FREQ=MONTHLY;BYDAY=TU", 60, ("", "")),
        ("FREQ=MONTHLY;BYDAY=5TU", 60, ("", "")),
        ("FREQ=MONTHLY;BYMONTHDAY=3", 60, ("", "")),
        ("FREQ=WEEKLY;BYDAY=TU;UNTIL=20270101T000000Z", 60, ("", "")),
        ("FREQ=DAILY", 60, ("", "")),
        ("", 60, ("", "")),
    ],
)
def test_days_and_times_are_told_where_these_pages_can_say_them(
    town: Town, rule: str, minutes: int, told: tuple[str, str]
) -> None:
    said = stands(town, listing(sessions=(meeting(rrule=rule, minutes=minutes),)))
    assert (said.repeats, said.times) == told


def test_every_second_week_is_told_from_a_day_on_which_they_meet(town: Town) -> None:
    """A feed may count from any day of the first week; the form asks for one of the days that are ticked."""
    rule, wednesday = "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", date(2026, 12, 2)
    said = stands(town, listing(sessions=(meeting(rrule=rule, starts_on=wednesday),)))
    assert said.first_on == "15 December 2026"


def test_a_national_line_that_stood_there_is_no_slip(town: Town) -> None:
    one = listing(contact=ContactIn(name="Desk", phone="111"))
    town.add(one)
    code = town.steward(f"/steward/listings/{one.id}/change").headers["location"].removeprefix("/groups/new/")
    sent = {"contact_name": "The desk", "phone": "111", "show": "yes"}
    assert town.http.post(f"/groups/new/{code}/contact", data=sent).status_code == 303
    assert town.http.post(f"/groups/new/{code}/contact", data=sent | {"phone": "999"}).status_code == 422


def test_several_times_are_left_alone(town: Town) -> None:
    one = listing(sessions=(meeting(), meeting(rrule="FREQ=WEEKLY;BYDAY=FR")))
    assert stands(town, one).repeats == ""
    assert one.id
    code = town.steward(f"/steward/listings/{one.id}/change").headers["location"].removeprefix("/groups/new/")
    town.http.post(f"/groups/new/{code}/what", data={"name": "Growers", "summary": "They grow vegetables."})
    assert send(town, code).status_code == 303
    assert len(town.rows("SELECT * FROM listing_session")) == 2


def test_what_these_pages_do_not_ask_stays_beside_what_they_do(town: Town) -> None:
    one = listing(
        hopes=("gardening", "welding"), basics=("food",), ease={Ease.BSL: "yes", Ease.TOILET: "no"}, opening="Ask Pat",
    )  # fmt: skip
    assert one.id
    said = stands(town, one)
    code = town.steward(f"/steward/listings/{one.id}/change").headers["location"].removeprefix("/groups/new/")
    fields = {"name": "Growers", "summary": said.summary, "hopes": "gardening", "gifts": said.gifts}
    town.http.post(f"/groups/new/{code}/what", data=fields)
    town.http.post(f"/groups/new/{code}/getting-in", data=WHOLE["getting-in"] | {"ease-toilet": "yes"})
    send(town, code)
    found = it(town, one.id)
    assert found["basics"] == ["food"]
    assert {"bsl", "toilet", "step_free"} <= {ease for ease, answer in found["access"].items() if answer == "yes"}
    assert found["opening"] == "Ask Pat"


def test_white_space_and_order_are_no_change() -> None:
    began = Answers(name="The  Growers", hopes=("a", "b"), summary="One\ntwo")
    assert changed_steps(began, Answers(name="The Growers", hopes=("b", "a"), summary="One two")) == ()
    assert changed_steps(began, Answers(name="The Growers", hopes=("b",), summary="One two")) == (Step.WHAT,)
