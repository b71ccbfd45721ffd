"""What waits is looked at by people: new groups, calls, reports, wishes, twins; and it can be undone."""

import json
import re
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import text

from app.access.rules import Role
from app.directory.rules import Kind, WayIn
from app.directory.shapes import OrganisationIn
from app.upkeep.merge import unmerged
from tests.builders import contact, listing, meeting, person, place
from tests.upkeep.conftest import Town


def test_published_it_stands_in_a_match_at_once(town: Town) -> None:
    listing_id = town.register()
    assert "Compton Road Knitters" in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text
    assert "Every Tuesday in term time, 10:30am to 12 noon. Next on Tuesday 24 November." in page
    answer = town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")
    assert answer.status_code == 303
    assert town.ideas() == ["Compton Road Knitters"]
    api = town.http.get(f"/api/v1/listings/{listing_id}").json()
    assert api["freshness"] == {"state": "checked", "checked_on": "2026-11-22"}
    assert api["contact"]["phone"] == "0113 496 0013"
    subjects = [letter["subject"] for letter in town.letters("cora@example.org")]
    assert subjects[-1] == "“Compton Road Knitters” is on the map"
    assert f"/listings/{listing_id}" in town.letters("cora@example.org")[-1]["text"]
    assert "/me/groups" in town.letters("cora@example.org")[-1]["text"]  # where she changes it or takes it down


def test_a_question_and_a_refusal_need_words_and_are_told(town: Town) -> None:
    listing_id = town.register()
    page = town.steward(f"/steward/listings/{listing_id}/judge", verdict="refuse")
    assert page.status_code == 422
    assert '<a href="#words">Write what they should read' in page.text
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="ask", words="Is it the hall with the red door?")
    assert "red door" in town.letters("cora@example.org")[-1]["text"]
    assert town.status(listing_id) == "waiting"
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="refuse", words="It is a shop.")
    assert town.status(listing_id) == "refused"
    assert "It is a shop." in town.letters("cora@example.org")[-1]["text"]
    assert town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish").status_code == 422


def test_who_has_no_email_is_rung(town: Town) -> None:
    listing_id = town.register(contact={"email": ""})
    path = f"/steward/listings/{listing_id}"
    page = town.http.get(path, headers=town.as_(Role.STEWARD)).text
    assert "They have no e-mail: you tell them when you ring." in page
    assert "Please ring Cora." not in page
    for verdict, words in (("ask", "I have a question before"), ("publish", "is on the map now")):
        then = town.steward(f"{path}/judge", verdict=verdict, words="Is it the red door?").headers["location"]
        page = town.http.get(then, headers=town.as_(Role.STEWARD)).text
        assert "Please ring Cora." in page
        assert words in page
        assert 'href="tel:+441134960013"' in page or 'href="tel:01134960013"' in page


def test_who_has_an_email_is_written_to_and_that_is_said(town: Town) -> None:
    listing_id = town.register()
    then = town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish").headers["location"]
    assert "We have written to them." in town.http.get(then, headers=town.as_(Role.STEWARD)).text


def test_every_change_is_told_in_words(town: Town) -> None:
    listing_id = town.register()
    town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text
    assert "<b>Where it stands</b>: <del>New, not on the map yet</del> <ins>On the map</ins>" in page
    assert "<b>Checked by</b>: <del>–</del> <ins>a steward</ins>" in page
    assert "22 November 2026" in page


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("", "Thursday 26 November, 10:30am to 11:30am."),
        ("FREQ=DAILY", "Every day, 10:30am to 11:30am."),
        ("FREQ=WEEKLY", "Every Thursday, 10:30am to 11:30am."),
        ("FREQ=MONTHLY;BYMONTHDAY=26", "Every month, 10:30am to 11:30am."),
        ("FREQ=MONTHLY;BYDAY=TH;BYSETPOS=4", "Every month, 10:30am to 11:30am."),
        ("FREQ=WEEKLY;INTERVAL=3;BYDAY=TH", "Now and then, 10:30am to 11:30am."),
        ("FREQ=YEARLY", "Now and then, 10:30am to 11:30am."),
    ],
)
def test_days_that_no_form_of_ours_makes_open_too(town: Town, rule: str, told: str) -> None:
    (listing_id,) = town.add(listing(sessions=(meeting(starts_on=date(2026, 11, 26), rrule=rule),)))
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD))
    assert page.status_code == 200
    assert told in page.text


