"""A group is put on the map: page by page, kept as it is typed, sent once, and waits for a person."""

import re

import pytest

from app.areas.keep import keep_areas
from app.areas.rules import AreaKind
from app.areas.shapes import AreaContactIn, AreaIn
from app.db.engine import unit_of_work
from app.directory.carried_terms import terms_of
from tests.builders import listing, place
from tests.upkeep.conftest import WHOLE, Town


def test_a_whole_form_waits_for_a_person(town: Town) -> None:
    listing_id = town.register()
    assert town.status(listing_id) == "waiting"
    assert town.http.get(f"/listings/{listing_id}").status_code == 404, "nobody has read it yet"
    assert town.ideas() == []
    assert [letter["subject"] for letter in town.letters("cora@example.org")] == [
        "Thank you. We have “Compton Road Knitters”"
    ]


def test_everything_that_was_said_is_kept(town: Town) -> None:
    listing_id = town.register()
    row = town.rows("SELECT * FROM listing")[0]
    assert (row["name"], row["way_in"], row["free"]) == ("Compton Road Knitters", "walk_in", 1)
    assert (row["phone"], row["email"], row["show_contact"]) == ("0113 496 0013", "cora@example.org", 1)
    session = town.rows("SELECT * FROM listing_session")[0]
    assert (session["rrule"], session["minutes"], session["term_time"]) == ("FREQ=WEEKLY;BYDAY=TU", 90, 1)
    assert terms_of(row["terms"]).hopes == ("craft", "knitting")
    history = town.rows("SELECT who, before FROM history")
    assert [(one["who"], one["before"]) for one in history] == [("registered:keeper", None)] or history[0][
        "before"
    ] == "null"
    keeper = town.rows("SELECT * FROM keeper")[0]
    assert (keeper["care"], keeper["show_agreed"], keeper["listing_id"]) == ("agreed", 1, listing_id.hex)
    assert keeper["agreed_at"] is not None


def test_pressed_twice_it_is_one(town: Town) -> None:
    code = town.begin()
    town.fill_in(code)
    for _ in range(2):
        answer = town.http.post(f"/groups/new/{code}/send")
        assert answer.headers["location"] == f"/groups/new/{code}/done"
    assert len(town.waiting()) == 1
    assert len(town.letters("cora@example.org")) == 1
    assert "Thank you" in town.http.get(f"/groups/new/{code}/done").text


def test_who_gave_an_email_is_written_to_and_that_is_said(town: Town) -> None:
    page = _sent(town)
    assert "Then we write to you." in page
    assert "Words to keep" not in page
    assert 'href="/"' in page.split("<main")[1]


def test_who_gave_no_email_is_rung_and_gets_words_to_keep(town: Town) -> None:
    page = _sent(town, contact={"email": ""})
    assert "Then somebody rings you. You gave us no e-mail." in page
    words = page.partition('id="keep"')[2].partition("</textarea>")[0]
    assert "“Compton Road Knitters” went to Kith on Sunday 22 November. A person reads it and rings us." in words
    assert "To ask or to change something" not in words, "nobody has said a number there"
    assert 'href="/"' in page.split("<main")[1]


def test_the_words_to_keep_have_the_number_to_ring_there(town: Town) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        office = AreaContactIn(purpose="local", name="Harehills office", contact="0113 496 0555")
        ward = AreaIn(code="W1", name="Harehills", kind=AreaKind.WARD, sectors=("LS8 5",), contacts=(office,))
        keep_areas(session, [ward])
    town.http.app.state.kith.refresh()  # type: ignore[attr-defined]
    assert "To ask or to change something, we ring 0113 496 0555." in _sent(town, contact={"email": ""})


def _sent(town: Town, **changes: dict[str, str]) -> str:
    code = town.begin()
    town.fill_in(code, **changes)
    town.http.post(f"/groups/new/{code}/send")
    return str(town.http.get(f"/groups/new/{code}/done").text)


