"""Somebody would rather ring: every page names a number near, or says where one is found."""

import re

import pytest

from app.access.rules import ROUTES, Deed
from app.areas.book import AreaBook
from app.areas.rules import Contact
from tests.journeys.conftest import Town

# Pages that stand on their own, from the table of doors: a new one joins by itself. Programs read the rest.
PROGRAMS = ("/api", "/oruk", "/ogc", "/data", "/fhir", "/healthz", "/readyz", "/metrics", "/embed", "/sign-in/")
PAGES = sorted(
    path
    for (method, path), deed in ROUTES.items()
    if method == "GET" and deed is Deed.READ_OPEN and "{" not in path and "." not in path
    and not path.startswith(PROGRAMS)
)  # fmt: skip
FIND = "Find a number near you"


@pytest.mark.parametrize("path", [*PAGES, "/no-such-page", "/groups/new"])
def test_every_page_has_a_way_to_a_number(leeds: Town, path: str) -> None:
    page = leeds.http.get(path, headers={"accept": "text/html"}, follow_redirects=True).text
    assert FIND in page or 'href="tel:' in page


def test_ideas_name_the_number_of_the_place(leeds: Town) -> None:
    page = leeds.form(near="LS8 5", hopes="walking").text
    ask = leeds.ask(near="LS8 5", hopes="Walking")["someone_to_ask"]
    assert FIND not in page
    assert ask["phone"] in page
    assert re.search(r'data-number="0113 496 09\d\d"', page)


def test_a_place_has_its_line_and_no_postcode_comes_back(leeds: Town) -> None:
    answer = leeds.http.post("/numbers", data={"near": "LS8 5HX"})
    assert answer.headers["cache-control"] == "no-store"
    assert "Someone to ring near Harehills" in answer.text
    assert "Lanternlight Neighbours" in answer.text.split("<details")[0]
    assert "LS8 5HX" not in answer.text


@pytest.mark.parametrize("near", ["Xyzzyville", "", "Hyde Park", "BFPO 12"])
def test_a_place_that_is_none_says_what_to_do(leeds: Town, near: str) -> None:
    answer = leeds.http.post("/numbers", data={"near": near})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_where_nobody_is_known_the_page_says_so(leeds: Town) -> None:
    page = leeds.http.post("/numbers", data={"near": "EX1 1"}).text
    assert "Nobody here has told us a number" in page


def test_every_area_is_on_the_page_once(leeds: Town) -> None:
    names = re.findall(r"<li><h2>([^<]+)", leeds.http.get("/numbers").text)
    assert names == sorted(names, key=str.casefold)
    assert "Harehills" in names


def test_one_number_for_all_stands_on_every_page() -> None:
    council = Contact("local", "The council", "0113 496 0001")
    network = Contact("network", "Neighbours", "0113 496 0002")
    assert AreaBook(contact_rows={"a": (network, council), "b": (council,)}).only_number == "0113 496 0001"
    assert AreaBook(contact_rows={"a": (network,)}).only_number is None
    other = Contact("local", "Another council", "0161 496 0001")
    assert AreaBook(contact_rows={"a": (council,), "b": (other,)}).only_number is None
    assert AreaBook(contact_rows={"a": (network, council)}).to_ring(("a",)) == (council, network)
    assert AreaBook(contact_rows={"a": (Contact("local", "x", "Ask your council"),)}).to_ring(("a",)) == ()