def test_what_was_typed_for_somebody_waits_for_their_yes(town: Town) -> None:
    listing_id = town.register(helped=True)
    refused = town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish")
    assert (refused.status_code, "Ring them or wait for the card first" in refused.text) == (422, True)
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text
    assert "Typed by Sam, Leeds Library." in page
    assert "Rang Jean: they say yes" in page
    town.steward(f"/steward/listings/{listing_id}/yes", how="call")
    assert town.steward(f"/steward/listings/{listing_id}/judge", verdict="publish").status_code == 303
    keeper = town.rows("SELECT * FROM keeper")[0]
    assert (keeper["name"], keeper["care"], keeper["confirmed_by"]) == ("Jean", "agreed", "call")
    assert town.http.get(f"/api/v1/listings/{listing_id}").json()["contact"]["phone"] == "0113 496 0013"


def test_the_card_can_be_printed_by_the_helper(town: Town) -> None:
    code = town.begin(**{"for": "other"})
    town.fill_in(
        code, contact={"for_name": "Jean", "helper_name": "Sam", "helper_from": "Leeds Library", "confirm_by": "card"}
    )
    town.http.post(f"/groups/new/{code}/send")
    card = town.http.get(f"/groups/new/{code}/card").text
    assert "Typed for Jean by Leeds Library" in card
    assert "0113 496 0013" in card


def test_still_on_is_a_check_and_clears_what_was_said(town: Town) -> None:
    (listing_id,) = town.add(listing(checked_on=date(2026, 1, 1)))
    town.http.post(f"/listings/{listing_id}/wrong", data={"what": "times", "words": "It was shut."})
    queue = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert "The day or time is wrong" in queue
    assert "It was shut." in queue
    town.steward(f"/steward/listings/{listing_id}/call", outcome="still_on")
    api = town.http.get(f"/api/v1/listings/{listing_id}").json()
    assert api["freshness"] == {"state": "checked", "checked_on": "2026-11-22"}
    assert "It was shut." not in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text


def test_a_report_pressed_twice_is_one(town: Town) -> None:
    (listing_id,) = town.add(listing())
    said = {"what": "times", "words": "It was shut."}
    for _ in range(2):
        assert town.http.post(f"/listings/{listing_id}/wrong", data=said).status_code == 200
    town.http.post(f"/listings/{listing_id}/wrong", data=said | {"words": "It was shut on Monday too."})
    assert len(town.rows("SELECT id FROM upkeep_report")) == 2
    town.clock.pass_(days=1)
    town.http.post(f"/listings/{listing_id}/wrong", data=said)  # somebody else, another day
    assert len(town.rows("SELECT id FROM upkeep_report")) == 3


