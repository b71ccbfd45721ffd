"""The page `/find` over HTTP: a word, a place, a kind; what goes wrong is said and nothing typed is lost."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from app.directory.rules import Kind
from tests.builders import listing, place
from tests.journeys.conftest import OpenTown, Town


def cards(page: str) -> list[str]:
    """The names on the cards in order."""
    return re.findall(r'<h3[^>]*><a href="/listings/[^"]+">([^<]+)</a></h3>', page)


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    clubs = [listing(name=f"Chess club {number:02}") for number in range(45)]
    return open_town(*clubs, listing(name="The library", kind=Kind.PLACE, place=place(name="Reading Room")))


def test_a_word_leads_to_a_listing(town: Town) -> None:
    page = town.http.post("/find", data={"q": "library", "near": "LS8 5HX"})
    assert page.status_code == 200
    assert cards(page.text) == ["The library"]
    assert "We found 1 near" in page.text
    link = re.search(r'href="(/listings/[^"]+)"', page.text)
    assert link
    assert town.http.get(link[1]).status_code == 200


def test_home_and_every_foot_lead_there(town: Town) -> None:
    assert 'href="/find"' in town.http.get("/privacy").text
    assert town.http.get("/").text.count('href="/find"') == 2
    form = town.http.get("/find")
    assert form.status_code == 200
    assert 'action="/find"' in form.text
    assert cards(form.text) == []


def test_plain_codes_become_a_bookmark_with_the_sector(town: Town) -> None:
    answer = town.http.post("/find", data={"q": "", "near": "LS8 5HX", "kind": "place", "day": ["mon", "tue"]})
    assert answer.status_code == 303
    said = parse_qs(urlsplit(answer.headers["location"]).query)
    assert said == {"near": ["LS8 5"], "kind": ["place"], "day": ["mon,tue"]}
    assert town.http.get("/find?near=LS8+5HX").headers["location"] == "/find?near=LS8+5"


@pytest.mark.parametrize(
    "fields", [{"q": "chess"}, {"near": "53.81,-1.51"}, {"ease": "women_only"}, {"hope": "bereavement_company"}]
)
def test_rule_05_words_and_what_is_sensitive_stay_out_of_every_address(town: Town, fields: dict[str, str]) -> None:
    answer = town.http.post("/find", data=fields)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert not [
        link for link in re.findall(r'href="(/find\?[^"]*)"', answer.text) if "chess" in link or "women" in link
    ]


@pytest.mark.parametrize("query", ["q=zanzibarpurple", "ease=women_only", "hope=bereavement_company"])
def test_an_address_that_carries_them_is_not_followed_and_that_is_said(town: Town, query: str) -> None:
    page = town.http.get(f"/find?{query}&kind=group")
    assert "We left something out" in page.text
    assert "zanzibarpurple" not in page.text


def test_more_by_address_and_by_form(town: Town) -> None:
    seen: list[str] = []
    page = town.http.get("/find?kind=group").text
    for _ in range(2):
        seen += cards(page)
        more = re.search(r'href="(/find\?[^"]*cursor=[^"]*)"', page)
        assert more
        page = town.http.get(more[1].replace("&amp;", "&")).text
    assert len(seen + cards(page)) == len(set(seen + cards(page))) == 45
    assert "end of the list" in page

    page = town.http.post("/find", data={"q": "chess"}).text
    cursor = re.search(r'name="cursor" value="([^"]+)"', page)
    assert cursor
    again = town.http.post("/find", data={"q": "chess", "cursor": cursor[1]}).text
    assert cards(page) + cards(again) == seen


def test_nothing_found_says_what_to_leave_out(town: Town) -> None:
    page = town.http.post("/find", data={"q": "library", "kind": "group"}).text
    assert "Nothing like that yet" in page
    assert "Look at all kinds: 1 there" in page
    assert "Look without the word: 45 there" in page
    assert "Try a shorter word" in town.http.post("/find", data={"q": "zanzibarpurple"}).text


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"q": ""}, "Type a word or a place"),
        ({"q": "chess", "near": "Xyzzyville"}, "We do not know that place"),
        ({"q": "chess", "near": "BFPO 1"}, "Something needs a look"),
        ({"q": "chess", "kind": "asset"}, "We do not know that kind"),
        ({"q": "chess", "hope": "asset"}, "Choose one from the list"),
        ({"q": "chess", "cursor": "asset"}, "Look again from the start"),
        ({"q": "chess " * 60}, "One or two will do"),
        ({"q": "chess", "near": "x" * 300}, "the name of a place, and no more"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_nothing_is_lost(
    town: Town, fields: dict[str, str], sentence: str
) -> None:
    page = town.http.post("/find", data=fields)
    assert page.status_code == 422
    assert sentence in page.text
    assert f'name="q" value="{fields["q"]}"' in page.text
    assert f'name="near" value="{fields.get("near", "")}"' in page.text
    for link in re.findall(r'<li><a href="#(\w+)">', page.text):
        assert f'id="{link}"' in page.text


def test_a_name_of_several_places_is_asked_back(town: Town) -> None:
    page = town.http.post("/find", data={"q": "chess", "near": "Hyde Park"}).text
    assert 'action="/find"' in page
    assert 'action="/match"' not in page
    assert '<input type="hidden" name="q" value="chess">' in page
    back = town.http.post("/find", data={"q": "chess", "do": "change"}).text
    assert 'name="q" value="chess"' in back


def test_rule_03_danger_gets_help_first_here_too(town: Town) -> None:
    page = town.http.post("/find", data={"q": "I want to kill myself", "near": "LS8 5"})
    assert "Help now" in page.text
    assert "116 123" in page.text
    assert page.headers["cache-control"] == "no-store"
    beside = town.http.post("/find", data={"q": "I want to kill myself", "near": "Xyzzyville", "kind": "asset"})
    assert "116 123" in beside.text


LOSS = "chess, my brother took his own life"


@pytest.mark.parametrize(("near", "names"), [("LS8 5", "NHS 111"), ("CF10 1", "NHS 111 Wales"), ("", "Samaritans")])
def test_rule_03_beside_a_loss_somebody_to_talk_to_stands_above_what_is_found(
    town: Town, near: str, names: str
) -> None:
    page = town.http.post("/find", data={"q": LOSS, "near": near})
    assert page.headers["cache-control"] == "no-store"
    line = page.text.split("Someone to talk to")[1].split("</section>")[0]
    assert names in line
    assert "116 123" in line
    assert "Help now" not in page.text
    told = page.text.split("<h1>")[1].split("Someone to talk to")[0]
    assert "his own life" not in told  # a loss as it was told is not read back
    assert "Help " in told


def test_the_line_stands_beside_a_mistake_too(town: Town) -> None:
    page = town.http.post("/find", data={"q": LOSS, "near": "Xyzzyville"})
    assert page.status_code == 422
    assert "h-gentle" in page.text
    assert LOSS in page.text  # what was typed is still in its box
    assert "h-gentle" not in town.http.post("/find", data={"q": "chess", "near": "LS8 5"}).text


def test_markup_is_only_text(town: Town) -> None:
    page = town.http.post("/find", data={"q": "<script>alert(1)</script>"}).text
    assert "<script>alert" not in page


def test_the_api_walks_by_cursor_while_somebody_adds(open_town: OpenTown) -> None:
    town = open_town(*(listing() for _ in range(12)))
    seen: list[str] = []
    asked: dict[str, object] = {"near": "LS8 5", "limit": 5}
    first = {one["id"] for one in town.http.get("/api/v1/listings", params=asked | {"limit": 100}).json()["listings"]}
    while True:
        body = town.http.get("/api/v1/listings", params=asked).json()
        seen += [one["id"] for one in body["listings"]]
        if body["next"] is None:
            break
        town.add(listing(), listing()) if len(seen) < 12 else None
        asked["cursor"] = body["next"]
    assert len(seen) == len(set(seen))
    assert first <= set(seen)
    assert body["page"] is None


@pytest.mark.parametrize(
    "asked", [{"day": "tue", "ease": "step_free,quiet"}, {"hope": "gardening"}, {"day": ["tue", "wed"]}]
)
def test_the_api_by_day_ease_and_hope(town: Town, asked: dict[str, object]) -> None:
    assert town.http.get("/api/v1/listings", params=asked).json()["total"] == 46
    assert town.http.get("/api/v1/listings", params={"day": "sun"}).json()["total"] == 0
