"""Places over HTTP: names, postcodes and a phone's position, never finer than a sector."""

from types import SimpleNamespace

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.areas.routes import router
from app.edge.errors import install
from geo.centroids import sectors
from geo.gazetteer import Gazetteer


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = FastAPI()
    app.include_router(router)
    install(app, lambda request, status: pytest.fail("a page was asked for"))
    app.state.kith = SimpleNamespace(gazetteer=Gazetteer())
    return TestClient(app)


def places(client: TestClient, **asked: object) -> list[dict[str, object]]:
    answer = client.get("/api/v1/places", params=asked)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, object]] = answer.json()["places"]
    return found


def test_a_name_begun(client: TestClient) -> None:
    found = places(client, q="Hareh")
    assert 1 <= len(found) <= 8
    assert all("hareh" in str(place["name"]).casefold() for place in found)
    assert found[0]["nation"] == "England"
    again = places(client, q=found[0]["near"])
    assert again[0]["sector"] == found[0]["sector"]


def test_a_full_postcode_is_answered_with_its_sector(client: TestClient) -> None:
    (found,) = places(client, q="ls85hx")
    assert (found["near"], found["precision"]) == ("LS8 5", "sector")
    assert "5HX" not in str(found)


def test_a_position_is_made_coarse(client: TestClient) -> None:
    (found,) = places(client, lat=53.814711, lon=-1.512733)
    centre = sectors()[str(found["sector"])].point
    assert (found["lat"], found["lon"]) == (round(centre.lat, 3), round(centre.lon, 3))
    assert found["precision"] == "sector"
    assert places(client, lat=53.81, lon=-1.51)[0]["outcode"] in ("LS8", "LS9", "LS7")


def test_nothing_found_is_an_empty_list(client: TestClient) -> None:
    assert places(client, q="qqqqqqqqqq") == []
    assert places(client, q="\x00\u202e🌱") == []


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("?q=", 400),
        ("?lat=53.8", 400),
        ("?lat=99&lon=0", 400),
        ("?lat=nan&lon=0", 400),
        ("?lat=0&lon=0", 404),
    ],
)
def test_what_cannot_be_answered(client: TestClient, query: str, status: int) -> None:
    answer = client.get(f"/api/v1/places{query}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
