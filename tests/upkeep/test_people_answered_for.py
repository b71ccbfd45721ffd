"""People for whom an organisation answers: kept by stewards with dates, shown only while all of it holds (rule 11)."""

import re
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.access.rules import Role
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, area_id_of
from app.areas.shapes import AreaContactIn, AreaIn
from app.db.engine import unit_of_work
from app.directory.rules import Answering, Lacking, answered_for, lacking
from app.directory.rules import Role as Does
from app.directory.shapes import OrganisationIn
from tests.builders import BEN, CORA, TODAY, answering, fill, listing, person
from tests.upkeep.conftest import Town

WORD = {
    "role": "companion", "references_on": "2026-01-10", "supervised_by": "Cora", "insured_until": "2027-04-01",
    "safeguarding_lead": "Cora", "check": "basic DBS", "check_on": "2026-01-10", "lone_working_plan": "yes",
}  # fmt: skip
BODY = {"body": "new", "organisation": "Harehills Neighbours", "phone": "0113 496 0101", "email": ""}
PAT = {"name": "Pat", "summary": "Walks with you to the gardening group.", "postcode": "LS8 5HX"} | BODY | WORD
ORGANISATION = OrganisationIn(name="Harehills Neighbours", phone="0113 496 0100")


def ideas(town: Town) -> dict[str, Any]:
    asked = {"near": "LS8 5", "hopes": "gardening", "age": 71, "ease": ["companion"]}
    answer = town.http.post("/api/v1/match", json=asked).json()
    return {one["name"]: one for one in answer["suggestions"]}


def add(town: Town, **changes: str) -> UUID:
    answer = town.steward("/steward/people/new", **PAT | changes)
    assert answer.status_code == 303, answer.text
    return UUID(answer.headers["location"].partition("?")[0].rpartition("/")[2])


def page(town: Town, path: str) -> str:
    answer = town.http.get(path, headers=town.as_(Role.STEWARD))
    assert answer.status_code == 200
    return str(answer.text)


def form_of(town: Town, key: UUID) -> dict[str, str]:
    """The hidden name of the organisation on somebody's form."""
    found = re.search(r'name="body" value="([^"]+)"', page(town, f"/steward/people/{key}"))
    assert found
    return {"body": found[1]}


def test_somebody_new_is_suggested_by_the_organisations_number(town: Town) -> None:
    key = add(town)
    assert ideas(town)["Pat"]["contact"]["phone"] == "0113 496 0101"
    assert "Runs out in 4 months" in page(town, "/steward/people")
    assert town.http.get(f"/listings/{key}").status_code == 200
    kept = town.rows("SELECT postcode, private FROM place")
    assert [(row["postcode"], row["private"]) for row in kept] == [("LS8 5", 1)]
    assert "5HX" not in repr(town.rows("SELECT * FROM place_private"))  # no more is kept of where they live
    assert "5HX" not in repr(town.rows("SELECT * FROM history"))


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ("references_on", "No references"), ("supervised_by", "Nobody looks after them"),
        ("insured_until", "No insurance"), ("safeguarding_lead", "No safeguarding lead"), ("check", "No check"),
        ("check_on", "No check"), ("lone_working_plan", "No plan for being alone"),
    ],
)  # fmt: skip
def test_rule_11_who_lacks_one_thing_waits_until_it_is_there(town: Town, missing: str, said: str) -> None:
    key = add(town, **{missing: ""})
    assert "Pat" not in ideas(town)
    assert town.http.get(f"/listings/{key}").status_code == 404
    assert said in page(town, "/steward/people")
    assert "They are not shown to others now." in page(town, f"/steward/people/{key}")
    fields = PAT | form_of(town, key)
    assert town.steward(f"/steward/people/{key}", **fields).status_code == 303
    assert "Pat" in ideas(town)


def test_rule_11_it_ends_by_the_day_and_the_queue_says_so_in_time(town: Town) -> None:
    key = add(town, insured_until=(TODAY + timedelta(days=42)).isoformat())
    assert "Dates that run out" not in page(town, "/steward")
    town.clock.pass_(days=30)
    assert "Runs out in 12 days" in page(town, "/steward")
    assert "Pat" in ideas(town)
    town.clock.pass_(days=12)
    assert "Runs out today" in page(town, "/steward")
    assert "Pat" in ideas(town)
    town.clock.pass_(days=1)
    assert "The insurance is over" in page(town, "/steward")
    assert "Pat" not in ideas(town)
    later = PAT | form_of(town, key) | {"insured_until": (TODAY + timedelta(days=400)).isoformat()}
    assert town.steward(f"/steward/people/{key}", **later).status_code == 303
    assert "Dates that run out" not in page(town, "/steward")
    assert "Pat" in ideas(town)


def test_what_an_organisation_has_for_all_is_kept_for_all(town: Town) -> None:
    ben, dev = town.add(person(organisation=ORGANISATION), person(name="Dev", organisation=ORGANISATION))
    (eve,) = town.add(person(name="Eve", organisation=OrganisationIn(name="Others", phone="0113 496 0102")))
    word = PAT | form_of(town, ben) | {"insured_until": "2028-01-01", "supervised_by": "Asha", "alike": "yes"}
    assert "for 1 other person of theirs" in page(town, f"/steward/people/{ben}")
    assert town.steward(f"/steward/people/{ben}", **word).status_code == 303
    kept = {
        UUID(row["listing_id"]): (row["insured_until"], row["supervised_by"])
        for row in town.rows("SELECT listing_id, insured_until, supervised_by FROM listing_answering")
    }
    assert kept[ben] == ("2028-01-01", "Asha")
    assert kept[dev] == ("2028-01-01", CORA.name)
    assert kept[eve] == ("2027-04-01", CORA.name)
    who = {row["who"].partition(":")[0] for row in town.rows("SELECT who FROM history WHERE before <> 'null'")}
    assert who == {"steward"}


