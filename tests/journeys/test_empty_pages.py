"""Where there is nothing yet every page says what could be done next."""

import re

import pytest

from tests.builders import listing
from tests.journeys.conftest import OpenTown, Town


@pytest.fixture(scope="module")
def empty(open_town: OpenTown) -> Town:
    return open_town()


@pytest.mark.parametrize(
    ("path", "next_step"),
    [
        ("/list", 'href="/"'),
        ("/offline", 'href="/"'),
        ("/find?near=LS8+5&kind=group", 'href="/"'),
        ("/insight", "Whoever runs this directory can load them"),
        ("/numbers", "Ring your council"),
    ],
)
def test_an_empty_page_suggests_the_next_step(empty: Town, path: str, next_step: str) -> None:
    main = empty.http.get(path).text.split("<main")[1].split("</main>")[0]
    assert next_step in main


def test_no_ideas_is_no_dead_end(empty: Town) -> None:
    page = empty.form(near="LS8 5", hopes="gardening").text
    section = page.split("What you could do next")[1].split("</section>")[0]
    assert 'name="travel" value="bus-30"' in section
    assert 'name="do" value="change"' in section
    assert 'href="/find"' in section


def test_further_by_bus_asks_the_same_again(empty: Town) -> None:
    said = [("near", "LS8 5"), ("hopes", "gardening"), ("travel", "walk-10"), ("travel", "bus-30")]
    answer = empty.http.post("/match", content="&".join(f"{name}={value}".replace(" ", "+") for name, value in said),
                             headers={"content-type": "application/x-www-form-urlencoded"})  # fmt: skip
    assert answer.headers["location"] == "/match?near=LS8+5&hopes=gardening&travel=bus-30"
    page = empty.http.get(answer.headers["location"]).text
    assert "Look further: half an hour by bus" not in page


def test_with_ideas_nothing_of_it_is_shown(open_town: OpenTown) -> None:
    town = open_town(listing(hopes=("gardening",)))
    assert "What you could do next" not in town.form(near="LS8 5", hopes="gardening").text


def test_easy_words_lead_to_a_number(empty: Town) -> None:
    page = empty.http.post("/easy", data={"near": "LS8 5", "hopes": "gardening"}).text
    assert re.search(r'<a href="/numbers">Find a number near you</a>', page)