def test_what_was_typed_goes_when_it_is_sent(town: Town) -> None:
    town.register()
    kept = town.rows("SELECT answers FROM group_draft")[0]["answers"]
    assert "0113" not in kept
    assert "cora@" not in kept


def test_it_is_kept_page_by_page_and_opens_again(town: Town) -> None:
    code = town.begin()
    town.http.post(f"/groups/new/{code}/what", data=WHOLE["what"])
    page = town.http.get(f"/groups/new/{code}").text
    assert "Compton Road Knitters" in page
    assert page.count("To do") == 4
    town.http.post(f"/groups/new/{code}/save/where", data={"setting": "home", "postcode": "LS8"})
    page = town.http.get(f"/groups/new/{code}/where").text
    assert 'value="home" checked' in page
    assert 'value="LS8"' in page


def test_the_code_is_not_in_the_database(town: Town) -> None:
    code = town.begin()
    assert code not in town.rows("SELECT key FROM group_draft")[0]["key"]
    assert town.http.get(f"/groups/new/{code}x").status_code == 404
    assert len(code) >= 22


def test_after_thirty_days_it_is_gone(town: Town) -> None:
    code = town.begin()
    town.clock.pass_(days=31)
    assert town.http.get(f"/groups/new/{code}").status_code == 404


@pytest.mark.parametrize(
    ("step", "wrong", "said"),
    [
        ("what", {"name": ""}, "Tell us the name of the group."),
        ("what", {"summary": "Tea"}, "Tell us in a sentence or two what you do."),
        ("what", {"name": "Rose House women's refuge"}, "We never put a refuge on the map"),
        ("where", {"postcode": "LS"}, "We cannot read that as a postcode"),
        ("where", {"postcode": "LS8"}, "We need a little more of the postcode."),
        ("where", {"postcode": "L58 5HX"}, "We do not know that postcode. Is it spelt right?"),
        ("where", {"postcode": "LS99 9ZZ"}, "We do not know that postcode. Is it spelt right?"),
        ("where", {"postcode": "BT1 5GS"}, "Postcodes in Northern Ireland are not loaded here yet."),
        ("where", {"postcode": "JE2 3AB"}, "Postcodes in Jersey are not loaded here."),
        ("where", {"place_name": "", "address": ""}, "Tell us the name of the place, or its street."),
        ("when", {"days": ""}, "Tell us on which day you meet."),
        ("when", {"times": "7 - 9"}, "Tell us from when to when, with am or pm: 10.30am to 12 noon."),
        ("when", {"times": "2pm"}, "Tell us when it ends too."),
        ("when", {"times": "10am - 12am"}, "12am can mean noon or midnight."),
        ("when", {"repeats": "fortnightly"}, "Tell us a day on which you meet."),
        ("when", {"repeats": "fortnightly", "first_on": "2 December"}, "on another day of the week than you ticked."),
        ("when", {"repeats": "monthly"}, "Tell us which one of the month it is"),
        ("when", {"days_off": "24 December, soonish"}, "We could not read those dates."),
        ("when", {"repeats": "sometimes"}, "Tell us in your own words when it is on."),
        ("getting-in", {"way_in": ""}, "Tell us how somebody new gets in."),
        ("getting-in", {"free": "no"}, "Tell us what it costs."),
        ("getting-in", {"cost": "£3"}, "You say that it is free, and here is a price."),
        ("contact", {"phone": "999"}, "That is an emergency line or a helpline."),
        ("contact", {"phone": "123"}, "That is no phone number we can read."),
        ("contact", {"phone": "0113 496 001"}, "A digit is missing from that number."),
        ("contact", {"email": "cora@example"}, "That is no e-mail address we can read. Like pat@example.org."),
        ("contact", {"phone": "", "email": ""}, "We need a phone number or an e-mail address"),
        ("contact", {"show": ""}, "Tell us whether we may show it to everybody."),
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_nothing_is_lost(town: Town, step: str, wrong: dict[str, str], said: str) -> None:
    code = town.begin()
    answer = town.http.post(f"/groups/new/{code}/{step}", data=WHOLE[step] | wrong)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'role="alert"' in answer.text
    kept = next(value for name, value in WHOLE[step].items() if name not in wrong and len(value) > 2)
    assert kept in answer.text


def test_unfinished_is_not_sent(town: Town) -> None:
    code = town.begin()
    answer = town.http.post(f"/groups/new/{code}/send")
    assert answer.status_code == 422
    assert "Some pages still miss something." in answer.text
    assert town.waiting() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Every Tuesday in term time, 10:30am to 12 noon. Next on Tuesday 24 November."),
        ({"term_time": ""}, "Every Tuesday, 10:30am to 12 noon. Next on Tuesday 24 November."),
        ({"days_off": "24 November, 1 December"}, "Next on Tuesday 8 December."),
        ({"days": ["mon", "wed"], "term_time": ""}, "Every Monday and Wednesday, 10:30am"),
        (
            {"repeats": "fortnightly", "first_on": "1 December", "term_time": ""},
            "Every second Tuesday, 10:30am to 12 noon. Next on Tuesday 1 December.",
        ),
        (
            {"repeats": "monthly", "week": "-1", "term_time": ""},
            "The last Tuesday of the month, 10:30am to 12 noon. Next on Tuesday 24 November.",
        ),
    ],
)  # fmt: skip
def test_the_days_are_said_back_in_words(town: Town, fields: dict[str, str], words: str) -> None:
    code = town.begin()
    town.http.post(f"/groups/new/{code}/where", data=WHOLE["where"])
    sent = WHOLE["when"] | fields
    assert words in town.http.post(f"/groups/new/{code}/when", data=sent | {"do": "look"}).text
    assert words in town.http.post(f"/groups/new/{code}/save/when", data=sent).json()["when"]


