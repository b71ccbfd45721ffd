"""Feeds that are read again: what is new comes in, what a person changed stays, what is gone is taken down."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, select
from sqlmodel import Session

from app.areas.keep import keep_areas
from app.areas.shapes import AreaIn
from app.db.changes import Change, history_of, record_changes
from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.directory.bring_in import bring_in
from app.directory.carried_terms import pairs_of
from app.directory.model import Listing, ListingArea
from app.directory.rules import Kind
from app.directory.shapes import Draft, ListingIn
from app.directory.store import snapshots
from app.directory.vocabulary import load_vocabulary
from app.kernel.errors import NotFound, NotUsable
from app.standards.feeds.keep import FeedIn, add_feed, remove_feed
from app.standards.feeds.model import Feed, FeedItem
from app.standards.feeds.pull import Place, Pulled, due_feeds, pull
from app.standards.feeds.rules import FeedKind
from app.standards.feeds.store import origin_of
from app.standards.fetch import Pace
from geo.gazetteer import Gazetteer
from tests.builders import CLOCK, NOW, empty_directory
from tests.journeys.conftest import OpenTown
from tests.standards.rpde_server import Server, serving

SERIES = {"@type": "SessionSeries", "name": "Football", "eventSchedule": []}


def service(number: int, **more: Any) -> dict[str, Any]:
    own = f"00000000-0000-4000-8000-{number:012}"
    return {"id": own, "name": f"Service {number}", "status": "active", "description": "They garden."} | more


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as told:
        yield told


@pytest.fixture
def at(tmp_path: Path) -> Iterator[Place]:
    engine = empty_directory(tmp_path)
    pace = Pace(first_wait_s=0.01, most_wait_s=0.02, deadline_s=2.0)
    yield Place(engine, Gazetteer(), load_vocabulary(), CLOCK, pace)
    engine.dispose()


def add(at: Place, server: Server, kind: FeedKind = FeedKind.ORUK, **more: Any) -> None:
    path = "/oruk" if kind is FeedKind.ORUK else "/rpde"
    with unit_of_work(at.engine, writes=True) as session:
        add_feed(session, FeedIn(**{"name": "town", "kind": kind, "urls": [server.url + path]} | more), NOW)


def read(at: Place, **more: Any) -> Pulled:
    done = pull(at, "town", **more)
    assert done is not None
    return done


def counts(done: Pulled) -> tuple[int, ...]:
    assert done.problem == ""
    return tuple(done.counts[name] for name in ("created", "updated", "unchanged", "withdrawn"))


def told(engine: Engine) -> dict[str, str]:
    with unit_of_work(engine) as session:
        return {row.name: row.status for row in session.execute(select(Listing)).scalars()}


def state(engine: Engine) -> Feed:
    with unit_of_work(engine) as session:
        feed = session.get(Feed, "town")
        assert feed is not None
        session.expunge(feed)
    return feed


def change(at: Place, key: UUID, who: str = "account:cora", **values: Any) -> None:
    """A person changes a listing here, and history keeps it."""
    with unit_of_work(at.engine, writes=True) as session:
        before = snapshots(session, [key])
        row = session.get(Listing, key)
        assert row is not None
        for name, value in values.items():
            setattr(row, name, value)
        session.add(row)
        session.flush()
        record_changes(session, [Change(key, before[key], snapshots(session, [key])[key])], who=who, at=NOW)


def listing(session: Session, number: int) -> Listing:
    found = session.get(Listing, UUID(f"00000000-0000-4000-8000-{number:012}"))
    assert found is not None
    return found


def test_it_works_and_a_second_time_changes_nothing(at: Place, server: Server) -> None:
    server.services = [service(1), service(2)]
    add(at, server, licence="Open Government Licence 3.0", title="North Town")
    assert counts(read(at)) == (2, 0, 0, 0)
    assert counts(read(at)) == (0, 0, 2, 0)
    with unit_of_work(at.engine) as session:
        assert listing(session, 1).licence == "Open Government Licence 3.0"
        origin = origin_of(session, listing(session, 1).id)
        assert origin is not None
        assert (origin.title, origin.read_at) == ("North Town", NOW)


def test_what_is_gone_is_taken_down_and_comes_back(at: Place, server: Server) -> None:
    server.services = [service(n) for n in range(1, 4)]
    add(at, server)
    read(at)
    server.services = [service(1), service(3)]
    assert counts(read(at)) == (0, 0, 2, 1)
    assert told(at.engine) == {"Service 1": "public", "Service 2": "withdrawn", "Service 3": "public"}
    assert counts(read(at)) == (0, 0, 2, 0)
    server.services.append(service(2))
    assert counts(read(at)) == (0, 1, 2, 0)
    assert told(at.engine)["Service 2"] == "public"
    with unit_of_work(at.engine) as session:
        past = history_of(session, [listing(session, 2).id])
    assert [(row.who, row.after["listing"]["status"]) for row in past] == [
        ("import:town", "public"), ("import:town", "withdrawn"), ("import:town", "public"),
    ]  # fmt: skip


def test_what_a_person_changed_stays_field_by_field(at: Place, server: Server) -> None:
    server.services = [service(1), service(2)]
    add(at, server)
    read(at)
    change(at, UUID(server.services[0]["id"]), name="Our own name", capacity="full")
    server.services = [service(1, name="Their new name", description="They sing."), service(2)]
    assert counts(read(at)) == (0, 1, 1, 0)
    with unit_of_work(at.engine) as session:
        kept = listing(session, 1)
        assert (kept.name, kept.summary, kept.capacity) == ("Our own name", "They sing.", "full")
        hopes = [code for _, code in pairs_of(kept.terms)]
        assert "singing" in hopes
    server.services[0]["name"] = "Newer still"
    assert counts(read(at)) == (0, 0, 2, 0)  # what the feed says of a field that is ours is no change
    change(at, UUID(server.services[0]["id"]), name="Service 1")  # back to what the feed had said: theirs again
    server.services[0]["name"] = "Newest"
    assert counts(read(at)) == (0, 1, 1, 0)
    assert "Newest" in told(at.engine)


def test_what_a_person_took_down_stays_down(at: Place, server: Server) -> None:
    server.services = [service(1)]
    add(at, server)
    read(at)
    change(at, UUID(server.services[0]["id"]), status="ended")
    server.services = [service(1, description="They sing.")]
    assert counts(read(at)) == (0, 1, 0, 0)
    assert told(at.engine) == {"Service 1": "ended"}
    server.services = []
    assert counts(read(at)) == (0, 0, 0, 0)
    assert told(at.engine) == {"Service 1": "ended"}


def test_what_a_person_put_back_up_stays_up(at: Place, server: Server) -> None:
    server.services = [service(1), service(2)]
    add(at, server)
    read(at)
    server.services = [service(2)]
    assert counts(read(at))[3] == 1
    change(at, UUID("00000000-0000-4000-8000-000000000001"), status="public")
    assert counts(read(at))[3] == 0
    assert told(at.engine) == {"Service 1": "public", "Service 2": "public"}


def test_a_feed_takes_nothing_over_that_a_person_put_here(at: Place, server: Server) -> None:
    given = ListingIn(id=UUID("00000000-0000-4000-8000-000000000001"), kind=Kind.GROUP, name="Ours", status="waiting")
    with unit_of_work(at.engine, writes=True) as session:
        bring_in(
            session, [Draft(row=1, key="ours", listing=given)], source="registered", gazetteer=at.gazetteer,
            clock=at.clock, who="registered:keeper",
        )  # fmt: skip
    server.services = [service(1), service(2)]  # another directory has taken it from us
    add(at, server)
    assert counts(read(at)) == (1, 0, 1, 0)
    with unit_of_work(at.engine) as session:
        kept = listing(session, 1)
        assert (kept.name, kept.status, kept.source) == ("Ours", "waiting", "registered")
    server.services = [service(2)]
    assert counts(read(at)) == (0, 0, 1, 0)
    assert told(at.engine)["Ours"] == "waiting"


def test_a_feed_that_lost_most_at_once_takes_nothing_down_unless_it_is_trusted(at: Place, server: Server) -> None:
    server.services = [service(n) for n in range(1, 31)]
    add(at, server)
    read(at)
    server.services = server.services[:5]
    done = read(at)
    assert "25 are gone at once" in done.problem
    assert set(told(at.engine).values()) == {"public"}
    assert state(at.engine).problem == done.problem
    assert counts(read(at, trust=True)) == (0, 0, 5, 25)
    assert state(at.engine).problem == ""


def test_a_feed_of_one_page_is_asked_whether_it_changed(at: Place, server: Server) -> None:
    server.services, server.etag = [service(1)], '"one"'
    add(at, server)
    read(at)
    assert state(at.engine).etag == '"one"'
    read(at)
    assert server.answered[-1] == 304
    assert state(at.engine).counts["created"] == 1  # of the time when there was something to read
    server.services, server.etag = [service(1), service(2)], '"two"'
    assert counts(read(at)) == (1, 0, 1, 0)


def test_a_feed_that_breaks_off_changes_nothing_and_says_so(at: Place, server: Server) -> None:
    server.services = [service(1)]
    add(at, server)
    read(at)
    server.broken = True
    done = read(at)
    assert "status 404" in done.problem
    assert told(at.engine) == {"Service 1": "public"}
    assert (state(at.engine).problem, state(at.engine).worked_at) == (done.problem, NOW)


def test_an_area_stands_for_a_place_that_nobody_told(at: Place, server: Server) -> None:
    with unit_of_work(at.engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="N1", name="North", kind="network", sectors=("LS8 5",))])
    address = {"addresses": [{"address_1": "1 Compton Road", "postal_code": "LS8 5HX"}]}
    server.services = [service(1), service(2, service_at_locations=[{"location": address}])]
    add(at, server, area_code="N1", listing_kind=Kind.GROUP)
    read(at)
    with unit_of_work(at.engine) as session:
        served = session.execute(select(ListingArea.listing_id)).scalars().all()  # type: ignore[call-overload]
        assert served == [listing(session, 1).id]
        assert listing(session, 2).kind == "group"


def test_an_openactive_feed_goes_on_where_it_was_left(at: Place, server: Server) -> None:
    for n in range(4):
        server.put("SessionSeries", str(n), SERIES | {"name": f"Group {n}"})
    add(at, server, FeedKind.OPENACTIVE)
    assert counts(read(at)) == (4, 0, 0, 0)
    asked = len(server.asked)
    assert counts(read(at)) == (0, 0, 0, 0)
    assert len(server.asked) == asked + 1
    server.put("SessionSeries", "1", None)
    server.put("SessionSeries", "2", SERIES | {"name": "Group two"})
    server.put("ScheduledSession", "t", {"superEvent": "3", "startDate": "2026-12-01T18:00:00Z"})
    assert counts(read(at)) == (0, 2, 0, 1)
    assert told(at.engine) == {"Group 0": "public", "Group 1": "withdrawn", "Group two": "public", "Group 3": "public"}
    server.put("ScheduledSession", "t", None)
    server.put("SessionSeries", "1", SERIES | {"name": "Group 1"})
    assert counts(read(at)) == (0, 2, 0, 0)
    assert set(told(at.engine).values()) == {"public"}
    with unit_of_work(at.engine) as session:
        assert len(session.execute(select(FeedItem)).all()) == 4


def test_a_feed_is_read_when_it_is_its_time_and_by_one_process(at: Place, server: Server) -> None:
    server.services = [service(1)]
    add(at, server, every=timedelta(hours=2))
    assert due_feeds(at.engine, CLOCK) == ["town"]
    read(at)
    assert due_feeds(at.engine, CLOCK) == []
    assert due_feeds(at.engine, lambda: NOW + timedelta(hours=2)) == ["town"]
    other = Lease(at.engine, "feed: town")
    assert other.take()
    assert pull(at, "town") is None
    other.give_back()
    assert pull(at, "town") is not None


def test_a_feed_that_is_removed_takes_its_listings_along(at: Place, server: Server) -> None:
    server.services = [service(1), service(2)]
    add(at, server)
    read(at)
    with unit_of_work(at.engine, writes=True) as session:
        assert remove_feed(session, "town", CLOCK) == 2
    assert set(told(at.engine).values()) == {"withdrawn"}
    assert due_feeds(at.engine, CLOCK) == []
    with pytest.raises(NotFound):
        pull(at, "town")
    add(at, server)
    assert counts(read(at)) == (0, 2, 0, 0)
    with unit_of_work(at.engine, writes=True) as session:
        assert remove_feed(session, "town", CLOCK, keep_listings=True) == 0
    assert set(told(at.engine).values()) == {"public"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "North Town"}, {"name": ""}, {"urls": ["ftp://example.org"]}, {"urls": ["https://"]}, {"urls": []},
        {"urls": ["https://a.example.org", "https://b.example.org"]}, {"every": timedelta(minutes=1)},
        {"listing_kind": Kind.PERSON}, {"area_code": "nowhere"},
    ],
)  # fmt: skip
def test_a_feed_that_cannot_be_is_refused_in_a_sentence(at: Place, wrong: dict[str, Any]) -> None:
    given: dict[str, Any] = {"name": "town", "kind": FeedKind.ORUK, "urls": ["https://example.org/oruk"]}
    with pytest.raises((NotUsable, NotFound)) as refused, unit_of_work(at.engine, writes=True) as session:
        add_feed(session, FeedIn(**given | wrong), NOW)
    assert refused.value.detail.endswith((".", "import"))


def test_the_page_says_where_it_comes_from(open_town: OpenTown, server: Server) -> None:
    server.services = [service(1)]
    town = open_town()
    kith = town.http.app.state.kith  # type: ignore[attr-defined]
    here = Place(kith.engine, kith.gazetteer, kith.vocabulary, kith.clock)
    add(here, server, title="North Town", licence="Open Government Licence 3.0")
    read(here)
    page = town.http.get(f"/listings/{server.services[0]['id']}").text
    assert "This comes from North Town. We last read it on Sunday 22 November." in page
    assert "Open Government Licence 3.0" in page
