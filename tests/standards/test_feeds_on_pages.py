"""A steward adds a feed on a page: it is tried first, then let in, switched off and on, and taken away."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import httpx
import pytest

from app.access.rules import Role
from app.areas.keep import keep_areas
from app.areas.rules import AreaKind, area_id_of
from app.areas.shapes import AreaIn
from app.db.engine import unit_of_work
from app.kernel.errors import Refused
from app.standards.feeds.keep import FeedIn, add_feed
from app.standards.feeds.pull import Place, Pulled, due_feeds, pull
from app.standards.feeds.rules import FeedKind
from app.standards.fetch import Pace
from app.standards.open_web import OpenWeb
from tests.builders import NOW, listing
from tests.standards.rpde_server import Server, serving
from tests.upkeep.conftest import Town, blank_upkeep, town

PACE = Pace(first_wait_s=0.01, most_wait_s=0.02, deadline_s=1.0)
SERIES = {"@type": "SessionSeries", "name": "Football", "eventSchedule": []}
__all__ = ["blank_upkeep", "town"]


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        running.services = services(*range(1, 31))
        yield running


@pytest.fixture
def at(town: Town) -> Place:
    """Where feeds come in, which takes this machine for the open web."""
    with unit_of_work(town.engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="east", name="East", kind=AreaKind.FOOTPRINT, sectors=("LS8 5",))])
    kith = town.http.app.state.kith  # type: ignore[attr-defined]
    kith.refresh()
    way = OpenWeb(lambda _host, _port: ["127.0.0.1"], allows=lambda _address: True)
    return Place(kith.engine, kith.gazetteer, kith.vocabulary, town.clock, PACE, lambda: way)


def services(*numbers: int) -> list[dict[str, Any]]:
    return [
        {"id": str(UUID(f"00000000-0000-4000-8000-{n:012}")), "name": f"Service {n}", "description": "They meet."}
        for n in numbers
    ]


def form(server: Server, **more: str) -> dict[str, str]:
    """What a steward types."""
    address = f"http://feed.example.org:{httpx.URL(server.url).port}/oruk"
    said = {"title": "North Town", "kind": "oruk", "urls": address, "licence": "OGL 3.0", "area": "everywhere"}
    return said | more


def look(town: Town, **more: Any) -> str:
    answer = town.http.get("/steward/feeds", headers=town.as_(Role.STEWARD, **more))
    assert answer.status_code == 200
    return str(answer.text)


def look_in(town: Town, language: str) -> str:
    """The page in another language."""
    headers = town.as_(Role.STEWARD)
    return str(town.http.get(f"/steward/feeds?lang={language}", headers=headers).text)


def listings(town: Town, status: str = "public") -> int:
    (row,) = town.rows("SELECT count(*) AS n FROM listing WHERE source = 'north-town' AND status = :s", s=status)
    return int(row["n"])


def read(at: Place, name: str = "north-town") -> Pulled:
    done = pull(at, name)
    assert done is not None
    return done


def test_from_the_form_to_listings_and_off_again(town: Town, at: Place, server: Server) -> None:
    assert town.steward("/steward/feeds/new", **form(server)).headers["location"] == "/steward/feeds"
    assert "It is read in a minute or so." in look(town)
    assert due_feeds(town.engine, town.clock) == ["north-town"]

    server.services.append({"id": "x", "description": "No name."})
    read(at)
    told = look(town)
    assert "30 listings would come in." in told
    assert "<li>Service 1</li>" in told
    assert "Not taken: <b>1</b>" in told
    assert "What was not taken, and why" in told
    assert town.rows("SELECT id FROM listing") == []
    assert due_feeds(town.engine, town.clock) == []  # it waits for somebody's word, and is not read meanwhile

    town.steward("/steward/feeds/north-town/switch", to="on")
    assert due_feeds(town.engine, town.clock) == ["north-town"]
    read(at)
    assert listings(town) == 30
    page = town.http.get(f"/listings/{UUID(int=0x00000000000040008000000000000001)}").text
    assert "North Town" in page
    assert "OGL 3.0" in page

    town.steward("/steward/feeds/north-town/switch", to="off")
    told = look(town)
    assert "Switched off" in told
    assert "Its listings stay as they are." in told
    town.clock.pass_(days=3)
    assert due_feeds(town.engine, town.clock) == []
    with pytest.raises(Refused):
        pull(at, "north-town")
    assert listings(town) == 30

    town.steward("/steward/feeds/north-town/switch", to="on")
    assert due_feeds(town.engine, town.clock) == ["north-town"]
    town.steward("/steward/feeds/north-town/switch", to="off")
    town.steward("/steward/feeds/north-town/switch", to="away")
    assert (listings(town), listings(town, "withdrawn")) == (0, 30)
    assert "North Town" not in look(town)
    assert {"feed added", "feed on", "feed off", "feed away"} <= {
        r["what"] for r in town.rows("SELECT what FROM audit")
    }


def test_sport_is_tried_too(town: Town, at: Place, server: Server) -> None:
    for n in range(5):
        server.put("SessionSeries", f"s{n}", SERIES | {"@id": f"s{n}", "name": f"Football {n}"})
    server.put("SessionSeries", "s0", None)
    address = form(server)["urls"].replace("/oruk", "/rpde")
    town.steward("/steward/feeds/new", **form(server, kind="openactive", urls=address))
    read(at)
    assert "4 listings would come in." in look(town)
    assert town.rows("SELECT item_id FROM feed_item") == []
    town.steward("/steward/feeds/north-town/switch", to="on")
    read(at)
    assert listings(town) == 4


def test_one_that_cannot_be_read_says_so_and_is_tried_again_or_forgotten(town: Town, at: Place, server: Server) -> None:
    server.broken = True
    town.steward("/steward/feeds/new", **form(server))
    assert read(at).problem
    told = look(town)
    assert "Something is wrong" in told
    assert "Let them come in" not in told
    refused = town.steward("/steward/feeds/north-town/switch", to="on")
    assert refused.status_code == 403
    server.broken = False
    town.steward("/steward/feeds/north-town/read")
    assert due_feeds(town.engine, town.clock) == ["north-town"]
    read(at)
    assert "Let them come in" in look(town)
    town.steward("/steward/feeds/north-town/switch", to="off")
    assert "North Town" not in look(town)


def test_a_wrong_address_is_put_right_while_it_is_tried(town: Town, at: Place, server: Server) -> None:
    town.steward("/steward/feeds/new", **form(server, urls="https://nobody.example.org/oruk"))
    assert town.steward("/steward/feeds/new", **form(server)).status_code == 303
    assert not read(at).problem
    town.steward("/steward/feeds/north-town/switch", to="on")
    again = town.steward("/steward/feeds/new", **form(server, licence="Mine"))
    assert (again.status_code, "There is a feed of that name here already." in again.text) == (422, True)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"title": " "}, "title"),
        ({"title": "x" * 81}, "title"),
        ({"kind": "rss"}, "kind"),
        ({"urls": ""}, "urls"),
        ({"urls": "https://a.example.org https://b.example.org"}, "urls"),
        ({"urls": "http://169.254.169.254/latest/meta-data"}, "urls"),
        ({"urls": "http://localhost:8000/oruk"}, "urls"),
        ({"urls": "file:///etc/passwd"}, "urls"),
        ({"urls": "https://example.org/" + "x" * 500}, "urls"),
        ({"licence": ""}, "licence"),
        ({"licence": "x" * 201}, "licence"),
        ({"area": ""}, "area"),
        ({"area": "nowhere"}, "area"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(
    town: Town, at: Place, server: Server, said: dict[str, str], field: str
) -> None:
    answer = town.steward("/steward/feeds/new", **form(server, **said))
    assert answer.status_code == 422
    assert f'<a href="#{field}">' in answer.text
    assert f'id="{field}-err"' in answer.text
    assert town.rows("SELECT name FROM feed") == []


def test_it_is_never_read_from_inside(town: Town, at: Place, server: Server) -> None:
    town.steward("/steward/feeds/new", **form(server))
    inside = Place(
        at.engine, at.gazetteer, at.vocabulary, at.clock, PACE, lambda: OpenWeb(lambda _h, _p: ["127.0.0.1"])
    )
    done = pull(inside, "north-town")
    assert done is not None
    assert "private network" in done.problem
    assert "private network" in look(town)
    assert server.asked == []


def test_what_came_from_elsewhere_is_not_a_feeds_to_change(town: Town, at: Place, server: Server) -> None:
    mine = listing(id=UUID("00000000-0000-4000-8000-000000000001"), name="Cora's knitters")
    town.add(mine)
    town.steward("/steward/feeds/new", **form(server))
    read(at)
    told = look(town)
    assert "29 listings would come in." in told
    assert "it stands here already and came from elsewhere" in told
    town.steward("/steward/feeds/north-town/switch", to="on")
    read(at)
    (row,) = town.rows("SELECT name, source FROM listing WHERE id = :id", id=mine.id.hex)
    assert row["name"] == "Cora's knitters"
    assert listings(town) == 29


@pytest.mark.parametrize("taken", ["registered", "test"])
def test_the_name_of_something_else_is_no_feeds_name(town: Town, at: Place, server: Server, taken: str) -> None:
    town.register()
    town.add(listing(name="Tea"))
    answer = town.steward("/steward/feeds/new", **form(server, title=taken))
    assert (answer.status_code, "That name stands for something else here." in answer.text) == (422, True)


def test_a_steward_of_an_area_adds_feeds_for_it_alone(town: Town, at: Place, server: Server) -> None:
    def post(path: str, **said: str) -> int:
        # A cookie of its own each time: they are signed in anew.
        return int(town.http.post(path, data=said, headers=town.as_(Role.STEWARD, area_id_of("east"))).status_code)

    page = town.http.get("/steward/feeds/new", headers=town.as_(Role.STEWARD, area_id_of("east"))).text
    assert ('value="everywhere"' in page, 'value="east"' in page) == (False, True)
    assert post("/steward/feeds/new", **form(server)) == 422
    assert post("/steward/feeds/new", **form(server, area="east")) == 303
    assert post("/steward/feeds/north-town/switch", to="off") == 303
    with unit_of_work(town.engine, writes=True) as session:
        add_feed(session, FeedIn("all", FeedKind.ORUK, [f"{server.url}/oruk"], "All"), NOW)
    assert post("/steward/feeds/all/switch", to="off") == 403
    assert post("/steward/feeds/none/switch", to="off") == 404
    town.steward("/steward/feeds/new", **form(server, title="South Town"))
    assert post("/steward/feeds/new", **form(server, title="South Town", area="east")) == 403


def test_a_feed_for_an_area_brings_nothing_from_outside_it(town: Town, at: Place, server: Server) -> None:
    inside, outside, nowhere, online = server.services = services(1, 2, 3, 4)
    inside["locations"] = [{"id": "a", "addresses": [{"address_1": "1 Compton Road", "postal_code": "LS8 5HX"}]}]
    outside["locations"] = [{"id": "b", "addresses": [{"address_1": "The Headrow", "postal_code": "LS1 3AB"}]}]
    nowhere["locations"] = [{"id": "c", "addresses": [{"address_1": "The Hall", "postal_code": "ZZ1 1ZZ"}]}]
    town.steward("/steward/feeds/new", **form(server, area="east"))
    read(at)
    trial = look(town)
    assert "2 listings would come in." in trial
    assert "it is outside East, and the feed is for groups there" in trial
    assert "it is outside East" not in look_in(town, "en-XA"), "in another language it says so otherwise"
    assert "nobody knows where it is, and the feed is for groups in East" in trial
    town.steward("/steward/feeds/north-town/switch", to="on")
    read(at)
    assert {row["name"] for row in town.rows("SELECT name FROM listing WHERE status = 'public'")} == {
        inside["name"], online["name"],
    }  # fmt: skip
    inside["locations"], inside["name"] = outside["locations"], "Service 1 in town"  # it moves away
    assert read(at).counts["withdrawn"] == 1
    assert listings(town) == 1
    town.steward("/steward/feeds/new", **form(server, title="All over"))
    assert read(at, "all-over").counts["created"] == 2, "one for everywhere takes all that no other feed brought"


def test_nobody_else_adds_one(town: Town, at: Place, server: Server) -> None:
    for role in (Role.COORDINATOR, Role.CLINICIAN, Role.COMMISSIONER):
        assert town.http.get("/steward/feeds/new", headers=town.as_(role)).status_code == 403
        assert town.http.post("/steward/feeds/new", data=form(server), headers=town.as_(role)).status_code == 403
    assert town.rows("SELECT name FROM feed") == []


def test_a_feed_switched_off_while_it_is_read_brings_nothing(town: Town, at: Place, server: Server) -> None:
    town.steward("/steward/feeds/new", **form(server))
    read(at)
    town.steward("/steward/feeds/north-town/switch", to="on")

    def off(_done: int, _total: int | None) -> None:
        town.steward("/steward/feeds/north-town/switch", to="off")

    pull(at, "north-town", progress=off)
    assert listings(town) == 0