def test_a_new_number_is_shown_at_once_and_no_file_puts_the_old_one_back(town: Town) -> None:
    one = person(organisation=ORGANISATION)
    (key,) = town.add(one)
    fields = PAT | form_of(town, key) | {"phone": "0113 496 0199"}
    assert town.steward(f"/steward/people/{key}", **fields).status_code == 303
    assert ideas(town)[BEN.name]["contact"]["phone"] == "0113 496 0199"
    fill(town.engine, one.model_copy(update={"summary": "Comes along, and knows the bus."}))
    assert ideas(town)[BEN.name]["contact"]["phone"] == "0113 496 0199"
    assert "knows the bus" in ideas(town)[BEN.name]["summary"]


def test_a_change_is_put_back_from_the_listings_history(town: Town) -> None:
    (key,) = town.add(person(organisation=ORGANISATION))
    fields = PAT | form_of(town, key) | {"insured_until": "2020-01-01", "phone": "0113 496 0100"}
    assert town.steward(f"/steward/people/{key}", **fields).status_code == 303
    assert BEN.name not in ideas(town)
    entry = re.search(r'name="entry" value="([^"]+)"', page(town, f"/steward/listings/{key}"))
    assert entry
    assert town.steward(f"/steward/listings/{key}/undo", entry=entry[1]).status_code == 303
    assert BEN.name in ideas(town)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": ""}, "What are they called?"),
        ({"summary": ""}, "Say in a line what they do."),
        ({"postcode": "LS8"}, "one digit"),
        ({"postcode": "nowhere"}, "Something needs a look"),
        ({"role": "boss"}, "Please choose what they do."),
        ({"body": ""}, "Who answers for them?"),
        ({"organisation": ""}, "Who answers for them?"),
        ({"phone": ""}, "People ring the organisation"),
        ({"phone": "call me"}, "no phone number we can read"),
        ({"insured_until": "next year"}, "That is not a day."),
        ({"check_on": "2027-01-01"}, "That day is still to come."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_lost(town: Town, changes: dict[str, str], said: str) -> None:
    answer = town.steward("/steward/people/new", **PAT | changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert 'value="basic DBS"' in answer.text
    assert town.rows("SELECT * FROM listing") == []


def test_a_steward_keeps_the_people_of_their_own_area(town: Town) -> None:
    areas = [
        AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5",)),
        AreaIn(code="south", name="South", kind=AreaKind.FOOTPRINT, sectors=("LS11 5",)),
    ]
    with unit_of_work(town.engine, writes=True) as session:
        keep_areas(session, areas)
    town.http.app.state.kith.refresh()  # type: ignore[attr-defined]
    (key,) = town.add(person(organisation=ORGANISATION))
    south = town.as_(Role.STEWARD, area_id_of("south"))
    assert BEN.name not in town.http.get("/steward/people", headers=south).text
    assert town.http.get(f"/steward/people/{key}", headers=south).status_code == 403
    assert town.http.post(f"/steward/people/{key}", data=PAT, headers=south).status_code == 403
    assert town.http.post("/steward/people/new", data=PAT, headers=south).status_code == 403
    east = town.as_(Role.STEWARD, area_id_of("east"))
    assert BEN.name in town.http.get("/steward/people", headers=east).text
    assert town.http.post("/steward/people/new", data=PAT, headers=east).status_code == 303


def test_a_group_is_nobody_here(town: Town) -> None:
    (key,) = town.add(listing())
    assert town.http.get(f"/steward/people/{key}", headers=town.as_(Role.STEWARD)).status_code == 404
    assert town.steward(f"/steward/people/{key}", **PAT).status_code == 404


def test_where_somebody_felt_unsafe_the_lead_is_named_first(town: Town) -> None:
    lead = AreaContactIn(purpose="safeguarding_lead", name="Dee Lead", contact="0113 496 0944")
    east = AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5",), contacts=(lead,))
    (key,) = town.add(listing())
    assert town.http.post(f"/listings/{key}/wrong", data={"what": "unsafe"}).status_code in (200, 303)
    assert "no safeguarding lead yet" in page(town, f"/steward/listings/{key}")
    with unit_of_work(town.engine, writes=True) as session:
        keep_areas(session, [east])
    town.http.app.state.kith.refresh()  # type: ignore[attr-defined]
    assert "Dee Lead, 0113 496 0944" in page(town, f"/steward/listings/{key}")
    assert "Dee Lead" not in town.http.get(f"/listings/{key}").text


@pytest.mark.parametrize(
    ("changes", "lacks"),
    [
        ({}, ()),
        ({"insured_until": TODAY}, ()),
        ({"insured_until": TODAY - timedelta(days=1)}, (Lacking.INSURANCE_OVER,)),
        ({"check_on": date(2020, 1, 1)}, (Lacking.CHECK_OVER,)),
        ({"check": ""}, (Lacking.CHECK,)),
        ({"organisation": "", "supervised_by": ""}, (Lacking.ORGANISATION, Lacking.SUPERVISION)),
    ],
)
def test_what_is_lacking_says_why_nobody_answers(changes: dict[str, object], lacks: tuple[Lacking, ...]) -> None:
    given = answering().model_dump() | {"organisation": "Harehills Neighbours", "role": Does.COMPANION} | changes
    said = Answering(**given)
    assert lacking(said, TODAY) == lacks
    assert answered_for(said, TODAY) == (not lacks)
