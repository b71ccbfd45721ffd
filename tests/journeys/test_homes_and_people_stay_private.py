"""A home and a person are known by their sector only, wherever one looks; and an address carries nothing sensitive."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.directory.rules import Role
from tests.builders import answering, contact, home, listing, person, place
from tests.journeys.conftest import OpenTown, Town

SECRET = {"address": "4 Made Up Row", "postcode": "LS8 5HX", "lat": 53.81234, "lon": -1.50987}
ELSEWHERE = {"address": "99 Other End", "postcode": "LS8 5AA", "lat": 53.80711, "lon": -1.52444}
GIVEAWAYS = ("made up row", "other end", "front room", "53.8123", "1.5098", "53.8071", "1.5244", "5hx", "5aa")


def neighbours(where: dict[str, Any]) -> tuple[Any, ...]:
    """A group that meets in a home, somebody who comes along, and a hall that is open to all."""
    ids = {"id": "11111111-1111-4111-8111-111111111111"}
    own = contact(name="Asha", phone="0113 496 0999", email="asha.own@example.org")
    office = {"name": "Harehills Neighbours", "phone": "0113 496 0500", "email": "office@example.org"}
    return (
        listing(**ids, name="Tea at home", hopes=("gardening",), place=home(**where), source_id="tea-1"),
        person(
            id="22222222-2222-4222-8222-222222222222", hopes=("gardening", "company"), place=home(**where), contact=own,
            organisation=office, source_id="ben-1",
        ),
        listing(
            id="33333333-3333-4333-8333-333333333333", name="The open hall", source_id="hall-1",
            place=place(postcode="LS8 5BB"), organisation={"name": "Friends of the Hall"},
        ),
    )  # fmt: skip


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    return open_town(*neighbours(SECRET))


@pytest.fixture(scope="module")
def other(open_town: OpenTown) -> Town:
    """The same town, but for where in their sector the homes are."""
    return open_town(*neighbours(ELSEWHERE))


ASKED: dict[str, Callable[[Town], Any]] = {
    "match": lambda town: town.http.post(
        "/api/v1/match", json={"near": "LS8 5", "hopes": "gardening, company", "ease": ["companion"], "limit": 50}
    ),
    "match beside it": lambda town: town.http.post(
        "/api/v1/match", json={"near": {"lat": 53.8126, "lon": -1.5096}, "hopes": "gardening", "limit": 50}
    ),
    "match far away": lambda town: town.http.post("/api/v1/match", json={"near": "LS1 4", "hopes": "gardening"}),
    "listings": lambda town: town.http.get("/api/v1/listings"),
    "listings near": lambda town: town.http.get("/api/v1/listings?near=LS8+5&radius_m=5000"),
    "listings very near": lambda town: town.http.get("/api/v1/listings?near=53.8126,-1.5096&radius_m=1000"),
    "listings that are near enough": lambda town: town.http.get("/api/v1/listings?near=LS8+5&limit=1&ease=step_free"),
    "found near": lambda town: town.http.get("/find?near=LS8+5"),
    "found by words": lambda town: town.http.post("/find", data={"q": "tea", "near": "LS8 5HX"}),
    "one home": lambda town: town.http.get("/api/v1/listings/11111111-1111-4111-8111-111111111111"),
    "one person": lambda town: town.http.get("/api/v1/listings/22222222-2222-4222-8222-222222222222"),
    "page of a home": lambda town: town.http.get("/listings/11111111-1111-4111-8111-111111111111"),
    "page of a person": lambda town: town.http.get("/listings/22222222-2222-4222-8222-222222222222"),
    "feed": lambda town: town.http.get("/oruk/services?full=true"),
    "feed near": lambda town: town.http.get("/oruk/services?full=true&postcode=LS8+5&proximity=1000"),
    "feed by place": lambda town: town.http.get("/oruk/service_at_locations?full=true"),
    "on the map": lambda town: town.http.get("/data/listings.geojson"),
    "calendar of a home": lambda town: town.http.get("/listings/11111111-1111-4111-8111-111111111111.ics"),
    "results": lambda town: town.http.get("/match?near=LS8+5&hopes=gardening,company&ease=companion"),
    "results by form": lambda town: town.form(near="LS8 5", hopes_words="gardening and a friend"),
    "results of danger": lambda town: town.form(near="LS8 5", hopes_words="I want to kill myself, gardening helps"),
}


@pytest.mark.parametrize("name", ASKED)
def test_nothing_gives_away_more_than_the_sector(town: Town, name: str) -> None:
    answer = ASKED[name](town)
    assert answer.status_code == 200, answer.text
    text = answer.text.lower()
    assert "tea at home" in text or "ben" in text or name in ("match far away", "results of danger")
    assert [word for word in GIVEAWAYS if word in text] == []


@pytest.mark.parametrize("name", ASKED)
def test_wherever_in_the_sector_it_is_the_answer_is_the_same_to_the_byte(town: Town, other: Town, name: str) -> None:
    assert ASKED[name](town).content == ASKED[name](other).content


def test_the_map_shows_a_home_at_the_middle_of_its_sector(town: Town) -> None:
    page = town.http.get("/match?near=LS8+5&hopes=gardening").text
    assert 'class="pin pin-groups"' in page
    answer = town.ask(near="LS8 5", hopes="gardening")
    points = {idea["name"]: (idea["lat"], idea["lon"]) for idea in answer["suggestions"]}
    assert points["Tea at home"] == (answer["place"]["lat"], answer["place"]["lon"])


def test_of_a_person_only_the_organisations_number_is_shown(town: Town) -> None:
    for name, ask in ASKED.items():
        text = ask(town).text
        assert "0999" not in text, name
        assert "asha.own" not in text, name
    one = ASKED["one person"](town).json()
    assert one["contact"] == {"phone": "0113 496 0500", "email": "office@example.org"}


def test_the_organisations_number_outlives_a_row_that_does_not_give_it(open_town: OpenTown) -> None:
    """Two rows of one file name the same organisation, and only the first has its number."""
    office = {"name": "Harehills Neighbours", "phone": "0113 496 0500"}
    town = open_town(
        person(id="22222222-2222-4222-8222-222222222222", organisation=office),
        listing(organisation={"name": "Harehills Neighbours"}),
    )
    assert ASKED["one person"](town).json()["contact"]["phone"] == "0113 496 0500"


def test_a_person_whom_nobody_answers_for_is_nowhere(open_town: OpenTown) -> None:
    lapsed = answering(role=Role.CONNECTOR, insured_until="2026-11-21")
    town = open_town(person(id="22222222-2222-4222-8222-222222222222", name="Benedict", answering=lapsed))
    for name in ("match", "listings", "listings near", "found near", "results"):
        assert "Benedict" not in ASKED[name](town).text
    assert ASKED["one person"](town).status_code == 404
    assert ASKED["page of a person"](town).status_code == 404


@pytest.mark.parametrize("path", ["/data/listings.geojson", "/sitemap.xml", "/oruk/services?full=true"])
def test_a_person_is_in_no_open_feed(town: Town, path: str) -> None:
    text = town.http.get(path).text
    assert "11111111-1111" in text
    assert "22222222-2222" not in text


def test_a_person_has_no_calendar_and_is_not_told_to_machines(town: Town) -> None:
    assert town.http.get("/listings/22222222-2222-4222-8222-222222222222.ics").status_code == 404
    assert "ld+json" not in ASKED["page of a person"](town).text
    assert "ld+json" in ASKED["page of a home"](town).text


def test_every_person_of_the_demo_is_a_sector_and_no_more(leeds: Town) -> None:
    people = leeds.http.get("/api/v1/listings?kind=person&per_page=100").json()["listings"]
    assert len(people) >= 50
    for one in people:
        assert (one["private"], one["address"], one["place"]) == (True, None, one["sector"])
        middle = leeds.http.get("/api/v1/places", params={"q": one["sector"]}).json()["places"][0]
        assert (round(one["lat"], 3), round(one["lon"], 3)) == (middle["lat"], middle["lon"])


@pytest.mark.parametrize("near", ["LS8 5HX", "ls85hx", "LS8+5HX", "4 Made Up Row, LS8 5HX", "LS8 5HX, Leeds"])
def test_an_address_with_a_full_postcode_is_cut_to_its_sector(leeds: Town, near: str) -> None:
    answer = leeds.http.get("/match", params={"near": near.replace("+", " "), "hopes": "gardening"})
    assert answer.status_code == 303
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert said == {"near": ["LS8 5"], "hopes": ["gardening"]}
    assert "5HX" not in leeds.http.get("/", params={"near": near}).text.upper()


@pytest.mark.parametrize(
    "query",
    [
        "hopes=bereavement_company", "hopes_words=I+drink+too+much", "basics=food", "ease=women_only", "languages=ur",
        "age=14", "around=Pat", "gifts_words=secret", "ease=dementia_friendly,bsl",
    ],
)  # fmt: skip
def test_what_is_sensitive_in_an_address_is_left_out_and_that_is_said(leeds: Town, query: str) -> None:
    page = leeds.http.get(f"/match?near=LS8+5&{query}")
    assert page.status_code == 200
    assert "We left something out" in page.text
    value = query.split("=")[1].replace("+", " ")
    assert f'value="{value}"' not in page.text


@pytest.mark.parametrize(
    "fields",
    [
        {"near": "LS8 5HX", "hopes_words": "I drink too much"}, {"near": "LS8 5HX", "hopes": "bereavement_company"},
        {"near": "LS8 5HX", "basics": "food"}, {"near": "LS8 5HX", "hopes": "gardening", "around": "Pat"},
        {"near": "53.81,-1.51", "hopes": "gardening"}, {"near": "LS8 5HX", "hopes": "gardening", "age": "71"},
    ],
)  # fmt: skip
def test_a_form_with_own_words_never_becomes_an_address(leeds: Town, fields: dict[str, str]) -> None:
    answer = leeds.http.post("/match", data=fields)
    assert answer.status_code == 200
    assert "location" not in answer.headers
    assert answer.headers["cache-control"] == "no-store"


def test_a_form_of_plain_chips_becomes_a_bookmark_with_the_sector(leeds: Town) -> None:
    answer = leeds.http.post("/match", data={"near": "LS8 5HX", "hopes": ["gardening", "company"]})
    assert answer.status_code == 303
    assert parse_qs(urlsplit(answer.headers["location"]).query) == {"near": ["LS8 5"], "hopes": ["gardening,company"]}
