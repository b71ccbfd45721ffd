"""A steward finds any listing again: by name, number, e-mail or postcode, on the map or off it, in their own areas."""

from uuid import UUID

import pytest

from app.access.rules import Role
from tests.builders import contact, home, listing, place
from tests.upkeep.conftest import Town


def found(town: Town, asked: str, headers: dict[str, str] | None = None) -> str:
    answer = town.http.post("/steward/find", data={"q": asked}, headers=headers or town.as_(Role.STEWARD))
    assert answer.status_code == 200
    return str(answer.text)


@pytest.mark.parametrize(
    "asked",
    ["growers", "CLUB hill", "0113 4960011", "Growers@Example.org", "LS8 5HX", "ls85hx", "LS8 5", "ls8"],
)
def test_it_is_found_by_what_is_known_of_it(town: Town, asked: str) -> None:
    line = contact(phone="0113 496 0011", email="growers@example.org")
    town.add(listing(name="Hill Growers Club", contact=line, place=place(postcode="LS8 5HX")))
    town.add(listing(name="Chess", place=place(postcode="LS6 3HN")))
    page = found(town, asked)
    assert "Hill Growers Club" in page
    assert "Chess" not in page


def test_a_home_is_found_by_its_door_and_shown_by_its_sector(town: Town) -> None:
    town.add(listing(name="Tea at Jean’s", place=home(postcode="LS8 5HX")))
    page = found(town, "LS8 5HX")
    assert "Tea at Jean’s" in page
    assert '<span class="tag">LS8 5</span>' in page


def test_what_is_off_the_map_is_found_and_said_to_be(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers"))
    town.steward(f"/steward/listings/{listing_id}/call", outcome="ended")
    page = found(town, "growers")
    assert f"/steward/listings/{listing_id}" in page
    assert '<span class="tag">Ended</span>' in page


@pytest.mark.parametrize("asked", ["", "  ", "%", "_", "'; DROP TABLE listing", "\x00", "x" * 5_000])
def test_strange_words_find_nothing_and_break_nothing(town: Town, asked: str) -> None:
    town.add(listing(name="Growers"))
    assert "Growers" not in found(town, asked)


def test_nothing_found_is_said_in_words(town: Town) -> None:
    page = found(town, "growers")
    assert "We found nothing" in page
    assert "Try one word of its name" in page


def test_only_ones_own_areas_are_searched_and_only_by_staff(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers"))
    assert str(listing_id) not in found(town, "growers", town.as_(Role.STEWARD, UUID(int=7)))
    assert town.http.post("/steward/find", data={"q": "growers"}).status_code in (303, 401)
    assert town.http.get("/steward/find", headers=town.as_(Role.COMMISSIONER)).status_code == 403


def test_the_public_page_leads_those_who_check_to_their_own_page_of_it(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers"))
    link = f'href="/steward/listings/{listing_id}"'
    assert link in town.http.get(f"/listings/{listing_id}", headers=town.as_(Role.COORDINATOR)).text
    assert link not in town.http.get(f"/listings/{listing_id}", headers=town.as_(Role.COMMISSIONER)).text
    assert link not in town.http.get(f"/listings/{listing_id}").text


def test_a_slip_is_found_under_what_one_did_lately(town: Town) -> None:
    (listing_id,) = town.add(listing(name="Growers"))
    for outcome in ("still_on", "ended"):
        town.steward(f"/steward/listings/{listing_id}/call", outcome=outcome)
    part = town.http.get("/steward", headers=town.as_(Role.STEWARD)).text.split('id="lately"')[1].split("</section>")[0]
    assert part.count("Growers") == 1
    assert "Ended" in part
    assert 'id="lately"' not in town.http.get("/steward", headers=town.as_(Role.COORDINATOR)).text
    town.clock.pass_(days=8)
    assert 'id="lately"' not in town.http.get("/steward", headers=town.as_(Role.STEWARD)).text
