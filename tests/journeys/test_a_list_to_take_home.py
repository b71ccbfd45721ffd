"""Asha chooses three ideas without a script, and takes them home on paper, as a text and in a calendar."""

import re
from typing import Any

import pytest
from icalendar import Calendar

from app.directory.rules import Capacity, WayIn
from app.directory.shapes import OrganisationIn
from tests.builders import home, listing, meeting, person
from tests.journeys.conftest import OpenTown, Town

OFFICE = OrganisationIn(name="Harehills Neighbours", phone="0113 496 0400", email="hello@example.org")


@pytest.fixture(scope="module")
def chosen() -> list[Any]:
    """A group, tea in a front room, and Ben."""
    return [
        listing(name="Compton growers"),
        listing(name="Tea at home", place=home(), sessions=(meeting(),)),
        person(hopes=("gardening",), organisation=OFFICE),
    ]


@pytest.fixture(scope="module")
def town(open_town: OpenTown, chosen: list[Any]) -> Town:
    """A directory with the three in it."""
    return open_town(*chosen)


@pytest.fixture(scope="module")
def fields(chosen: list[Any]) -> dict[str, Any]:
    """What the form of the list carries."""
    return {"id": [str(it.id) for it in chosen], f"how-{chosen[0].id}": "friend"}


def test_the_results_carry_the_ids_to_the_list(town: Town, chosen: list[Any]) -> None:
    page = town.form(near="LS8 5", hopes_words="gardening").text
    assert 'id="choose" method="post" action="/list"' in page
    for it in chosen:
        assert re.search(rf'<input type="checkbox" name="id" value="{it.id}" form="choose"', page)


def test_the_list_shows_what_was_chosen_in_its_order(town: Town, fields: dict[str, Any], chosen: list[Any]) -> None:
    page = town.http.post("/list", data=fields | {"id": fields["id"][::-1]}).text
    names = re.findall(r'<h2 class="name"><a[^>]*>([^<]+)', page)
    assert names == [it.name for it in chosen[::-1]]
    assert re.search(rf'name="how-{chosen[0].id}" value="friend" checked', page)
    assert page.count(" checked>") == 1


def test_taking_one_off_leaves_the_rest(town: Town, fields: dict[str, Any], chosen: list[Any]) -> None:
    page = town.http.post("/list", data=fields | {"drop": str(chosen[1].id)}).text
    assert "Tea at home" not in page
    assert "Compton growers" in page


def test_an_empty_list_says_what_to_do_next(town: Town) -> None:
    for page in (town.http.get("/list"), town.http.post("/list"), town.http.post("/list/keep")):
        assert page.status_code == 200
        assert "There is nothing on it yet." in page.text
        assert 'href="/"' in page.text


def test_one_that_has_ended_is_told_and_left_out(town: Town, fields: dict[str, Any]) -> None:
    gone = "00000000-0000-4000-8000-000000000001"
    page = town.http.post("/list", data=fields | {"id": [*fields["id"], gone]}).text
    assert "1 idea is no longer here" in page


@pytest.mark.parametrize("size", ["four", "large"])
def test_paper_holds_the_choice_and_never_the_door(town: Town, fields: dict[str, Any], size: str) -> None:
    page = town.http.post("/list/paper", data=fields | {"size": size}).text
    assert "With a friend" in page
    assert "Tuesday 24 November<br>10:30am to 11:30am" in page
    assert "1 Compton Road" in page
    assert not re.search("Made Up Row|front room|LS8 5HX", page)
    assert "0113 496 0400" in page, "Ben is rung through who answers for him"


SUMMARY = "We dig and we drink tea. Come as you are, and bring a friend if you like, on any day that we are there."


def test_list_paper_and_text_say_what_it_is_and_what_to_heed(open_town: OpenTown) -> None:
    turn_up, phone = {"way_in": WayIn.WALK_IN, "checked_on": None}, {"way_in": WayIn.RING, "checked_on": None}
    full = listing(name="Diggers", summary=SUMMARY, capacity=Capacity.FULL, **turn_up)
    ring = listing(name="Singers", summary=SUMMARY, **phone)
    town = open_town(full, ring)
    fields = {"id": [str(full.id), str(ring.id)]}
    shown, paper = (town.http.post(path, data=fields).text for path in ("/list", "/list/paper"))
    for page in (shown, paper):
        assert page.count("We dig and we drink tea.</p>") == 2
        assert page.count("Full just now. Ask when there is room.") == 1
        assert "Just turn up" not in page, "it would speak against ringing first"
    assert paper.count("Ring before you go.") == 2
    assert "Ring before you go. " not in paper, "said once for each"
    assert paper.count("From Kith, the people around you") == 2
    text = shown.split('id="text"')[1].split(">", 1)[1].split("</textarea>")[0].split("\n")
    assert text[0] == "From Kith:"
    assert text[1].startswith("Diggers, a group, ")
    assert "full just now, ring first" in text[1]
    assert "ring first" in text[2]
    assert "full" not in text[2]


def test_a_calendar_of_all_that_has_times(town: Town, fields: dict[str, Any]) -> None:
    answer = town.http.post("/list/calendar", data=fields)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    events = {str(event["summary"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}
    assert set(events) == {"Compton growers", "Tea at home"}
    assert events["Tea at home"]["location"] == "LS8 5"


def test_kept_under_a_code_and_opened_elsewhere(town: Town, fields: dict[str, Any]) -> None:
    away = town.http.post("/list/keep", data=fields)
    assert away.status_code == 303
    address = away.headers["location"]
    assert re.fullmatch(r"/list/[a-z0-9]{10}", address)
    page = town.http.get(address)
    assert "Saturday 20 February" in page.text
    assert 'class="qr"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert "noindex" in page.text
    assert town.http.get(f"{address}.ics").content.count(b"BEGIN:VEVENT") == 2

    assert "has ended" in town.http.post("/list/end", data={"code": address.rsplit("/", 1)[1]}).text
    assert town.http.get(address).status_code == 404


def test_showing_printing_and_texting_keep_no_row(town: Town, fields: dict[str, Any]) -> None:
    before = town.kept()
    for path in ("/list", "/list/paper", "/list/calendar"):
        assert town.http.post(path, data=fields).status_code == 200
    assert town.kept() == before


def test_beside_urgent_help_there_is_no_list(leeds: Town) -> None:
    page = leeds.form(near="LS8 5", hopes_words="I want to kill myself").text
    assert 'class="entry"' in page
    assert not re.search(r"/list\b|data-add|Your list", page)
    assert not re.search(r'href="/list"|Your list', leeds.http.get("/urgent").text)