def test_what_changed_is_typed_in_before_it_counts_as_checked(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers", checked_on=date(2026, 1, 1)))
    code = town.steward(f"/steward/listings/{listing_id}/call", outcome="changed").headers["location"]
    assert code.startswith("/groups/new/")
    api = town.http.get(f"/api/v1/listings/{listing_id}").json()
    assert api["freshness"]["checked_on"] == "2026-01-01", "nobody has put it right yet"
    queue = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert "Growers" in queue.split('id="ring"')[1]
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text
    assert "Sunday 22 November: Rang, something changed" in page
    town.http.post(f"{code}/what", data={"name": "Growers and Bakers", "summary": "We grow beans and bake bread."})
    assert town.http.post(f"{code}/send").status_code == 303
    api = town.http.get(f"/api/v1/listings/{listing_id}").json()
    assert (api["name"], api["freshness"]["checked_on"]) == ("Growers and Bakers", "2026-11-22")
    queue = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert "Growers" not in queue.split('id="ring"')[1].split("</section>")[0]


def test_a_call_about_a_person_begins_no_pages_of_a_group(town: Town) -> None:
    (listing_id,) = town.add(person(checked_on=date(2026, 1, 1)))
    then = town.steward(f"/steward/listings/{listing_id}/call", outcome="changed").headers["location"]
    assert then.startswith("/steward")
    assert town.rows("SELECT checked_on FROM listing")[0]["checked_on"] == "2026-01-01"


def test_one_missed_call_hides_nothing_and_two_on_two_days_do(town: Town) -> None:
    (listing_id,) = town.add(listing(hopes=("knitting",), checked_on=date(2026, 1, 1)))
    for _ in range(3):
        town.steward(f"/steward/listings/{listing_id}/call", outcome="no_answer")
    assert town.status(listing_id) == "public", "three calls on one day are one"
    assert "Not answered last time" in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    town.clock.pass_(days=1)
    town.steward(f"/steward/listings/{listing_id}/call", outcome="no_answer")
    assert town.status(listing_id) == "hidden"
    assert town.ideas() == []
    town.steward(f"/steward/listings/{listing_id}/call", outcome="still_on")
    assert town.status(listing_id) == "public"


def test_an_answer_between_two_missed_calls_begins_anew(town: Town) -> None:
    (listing_id,) = town.add(listing())
    for outcome in ("no_answer", "still_on", "no_answer"):
        town.steward(f"/steward/listings/{listing_id}/call", outcome=outcome)
        town.clock.pass_(days=1)
    assert town.status(listing_id) == "public"


def test_ended_by_a_call_and_brought_back_from_history(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers", hopes=("knitting",)))
    town.steward(f"/steward/listings/{listing_id}/call", outcome="ended")
    assert town.status(listing_id) == "ended"
    assert town.ideas() == []
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text
    assert "<b>Where it stands</b>: <del>On the map</del> <ins>Ended</ins>" in page
    entry = town.rows("SELECT id FROM history WHERE who LIKE 'steward:%'")[0]["id"]
    town.steward(f"/steward/listings/{listing_id}/undo", entry=entry)
    assert town.status(listing_id) == "public"
    assert town.ideas() == ["Growers"]


def test_a_change_by_a_file_is_undone_with_all_its_parts(town: Town) -> None:
    one = listing(name="Growers", hopes=("knitting",))
    town.add(one)
    before = town.http.get(f"/api/v1/listings/{one.id}").json()
    town.add(
        listing(id=one.id, name="Shop", hopes=("chess",), sessions=(), place=place(address="9 Elsewhere"), free=False)
    )
    assert town.http.get(f"/api/v1/listings/{one.id}").json() != before
    entry = town.rows("SELECT id FROM history ORDER BY at DESC, id DESC")[0]["id"]
    town.steward(f"/steward/listings/{one.id}/undo", entry=entry)
    assert town.http.get(f"/api/v1/listings/{one.id}").json() == before
    assert town.ideas() == ["Growers"]


def test_a_wish_to_look_after_one_is_answered(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers"))
    said = {"who": "Ben", "line": "ben@example.org", "words": "I keep the keys."}
    for _ in range(2):
        assert town.http.post(f"/listings/{listing_id}/look-after", data=said).status_code == 200
    (asked,) = town.rows("SELECT * FROM keeper")
    assert "I keep the keys." in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    town.steward(f"/steward/claims/{UUID(asked['id'])}", agree="yes")
    assert town.rows("SELECT care FROM keeper")[0]["care"] == "agreed"
    assert "You look after “Growers” now." in town.letters("ben@example.org")[0]["text"]
    assert "I keep the keys." not in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text


def test_two_are_made_one_and_two_again(town: Town) -> None:
    kept, gone = (
        listing(name="Growers", summary="They grow."),
        listing(name="The Growers Club", summary="Beans and tea."),
    )
    town.add(kept, gone)
    town.http.post(f"/listings/{gone.id}/look-after", data={"who": "Ben", "line": "ben@example.org", "words": "Mine."})
    page = town.http.get(f"/steward/listings/{kept.id}", headers=town.as_(Role.STEWARD)).text
    assert f"/steward/merge/{kept.id}/{gone.id}" in page
    both = town.http.get(f"/steward/merge/{kept.id}/{gone.id}", headers=town.as_(Role.STEWARD)).text
    assert "They grow." in both
    assert "Beans and tea." in both
    town.steward(f"/steward/merge/{kept.id}/{gone.id}", take="summary")
    assert (town.status(kept.id), town.status(gone.id)) == ("public", "merged")
    assert town.http.get(f"/api/v1/listings/{kept.id}").json()["summary"] == "Beans and tea."
    assert town.http.get(f"/listings/{gone.id}").status_code == 404
    assert town.rows("SELECT listing_id FROM keeper")[0]["listing_id"] == kept.id.hex
    merge_id = UUID(town.rows("SELECT id FROM upkeep_merge")[0]["id"])
    town.clock.pass_(days=29)
    assert "Make them two again" in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    town.steward(f"/steward/merges/{merge_id}/undo")
    assert (town.status(kept.id), town.status(gone.id)) == ("public", "public")
    assert town.http.get(f"/api/v1/listings/{kept.id}").json()["summary"] == "They grow."
    assert town.rows("SELECT listing_id FROM keeper")[0]["listing_id"] == gone.id.hex


@pytest.mark.parametrize("kept_with_it", [True, False])
def test_made_two_again_what_was_changed_since_stays(town: Town, kept_with_it: bool) -> None:
    kept = listing(name="Growers", summary="They grow.", contact=contact(phone="0113 496 0011"), cost="£1", free=False)
    gone = listing(name="The Growers Club", summary="Beans and tea.", contact=contact(phone="0113 496 0012"))
    town.add(kept, gone)
    town.steward(f"/steward/merge/{kept.id}/{gone.id}", take=["summary", "phone"])
    merge = town.rows("SELECT id, before FROM upkeep_merge")[0]
    if not kept_with_it:  # a merge of an older Kith says only how both were before
        before = {name: value for name, value in json.loads(merge["before"]).items() if name != "wrote"}
        with town.engine.begin() as connection:
            connection.execute(text("UPDATE upkeep_merge SET before = :before"), {"before": json.dumps(before)})
    code = town.steward(f"/steward/listings/{kept.id}/change").headers["location"]
    assert (
        town.http.post(f"{code}/what", data={"name": "Growers of Hill", "summary": "Beans and tea."}).status_code == 303
    )
    wed = {"repeats": "weekly", "days": "wed", "times": "2pm to 4pm"}
    assert town.http.post(f"{code}/when", data=wed).status_code == 303
    assert town.http.post(f"{code}/send").status_code == 303
    town.steward(f"/steward/merges/{UUID(merge['id'])}/undo")
    api = town.http.get(f"/api/v1/listings/{kept.id}").json()
    assert (api["name"], api["summary"]) == ("Growers of Hill", "They grow.")
    assert api["contact"]["phone"] == "0113 496 0011"
    assert date.fromisoformat(api["next_session"]["starts"][:10]).weekday() == 2
    assert api["freshness"]["state"] == "checked"
    assert town.status(gone.id) == "public"
    assert town.http.get(f"/api/v1/listings/{gone.id}").json()["contact"]["phone"] == "0113 496 0012"


def test_a_number_of_since_is_not_shown_by_parting_two() -> None:
    was = {"listing": {"phone": "1", "email": "", "contact_name": "", "show_contact": True}}
    wrote = {"listing": was["listing"] | {"phone": "2", "show_contact": False}}
    since = {"listing": wrote["listing"] | {"phone": "3"}}
    assert unmerged(was, wrote, wrote)["listing"] == was["listing"]
    assert unmerged(was, wrote, since)["listing"] == since["listing"]


def test_after_thirty_days_two_stay_one(town: Town) -> None:
    kept, gone = listing(), listing()
    town.add(kept, gone)
    town.steward(f"/steward/merge/{kept.id}/{gone.id}")
    merge_id = UUID(town.rows("SELECT id FROM upkeep_merge")[0]["id"])
    town.clock.pass_(days=31)
    assert town.steward(f"/steward/merges/{merge_id}/undo").status_code == 404
    assert town.status(gone.id) == "merged"


def test_what_must_not_be_listed_stays_out_of_files_and_forms(town: Town) -> None:
    one = listing(name="Compton Road Knitters", contact=contact(phone="0113 496 0013"), url="https://example.org/knit")
    town.add(one)
    page = town.steward(f"/steward/listings/{one.id}/bar", kind=["phone", "name"])
    assert '<a href="#why">Tick what must not come back, and write why.' in page.text
    assert len(re.findall(r'name="kind" value="(?:phone|name)" checked', page.text)) == 2  # what was ticked stays
    town.steward(f"/steward/listings/{one.id}/bar", kind=["phone", "name"], words="They asked for it.")
    assert town.status(one.id) == "refused"
    kept = str(town.rows("SELECT * FROM do_not_list"))
    assert "0113" not in kept
    assert "Knitters" not in kept
    code = town.begin()
    town.fill_in(code)
    answer = town.http.post(f"/groups/new/{code}/send")
    assert answer.status_code == 422
    assert "This cannot be put on the map here." in answer.text
    entries = town.rows("SELECT id FROM do_not_list")
    for entry in entries:
        town.steward(f"/steward/not-listed/{UUID(entry['id'])}/lift")
    assert town.http.post(f"/groups/new/{code}/send").status_code == 303


def test_the_queue_rings_first_where_nobody_looked_longest(town: Town) -> None:
    town.add(
        listing(name="Lately", checked_on=date(2026, 11, 1)),
        listing(name="Old", checked_on=date(2026, 3, 1)),
        listing(name="Older", checked_on=date(2025, 3, 1)),
        listing(name="Building", kind=Kind.PLACE, checked_on=date(2026, 3, 1)),
    )
    page = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert page.index("Older") < page.index(">Old<")
    assert "Lately" not in page
    assert "Building" not in page, "a building moves less"


def test_the_queue_says_the_number_to_ring_and_never_one_of_a_person(town: Town) -> None:
    town.add(
        listing(name="Old", checked_on=date(2026, 3, 1), contact=contact(phone="0113 496 0771")),
        listing(
            name="An hour", kind=Kind.EXCHANGE, checked_on=None, contact=contact(phone="0113 496 0772", show=False)
        ),
    )
    answers = OrganisationIn(name="Harehills Neighbours", phone="0113 496 0774")
    (ben,) = town.add(person(checked_on=None, contact=contact(phone="0113 496 0773"), organisation=answers))
    page = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    for number in ("0113 496 0771", "0113 496 0772", "0113 496 0774"):
        assert number in page
    his = town.http.get(f"/steward/listings/{ben}", headers=town.as_(Role.STEWARD)).text
    assert "You ring Harehills Neighbours, who answers for them." in his
    assert 'href="tel:01134960774"' in his
    for each in (page, his):
        assert "0113 496 0773" not in each, "a person is rung through who answers for them"


def test_the_page_of_one_says_how_people_come_in_and_what_it_costs(town: Town) -> None:
    booked = listing(way_in=WayIn.BOOK, way_in_note="By Friday.", free=False, cost="£2 and tea", checked_on=None)
    unknown = listing(way_in=None, free=None, checked_on=None)
    told = [_facts(town, one) for one in town.add(booked, listing(checked_on=None), unknown, listing(free=False))]
    assert told[0]["Way in"] == "Book a place first"
    assert told[0]["Getting in"] == "By Friday."
    assert [one["Cost"] for one in told] == ["£2 and tea", "Free", "Not known, please ask", "Not free"]
    assert [one["Way in"] for one in told[1:3]] == ["Just turn up", "Not known, please ask"]


def _facts(town: Town, listing_id: UUID) -> dict[str, str]:
    page = town.http.get(f"/steward/listings/{listing_id}", headers=town.as_(Role.STEWARD)).text
    return dict(re.findall(r'<dt class="own">([^<]+)</dt><dd>([^<]+)</dd>', page))


def test_what_many_look_at_is_rung_first(town: Town) -> None:
    seldom, often = town.add(
        listing(name="Seldom seen", checked_on=date(2026, 3, 1)),
        listing(name="Often seen", checked_on=date(2026, 4, 1)),
    )
    for _ in range(3):
        assert town.http.get(f"/listings/{often}").status_code == 200
    town.http.app.state.kith.views.flush()  # type: ignore[attr-defined]
    page = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert page.index("Often seen") < page.index("Seldom seen")
    assert "Looked at 3 times" in page
    assert [(row["listing_id"], row["n"]) for row in town.rows("SELECT * FROM listing_views")] == [(often.hex, 3)]
    town.steward(f"/steward/listings/{often}/call", outcome="still_on")
    assert town.rows("SELECT * FROM listing_views") == []
    assert seldom


def test_every_deed_of_a_steward_is_in_the_audit(town: Town) -> None:
    (listing_id,) = town.add(listing())
    town.steward(f"/steward/listings/{listing_id}/call", outcome="no_answer")
    lines = town.rows("SELECT * FROM audit WHERE about = :id", id=str(listing_id))
    assert [line["what"] for line in lines] == ["call"]


def test_a_steward_sees_their_own_area_alone(town: Town) -> None:
    (listing_id,) = town.add(listing(checked_on=None))
    elsewhere = town.as_(Role.STEWARD, UUID(int=7))
    assert str(listing_id) not in town.http.get("/steward", headers=elsewhere).text
    path = f"/steward/listings/{listing_id}"
    assert town.http.get(path, headers=elsewhere).status_code == 403
    assert town.http.post(f"{path}/call", data={"outcome": "ended"}, headers=elsewhere).status_code == 403
    assert town.status(listing_id) == "public"


@pytest.mark.parametrize("path", ["call", "judge", "yes", "seen", "undo", "bar"])
def test_a_word_that_no_button_sends_does_nothing(town: Town, path: str) -> None:
    (listing_id,) = town.add(listing())
    answer = town.steward(
        f"/steward/listings/{listing_id}/{path}", outcome="x", verdict="x", how="x", entry="x", kind="x"
    )
    assert answer.status_code in (303, 404, 422)
    assert town.status(listing_id) == "public"


def test_nobody_without_a_role_gets_in(town: Town) -> None:
    (listing_id,) = town.add(listing())
    for path in ("/steward", f"/steward/listings/{listing_id}", "/steward/not-listed"):
        answer = town.http.get(path, headers={"accept": "text/html"})
        assert answer.status_code in (303, 401), path
    assert town.http.post(f"/steward/listings/{listing_id}/call", data={"outcome": "ended"}).status_code in (303, 401)
    assert town.status(listing_id) == "public"


def test_after_a_verdict_the_next_new_one_is_one_press_away(town: Town) -> None:
    first, second = town.register(), town.register(what={"name": "Tuesday Soup"})
    to = town.steward(f"/steward/listings/{first}/judge", verdict="publish").headers["location"]
    shown = town.http.get(to, headers=town.as_(Role.STEWARD)).text
    assert "Done: Compton Road Knitters." in shown
    assert f'href="/steward/listings/{second}">The next new one: Tuesday Soup' in shown
    last = town.steward(f"/steward/listings/{second}/judge", verdict="publish").headers["location"]
    assert "The next new one" not in town.http.get(last, headers=town.as_(Role.STEWARD)).text


def test_the_queue_says_what_a_new_group_does(town: Town) -> None:
    town.register(what={"summary": "We make soup on Tuesdays, and whoever comes eats."})
    shown = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
    assert "We make soup on Tuesdays, and whoever comes eats." in shown


def test_who_asks_to_look_after_one_is_answered_on_its_page(town: Town, group: UUID) -> None:
    said = {"who": "Dev", "line": "0113 496 0055", "words": "I open the door."}
    assert town.http.post(f"/listings/{group}/look-after", data=said).status_code in (200, 303)
    shown = town.http.get(f"/steward/listings/{group}", headers=town.as_(Role.STEWARD)).text
    found = re.search(r'action="(/steward/claims/[0-9a-f-]+)"', shown)
    assert found
    town.steward(found[1], agree="yes")
    again = town.http.get(f"/steward/listings/{group}", headers=town.as_(Role.STEWARD)).text
    assert "/steward/claims/" not in again