@pytest.mark.parametrize("fields", [{"times": "2pm"}, {"repeats": "monthly"}, {"times": "10am to 12am"}])
def test_nothing_is_said_back_that_was_not_said(town: Town, fields: dict[str, str]) -> None:
    code = town.begin()
    assert town.http.post(f"/groups/new/{code}/save/when", data=WHOLE["when"] | fields).json()["when"] == ""


def test_where_a_postcode_is_is_said_back(town: Town) -> None:
    code, words = town.begin(), "That is in Harehills, Leeds."
    assert town.http.post(f"/groups/new/{code}/save/where", data=WHOLE["where"]).json()["where"] == words
    assert words in town.http.post(f"/groups/new/{code}/where", data=WHOLE["where"] | {"do": "look"}).text
    assert words in town.http.get(f"/groups/new/{code}/check").text
    half = town.http.post(f"/groups/new/{code}/save/where", data=WHOLE["where"] | {"postcode": "LS"})
    assert half.json()["where"] == ""


def test_before_it_is_sent_the_number_stands_as_it_will_be_shown(town: Town) -> None:
    code = town.begin()
    town.http.post(f"/groups/new/{code}/contact", data=WHOLE["contact"] | {"phone": "07700 900 123 or 0113 496 0000"})
    page = town.http.get(f"/groups/new/{code}/check").text
    assert "07700 900123" in page
    assert "0113 496 0000" not in page


def test_words_beside_free_that_are_no_price_are_kept(town: Town) -> None:
    town.register(getting_in={"cost": "Donations welcome"})
    row = town.rows("SELECT free, cost FROM listing")[0]
    assert (row["free"], row["cost"]) == (1, "Donations welcome")


@pytest.mark.parametrize("setting", ["home", "outdoors"])
def test_a_home_or_a_spot_outdoors_stays_private(town: Town, setting: str) -> None:
    listing_id = town.register(where={"setting": setting, "address": "4 Made Up Row"})
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")
    page, api = town.http.get(f"/listings/{listing_id}").text, town.http.get(f"/api/v1/listings/{listing_id}").json()
    assert "Made Up Row" not in page
    assert (api["private"], api["address"], api["place"]) == (True, None, "LS8 5")
    assert "Made Up Row" not in str(town.rows("SELECT after FROM history")[0]["after"])
    assert "Made Up Row" in town.http.get(f"/steward/listings/{listing_id}", headers=town.as_("steward")).text


