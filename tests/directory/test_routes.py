"""Listings over HTTP: what is found, in which order, and what nobody is shown."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session
from starlette.testclient import TestClient

from app.areas.book import AreaBook
from app.directory.answering import answered_people
from app.directory.routes import router as one_listing
from app.directory.rules import Answering, Kind, Status, answered_for
from app.directory.shapes import ListingIn, ListingOut, OrganisationIn
from app.edge.errors import install
from app.kernel.ids import new_id
from app.main import Kith
from app.matching.routes import router as look_through
from app.settings import Settings
from geo.areas import AreaShape
from geo.centroids import sectors
from geo.distance import metres_between
from geo.gazetteer import Gazetteer
from geo.points import Point
from tests.builders import (
    ASHA,
    BEN,
    CLOCK,
    TODAY,
    answering,
    contact,
    empty_directory,
    fill,
    home,
    listing,
    meeting,
    person,
    place,
)

TERM = (date(2027, 1, 4), date(2027, 3, 26))
AREAS = AreaBook("1", (AreaShape("N1", "Harehills", "network", None, ("LS8 5",)),), term_rows={"N1": (TERM,)})
LISTINGS = "/api/v1/listings"
HERE = Gazetteer().locate("LS8 5").point


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = empty_directory(tmp_path)
    yield engine
    engine.dispose()


@pytest.fixture
def client(engine: Engine) -> TestClient:
    app = serving(engine)
    install(app, lambda request, status: pytest.fail("a page was asked for"))
    return TestClient(app)


class Here(Kith):
    """The parts that requests use, with areas of our own."""

    areas = AREAS  # type: ignore[assignment]


def serving(engine: Engine) -> FastAPI:
    """The JSON of listings over one database."""
    app = FastAPI()
    app.include_router(one_listing)
    app.include_router(look_through)
    app.state.kith = Here(Settings(_env_file=None), engine, Gazetteer(), CLOCK)
    return app


def found(client: TestClient, **asked: object) -> list[str]:
    """The names on the first page."""
    answer = client.get(LISTINGS, params=asked)
    assert answer.status_code == 200, answer.text
    return [one["name"] for one in answer.json()["listings"]]


def one(client: TestClient, engine: Engine, it: ListingIn) -> dict[str, Any]:
    """The listing as the API shows it."""
    (key,) = fill(engine, it)
    answer = client.get(f"{LISTINGS}/{key}")
    assert answer.status_code == 200, answer.text
    body: dict[str, Any] = answer.json()
    return body


def test_it_works(client: TestClient, engine: Engine) -> None:
    body = one(
        client, engine, listing(name="Garden club", labels=("older",), ease={"step_free": "yes", "toilet": "unknown"})
    )
    assert set(body) == set(ListingOut.model_fields)
    assert (body["name"], body["rung"], body["kind"]) == ("Garden club", 2, "group")
    assert (body["organisation"], body["place"], body["address"]) == (
        "Harehills Neighbours",
        "Compton Hall",
        "1 Compton Road",
    )
    assert (body["hopes"], body["gifts"], body["labels"], body["basics"]) == (["gardening"], ["sewing"], ["older"], [])
    assert body["access"] == {"step_free": "yes", "toilet": "unknown"}
    assert body["contact"] == {"phone": "0113 496 0013", "email": "cora@example.org"}
    assert body["freshness"] == {"state": "checked", "checked_on": "2026-11-15"}
    assert body["cost"] == {"free": True, "text": ""}
    assert body["distance_m"] is None


def test_the_next_sessions_soonest_first(client: TestClient, engine: Engine) -> None:
    evening = meeting(starts_at=time(18), rrule="FREQ=WEEKLY;BYDAY=MO")
    body = one(client, engine, listing(sessions=(meeting(exdates=(date(2026, 12, 1),)), evening)))
    starts = [time["starts"][:16] for time in body["next_sessions"]]
    assert starts == ["2026-11-23T18:00", "2026-11-24T10:30", "2026-11-30T18:00", "2026-12-07T18:00"]
    assert body["next_session"] == body["next_sessions"][0]
    assert body["next_session"]["ends"][:16] == "2026-11-23T19:00"


def test_term_time_is_that_of_the_place(client: TestClient, engine: Engine) -> None:
    body = one(client, engine, listing(sessions=(meeting(term_time=True),)))
    assert body["next_session"]["starts"][:10] == "2027-01-05"


@pytest.mark.parametrize(
    ("days", "kind", "state"),
    [
        (None, "group", "never_checked"),
        (91, "group", "sinking"),
        (181, "group", "ring_first"),
        (181, "place", "checked"),
    ],
)
def test_rule_8_old_ones_are_marked_and_not_hidden(
    client: TestClient, engine: Engine, days: int | None, kind: str, state: str
) -> None:
    checked = TODAY - timedelta(days=days) if days else None
    assert one(client, engine, listing(kind=kind, checked_on=checked))["freshness"]["state"] == state
    assert len(found(client)) == 1


def test_no_number_without_consent(client: TestClient, engine: Engine) -> None:
    body = one(client, engine, listing(contact=contact(ASHA, show=False)))
    assert body["contact"] == {"phone": None, "email": None}
    assert not any(word in str(body) + client.get(LISTINGS).text for word in (ASHA.phone, ASHA.email, ASHA.name))


@pytest.mark.parametrize(
    "it", [listing(place=home()), person(), person(place=place())], ids=["home", "person", "person at a hall"]
)
def test_rule_10_homes_and_people_are_known_by_their_sector_only(
    client: TestClient, engine: Engine, it: ListingIn
) -> None:
    body = one(client, engine, it)
    centre = sectors()["LS8 5"].point
    assert (body["place"], body["address"], body["private"]) == ("LS8 5", None, True)
    assert (body["lat"], body["lon"]) == (round(centre.lat, 5), round(centre.lon, 5))
    text = client.get(LISTINGS, params={"near": "LS8 5"}).text + str(body)
    assert not any(
        word in text for word in ("Made Up", "front room", "Compton", "5HX", "53.81234", "1.50987", "53.8147")
    )
    far = client.get(LISTINGS, params={"near": "LS8 5HX"}).json()["listings"][0]["distance_m"]
    assert far == round(metres_between(Gazetteer().locate("LS8 5HX").point, centre))


def test_rule_11_the_number_of_a_person_is_the_organisations(client: TestClient, engine: Engine) -> None:
    network = OrganisationIn(name="Harehills Neighbours", phone="0113 496 0900")
    body = one(client, engine, person(contact=contact(BEN), organisation=network))
    assert body["contact"] == {"phone": "0113 496 0900", "email": None}
    assert not any(word in client.get(LISTINGS).text for word in (BEN.phone, BEN.email))


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.PUBLIC])
def test_only_what_is_public(client: TestClient, engine: Engine, status: Status) -> None:
    (key,) = fill(engine, listing(status=status))
    assert found(client) == []
    assert client.get(f"{LISTINGS}/{key}").status_code == 404


def test_rule_11_a_person_only_while_somebody_answers_for_them(client: TestClient, engine: Engine) -> None:
    gaps: list[dict[str, Any]] = [
        {"insured_until": TODAY - timedelta(days=1)},
        {"supervised_by": ""},
        {"safeguarding_lead": ""},
        {"references_on": None},
        {"lone_working_plan": False},
        {"check": ""},
        {"check_on": date(2020, 1, 1)},
    ]
    keys = fill(engine, person(name=BEN.name), *(person(name=f"Dev {gap}", answering=answering(**gap)) for gap in gaps))
    keys += fill(engine, person(name="Dev", answering=None))
    assert found(client) == [BEN.name]
    assert [client.get(f"{LISTINGS}/{key}").status_code for key in keys] == [200] + [404] * (len(gaps) + 1)


days = st.none() | st.dates(date(2022, 1, 1), date(2030, 1, 1))
words = st.sampled_from(("", "Cora"))


@settings(max_examples=25, deadline=None)
@given(
    changes=st.fixed_dictionaries(
        {
            "references_on": days,
            "insured_until": days,
            "check_on": days,
            "supervised_by": words,
            "safeguarding_lead": words,
            "check": words,
            "lone_working_plan": st.booleans(),
        }
    ),
    today=st.dates(date(2022, 1, 1), date(2030, 1, 1)),
)
def test_rule_11_the_query_and_the_rule_agree(shared: Engine, changes: dict[str, Any], today: date) -> None:
    it = person(id=new_id(), answering=answering(**changes))
    (key,) = fill(shared, it)
    assert it.answering is not None
    word = Answering(organisation="Harehills Neighbours", **it.answering.model_dump())
    with Session(shared) as session:
        assert (key in answered_people(session, today)) == answered_for(word, today)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = empty_directory(tmp_path_factory.mktemp("shared"))
    yield engine
    engine.dispose()


def test_words_all_count_wherever_they_stand(client: TestClient, engine: Engine) -> None:
    fill(
        engine,
        listing(name="Compton gardeners", summary="Tea afterwards."),
        listing(name="Tea dance", summary="No gardening at all."),
        listing(name="Chess", summary="Quiet.", organisation={"name": "The Garden Trust"}),
        listing(name="100% cotton", summary="a_b"),
    )
    assert set(found(client, q="garden")) == {"Compton gardeners", "Tea dance", "Chess"}
    assert set(found(client, q="TEA  garden")) == {"Compton gardeners", "Tea dance"}
    assert found(client, q="garden chess") == ["Chess"]
    assert found(client, q="100%") == ["100% cotton"]
    assert found(client, q="a_b") == ["100% cotton"]
    assert found(client, q="axb") == []
    assert found(client, q="'; drop table listing; --") == []
    assert len(found(client, q=" \x00 ")) == 4


def test_a_kind_and_empty_fields(client: TestClient, engine: Engine) -> None:
    fill(
        engine,
        listing(name="Group"),
        listing(name="Library", kind=Kind.UNIVERSAL),
        listing(name="Advice", kind="practical"),
    )
    assert found(client, kind="universal") == ["Library"]
    assert len(found(client, q="", near="", radius_m="", kind="", page="", per_page="")) == 3


def test_nearest_first_within_the_radius(client: TestClient, engine: Engine) -> None:
    spots = [(f"{metres} m", HERE.lat + metres / 111_195) for metres in (4900, 100, 5100, 1000)]
    fill(
        engine,
        *(listing(name=name, place=place(lat=lat, lon=HERE.lon)) for name, lat in spots),
        listing(name="no place", place=None),
    )
    assert found(client, near="LS8 5") == ["100 m", "1000 m", "4900 m"]
    assert found(client, near="LS8 5", radius_m=1001) == ["100 m", "1000 m"]
    assert found(client, near="LS8 5", radius_m=50_000) == ["100 m", "1000 m", "4900 m", "5100 m"]
    first = client.get(LISTINGS, params={"near": "ls8 5"}).json()["listings"][0]
    assert first["distance_m"] == 100


@settings(max_examples=40, deadline=None)
@given(north=st.floats(-0.08, 0.08), east=st.floats(-0.12, 0.12), radius=st.integers(1, 9000))
def test_the_box_loses_nothing(spread: tuple[TestClient, list[Point]], north: float, east: float, radius: int) -> None:
    client, points = spread
    near = f"{HERE.lat + north:.6f}, {HERE.lon + east:.6f}"
    middle = Gazetteer().locate(near).point
    expected = sum(metres_between(middle, point) <= radius for point in points)
    assert client.get(LISTINGS, params={"near": near, "radius_m": radius, "per_page": 1}).json()["total"] == expected


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, list[Point]]]:
    engine = empty_directory(tmp_path_factory.mktemp("spread"))
    points = [Point(HERE.lat + (n % 20 - 10) / 100, HERE.lon + (n // 20 - 10) / 60) for n in range(400)]
    fill(engine, *(listing(place=place(lat=point.lat, lon=point.lon)) for point in points))
    yield TestClient(serving(engine)), points
    engine.dispose()


@pytest.mark.parametrize("asked", [{}, {"near": "LS8 5"}])
def test_pages_hold_every_listing_once(client: TestClient, engine: Engine, asked: dict[str, str]) -> None:
    keys = fill(engine, *(listing() for _ in range(25)))
    seen: list[str] = []
    for page in (1, 2, 3, 4):
        body = client.get(LISTINGS, params={"page": page, "per_page": 10} | asked).json()
        assert (body["total"], body["page"], body["per_page"]) == (25, page, 10)
        seen += [it["id"] for it in body["listings"]]
    assert len(seen) == len(set(seen)) == 25
    assert set(seen) == set(map(str, keys))


@pytest.mark.parametrize(
    ("query", "status", "slug"),
    [
        ("?radius_m=100", 400, "not-usable"),
        ("?near=LS8&radius_m=50001", 400, "not-usable"),
        ("?kind=asset", 400, "not-usable"),
        ("?page=0", 400, "not-usable"),
        ("?per_page=101", 400, "not-usable"),
        ("?limit=0", 400, "not-usable"),
        ("?limit=1000", 400, "not-usable"),
        ("?day=someday", 400, "not-usable"),
        ("?ease=step_free,asset", 400, "not-usable"),
        ("?hope=asset", 400, "not-usable"),
        ("?cursor=asset", 400, "not-usable"),
        ("?cursor=WzAsMCwiIiwiYXNzZXQiXQ", 400, "not-usable"),
        ("?near=Nowhere-on-Sea", 404, "place-unknown"),
        ("?near=Broughton", 409, "place-ambiguous"),
        ("?near=BFPO+1", 400, "no-fixed-place"),
        ("/pat-smith", 404, "not-found"),
        ("/00000000-0000-0000-0000-000000000000", 404, "not-found"),
    ],
)
def test_what_cannot_be_answered(client: TestClient, query: str, status: int, slug: str) -> None:
    answer = client.get(LISTINGS + query)
    assert (answer.status_code, answer.json()["type"]) == (status, f"/problems/{slug}")
    assert not any(word in answer.text for word in ("Nowhere", "asset", "pat-smith"))
