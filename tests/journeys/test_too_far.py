"""An idea that is too far: what is as far or further goes with it, and it is said; and it can be taken back."""

from typing import Any

import pytest

from app.directory.rules import Answer, Ease, Kind
from tests.builders import listing, place
from tests.journeys.conftest import OpenTown, Town

BY_KM = {0.4: "Doorstep", 1.2: "Corner", 1.9: "Bridge", 2.6: "Mill", 4.1: "Hilltop"}
KM = 1 / 111.2  # degrees of latitude


def at(km: float, name: str, **changes: Any) -> Any:
    return listing(name=name, place=place(name=f"{name} Hall", lat=53.8136 + km * KM, lon=-1.5138), **changes)


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    comes = at(3.0, "Visitors", ease={Ease.COMES_TO_YOU: Answer.YES})
    bread = at(3.3, "Bread", kind=Kind.PRACTICAL, basics=("food",), hopes=())
    return open_town(*(at(km, name) for km, name in BY_KM.items()), comes, bread)


def ideas(answer: Any) -> dict[str, str]:
    return {idea["name"]: idea["id"] for idea in answer["suggestions"]}


def test_what_is_as_far_or_further_is_left_out(town: Town) -> None:
    said: dict[str, Any] = {"hopes": "gardening", "travel": {"mode": "bus", "minutes": 30}}
    before = ideas(town.ask(**said))
    assert set(before) == {*BY_KM.values(), "Visitors"}
    far = before["Bridge"]
    after = town.ask(**said, not_for_me=[far], too_far=[far])
    assert set(ideas(after)) == {"Doorstep", "Corner", "Visitors"}  # who comes to them is not far
    assert 1_500 < after["nearer_than_m"] < 2_300
    both = town.ask(**said, not_for_me=[far], too_far=[far, before["Corner"]])
    assert set(ideas(both)) == {"Doorstep", "Visitors"}
    assert town.ask(**said, not_for_me=[far])["nearer_than_m"] is None


def test_a_need_is_met_however_far(town: Town) -> None:
    near = ideas(town.ask(hopes="gardening"))["Doorstep"]
    answer = town.ask(hopes="gardening, food bank", too_far=[near])
    assert [item["name"] for item in answer["basics"]] == ["Bread"]


def test_nothing_is_said_to_be_missing_that_is_too_far(town: Town) -> None:
    near = ideas(town.ask(hopes="gardening"))["Doorstep"]
    answer = town.ask(hopes="gardening", too_far=[near], not_for_me=[near])
    assert set(ideas(answer)) == {"Visitors"}
    assert answer["start_something"] is None


def test_it_is_told_why_another_is_not_there(town: Town) -> None:
    before = ideas(town.ask(hopes="gardening"))
    said = {"near": "LS8 5HX", "hopes": "gardening", "too_far": [before["Bridge"]], "listing_id": before["Hilltop"]}
    told = town.http.post("/api/v1/match/why", json=said).json()
    assert [reason["code"] for reason in told["why_not"]] == ["said_too_far"]


def test_the_page_says_so_and_takes_it_back(town: Town) -> None:
    before = ideas(town.ask(hopes="gardening"))
    page = town.form(near="LS8 5", hopes="gardening", **{"not": f"far:{before['Bridge']}"}).text
    assert "So we leave out what is as far or further." in page
    assert "Hilltop" not in page
    assert 'name="far" value="' + before["Bridge"] in page
    fields = {"near": "LS8 5", "hopes": "gardening", "travel": "walk-10", "travel_was": "walk-20", "do": "further"}
    again = town.form(**fields, far=before["Bridge"], no=before["Bridge"]).text
    assert "So we leave out" not in again
    assert "Hilltop" in again
    assert "Bridge Hall" not in again  # it was sent away, and comes back at its own press