@pytest.mark.parametrize("email", ["rosie@gmial.com", "rosie@hotmail.con", "rosie@bt.co.ku", "rosie@gmail.co"])
def test_an_end_that_no_post_has_is_asked_about(town: Town, email: str) -> None:
    code = town.begin()
    contact = WHOLE["contact"] | {"email": email}
    refused = town.http.post(f"/groups/new/{code}/contact", data=contact)
    assert "Look at the end of that e-mail address again." in refused.text
    for right in ("rosie@gmail.com", "rosie@mail.com", "rosie@ymail.com", "rosie@gmx.com", "rosie@mind.co"):
        assert town.http.post(f"/groups/new/{code}/contact", data=contact | {"email": right}).status_code == 303


@pytest.mark.parametrize("told", ["14 Compton Road", "14, compton road", "LS85HX"])
def test_the_door_of_a_home_does_not_stand_in_what_everybody_reads(town: Town, told: str) -> None:
    code = town.begin()
    home = {"setting": "home", "place_name": "", "address": "Flat 2, 14 Compton Road, Leeds", "postcode": "LS8 5HX"}
    town.http.post(f"/groups/new/{code}/where", data=home)
    what = {"name": "Soup at Jean's", "summary": f"Soup and bread at my house, {told}."}
    refused = town.http.post(f"/groups/new/{code}/what", data=what)
    assert refused.status_code == 422
    assert "Please leave out the street and postcode of a home." in refused.text
    code = town.begin()
    town.fill_in(code, what=what, where=home)  # told first, and only then that it is a home
    assert town.http.post(f"/groups/new/{code}/send").status_code == 422
    assert town.waiting() == []
    what["summary"] = "Soup and bread near Compton Road, LS8 5, for 14 at most."
    assert town.http.post(f"/groups/new/{code}/what", data=what).status_code == 303


def test_a_number_is_shown_only_when_they_say_so(town: Town) -> None:
    listing_id = town.register(contact={"show": "no"})
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")
    assert town.http.get(f"/api/v1/listings/{listing_id}").json()["contact"] == {"phone": None, "email": None}


def test_one_that_stands_near_is_asked_about_once(town: Town) -> None:
    town.add(
        listing(name="The Compton Rd Knitters Club", place=place(postcode="LS8 5HX")), listing(name="Chess at Compton")
    )
    code = town.begin()
    town.http.post(f"/groups/new/{code}/what", data=WHOLE["what"])
    answer = town.http.post(f"/groups/new/{code}/where", data=WHOLE["where"])
    assert answer.headers["location"] == f"/groups/new/{code}/others"
    page = town.http.get(answer.headers["location"]).text
    assert "Is it one of these?" in page
    assert "The Compton Rd Knitters Club" in page
    assert "Chess at Compton" not in page
    assert "may we look after it?" in page
    assert town.http.post(f"/groups/new/{code}/others").headers["location"] == f"/groups/new/{code}/when"
    again = town.http.post(f"/groups/new/{code}/where", data=WHOLE["where"])
    assert again.headers["location"] == f"/groups/new/{code}/when"


def test_the_same_group_a_second_time_is_found(town: Town) -> None:
    town.register()
    code = town.begin()
    town.http.post(f"/groups/new/{code}/what", data=WHOLE["what"] | {"name": "Compton Rd Knitter's"})
    answer = town.http.post(f"/groups/new/{code}/where", data=WHOLE["where"])
    assert "Someone has sent this one." in town.http.get(answer.headers["location"]).text


def test_the_link_to_carry_on_goes_out_once_a_day(town: Town) -> None:
    code = town.begin()
    for said in ("The link is on its way.", "We have sent a link there today."):
        assert said in town.http.post(f"/groups/new/{code}/link", data={"to": "asha@example.org"}).text
    (letter,) = town.letters("asha@example.org")
    assert f"/groups/new/{code}" in letter["text"]
    assert town.http.post(f"/groups/new/{code}/link", data={"to": "nobody"}).status_code == 422


