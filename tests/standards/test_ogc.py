"""OGC API Features: found from the landing page, the same rows as the GeoJSON file, wrong questions refused."""

from typing import Any

import pytest

from tests.builders import home, listing, person, place
from tests.journeys.conftest import OpenTown, Town

ITEMS = "/ogc/collections/listings/items"
HALL = "11111111-1111-4111-8111-111111111111"


def link(document: Any, rel: str) -> str:
    (found,) = [one["href"] for one in document["links"] if one["rel"] == rel]
    return str(found)


def test_everything_is_found_from_the_landing_page(leeds: Town) -> None:
    front = leeds.http.get("/ogc")
    assert front.json() == leeds.http.get("/ogc/").json()
    assert front.headers["access-control-allow-origin"] == "*"
    assert leeds.http.get(link(front.json(), "conformance")).json()["conformsTo"][0].endswith("/conf/core")
    assert (
        "/ogc/collections/{collection_id}/items" in leeds.http.get(link(front.json(), "service-desc")).json()["paths"]
    )
    listed = leeds.http.get(link(front.json(), "data")).json()
    (only,) = listed["collections"]
    assert leeds.http.get(link(only, "self")).json() == only
    page = leeds.http.get(link(only, "items"))
    assert page.headers["content-type"] == "application/geo+json"
    assert page.json()["numberReturned"] == len(page.json()["features"]) == 100


def test_the_pages_together_are_the_file(leeds: Town) -> None:
    address, found, pages = f"{ITEMS}?limit=400", [], 0
    while address:
        page = leeds.http.get(address).json()
        found += page["features"]
        pages += 1
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    whole = leeds.http.get("/data/listings.geojson").json()["features"]
    assert found == whole
    assert page["numberMatched"] == len(whole)
    assert pages == -(-len(whole) // 400)
    assert link(page, "prev")


def test_a_box_holds_what_lies_within_it(leeds: Town) -> None:
    west, south, east, north = -1.56, 53.79, -1.5, 53.83
    whole = leeds.http.get("/data/listings.geojson").json()["features"]
    points = {one["id"]: one["geometry"]["coordinates"] for one in whole}
    within = {key for key, (lon, lat) in points.items() if west <= lon <= east and south <= lat <= north}
    page = leeds.http.get(ITEMS, params={"bbox": f"{west},{south},{east},{north}", "limit": "5000"}).json()
    assert {one["id"] for one in page["features"]} == within
    assert 0 < len(within) < len(whole)
    assert "bbox=-1.56,53.79" in link(page, "self")
    high = leeds.http.get(ITEMS, params={"bbox": f"{west},{south},0,{east},{north},99", "limit": "1000"}).json()
    assert high["numberMatched"] == len(within)
    round_the_world = leeds.http.get(ITEMS, params={"bbox": f"{east},-90,{west},90"}).json()["numberMatched"]
    column = {key for key, (lon, _) in points.items() if west < lon < east}
    assert round_the_world == len(whole) - len(column)


def test_one_listing_and_those_that_are_not_there(open_town: OpenTown) -> None:
    town = open_town(
        listing(name="Hall", id=HALL, place=place()),
        listing(name="Front room", place=home()),
        listing(name="Nowhere", id="44444444-4444-4444-8444-444444444444", place=None),
        person(id="55555555-5555-4555-8555-555555555555"),
    )
    one = town.http.get(f"{ITEMS}/{HALL}")
    assert one.json()["properties"]["name"] == "Hall"
    assert link(one.json(), "collection").endswith("/ogc/collections/listings")
    page = town.http.get(ITEMS)
    assert page.json()["numberMatched"] == 2
    assert "Made Up Row" not in page.text
    for key in ("44444444-4444-4444-8444-444444444444", "55555555-5555-4555-8555-555555555555", str(HALL)[:-1] + "2"):
        assert town.http.get(f"{ITEMS}/{key}").status_code == 404
    assert town.http.get("/ogc/collections/people").status_code == 404
    assert town.http.get("/ogc/collections/people/items").status_code == 404


@pytest.mark.parametrize(
    "asked",
    [
        "limit=0", "limit=ten", "limit=-1", "offset=-1", "offset=99999999999999999999", "bbox=1,2,3", "bbox=a,b,c,d",
        "bbox=1,2,3,nan", "bbox=-181,0,0,0", "bbox=0,10,0,5", "datetime=soon", "near=LS8", "limit=²",
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused(leeds: Town, asked: str) -> None:
    answer = leeds.http.get(f"{ITEMS}?{asked}")
    assert answer.status_code == 400, answer.text
    assert answer.json()["errors"]


@pytest.mark.parametrize("when", ["2026-11-24T00:00:00Z", "2026-11-24T00:00:00Z/..", "../2026-11-24T00:00:00+01:00"])
def test_a_time_is_passed_over_for_what_has_none(leeds: Town, when: str) -> None:
    everything = leeds.http.get(ITEMS).json()["numberMatched"]
    assert leeds.http.get(ITEMS, params={"datetime": when}).json()["numberMatched"] == everything


def test_more_than_there_may_be_is_as_many_as_there_may_be(leeds: Town) -> None:
    assert leeds.http.get(f"{ITEMS}?limit=1000000").json()["numberReturned"] == 1000
    past = leeds.http.get(f"{ITEMS}?offset=1000000").json()
    assert (past["numberReturned"], past["features"]) == (0, [])
