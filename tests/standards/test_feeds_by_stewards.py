"""A steward looks at feeds, has one read again, and says that a loss is right."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest

from app.access.rules import Role
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, area_id_of
from app.areas.shapes import AreaIn
from app.db.engine import unit_of_work
from app.standards.feeds.keep import FeedIn, add_feed
from app.standards.feeds.pull import Place, due_feeds, pull
from app.standards.feeds.rules import FeedKind
from app.standards.fetch import Pace
from tests.builders import NOW
from tests.db.cluster import free_port
from tests.standards.rpde_server import Server, serving
from tests.upkeep.conftest import Town, blank_upkeep, town

PACE = Pace(first_wait_s=0.01, most_wait_s=0.02, deadline_s=1.0)
__all__ = ["blank_upkeep", "town"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


def services(*numbers: int) -> list[dict[str, Any]]:
    return [
        {"id": str(UUID(f"00000000-0000-4000-8000-{n:012}")), "name": f"Service {n}", "description": "They meet."}
        for n in numbers
    ]


@pytest.fixture
def at(town: Town, server: Server) -> Place:
    """A feed of thirty listings that has been read once."""
    with unit_of_work(town.engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5",))])
        given = FeedIn("town", FeedKind.ORUK, [f"{server.url}/oruk"], "North Town", area_code="east")
        add_feed(session, given, NOW)
    kith = town.http.app.state.kith  # type: ignore[attr-defined]
    kith.refresh()
    server.services = services(*range(1, 31))
    place = Place(kith.engine, kith.gazetteer, kith.vocabulary, town.clock, pace=PACE)
    pull(place, "town")
    return place


def page(town: Town, **more: Any) -> str:
    answer = town.http.get("/steward/feeds", headers=town.as_(Role.STEWARD, **more))
    assert answer.status_code == 200
    return str(answer.text)


def test_nothing_is_said_plainly(town: Town) -> None:
    assert "No feed is read here." in page(town)


def test_how_a_feed_is_doing(town: Town, at: Place, server: Server) -> None:
    told = page(town)
    for words in (
        "North Town",
        "30 listings on the map",
        "Read: <b>30</b>",
        "New: <b>30</b>",
        "Last read well:",
        "East",
    ):
        assert words in told, words
    assert "No terms are noted." in told
    assert "Next: Mon 23 Nov" in told
    town.clock.pass_(hours=25)
    assert "Next: within a minute" in page(town)
    server.services = [*services(*range(1, 30)), {"id": "x", "description": "No name."}]
    pull(at, "town")
    told = page(town)
    assert "What was not taken, and why" in told
    assert "Row 30" in told
    assert "Taken down: <b>1</b>" in told


def test_one_is_read_again_when_somebody_asks(town: Town, at: Place, server: Server) -> None:
    assert due_feeds(town.engine, town.clock) == []
    assert town.steward("/steward/feeds/town/read").headers["location"] == "/steward/feeds"
    assert due_feeds(town.engine, town.clock) == ["town"]
    assert "Next: within a minute" in page(town)
    assert "feed asked for" in {row["what"] for row in town.rows("SELECT what FROM audit")}
    server.services = []
    pull(at, "town")
    assert due_feeds(town.engine, town.clock) == []


def test_a_loss_waits_for_somebodys_word_and_the_word_counts_once(town: Town, at: Place, server: Server) -> None:
    town.steward("/steward/feeds/town/read", trust="yes")  # there is no loss to be trusted
    server.services = services(1)
    done = pull(at, "town")
    assert done is not None
    assert done.problem
    told = page(town)
    assert "Something is wrong" in told
    assert "That is right: take them down" in told
    assert "30 listings on the map" in told
    town.steward("/steward/feeds/town/read", trust="yes")
    pull(at, "town")
    assert "1 listing on the map" in page(town)
    server.services = services(*range(1, 31))
    pull(at, "town")
    server.services = services(1)
    town.clock.pass_(hours=1)
    again = pull(at, "town")
    assert again is not None
    assert again.problem  # the word was for that time alone


def test_a_feed_that_cannot_be_reached_says_so(town: Town, at: Place, server: Server) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        add_feed(session, FeedIn("gone", FeedKind.ORUK, [f"http://127.0.0.1:{free_port()}/oruk"], "Gone Town"), NOW)
    town.clock.pass_(minutes=1)
    pull(at, "gone")
    told = page(town)
    assert told.index("Gone Town") < told.index("North Town")
    assert "Not read yet." in told
    assert town.http.get("/steward/feeds", headers=town.as_(Role.COORDINATOR)).status_code == 403


def test_a_steward_of_an_area_asks_for_its_feeds_alone(town: Town, at: Place, server: Server) -> None:
    with unit_of_work(town.engine, writes=True) as session:
        add_feed(session, FeedIn("all", FeedKind.ORUK, [f"{server.url}/oruk"], "Everywhere"), NOW)
    east = town.as_(Role.STEWARD, area_id_of("east"))
    assert page(town, area_id=area_id_of("east")).count("Read it now") == 1
    assert town.http.post("/steward/feeds/town/read", headers=east).status_code == 303
    assert town.http.post("/steward/feeds/all/read", headers=east).status_code == 403
    assert town.http.post("/steward/feeds/none/read", headers=east).status_code == 404