def test_what_was_begun_on_a_phone_is_found_there_again(town: Town) -> None:
    assert "Carry on with" not in town.http.get("/groups/new").text
    code = town.begin()
    town.http.post(f"/groups/new/{code}/what", data=WHOLE["what"])
    town.clock.pass_(days=1)
    page = town.http.get("/groups/new").text
    assert "Carry on with Compton Road Knitters" in page
    assert f'href="/groups/new/{code}"' in page
    assert "Start another" in page
    other = town.begin()
    page = town.http.get("/groups/new").text
    assert f'href="/groups/new/{other}"' in page
    assert "Carry on with your group" in page


def test_it_is_kept_on_the_phone_as_long_as_here_and_for_these_pages_only(town: Town) -> None:
    cookie = town.http.post("/groups/new").headers["set-cookie"]
    assert "Max-Age=2592000; Path=/groups/new; SameSite=lax" in cookie
    assert "HttpOnly" in cookie
    town.clock.pass_(days=31)
    assert "Carry on with" not in town.http.get("/groups/new").text


def test_once_sent_nothing_is_carried_on_with(town: Town) -> None:
    town.register()
    assert "Carry on with" not in town.http.get("/groups/new").text
    assert not [name for name in town.http.cookies if name == "kith-draft"]


def test_what_is_typed_for_somebody_is_not_kept_on_a_shared_computer(town: Town) -> None:
    assert "set-cookie" not in town.http.post("/groups/new", data={"for": "other"}).headers


def test_every_page_of_questions_can_be_left_for_another_day_as_it_is(town: Town) -> None:
    code = town.begin()
    for step in WHOLE:
        assert 'value="later"' in town.http.get(f"/groups/new/{code}/{step}").text
    answer = town.http.post(f"/groups/new/{code}/what", data={"name": "Half a group", "do": "later"})
    assert answer.headers["location"] == f"/groups/new/{code}#to"
    assert "Half a group" in town.http.get(f"/groups/new/{code}").text


def test_strange_signs_and_long_words_do_no_harm(town: Town) -> None:
    code = town.begin()
    sent = {"name": "Te\x00a \u202e & <b>talk</b>", "summary": "We drink tea. " * 2_000}
    answer = town.http.post(f"/groups/new/{code}/what", data=sent)
    assert answer.status_code == 422
    assert "That is too long." in answer.text
    assert "<b>talk" not in answer.text
    assert town.http.post(f"/groups/new/{code}/nonsense", data={}).status_code == 404


def test_pages_of_a_draft_are_kept_by_nobody_on_the_way(town: Town) -> None:
    code = town.begin()
    for step in WHOLE:
        page = town.http.get(f"/groups/new/{code}/{step}")
        assert page.headers["cache-control"] == "no-store"
        assert "noindex" in page.text


def test_every_page_of_questions_has_its_own_words(town: Town) -> None:
    code = town.begin()
    titles = {re.search(r"<title>(.*?) –", town.http.get(f"/groups/new/{code}/{step}").text)[1] for step in WHOLE}  # type: ignore[index]
    assert len(titles) == len(WHOLE)


def test_a_page_says_all_that_is_missing_at_once(town: Town) -> None:
    code = town.begin()
    when = town.http.post(f"/groups/new/{code}/when", data={}).text
    assert [words in when for words in ("how often you meet", "on which day", "from when to when")] == [True] * 3
    where = town.http.post(f"/groups/new/{code}/where", data={}).text
    assert [words in where for words in ("what sort of place", "Tell us the postcode")] == [True] * 2


def test_a_postcode_is_shown_as_it_is_kept(town: Town) -> None:
    code = town.begin()
    town.fill_in(code, where={"postcode": "ls85hx"})
    assert "<dd>LS8 5HX</dd>" in town.http.get(f"/groups/new/{code}/check").text
