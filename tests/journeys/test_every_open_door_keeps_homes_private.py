"""Every door that is open to anybody, opened on a home and a person: nothing finer than the sector comes out of any."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest

from app.access.rules import ROUTES, Deed
from app.areas.keep import keep_areas
from app.areas.shapes import AreaIn
from app.db.engine import open_engine, unit_of_work
from app.shortlist.rules import CODE_SIGNS
from app.upkeep.model import Photo
from tests.builders import NOW
from tests.journeys.conftest import OpenTown, Town
from tests.journeys.test_homes_and_people_stay_private import ELSEWHERE, GIVEAWAYS, SECRET, neighbours

HOME, PERSON, HALL = (f"{digit * 8}-{digit * 4}-4{digit * 3}-8{digit * 3}-{digit * 12}" for digit in "123")
ALL = [HOME, PERSON, HALL]
OWN_NUMBER = ("0999", "asha.own")
SAID = {"near": "LS8 5", "hopes": "gardening, company", "limit": 50}
TYPED = {"near": "LS8 5", "hopes_words": "gardening and company"}
SQUARE = [[[-1.6, 53.7], [-1.4, 53.7], [-1.4, 53.9], [-1.6, 53.9], [-1.6, 53.7]]]

PASSING = ("traceparent", "content-length", "etag")  # of this one answer; the last a hash of it
MADE_ANEW = rf'\b[{CODE_SIGNS}]{{10}}\b|stroke="#000" d="[^"]*"'  # the code of a list that was kept, and its square

Asked = tuple[str, dict[str, Any]]  # an address, and what goes with it

# Of each door the addresses and forms that could bring a home or a person to light; `{...}` is filled in from the feed.
ASKED: dict[tuple[str, str], list[Asked]] = {
    ("GET", "/"): [("/", {}), ("/?near=LS8+5", {})],
    ("GET", "/match"): [("/match?near=LS8+5&hopes=gardening,company&ease=companion", {}), ("/match?near=LS8+5", {})],
    ("POST", "/match"): [("/match", {"data": TYPED})],
    ("GET", "/easy"): [("/easy", {}), ("/easy?near=LS8+5&hopes=gardening", {})],
    ("POST", "/easy"): [("/easy", {"data": TYPED})],
    ("GET", "/find"): [("/find", {}), ("/find?near=LS8+5", {}), ("/find?q=tea", {}), ("/find?kind=person", {})],
    ("POST", "/find"): [("/find", {"data": {"q": "tea", "near": "LS8 5HX"}})],
    ("GET", "/listings/{listing_id}"): [(f"/listings/{key}", {}) for key in ALL],
    ("GET", "/listings/{listing_id}.ics"): [(f"/listings/{key}.ics", {}) for key in ALL],
    ("GET", "/listings/{listing_id}/photo/{mark}/{size}.jpg"): [(f"/listings/{HOME}/photo/m/large.jpg", {})],
    ("GET", "/networks/{code}"): [("/networks/N1", {}), ("/networks/W1", {})],
    ("GET", "/areas/{code}.ics"): [("/areas/N1.ics", {}), ("/areas/W1.ics", {})],
    ("GET", "/list"): [("/list", {})],
    ("POST", "/list"): [("/list", {"data": {"id": ALL}})],
    ("POST", "/list/paper"): [("/list/paper", {"data": {"id": ALL}})],
    ("POST", "/list/calendar"): [("/list/calendar", {"data": {"id": ALL}})],
    ("POST", "/list/keep"): [("/list/keep", {"data": {"id": ALL}})],
    ("GET", "/list/{code}"): [("/list/{kept}", {})],
    ("GET", "/list/{code}.ics"): [("/list/{kept}.ics", {})],
    ("POST", "/list/end"): [("/list/end", {"data": {"id": ALL, "code": "bcdfghjkmn"}})],
    ("GET", "/near/{sector}.json"): [("/near/LS8-5.json", {})],
    ("GET", "/insight"): [("/insight", {}), ("/insight?area=W1", {}), ("/insight?near=LS8+5", {})],
    ("POST", "/insight"): [("/insight", {"data": {"near": "LS8 5HX"}})],
    ("GET", "/insight.csv"): [("/insight.csv", {}), ("/insight.csv?area=W1", {})],
    ("GET", "/embed"): [("/embed?near=LS8+5", {})],
    ("POST", "/embed"): [("/embed", {"data": TYPED})],
    ("POST", "/api/v1/match"): [
        ("/api/v1/match", {"json": SAID | more})
        for more in ({}, {"ease": ["companion"]}, {"near": {"lat": 53.8126, "lon": -1.5096}}, {"formal": True})
    ],
    ("POST", "/api/v1/match/why"): [("/api/v1/match/why", {"json": SAID | {"listing_id": key}}) for key in ALL],
    ("GET", "/api/v1/listings"): [
        (f"/api/v1/listings?{query}", {})
        for query in (
            "", "near=LS8+5", "near=53.8126,-1.5096&radius_m=500", "q=tea", "q=made+up", "kind=person", "limit=1",
        )
    ],
    ("GET", "/api/v1/listings/{listing_id}"): [(f"/api/v1/listings/{key}", {}) for key in ALL],
    ("GET", "/api/v1/places"): [("/api/v1/places?q=LS8+5", {}), ("/api/v1/places?lat=53.8126&lon=-1.5096", {})],
    ("GET", "/data/listings.geojson"): [("/data/listings.geojson", {})],
    ("GET", "/sitemap.xml"): [("/sitemap.xml", {})],
    ("GET", "/sitemap-{number}.xml"): [("/sitemap-1.xml", {})],
    ("GET", "/ogc/collections/{collection_id}"): [("/ogc/collections/listings", {})],
    ("GET", "/ogc/collections/{collection_id}/items"): [
        (f"/ogc/collections/listings/items?{query}", {})
        for query in ("", "limit=1", "bbox=-1.51,53.812,-1.509,53.813", "bbox=-1.6,53.7,-1.4,53.9")
    ],
    ("GET", "/ogc/collections/{collection_id}/items/{listing_id}"): [
        (f"/ogc/collections/listings/items/{key}", {}) for key in ALL
    ],
    ("GET", "/oruk/services"): [
        (f"/oruk/services?{query}", {})
        for query in (
            "", "full=true", "minimal=true", "search=tea", "search=made+up", "search=ben", "full=true&postcode=LS8+5HX",
            "full=true&postcode=LS8+5&proximity=300", "full=true&day=TU",
        )
    ],
    ("GET", "/oruk/services/{service_id}"): [(f"/oruk/services/{key}", {}) for key in ALL],
    ("GET", "/oruk/service_at_locations"): [
        (f"/oruk/service_at_locations?{query}", {}) for query in ("", "full=true", "full=true&postcode=LS8+5HX")
    ],
    ("GET", "/oruk/service_at_locations/{own_id}"): [("/oruk/service_at_locations/{service_at_locations}", {})],
    ("GET", "/oruk/organizations"): [("/oruk/organizations", {})],
    ("GET", "/oruk/organizations/{body_id}"): [("/oruk/organizations/{organizations}", {})],
    ("GET", "/oruk/taxonomies/{own_id}"): [("/oruk/taxonomies/{taxonomies}", {})],
    ("GET", "/oruk/taxonomy_terms/{own_id}"): [("/oruk/taxonomy_terms/{taxonomy_terms}", {})],
    ("GET", "/problems/{kind}"): [("/problems/not-found", {})],
    ("GET", "/fhir/{rest:path}"): [("/fhir/metadata", {})],
}  # fmt: skip
OPEN = sorted(door for door, deed in ROUTES.items() if deed is Deed.READ_OPEN)
# Signing in has nothing to do with listings; of all else without a name to fill in, the address itself is asked.
DOORS = [door for door in OPEN if not door[1].startswith("/sign-")]
# Where a person may be met: our own answers to who looks for ideas, never what others copy.
PEOPLE_ARE_AT = (
    "/match",
    "/find",
    "/easy",
    "/listings/{listing_id}",
    "/list",
    "/list/",
    "/api/v1/match",
    "/api/v1/listings",
)


@dataclass(frozen=True)
class Place:
    """A town, and what stands for the names in addresses there."""

    town: Town
    names: dict[str, list[str]]


@pytest.fixture(scope="module")
def here(open_town: OpenTown) -> Place:
    return opened(open_town, SECRET)


@pytest.fixture(scope="module")
def there(open_town: OpenTown) -> Place:
    """The same town, but for where in their sector the homes are."""
    return opened(open_town, ELSEWHERE)


def opened(open_town: OpenTown, where: dict[str, Any]) -> Place:
    town = open_town(*neighbours(where))
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine, writes=True) as session:
        by_sector = AreaIn(code="N1", name="Harehills", kind="network", sectors=("LS8 5",))
        by_outline = AreaIn(code="W1", name="Ward", kind="ward", outline={"type": "Polygon", "coordinates": SQUARE})
        assert keep_areas(session, [by_sector, by_outline]).created == 2
        session.add(Photo(
            id=UUID(int=7), listing_id=UUID(HOME), alt="Two cups of tea.", mark="m", large=b"large", small=b"small",
            width=9, height=6, small_width=3, small_height=2, at=NOW,
        ))  # fmt: skip
    engine.dispose()
    roots = ("service_at_locations", "organizations", "taxonomies", "taxonomy_terms")
    names = {root: [one["id"] for one in town.http.get(f"/oruk/{root}").json()["contents"]] for root in roots}
    kept = town.http.post("/list/keep", data={"id": ALL}, follow_redirects=True).text
    return Place(town, names | {"kept": re.findall(r"/list/([a-z0-9]{8,})\b", kept)[:1]})


def asked(place: Place, door: tuple[str, str]) -> Iterator[Asked]:
    """What is asked of a door there, names filled in."""
    for path, more in ASKED.get(door, [(door[1], {})]):
        blanks = re.findall(r"\{(\w+)\}", path + json.dumps(more))
        for value in place.names[blanks[0]] if blanks else [""]:
            filled = path.replace(f"{{{blanks[0]}}}", value) if blanks else path
            yield (
                filled,
                json.loads(json.dumps(more).replace(f"{{{blanks[0]}}}", value) if blanks else json.dumps(more)),
            )


def said(place: Place, door: tuple[str, str]) -> list[str]:
    """All that comes out of a door: words and headers, but for what is of one answer alone."""
    found = []
    for path, more in asked(place, door):
        answer = place.town.http.request(door[0], path, **more)
        assert answer.status_code < 500, path
        headers = sorted((name, value) for name, value in answer.headers.items() if name not in PASSING)
        found.append(re.sub(MADE_ANEW, "", f"{answer.status_code}\n{headers}\n{answer.text}"))
    return found


def test_every_open_door_is_asked() -> None:
    """A new door with something to fill in has to say here how it is opened."""
    assert [door for door in DOORS if "{" in door[1] and door not in ASKED] == []
    assert [door for door in ASKED if door not in OPEN] == []


def test_the_doors_do_lead_to_a_home_and_a_person(here: Place) -> None:
    """Else nothing that follows would mean anything."""
    assert all(here.names.values())
    for door in (
        ("GET", "/list/{code}"),
        ("GET", "/listings/{listing_id}"),
        ("POST", "/api/v1/match"),
        ("POST", "/list"),
    ):
        assert "Tea at home" in str(said(here, door)), door
    for door in (("GET", "/oruk/services"), ("GET", "/data/listings.geojson"), ("GET", "/areas/{code}.ics")):
        assert "Tea at home" in str(said(here, door)), door
    assert "Ben" in str(said(here, ("GET", "/list/{code}")))


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_no_door_tells_more_of_a_home_than_its_sector(here: Place, door: tuple[str, str]) -> None:
    for text in said(here, door):
        words = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9a-f]{32,}", "", text.lower())  # an id may hold any three letters
        assert [word for word in (*GIVEAWAYS, *OWN_NUMBER) if word in words] == []


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_from_no_door_can_be_told_where_in_its_sector_a_home_is(
    here: Place, there: Place, door: tuple[str, str]
) -> None:
    assert said(here, door) == said(there, door)


@pytest.mark.parametrize("door", DOORS, ids=" ".join)
def test_a_person_is_met_in_our_own_answers_alone(here: Place, door: tuple[str, str]) -> None:
    for (path, _), text in zip(asked(here, door), said(here, door), strict=True):
        body = text.replace(path, "")
        if not door[1].startswith(PEOPLE_ARE_AT) or ".ics" in door[1]:
            assert PERSON not in body, path
            assert not re.search(r"\bBen\b", body), path
