"""Silence is told for each wish: where one is answered and another is not, the page says so (rule 6)."""

from typing import Any

import pytest

from app.directory.rules import Kind
from tests.builders import listing, place
from tests.journeys.conftest import OpenTown, Town

KM = 1 / 111.2  # degrees of latitude


def at(km: float) -> Any:
    return place(lat=53.8136 + km * KM, lon=-1.5138)


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    network = listing(name="Hand in Hand", kind=Kind.NETWORK, hopes=(), summary="We know who is who.")
    far = listing(name="Board and Bishop", summary="We play chess.", hopes=("chess",), place=at(9))
    bread = listing(name="Bread", kind=Kind.PRACTICAL, hopes=(), basics=("food",), summary="Food parcels.")
    young = listing(name="Young Dancers", summary="We dance.", hopes=("dance",), max_age=11)
    many = [listing(name=f"Plot {n}", hopes=("gardening",)) for n in range(8)]
    return open_town(network, far, bread, young, *many)


def missing(town: Town, **said: Any) -> dict[str, bool]:
    answer = town.ask(**said)
    assert answer["suggestions"] or answer["basics"]
    return {one["said"]: one["further"] for one in answer["unanswered"]}


def test_the_wish_that_nothing_answers_is_named(town: Town) -> None:
    answer = town.ask(hopes="gardening, choir")
    (one,) = answer["unanswered"]
    assert (one["said"], one["code"], one["basic"], one["further"]) == ("choir", "singing", False, False)
    assert one["text"] == "For choir we found nothing near that fits."
    assert one["start_something"]["text"] == "It could begin with you and one other person."
    assert answer["start_something"] is None
    assert not answer["nothing_near"]


@pytest.mark.parametrize(
    ("hopes", "unanswered"),
    [
        ("gardening", {}),
        ("choir", None),  # nothing at all: the whole answer says so
        ("gardening, chess", {"chess": True}),
        ("gardening, falconry", {}),  # no term of its own: we may not have understood it
        ("gardening, lonely", {}),  # where somebody stands is no wish
        ("gardening, not singing", {}),
        ("food bank, debt", {"debt": False}),
        ("food bank, choir", {"choir": False}),
    ],
)
def test_only_what_was_understood_and_is_not_there(town: Town, hopes: str, unanswered: dict[str, bool] | None) -> None:
    if unanswered is None:
        assert town.ask(hopes=hopes)["unanswered"] == []
    else:
        assert missing(town, hopes=hopes) == unanswered


def test_what_no_gate_lets_through_is_not_there(town: Town) -> None:
    assert missing(town, hopes="gardening, dancing") == {}
    assert missing(town, hopes="gardening, dancing", age=50) == {"dancing": False}


def test_what_they_know_already_is_there(town: Town) -> None:
    (dancers,) = [one["id"] for one in town.ask(hopes="dancing")["suggestions"] if one["name"] == "Young Dancers"]
    assert missing(town, hopes="gardening, dancing", not_for_me=[dancers]) == {}


@pytest.mark.parametrize(
    "hopes",
    ["food bank, choir", "gardening, choir, chess further off. My wife died last week.", "gardening, chess"],
)
def test_nothing_begins_beside_need_or_grief_or_what_is_further_away(town: Town, hopes: str) -> None:
    found = town.ask(hopes=hopes)["unanswered"]
    assert found
    assert all(one["start_something"] is None for one in found)


def test_beside_danger_nothing_is_said_of_it(town: Town) -> None:
    answer = town.ask(hopes="gardening, choir. I want to kill myself")
    assert answer["urgent"]
    assert answer["unanswered"] == []


def test_the_page_says_so_under_the_ideas_with_the_same_way_on(town: Town) -> None:
    page = town.form(near="LS8 5", hopes_words="gardening, choir").text
    told = page.split("What we did not find")[1].split("</section>")[0]
    assert "For <mark>choir</mark> we found nothing near that fits." in told
    assert "It could begin with you and one other person." in told
    assert page.index("Plot 1") < page.index("What we did not find")
    assert page.count('id="h-ask"') == 1
    assert page.index("What we did not find") < page.index('id="h-ask"')
    assert "What we did not find" not in town.form(near="LS8 5", hopes_words="gardening").text


def test_what_is_further_away_is_one_press_away(town: Town) -> None:
    page = town.form(near="LS8 5", hopes_words="gardening, chess").text
    told = page.split("What we did not find")[1].split("</section>")[0]
    assert 'name="hope" value="chess"' in told
    found = town.http.post("/find", data={"near": "LS8 5", "hope": "chess"}, follow_redirects=True).text
    assert "Board and Bishop" in found


def test_easy_words_and_the_box_say_so_too(town: Town) -> None:
    said = {"near": "LS8 5", "hopes_words": "gardening, choir"}
    for address in ("/easy", "/embed"):
        assert "For choir we found nothing near that fits." in town.http.post(address, data=said).text
