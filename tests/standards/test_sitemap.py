"""What search engines are told: every page that may be found, no person, and nothing of a demonstration."""

import re
from uuid import UUID
from xml.etree import ElementTree

import pytest

from app.standards.sitemap import routes
from app.standards.sitemap.mapping import PAGES, index, robots
from tests.builders import listing, person
from tests.journeys.conftest import OpenTown, Town

IDS = [f"{n}{n}111111-1111-4111-8111-111111111111" for n in range(1, 6)]
SPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    return open_town(*(listing(id=one) for one in IDS), person(id=str(UUID(int=9))))


def places(town: Town, path: str) -> list[str]:
    answer = town.http.get(path)
    assert answer.headers["content-type"].startswith("application/xml")
    return [node.text or "" for node in ElementTree.fromstring(answer.text).iter(f"{SPACE}loc")]


def test_every_page_and_every_listing_but_no_person(town: Town) -> None:
    found = places(town, "/sitemap.xml")
    assert found[: len(PAGES)] == [f"http://127.0.0.1:8000{path}" for path in PAGES]
    assert {"/", "/networks", "/numbers"} <= set(PAGES)
    assert found[len(PAGES) :] == [f"http://127.0.0.1:8000/listings/{one}" for one in IDS]
    assert "<lastmod>2026-11-22</lastmod>" in town.http.get("/sitemap.xml").text
    for address in found:
        page = town.http.get(address.removeprefix("http://127.0.0.1:8000"))
        assert page.status_code == 200
        assert "noindex" not in page.text, "what asks to be left out is not named"
    assert "noindex" in town.http.get("/urgent").text


def test_more_than_one_file_holds(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_URLS", 102)  # two listings a file
    monkeypatch.setattr(routes, "pages", lambda base: ["<url><loc>x</loc></url>"] * 100)
    files = places(town, "/sitemap.xml")
    assert [file.rsplit("/", 1)[1] for file in files] == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml"]
    parts = [places(town, f"/sitemap-{n}.xml") for n in (1, 2, 3)]
    listed = [re.sub(".*/", "", one) for part in parts for one in part if "/listings/" in one]
    assert listed == IDS
    assert town.http.get("/sitemap-4.xml").status_code == 404
    assert town.http.get("/sitemap-0.xml").status_code == 404


def test_addresses_are_escaped() -> None:
    assert "a&amp;b" in index("https://example.org/a&b", 1)


def test_robots_leave_searches_alone_and_find_the_map(town: Town) -> None:
    text = town.http.get("/robots.txt").text
    assert "Disallow: /match\n" in text
    assert "Disallow: /\n" not in text
    assert "Disallow: /listings" not in text, "a page that says noindex must be read to be obeyed"
    assert text.endswith("Sitemap: http://127.0.0.1:8000/sitemap.xml\n")


def test_what_is_made_up_is_not_to_be_found(leeds: Town) -> None:
    assert "Disallow: /\n" in leeds.http.get("/robots.txt").text
    assert robots("https://example.org/", made_up=False) != robots("https://example.org/", made_up=True)
