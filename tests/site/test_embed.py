"""The box for other websites: in any frame, without script or cookie, three ideas and no people, help first."""

import re

import pytest

from app.directory.rules import Kind
from app.site.embed.rules import chosen
from tests.builders import listing, person, place
from tests.journeys.conftest import OpenTown, Town


def test_any_site_may_frame_it_and_it_runs_nothing(leeds: Town) -> None:
    for answer in (leeds.http.get("/embed"), leeds.http.post("/embed", data={"near": "LS8 5", "hopes_words": "chess"})):
        policy = dict(part.strip().partition(" ")[::2] for part in answer.headers["content-security-policy"].split(";"))
        assert policy["frame-ancestors"] == "*"
        assert policy["default-src"] == "'none'"
        assert "script-src" not in policy
        assert policy["connect-src"] == "'self'"  # no script can connect; a checker reads robots.txt from inside
        assert "x-frame-options" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert answer.headers["cache-control"] == "no-store"
        assert not re.search(r"<script|sign-in|/me\b|your list", answer.text, re.IGNORECASE)
    assert "frame-ancestors 'none'" in leeds.http.get("/").headers["content-security-policy"]


def test_three_ideas_each_with_its_reason(leeds: Town) -> None:
    page = leeds.http.post("/embed", data={"near": "LS8 5HX", "hopes_words": "gardening, company"}).text
    found = re.findall(r'<h3[^>]*><a href="/listings/([0-9a-f-]{36})" target="_blank" rel="noopener">', page)
    assert len(found) == 3
    kinds = [leeds.http.get(f"/api/v1/listings/{key}").json() for key in found]
    assert "person" not in {one["kind"] for one in kinds}
    assert [one["rung"] for one in kinds] == sorted(one["rung"] for one in kinds)
    assert max(one["rung"] for one in kinds) < 5
    assert 'action="/match" target="_blank"' in page


def test_people_are_left_out(open_town: OpenTown) -> None:
    town = open_town(listing(name="Gardeners of Harehills"), person(name="Ben the gardener", hopes=("gardening",)))
    page = town.http.post("/embed", data={"near": "LS8 5HX", "hopes_words": "gardening"}).text
    assert "Gardeners of Harehills" in page
    assert "Ben the gardener" not in page


def test_a_walk_that_is_no_help_is_told_in_miles(open_town: OpenTown) -> None:
    town = open_town(
        listing(name="Near plot"), listing(name="Far plot", place=place(lat=53.84, lon=-1.55, postcode="LS17 6AA"))
    )
    page = town.http.post("/embed", data={"near": "LS8 5", "hopes_words": "gardening"}).text
    near, far = page.index("Near plot"), page.index("Far plot")
    assert re.search(r"About \d+ min walk", page[min(near, far) :])
    assert "About 2 miles away" in page[far:]
    assert not re.search(r"About \d{2,} min walk", page[far:])


def test_words_of_danger_get_help_and_nothing_else(leeds: Town) -> None:
    answer = leeds.http.post("/embed", data={"near": "LS8 5", "hopes_words": "I want to kill myself"})
    assert "<title>Help and advice – Kith</title>" in answer.text
    assert 'href="tel:999"' in answer.text
    assert "/listings/" not in answer.text
    assert "kill myself" not in answer.text
    assert answer.headers["cache-control"] == "no-store"


def test_a_basic_comes_first_and_alone(leeds: Town) -> None:
    page = leeds.http.post("/embed", data={"near": "LS8 5", "hopes_words": "struggling to buy food"}).text
    assert "Sort this first" in page
    assert "Three ideas to begin with" not in page


@pytest.mark.parametrize(
    ("said", "status", "told"),
    [
        ({}, 422, 'role="alert"'),
        ({"near": "Xyzzyville"}, 422, 'role="alert"'),
        ({"near": "Hyde Park", "hopes_words": "company"}, 200, 'name="near" value="Hyde Park'),
        ({"near": "LS8 5", "hopes_words": "x" * 30_000}, 422, 'role="alert"'),
    ],
)
def test_what_cannot_be_answered_is_said_in_the_box(leeds: Town, said: dict[str, str], status: int, told: str) -> None:
    answer = leeds.http.post("/embed", data=said)
    assert answer.status_code == status
    assert told in answer.text
    assert "frame-ancestors *" in answer.headers["content-security-policy"]


def test_the_page_around_it_may_say_the_place_but_no_door(leeds: Town) -> None:
    assert 'value="LS8 5"' in leeds.http.get("/embed?near=LS8+5HX").text
    page = leeds.http.get("/embed", params={"near": '"><script>alert(1)</script>'}).text
    assert "<script>" not in page


def test_a_form_in_a_frame_comes_from_ourselves_and_none_from_elsewhere(leeds: Town) -> None:
    said = {"near": "LS8 5", "hopes_words": "chess"}
    own = leeds.http.post("/embed", data=said, headers={"Sec-Fetch-Site": "same-origin"})
    strange = leeds.http.post("/embed", data=said, headers={"Sec-Fetch-Site": "cross-site"})
    assert (own.status_code, strange.status_code) == (200, 403)


def test_the_lines_for_another_page_stand_ready_to_copy(leeds: Town) -> None:
    page = leeds.http.get("/standards").text
    base_url = leeds.http.app.state.kith.settings.base_url  # type: ignore[attr-defined]
    assert f"&lt;iframe src=&#34;{base_url}/embed?near=LS8+5&#34;" in page
    assert "allow-scripts" not in page
    for address in re.findall(r'<li><a href="(/(?:oruk|ogc|data|openapi)[^"]*)"', page):
        assert leeds.http.get(address).status_code == 200
    assert 'href="/standards"' in leeds.http.get("/").text


def test_the_best_three_in_the_order_of_the_ladder() -> None:
    class Idea:
        def __init__(self, kind: Kind, rung: int, score: float) -> None:
            self.kind, self.rung, self.score = kind, rung, score

    ideas = [Idea(Kind.PERSON, 1, 1.0), Idea(Kind.GROUP, 2, 0.3), Idea(Kind.GROUP, 2, 0.5), Idea(Kind.PLACE, 3, 0.9),
             Idea(Kind.PLACE, 3, 0.2)]  # fmt: skip
    assert [(one.rung, one.score) for one in chosen(ideas)] == [(2, 0.5), (2, 0.3), (3, 0.9)]
