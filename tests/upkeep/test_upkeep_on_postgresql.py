"""The same on PostgreSQL: registered, published, asked about, changed, made one with another and two again."""

import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from starlette.testclient import TestClient

from app.access.rules import Role
from app.db.engine import open_engine, unit_of_work
from app.db.migrate import upgrade
from app.edge.revisions import HEADER
from app.main import create_app
from app.settings import Settings
from app.tables import METADATA
from app.upkeep.chase import ask_keepers, chase
from app.upkeep.letters import Post
from tests.builders import listing
from tests.db.cluster import Cluster
from tests.upkeep.conftest import FOR_JEAN, Hands, Town
from tests.upkeep.photos.pictures import from_a_phone


@pytest.fixture
def leeds(tmp_path: Path, server: Cluster) -> Iterator[Town]:
    """An empty directory on a server of its own."""
    url, clock = server.new_database(), Hands()
    engine = open_engine(url)
    upgrade(engine, METADATA)
    app = create_app(Settings(_env_file=None, var=tmp_path, database_url=url, log_level="warning"), clock)
    with TestClient(app, "http://kith.test", follow_redirects=False) as http:
        reading_its_own_writes(http)
        yield Town(engine, clock, http, tmp_path)
    engine.dispose()


def reading_its_own_writes(http: TestClient) -> None:
    """Ask with every call for what was written before it: without that, news come from the server a moment later."""
    known = {HEADER: "0"}
    http.event_hooks = {
        "response": [lambda answer: known.update({HEADER: answer.headers.get(HEADER, known[HEADER])})],
        "request": [lambda call: call.headers.update(known)],
    }


def test_from_a_form_to_a_merge_and_back(leeds: Town) -> None:
    code = leeds.begin()
    leeds.fill_in(code)
    assert leeds.http.post(f"/groups/new/{code}/send").headers["location"].endswith("/done")
    (row,) = leeds.rows("SELECT id, status FROM listing")
    group = UUID(str(row["id"]))
    leeds.steward(f"/steward/listings/{group}/judge", verdict="publish")
    assert leeds.ideas() == ["Compton Road Knitters"]

    leeds.clock.pass_(days=100)
    with unit_of_work(leeds.engine, writes=True) as session:
        assert ask_keepers(session, Post("http://kith.test"), leeds.clock()) == 1

    other = listing(name="Compton Rd Knitters", hopes=("knitting",))
    leeds.add(other)
    page = leeds.http.get(f"/steward/listings/{other.id}", headers=leeds.as_(Role.STEWARD)).text
    assert f"/steward/merge/{other.id}/{group}" in page
    leeds.steward(f"/steward/merge/{other.id}/{group}", take="summary")
    assert leeds.ideas() == ["Compton Rd Knitters"]
    (merge,) = leeds.rows("SELECT id FROM upkeep_merge")
    leeds.steward(f"/steward/merges/{merge['id']}/undo")
    assert sorted(leeds.ideas()) == ["Compton Rd Knitters", "Compton Road Knitters"]
    assert "Compton Road Knitters" in leeds.http.get("/steward", headers=leeds.as_(Role.STEWARD)).text


def test_a_photo_a_change_and_a_card(leeds: Town) -> None:
    code = leeds.begin(**{"for": "other"})
    leeds.fill_in(code, contact=FOR_JEAN)
    words = {"alt": "Wool.", "agreed": "yes"}
    leeds.http.post(f"/groups/new/{code}/photo", data=words, files={"photo": ("p", from_a_phone())})
    leeds.http.post(f"/groups/new/{code}/send")
    group = UUID(str(leeds.rows("SELECT id FROM listing")[0]["id"]))
    leeds.steward(f"/steward/listings/{group}/yes", how="card")
    leeds.steward(f"/steward/listings/{group}/judge", verdict="publish")
    page = leeds.http.get(f"/listings/{group}").text
    photo = re.search(r'<img class="photo" src="([^"]+)" alt="Wool."', page)
    assert photo
    assert leeds.http.get(photo[1]).content.startswith(b"\xff\xd8\xff")

    change = leeds.steward(f"/steward/listings/{group}/change").headers["location"]
    leeds.http.post(f"{change}/what", data={"name": "Compton Road Weavers", "summary": "We weave and drink tea."})
    leeds.http.post(f"{change}/photo", data={"do": "remove"})
    leeds.http.post(f"{change}/send")
    assert leeds.http.get(f"/api/v1/listings/{group}").json()["name"] == "Compton Road Weavers"
    assert leeds.http.get(photo[1]).status_code == 404
    assert [row["listing_id"] for row in leeds.rows("SELECT listing_id FROM photo")] == [None]
    leeds.steward(f"/steward/listings/{group}/photo", do="back")
    assert leeds.http.get(photo[1]).status_code == 200

    other = listing(name="Compton Rd Knitters", hopes=("knitting",))
    leeds.add(other)
    leeds.steward(f"/steward/merge/{other.id}/{group}")
    assert [row["listing_id"] for row in leeds.rows("SELECT listing_id FROM photo")] == [other.id]
    (merge,) = leeds.rows("SELECT id FROM upkeep_merge")
    leeds.steward(f"/steward/merges/{merge['id']}/undo")
    assert [row["listing_id"] for row in leeds.rows("SELECT listing_id FROM photo")] == [group]
    leeds.steward(f"/steward/listings/{group}/photo")
    leeds.clock.pass_(days=31)
    chase(leeds.engine, leeds.clock, "http://kith.test")
    assert leeds.rows("SELECT id FROM photo") == []

    leeds.clock.pass_(days=69)
    sheet = leeds.steward("/steward/cards", way="card").headers["location"]
    card = re.search(r"HARE-[2-9A-Z]{4}", leeds.http.get(sheet, headers=leeds.as_(Role.STEWARD)).text)
    assert card
    assert "1 of 1" not in leeds.http.get("/steward/cards", headers=leeds.as_(Role.STEWARD)).text
    leeds.steward("/steward/replies", lines=f"{card[0]} yes")
    assert "1 of 1" in leeds.http.get("/steward/cards", headers=leeds.as_(Role.STEWARD)).text
    assert leeds.http.get(f"/api/v1/listings/{group}").json()["freshness"]["state"] == "checked"
