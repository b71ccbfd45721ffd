"""Areas kept twice are unchanged; what a file does not know of stays."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, select

from app.areas.keep import keep_areas
from app.areas.model import Area, AreaSector
from app.areas.rules import STATISTICAL_NOTICE, AreaKind, Purpose
from app.areas.shapes import AreaContactIn, AreaIn, AreasReport, TermIn
from app.areas.store import read_book
from app.db.engine import unit_of_work
from geo.points import Point

RING = AreaContactIn(purpose=Purpose.NETWORK, name="Cora at the network", contact="0113 496 0001")
AUTUMN = TermIn(starts_on=date(2026, 9, 7), ends_on=date(2026, 10, 23))


def square(west: float = -1.52, south: float = 53.80, side: float = 0.02) -> dict[str, Any]:
    east, north = west + side, south + side
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [east, south], [east, north], [west, north], [west, south]]],
    }


def an_area(**given: Any) -> AreaIn:
    return AreaIn(**{"code": "N1", "name": "Harehills", "kind": "network", "sectors": ("LS8 5",)} | given)


def kept(engine: Engine, *areas: AreaIn, **options: Any) -> AreasReport:
    with unit_of_work(engine) as session:
        return keep_areas(session, areas, **options)


def counts(report: AreasReport) -> tuple[int, int, int, int]:
    assert report.read == report.created + report.updated + report.unchanged + report.refused
    return report.created, report.updated, report.unchanged, report.refused


def test_it_works_and_twice_is_unchanged(engine: Engine) -> None:
    areas = [an_area(contacts=(RING,), terms=(AUTUMN,)), an_area(code="E05", kind="ward", sectors=(), outline=square())]
    assert counts(kept(engine, *areas)) == (2, 0, 0, 0)
    assert counts(kept(engine, *areas)) == (0, 0, 2, 0)


@pytest.mark.parametrize(
    "change",
    [
        {"name": "Harehills and Gipton"},
        {"sectors": ("LS8 5", "LS9 6")},
        {"kind": "footprint"},
        {"outline": square()},
        {"contacts": ()},
        {"contacts": (RING.model_copy(update={"contact": "0113 496 0002"}),)},
        {"terms": (AUTUMN, TermIn(starts_on=date(2026, 11, 2), ends_on=date(2026, 12, 18)))},
    ],
)
def test_every_change_is_seen_once(engine: Engine, change: dict[str, Any]) -> None:
    before = {"contacts": (RING,), "terms": (AUTUMN,)}
    kept(engine, an_area(**before))
    assert counts(kept(engine, an_area(**before | change))) == (0, 1, 0, 0)
    assert counts(kept(engine, an_area(**before | change))) == (0, 0, 1, 0)


def test_the_order_of_sectors_is_no_change(engine: Engine) -> None:
    kept(engine, an_area(sectors=("LS9 6", "LS8 5")))
    assert counts(kept(engine, an_area(sectors=("ls8 5", "LS96", "LS8 5")))) == (0, 0, 1, 0)


def test_what_is_not_said_stays(engine: Engine) -> None:
    kept(engine, an_area(contacts=(RING,), terms=(AUTUMN,)))
    assert counts(kept(engine, an_area(name="Harehills and Gipton"))) == (0, 1, 0, 0)
    with Session(engine) as session:
        book = read_book(session)
    assert [contact.contact for contact in book.contacts(["N1"])] == ["0113 496 0001"]
    assert book.terms(["N1"]) == ((AUTUMN.starts_on, AUTUMN.ends_on),)


def test_the_neighbourhoods_own_number_comes_first(engine: Engine) -> None:
    duty = AreaContactIn(purpose=Purpose.DUTY_ADULTS, name="Adults' duty line", contact="0113 496 0002")
    kept(engine, an_area(contacts=(duty, RING)))
    with Session(engine) as session:
        contacts = read_book(session).contacts(["N1"])
    assert [contact.purpose for contact in contacts] == ["network", "duty_adults"]


@pytest.mark.parametrize(
    ("area", "problem"),
    [
        (an_area(sectors=()), "outline or a list"),
        (an_area(sectors=("LS8",)), "such as LS8 5"),
        (an_area(sectors=("nowhere",)), "postcode"),
        (an_area(sectors=(), outline={"type": "Point", "coordinates": [-1.5, 53.8]}), "encloses nothing"),
        (an_area(sectors=(), outline=square(west=430_000, south=433_000)), "degrees"),
    ],
)
def test_one_that_cannot_be_used_is_named_and_the_rest_kept(engine: Engine, area: AreaIn, problem: str) -> None:
    report = kept(engine, area, an_area(code="N2"))
    assert counts(report) == (1, 0, 0, 1)
    assert (report.problems[0].row, report.problems[0].value) == (1, "N1")
    assert problem in report.problems[0].problem


def test_the_same_code_twice_is_refused(engine: Engine) -> None:
    assert counts(kept(engine, an_area(), an_area(name="Another"))) == (1, 0, 0, 1)


def test_a_crossed_outline_is_mended(engine: Engine) -> None:
    bow_tie = {"type": "Polygon", "coordinates": [[[0, 51], [0.1, 51.1], [0.1, 51], [0, 51.1], [0, 51]]]}
    assert counts(kept(engine, an_area(sectors=(), outline=bow_tie))) == (1, 0, 0, 0)
    with Session(engine) as session:
        assert read_book(session).covering(Point(51.05, 0.01), None) == ["N1"]


def test_a_dry_run_writes_nothing(engine: Engine) -> None:
    assert counts(kept(engine, an_area(), dry_run=True)) == (1, 0, 0, 0)
    with Session(engine) as session:
        assert session.exec(select(Area)).all() == session.exec(select(AreaSector)).all() == []


def test_notices_and_the_demo_mark_are_kept(engine: Engine) -> None:
    kept(
        engine, an_area(), an_area(code="E05", kind="ward"), an_area(code="E06", kind="ward", notice="Ours"), demo=True
    )
    with Session(engine) as session:
        rows = {area.code: area for area in session.exec(select(Area))}
    assert [rows[code].notice for code in ("N1", "E05", "E06")] == ["", STATISTICAL_NOTICE, "Ours"]
    assert all(area.demo for area in rows.values())


def test_the_book_is_read_again_only_after_a_change(engine: Engine) -> None:
    kept(engine, an_area())
    with Session(engine) as session:
        book = read_book(session)
    kept(engine, an_area())
    with Session(engine) as session:
        assert read_book(session, book) is book
    kept(engine, an_area(name="Gipton"))
    with Session(engine) as session:
        again = read_book(session, book)
    assert (book.name_of("N1"), again.name_of("N1")) == ("Harehills", "Gipton")


def test_every_kind_and_purpose_is_known() -> None:
    assert {kind.value for kind in AreaKind} == {"ward", "msoa", "lsoa", "oa", "footprint", "network", "patch"}
    with pytest.raises(ValueError, match="kind"):
        an_area(kind="county")
