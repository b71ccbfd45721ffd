"""Somebody in danger: help first, nothing jolly, nothing kept, no trace in an address (rule 3)."""

import re

import pytest

from tests.journeys.conftest import Town

DANGER = ["I want to kill myself", "suicidal", "my husband hits me", "no food or heating tonight"]


@pytest.mark.parametrize("words", DANGER)
def test_help_now_stands_at_the_top_of_the_answer(leeds: Town, words: str) -> None:
    answer = leeds.ask(hopes=words, gifts="sewing", around="Pat")
    assert answer["urgent"]["contacts"]
    assert answer["urgent"]["text"].endswith(".")
    assert (answer["formal"]["open"], answer["formal"]["opened_by"]) == (True, "urgent")
    assert answer["start_something"] is None
    assert not any(idea["bring"] for idea in (*answer["suggestions"], *answer["basics"]))
    assert not any(idea["kind"] in ("person", "exchange") for idea in answer["basics"])


@pytest.mark.parametrize("words", DANGER)
@pytest.mark.parametrize("chips", [{}, {"hopes": ["gardening"], "gifts": ["sewing"]}])
def test_the_page_is_sober_and_kept_by_nobody(leeds: Town, words: str, chips: dict[str, list[str]]) -> None:
    page = leeds.http.post("/match", data={"near": "LS8 5HX", "hopes_words": words, "around": "Pat"} | chips)
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert "location" not in page.headers
    assert re.search(r"<title>\s*Help and advice – Kith\s*</title>", page.text)
    for jolly in (
        "could bring",
        "can come with you",
        "Start something",
        "good thing",
        '<svg class="chart',
        "Start here",
    ):
        assert jolly not in page.text, jolly
    assert 'href="tel:999"' in page.text
    assert "/urgent" in page.text
    links = re.findall(r'(?:href|action|src)="([^"]*)"', page.text)
    assert not [link for link in links if any(word in link.lower() for word in ("kill", "suicid", "hits", "tonight"))]


@pytest.mark.parametrize("box", ["near", "around"])
@pytest.mark.parametrize("words", DANGER)
def test_rule_03_whichever_box_it_is_typed_into(leeds: Town, words: str, box: str) -> None:
    """The first question on a phone is where somebody is; what comes first to mind is typed there."""
    assert leeds.ask(**({"near": "LS8 5", "hopes": "gardening"} | {box: words}))["urgent"] is not None
    for path in ("/match", "/easy"):
        page = leeds.http.post(path, data={"near": "LS8 5", "hopes": "gardening"} | {box: words})
        assert page.status_code == 200
        assert "Help now" in page.text
        assert page.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("words", DANGER)
@pytest.mark.parametrize("path", ["/find", "/numbers"])
def test_rule_03_typed_where_a_place_is_asked_for(leeds: Town, words: str, path: str) -> None:
    page = leeds.http.post(path, data={"near": words})
    assert "Help now" in page.text
    assert page.headers["cache-control"] == "no-store"


def test_a_long_cry_for_help_is_not_told_to_be_shorter(leeds: Town) -> None:
    page = leeds.http.post("/match", data={"near": "I want to kill myself. " * 20})
    assert "Help now" in page.text


def test_a_place_and_a_neighbour_are_no_danger(leeds: Town) -> None:
    found = leeds.ask(near="LS8 5", hopes="gardening", around="my neighbour Pat")
    assert found["urgent"] is None
    assert leeds.http.post("/api/v1/match", json={"near": "Xyzzyville", "hopes": "gardening"}).status_code == 404


def test_a_teenager_is_not_sent_to_grown_ups_alone(leeds: Town) -> None:
    answer = leeds.ask(hopes="I want to kill myself", age=14)
    assert not any(idea["kind"] in ("person", "exchange") for idea in answer["suggestions"])
    assert "Childline" in str(answer["urgent"])


def test_the_contacts_are_those_of_the_nation_of_the_place(leeds: Town) -> None:
    told = {near: str(leeds.ask(near=near, hopes="suicidal")["urgent"]) for near in ("LS8 5HX", "CF10 1", "G1 1", None)}
    assert all("999" in text for text in told.values())
    assert all("116 123" in text for text in told.values())
    assert len(set(told.values())) >= 3  # Wales and Scotland have their own lines


@pytest.mark.parametrize("words", ["my dog died", "this job is killing me with boredom", "I want to take up boxing"])
def test_ordinary_words_stay_ordinary(leeds: Town, words: str) -> None:
    assert leeds.ask(hopes=words)["urgent"] is None


def test_no_place_no_listing_help_all_the_same(leeds: Town) -> None:
    answer = leeds.ask(near=None, hopes="I want to kill myself")
    assert answer["urgent"]["contacts"]
    page = leeds.http.post("/match", data={"hopes_words": "I want to kill myself"})
    assert 'href="tel:999"' in page.text


@pytest.mark.parametrize("near", ["Xyzzyville", "BT1 5GS", "Hyde Park", "LS8 5ZZZ"])
def test_a_place_that_is_none_never_stands_between_somebody_and_help(leeds: Town, near: str) -> None:
    page = leeds.http.post("/match", data={"near": near, "hopes_words": "I want to kill myself"})
    assert 'href="tel:999"' in page.text
    answer = leeds.http.post("/api/v1/match", json={"near": near, "hopes": "I want to kill myself"})
    assert "999" in answer.text


def test_the_urgent_page_stands_by_itself(leeds: Town) -> None:
    page = leeds.http.get("/urgent")
    assert page.status_code == 200
    assert page.headers["cache-control"] == "no-store"
    assert 'href="tel:999"' in page.text
