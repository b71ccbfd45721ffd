"""The map as a file: valid, longitude first, a home at the middle of its sector."""

from typing import Any

import shapely.geometry

from tests.builders import contact, home, listing, person, place
from tests.journeys.conftest import OpenTown, Town


def test_the_file(open_town: OpenTown) -> None:
    town = open_town(
        listing(name="Hall", id="11111111-1111-4111-8111-111111111111", place=place(lat=53.81470149, lon=-1.51270051)),
        listing(name="Home", id="22222222-2222-4222-8222-222222222222", place=home(), contact=contact(show=False)),
        listing(name="Nowhere", place=None),
        person(),
    )
    answer = town.http.get("/data/listings.geojson")
    assert answer.headers["content-type"] == "application/geo+json"
    assert answer.headers["access-control-allow-origin"] == "*"
    hall, own = answer.json()["features"]
    assert hall["geometry"] == {"type": "Point", "coordinates": [-1.512701, 53.814701]}
    assert hall["properties"]["page"].endswith("/listings/11111111-1111-4111-8111-111111111111")
    assert (hall["properties"]["point"], own["properties"]["point"]) == ("place", "sector")
    assert own["properties"]["address"] is own["properties"]["phone"] is None
    assert own["properties"]["place"] == "LS8 5"
    assert "Made Up Row" not in answer.text


def test_an_empty_directory_is_an_empty_collection(open_town: OpenTown) -> None:
    assert open_town().http.get("/data/listings.geojson").json() == {"type": "FeatureCollection", "features": []}


def test_the_demo_lies_in_great_britain(leeds: Town) -> None:
    features: list[Any] = leeds.http.get("/data/listings.geojson").json()["features"]
    assert len(features) > 1_400
    for one in features:
        point = shapely.geometry.shape(one["geometry"])
        assert -8.7 < point.x < 1.8
        assert 49.8 < point.y < 60.9
        assert one["properties"]["source"] == "demo"
        assert one["properties"]["kind"] != "person"
