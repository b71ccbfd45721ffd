"""Bringing listings in: once, twice, changed, refused, half way, with no room left."""

import resource
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, event, func, select
from sqlmodel import Session

from app.db.engine import open_engine, unit_of_work
from app.db.migrate import is_current, upgrade
from app.db.model import ChangeLog, History
from app.directory.bring_in import bring_in
from app.directory.model import Listing, Place, PlacePrivate
from app.directory.rules import Kind
from app.directory.shapes import Draft, ImportReport, ListingIn, PlaceIn, Refusal
from app.kernel.clock import fixed_clock
from app.kernel.errors import Full
from app.kernel.ids import imported_id
from app.tables import METADATA
from geo.gazetteer import Gazetteer
from geo.points import Point

CLOCK = fixed_clock(datetime(2026, 11, 22, 9, tzinfo=UTC))
HOME = PlaceIn(
    name="Asha's front room", address="4 Made Up Row", postcode="LS8 5HX", lat=53.8101, lon=-1.5123, private=True
)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_engine(f"sqlite:///{tmp_path / 'kith.db'}")
    upgrade(engine, METADATA)
    yield engine
    engine.dispose()


def draft(row: int, **changes: object) -> Draft:
    listing = ListingIn.model_validate({"kind": Kind.GROUP, "name": f"Group {row}", "hopes": ("gardening",)} | changes)
    return Draft(row=row, key=str(row), listing=listing)


def load(engine: Engine, drafts: list[Draft | Refusal], **options: bool) -> ImportReport:
    with unit_of_work(engine) as session:
        return bring_in(
            session,
            drafts,
            source="test",
            gazetteer=Gazetteer.open(None),
            clock=CLOCK,
            dry_run=options.get("dry_run", False),
        )


def count(engine: Engine, table: type) -> int:
    with Session(engine) as session:
        return session.execute(select(func.count()).select_from(table)).scalar_one()


def test_it_works_and_the_second_time_all_is_unchanged(engine: Engine) -> None:
    drafts: list[Draft | Refusal] = [draft(n) for n in range(1, 1201)]
    assert load(engine, drafts).created == 1200
    again = load(engine, drafts)
    assert (again.read, again.unchanged, again.updated, again.created) == (1200, 1200, 0, 0)
    assert count(engine, ChangeLog) == count(engine, History) == 1200


def test_the_schema_is_current(engine: Engine) -> None:
    assert is_current(engine)


def test_a_change_is_kept_with_before_and_after(engine: Engine) -> None:
    load(engine, [draft(1)])
    report = load(engine, [draft(1, name="Group one", hopes=("cooking",))])
    assert report.updated == 1
    with Session(engine) as session:
        last = session.execute(select(History).order_by(History.id.desc())).scalars().first()  # type: ignore[attr-defined]
    assert last is not None
    assert last.before is not None
    assert last.after is not None
    assert (last.before["listing"]["name"], last.after["listing"]["name"]) == ("Group 1", "Group one")
    assert [term["term"] for term in last.before["terms"]] == ["gardening"]
    assert last.who == "import:test"


def test_the_sum_is_right_and_refusals_are_named(engine: Engine) -> None:
    refusal = Refusal(row=2, field="name", problem="is empty", value="")
    report = load(engine, [draft(1), refusal, draft(3), draft(4, id=imported_id("test", "3"))])
    assert report.read == report.created + report.updated + report.unchanged + report.refused == 4
    assert [problem.row for problem in report.problems] == [2, 4]


def test_a_dry_run_writes_nothing(engine: Engine) -> None:
    assert load(engine, [draft(1)], dry_run=True).created == 1
    assert count(engine, Listing) == count(engine, History) == 0


def test_a_uuid_is_kept_and_other_keys_give_the_same_id_everywhere(engine: Engine) -> None:
    own = UUID("12345678-1234-5678-1234-567812345678")
    load(engine, [draft(1, id=own), draft(2)])
    with Session(engine) as session:
        assert session.get(Listing, own)
        assert session.get(Listing, imported_id("test", "2"))


def test_rule_10_a_home_is_kept_apart(engine: Engine) -> None:
    load(engine, [draft(1, place=HOME), draft(2, kind=Kind.PERSON, place=HOME.model_copy(update={"private": False}))])
    with Session(engine) as session:
        places = session.execute(select(Place)).scalars().all()
        exact = session.execute(select(PlacePrivate)).scalars().all()
        kept = [str(row.after) for row in session.execute(select(History)).scalars()]
    centre = Gazetteer.open(None).sector_centroid("LS8 5")
    assert centre is not None
    for place in places:
        assert (place.lat, place.lon, place.postcode, place.address) == (centre.lat, centre.lon, "LS8 5", "")
    assert {place.address for place in exact} == {"4 Made Up Row"}
    assert not any("Made Up Row" in text or "53.8101" in text or "5HX" in text for text in kept)


def test_an_unknown_postcode_keeps_the_listing_and_says_so(engine: Engine) -> None:
    report = load(engine, [draft(1, place=PlaceIn(postcode="LQ1 1AA"))])
    assert report.created == 1
    assert report.problems[0].field == "postcode"


def test_nothing_of_a_file_stays_when_its_end_fails(engine: Engine) -> None:
    def breaks() -> Iterator[Draft]:
        yield from (draft(n) for n in range(1, 700))
        raise RuntimeError("the feed stopped")

    with pytest.raises(RuntimeError), unit_of_work(engine) as session:
        bring_in(session, breaks(), source="test", gazetteer=Gazetteer.open(None), clock=CLOCK)
    assert count(engine, Listing) == 0


def test_a_full_database_is_said_and_changes_nothing(engine: Engine) -> None:
    load(engine, [draft(1)])
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA max_page_count=80"))
    with pytest.raises(Full, match="no room left"):
        load(engine, [draft(n, summary="words " * 400) for n in range(2, 900)])
    assert count(engine, Listing) == 1


FILLS_THE_DISK = """
import sys
from tests.directory.test_bring_in import draft, load
from app.db.engine import open_engine
from app.kernel.errors import Full
try:
    load(open_engine(sys.argv[1]), [draft(n, summary="words " * 400) for n in range(2, 2000)])
except Full:
    sys.exit(3)
"""


def test_a_file_that_may_not_grow_is_said_and_changes_nothing(engine: Engine, root: Path) -> None:
    load(engine, [draft(1)])
    url = str(engine.url)

    def limit() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    script = [sys.executable, "-c", FILLS_THE_DISK, url]
    done = subprocess.run(script, cwd=root, preexec_fn=limit, capture_output=True, check=False)
    assert done.returncode == 3, done.stderr.decode()
    assert count(engine, Listing) == 1


def test_a_postcode_that_is_not_loaded_is_looked_up_but_never_a_homes(engine: Engine) -> None:
    asked: list[str] = []

    def look_up(postcode: str) -> Point | None:
        asked.append(postcode)
        return Point(53.8111, -1.5111)

    hall = PlaceIn(name="Made Up Hall", postcode="LS8 5HX")
    drafts = [draft(1, place=hall), draft(2, place=HOME.model_copy(update={"lat": None, "lon": None}))]
    with unit_of_work(engine, writes=True) as session:
        bring_in(session, drafts, source="test", gazetteer=Gazetteer.open(None), clock=CLOCK, look_up=look_up)
        places = session.execute(select(Place).order_by(Place.precision)).scalars().all()  # type: ignore[arg-type]
    assert asked == ["LS8 5HX"]
    assert [(place.precision, place.lat) for place in places][1] == ("unit", 53.8111)
