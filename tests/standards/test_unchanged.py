"""Open data has a version: who holds it is told so and no more, and any change in the directory makes another."""

from typing import Any

import pytest
from sqlmodel import Session

from app.areas.keep import keep_areas
from app.areas.shapes import AreaIn
from app.db.changes import end_of_log
from app.db.engine import open_engine, unit_of_work
from app.edge import unchanged
from app.kernel.errors import Away
from tests.builders import listing
from tests.journeys.conftest import OpenTown, Town

PATHS = (
    "/oruk/services",
    "/oruk/services?page=1",
    "/oruk/taxonomy_terms",
    "/data/listings.geojson",
    "/ogc/collections",
)


@pytest.fixture(scope="module")
def town(open_town: OpenTown) -> Town:
    return open_town(listing())


def tag_of(town: Town, path: str) -> str:
    return str(town.http.get(path).headers["etag"])


def asked(town: Town, path: str, tag: str) -> Any:
    return town.http.get(path, headers={"If-None-Match": tag})


@pytest.mark.parametrize("path", PATHS)
def test_who_has_it_is_told_so_and_no_more(town: Town, path: str) -> None:
    first = town.http.get(path)
    again = asked(town, path, first.headers["etag"])
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    for name in ("etag", "cache-control", "vary", "access-control-allow-origin"):
        assert again.headers[name] == first.headers[name], name
    assert first.headers["cache-control"] == "public, max-age=60"
    assert "cookie" not in first.headers["vary"].lower()  # it is the same for everybody


def test_what_is_held_may_stand_among_others_and_be_compressed(town: Town) -> None:
    tag = tag_of(town, "/oruk/services")
    for form in (f'"other", {tag}', tag.removeprefix("W/"), f" {tag} , x"):
        assert asked(town, "/oruk/services", form).status_code == 304
    zipped = town.http.get("/oruk/services", headers={"Accept-Encoding": "gzip"})
    assert zipped.headers["etag"] == tag
    head = town.http.head("/oruk/services", headers={"If-None-Match": tag})
    assert (head.status_code, head.content) == (304, b"")


@pytest.mark.parametrize("held", ["", "*", '"x"', "W/", '""', "x" * 9_000, "\xff".encode("latin-1")])
def test_what_is_no_tag_of_ours_brings_the_whole_answer(town: Town, held: Any) -> None:
    answer = town.http.get("/oruk/services", headers={b"If-None-Match": held})
    assert (answer.status_code, answer.json()["total_items"]) == (200, 1)


def test_the_tag_of_one_page_stands_for_no_other(town: Town) -> None:
    tag = tag_of(town, "/oruk/services")
    assert asked(town, "/oruk/services?search=tea", tag).status_code == 200
    nothing = "/oruk/services/0b8d9f2e-52c5-5b7e-8f52-8d5e0c7f4a10"
    assert asked(town, nothing, tag).status_code == 404
    assert "etag" not in town.http.get(nothing).headers
    assert town.http.get(nothing).headers["cache-control"] == "no-store"


def test_every_kind_of_change_makes_another_version(open_town: OpenTown) -> None:
    town = open_town(listing())
    tags = {tag_of(town, "/oruk/services")}
    town.add(listing())
    tags.add(tag_of(town, "/oruk/services"))
    engine = open_engine(f"sqlite:///{town.database}")
    with unit_of_work(engine, writes=True) as session:
        keep_areas(session, [AreaIn(code="N1", name="North", kind="network", sectors=("LS8 5",))])
    engine.dispose()
    tags.add(tag_of(town, "/oruk/services"))
    assert len(tags) == 3
    assert asked(town, "/oruk/services", tags.pop()).status_code in (200, 304)
    assert town.http.get("/oruk/services").json()["total_items"] == 2


def test_another_program_tells_the_same_in_other_words(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    tag = tag_of(town, "/oruk/services")
    monkeypatch.setattr(unchanged, "program", lambda: "newer")
    assert asked(town, "/oruk/services", tag).status_code == 200


def test_where_nobody_can_tell_there_is_no_tag(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def away() -> str:
        raise Away("The database does not answer.")

    tag = tag_of(town, "/data/")
    monkeypatch.setattr(town.http.app.state, "standing", away)  # type: ignore[attr-defined]
    answer = asked(town, "/data/", tag)
    assert (answer.status_code, "etag" in answer.headers) == (200, False)


def test_the_end_of_the_log_moves_with_a_change(open_town: OpenTown) -> None:
    town = open_town(listing())
    engine = open_engine(f"sqlite:///{town.database}")
    with Session(engine) as session:
        before = end_of_log(session)
    town.add(listing())
    with Session(engine) as session:
        assert end_of_log(session) != before
    engine.dispose()


def test_what_depends_on_who_asks_or_when_has_no_tag(town: Town) -> None:
    for path in ("/", "/api/v1/listings", "/healthz"):
        assert "etag" not in town.http.get(path).headers
