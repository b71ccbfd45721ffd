"""Every query on areas."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlmodel import Session, SQLModel

from app.areas.book import AreaBook
from app.areas.model import Area, AreaContact, AreaSector, TermDates
from app.areas.rules import Contact, in_order
from app.db.changes import kept_value, note_revision
from app.db.model import History
from app.db.statements import columns_of, insert_all
from app.kernel.batches import batched
from geo.areas import AreaShape

Row = dict[str, Any]

PARTS: dict[str, type[SQLModel]] = {"sectors": AreaSector, "contacts": AreaContact, "terms": TermDates}
CHUNK = 500  # SQLite takes 32,766 values in one statement
CHANGED = "areas_changed"  # a new value under this key whenever an area is written


def known_areas(session: Session, codes: Sequence[str]) -> dict[str, Row]:
    """Those of `codes` that are kept, each as a row with its parts as lists of rows."""
    found: dict[str, Row] = {}
    for some in batched(codes, CHUNK):
        query = select(*columns_of(Area)).where(columns_of(Area).code.in_(some))
        found |= {row["code"]: dict(row) for row in session.execute(query).mappings()}
    parts = {name: _by_area(session, table) for name, table in PARTS.items()}
    return {code: row | {name: rows[row["id"]] for name, rows in parts.items()} for code, row in found.items()}


def area_name(session: Session, area_id: UUID) -> str | None:
    """The name of one area; None when there is none with that id."""
    query = select(columns_of(Area).name).where(columns_of(Area).id == area_id)
    return session.execute(query).scalar_one_or_none()


def area_shape(session: Session, code: str) -> AreaShape | None:
    """One area by its code, with its outline and its sectors; None when there is none."""
    row = known_areas(session, [code]).get(code)
    return _shape(row, row["sectors"]) if row else None


def insert_areas(session: Session, rows: Sequence[Row]) -> None:
    """Add new areas with their parts."""
    insert_all(session, Area, [_without_parts(row) for row in rows])
    for name, table in PARTS.items():
        insert_all(session, table, [part for row in rows for part in row[name]])


def replace_areas(session: Session, rows: Sequence[Row]) -> None:
    """Bring known areas and their parts to what `rows` say."""
    ids = [row["id"] for row in rows]
    for row in rows:
        session.execute(update(Area).where(columns_of(Area).id == row["id"]).values(**_without_parts(row)))
    for name, table in PARTS.items():
        for some in batched(ids, CHUNK):
            session.execute(delete(table).where(columns_of(table).area_id.in_(some)))
        insert_all(session, table, [part for row in rows for part in row[name]])


def replace_parts(session: Session, area_id: UUID, parts: Mapping[str, Sequence[Row]]) -> None:
    """Bring some parts of one area to what these say."""
    for name, rows in parts.items():
        session.execute(delete(PARTS[name]).where(columns_of(PARTS[name]).area_id == area_id))
        insert_all(session, PARTS[name], list(rows))


@dataclass(frozen=True)
class Past:
    """A change of an area's contacts or terms."""

    id: UUID
    at: datetime
    who: str
    before: Row
    after: Row


def past_of(session: Session, area_id: UUID, most: int = 20) -> list[Past]:
    """The latest changes of an area, the newest first."""
    of = columns_of(History)
    query = select(of.id, of.at, of.who, of.before, of.after).where(of.entity == "area", of.entity_id == area_id)
    return [Past(*row) for row in session.execute(query.order_by(of.at.desc(), of.id.desc()).limit(most))]


def note_change(session: Session) -> None:
    """Tell every process that areas have changed, in the transaction of the change."""
    note_revision(session, CHANGED)


def read_book(session: Session, known: AreaBook | None = None) -> AreaBook:
    """All areas, ready to be asked; `known` itself when nothing was written since it was read."""
    version = kept_value(session, CHANGED) or ""
    if known is not None and known.version == version:
        return known
    parts = {name: _by_area(session, table) for name, table in PARTS.items()}
    rows = list(session.execute(select(*columns_of(Area)).order_by(columns_of(Area).code)).mappings())
    return AreaBook(
        version=version,
        areas=tuple(_shape(row, parts["sectors"][row["id"]]) for row in rows),
        notices={row["code"]: row["notice"] for row in rows if row["notice"]},
        contact_rows={row["code"]: in_order(map(_contact, parts["contacts"][row["id"]])) for row in rows},
        term_rows={row["code"]: tuple(map(_term, parts["terms"][row["id"]])) for row in rows},
    )


def _shape(row: Any, sectors: Iterable[Row]) -> AreaShape:
    outline = json.loads(row["geometry"]) if row["geometry"] else None
    return AreaShape(row["code"], row["name"], row["kind"], outline, tuple(part["sector"] for part in sectors))


def _contact(row: Row) -> Contact:
    return Contact(row["purpose"], row["name"], row["contact"], row["note"], row["checked_on"])


def _term(row: Row) -> tuple[Any, Any]:
    return row["starts_on"], row["ends_on"]


def _by_area(session: Session, table: type[SQLModel]) -> dict[UUID, list[Row]]:
    # The whole table: areas have few parts, and asking by thousands of ids would take longer.
    order = [
        column
        for name in ("area_id", "purpose", "starts_on", "sector", "id")
        if (column := columns_of(table).get(name)) is not None
    ]
    found: dict[UUID, list[Row]] = defaultdict(list)
    for row in session.execute(select(*columns_of(table)).order_by(*order)).mappings():
        found[row["area_id"]].append(dict(row))
    return found


def _without_parts(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in PARTS}
