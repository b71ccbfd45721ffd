"""The directory as the engine sees it: plain candidates, kept in memory and true to the database at each request."""

import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlmodel import Session

from app.db.changes import Mark, changed_since, mark_of
from app.directory.rules import (
    Answer,
    Answering,
    Capacity,
    Ease,
    Kind,
    Role,
    TermRole,
    WayIn,
    answered_until,
    basics_of,
)
from app.directory.store import public_rows
from app.directory.timetable import recurrence_of
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.ids import Crowded
from app.matching.engine.index.merge import merged
from app.matching.engine.index.patch import Overtaken, patched
from app.matching.engine.types import Candidate

MERGE_FROM = 1_000  # rows that came since, or are no more: from here on a question takes noticeably longer


@dataclass(frozen=True)
class Edit:
    """What is no more, and what is new or was changed."""

    gone: frozenset[UUID]
    fresh: tuple[Candidate, ...]


@dataclass
class Candidates:
    """All public listings as columns; `refresh()` brings them up to the last commit."""

    engine: Engine
    _mark: Mark | None = None
    _columns: Columns | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def columns(self) -> Columns | None:
        """The columns as last read; None before the first read."""
        return self._columns

    def refresh(self) -> Columns:
        """Read what changed since the last time; safe to call from several threads."""
        with self._lock, Session(self.engine) as session:
            if self._columns is None or self._mark is None:
                mark = mark_of(session)  # first: what is committed from here on is read again
                self._columns, self._mark = build_columns(read_candidates(session)), mark
            else:
                self._columns, self._mark = _brought_up(session, self._columns, self._mark)
            return self._columns

    @property
    def revision(self) -> int:
        """Up to which change the columns tell; 0 before the first read."""
        return self._mark.seq if self._mark else 0

    def now(self) -> tuple[Columns, Mark] | None:
        """The columns, and up to where in the logs they tell; None before the first read."""
        with self._lock:
            return (self._columns, self._mark) if self._columns is not None and self._mark is not None else None

    def put(self, base: Columns, mark: Mark) -> Columns:
        """Go on with other columns of the same directory, brought up to the last commit."""
        with self._lock, Session(self.engine) as session:
            self._columns, self._mark = _brought_up(session, base, mark)
            return self._columns


def _brought_up(session: Session, columns: Columns, mark: Mark) -> tuple[Columns, Mark]:
    new = mark_of(session)  # first: what is committed from here on is read again
    changed = changed_since(session, mark)
    if changed:  # else areas or words alone have changed, or nothing
        fresh = tuple(read_candidates(session, changed))
        columns = after(columns, Edit(frozenset(changed - {one.id for one in fresh}), fresh))
    return columns, new


def is_due(columns: Columns) -> bool:
    """Whether a new base would be quicker to ask."""
    return columns.size - columns.base >= MERGE_FROM or len(columns.gone) >= MERGE_FROM


def after(columns: Columns, edit: Edit) -> Columns:
    """The columns after an edit: laid on what is there, or built anew when most of it is new."""
    if len(edit.fresh) > columns.count:
        changed = edit.gone | {one.id for one in edit.fresh}
        return build_columns((*(one for one in columns.living if one.id not in changed), *edit.fresh))
    try:
        return patched(columns, edit.gone, edit.fresh)
    except (Crowded, Overtaken):  # no room between two ids; or somebody else built on this base
        return patched(merged(columns)[0], edit.gone, edit.fresh)


def read_candidates(session: Session, ids: Iterable[UUID] | None = None) -> list[Candidate]:
    """The public listings among `ids` (all when None) as plain values."""
    wanted = None if ids is None else list(ids)
    return [_candidate(row, parts) for row, parts in public_rows(session, wanted)]


def _candidate(row: Any, parts: dict[str, list[dict[str, Any]]]) -> Candidate:
    terms: dict[str, list[str]] = defaultdict(list)
    for term in parts["terms"]:
        terms[term["role"]].append(term["term"])
    areas: dict[str, list[str]] = defaultdict(list)
    for area in parts["areas"]:
        areas[area["mode"]].append(area["area_code"])
    answering = _answering(parts["answering"])
    return Candidate(
        **{name: getattr(row, name) for name in _SAME},
        kind=Kind(row.kind),
        role=answering.role if answering else None,
        organisation=row.organisation or "",
        place_name=row.place_name or row.address or "",
        private=bool(row.private),
        covers=tuple(areas["covers"]),
        excludes=tuple(areas["excludes"]),
        hopes=tuple(terms[TermRole.HOPE]),
        gifts=tuple(terms[TermRole.GIFT]),
        basics=basics_of(Kind(row.kind), terms[TermRole.BASIC]),
        labels=tuple(terms[TermRole.LABEL]),
        ease={Ease(fact["ease"]): Answer(fact["answer"]) for fact in parts["ease"]},
        way_in=WayIn(row.way_in) if row.way_in else None,
        sessions=tuple(recurrence_of(session, row.sector, row.opening) for session in parts["sessions"]),
        languages=tuple(item["language"] for item in parts["languages"]),
        phone=_contact(row)[0],
        email=_contact(row)[1],
        capacity=Capacity(row.capacity),
        answered_until=answered_until(answering),
    )


def _contact(row: Any) -> tuple[str, str]:
    """The number and address that may be shown: of a person the organisation's, never their own (rule 11)."""
    if row.kind == Kind.PERSON:
        return row.organisation_phone or "", row.organisation_email or ""
    return (row.phone, row.email) if row.show_contact else ("", "")


# Columns of a row that a candidate has under the same name.
_SAME = (
    "id", "name", "source_id", "summary", "text_language", "sector", "lat", "lon", "online", "way_in_note",
    "opening", "min_age", "max_age", "free", "cost", "url", "paused_until", "checked_on",
)  # fmt: skip


def _answering(rows: list[dict[str, Any]]) -> Answering | None:
    if not rows:
        return None
    kept = {name: value for name, value in rows[0].items() if name != "listing_id"}
    return Answering(**kept | {"role": Role(kept["role"])})
