"""Asha misses a group among her ideas and asks why: a name, a sentence, and the way on, without JavaScript."""

import re
from typing import Any

import pytest

from tests.builders import answering, home, listing, meeting, person, place
from tests.journeys.conftest import OpenTown, Town

SAID = {"near": "LS8 5", "hopes": "gardening", "days": ["sat", "sun"]}


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    return open_town(
        listing(name="Thursday Growers", sessions=(meeting(rrule="FREQ=WEEKLY;BYDAY=TH"),)),
        listing(name="Winter Diggers", paused_until="2026-12-03"),
        listing(name="Weekend Plot", sessions=(meeting(rrule="FREQ=WEEKLY;BYDAY=SA"),)),
        listing(name="Chess Club", place=place(name="North Hall")),
        listing(name="Chess Club", place=home(name="Asha's kitchen")),
        person(name="Benedict", answering=answering(insured_until="2026-11-21")),
    )


def why(town: Town, name: str, **more: Any) -> str:
    answer = town.http.post("/why", data=SAID | {"expected": name} | more)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    return str(answer.text)


def test_the_results_ask_for_a_name_and_carry_what_was_said(town: Town) -> None:
    page = town.form(**SAID).text
    form = page.split('action="/why"')[1].split("</form>")[0]
    assert "Were you expecting a group that is not here?" in page
    assert 'name="days" value="sat"' in form
    assert 'name="expected"' in form


def test_a_name_gets_its_sentence(town: Town) -> None:
    page = why(town, "thursday growers")
    assert "Why not Thursday Growers?" in page
    assert "It meets on Thursdays; you said Saturdays and Sundays." in page


def test_part_of_a_name_will_do(town: Town) -> None:
    assert "Why not Thursday Growers?" in why(town, "the Growers, Thursday I think")


def test_one_that_rests_is_found_and_says_until_when(town: Town) -> None:
    assert "having a break until 3 December 2026" in why(town, "winter diggers")


def test_one_that_is_among_the_ideas_says_so(town: Town) -> None:
    assert "Weekend Plot is one of your ideas" in why(town, "Weekend Plot")


def test_two_of_one_name_are_told_apart_and_a_home_only_by_its_sector(town: Town) -> None:
    page = why(town, "chess")
    assert "Which one do you mean?" in page
    assert "Chess Club, North Hall" in page
    assert "Chess Club, LS8 5" in page
    assert "kitchen" not in page
    chosen = re.findall(r'name="listing" value="([^"]+)"', page)
    assert "Why not Chess Club?" in why(town, "chess", listing=chosen[0])


@pytest.mark.parametrize("name", ["Xyzzy Falconers", "Benedict", "?!", "\x00"])
def test_a_name_that_is_not_here_says_what_to_do(town: Town, name: str) -> None:
    page = why(town, name)
    assert "Why not" not in page
    assert "Put a group on the map" in page


@pytest.mark.parametrize("made_up", ["no id", "00000000-0000-4000-8000-0000000000ff"])
def test_a_made_up_choice_is_a_name_we_do_not_know(town: Town, made_up: str) -> None:
    assert "We do not know that name" in why(town, "chess", listing=made_up)


def test_the_way_back_loses_nothing(town: Town) -> None:
    page = why(town, "Thursday Growers", around="Pat", hopes_words="a bit of company")
    back = page.split('action="/match"')[1].split("</form>")[0]
    for field in ('name="around" value="Pat"', 'name="hopes_words" value="a bit of company"', 'value="sun"'):
        assert field in back


def test_danger_in_a_name_gets_help_first(town: Town) -> None:
    assert "Help now" in why(town, "I want to kill myself")


def test_a_place_that_is_none_comes_back_as_the_form(town: Town) -> None:
    answer = town.http.post("/why", data={"near": "Xyzzyville", "expected": "chess"})
    assert answer.status_code == 422
    assert "We do not know that place" in answer.text
