"""Asha uses the page in easy words: three questions, at most three ideas, and the same care as everywhere."""

import re

import pytest

from tests.journeys.conftest import Town


def easy(town: Town, **fields: str) -> str:
    answer = town.http.post("/easy", data=fields)
    assert answer.headers["cache-control"] == "no-store"
    return str(answer.text)


def test_three_ideas_with_a_number_to_ring(leeds: Town) -> None:
    page = easy(leeds, near="LS8 5HX", hopes="gardening")
    assert "Good things near Harehills" in page
    assert "Here are 3 things. You choose." in page
    assert len(re.findall(r'<li class="entry">', page)) == 3
    assert 'href="tel:' in page
    assert "Why this?" not in page


def test_the_first_is_the_best_fit(leeds: Town) -> None:
    found = leeds.ask(near="LS8 5", hopes="Gardening")
    best = next(it for it in found["suggestions"] if it["id"] == found["start_here"])
    assert (
        re.findall(r'<div class="body">\s*<h2[^>]*>([^<]+)', easy(leeds, near="LS8 5", hopes="gardening"))[0]
        == best["name"]
    )


def test_danger_gets_the_page_it_always_gets(leeds: Town) -> None:
    page = easy(leeds, near="LS8 5", hopes_words="I want to kill myself")
    assert "Help now" in page
    assert "Good things" not in page


@pytest.mark.parametrize(("near", "says"), [("Xyzzyville", "We do not know that place"), ("", "Tell us a place")])
def test_a_place_we_do_not_know_keeps_the_easy_page(leeds: Town, near: str, says: str) -> None:
    page = easy(leeds, near=near)
    assert says in page
    assert "easy words and pictures" in page


def test_a_name_in_several_towns_stays_easy(leeds: Town) -> None:
    assert 'action="/easy"' in easy(leeds, near="Hyde Park", hopes="walking")


def test_starting_again_keeps_the_answers(leeds: Town) -> None:
    page = easy(leeds, near="LS8 5", hopes="gardening", do="change")
    assert 'value="LS8 5"' in page
    assert re.search(r'value="gardening" checked', page)
