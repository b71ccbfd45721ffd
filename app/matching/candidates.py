"""The directory as the engine sees it: plain candidates, kept in memory and true to the database at each request."""

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.engine import make_url
from sqlmodel import Session

from app.db.changes import changed_since, last_change
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
from app.matching.engine.types import Candidate


class Watch:
    """Tells whether anybody wrote since the last look, cheaply enough to ask at every request.

    SQLite answers `PRAGMA data_version` in microseconds on a connection that itself never writes; other databases
    are asked for the end of the change log.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._seen: object = None
        self._lock = threading.Lock()
        path = make_url(str(engine.url)).database if engine.dialect.name == "sqlite" else None
        self._reader = sqlite3.connect(path, check_same_thread=False) if path else None

    @property
    def is_quick(self) -> bool:
        """Whether a look takes microseconds; else it is a question over the network and belongs in a thread."""
        return self._reader is not None

    def changed(self) -> bool:
        """Whether there may be something new; the first time always."""
        with self._lock:
            now = self._mark()
            if now == self._seen:
                return False
            self._seen = now
            return True

    def _mark(self) -> object:
        if self._reader is not None:
            return self._reader.execute("PRAGMA data_version").fetchone()[0]
        with Session(self._engine) as session:
            return last_change(session)


@dataclass
class Candidates:
    """All public listings as columns; `fresh()` brings them up to the last commit."""

    engine: Engine
    _known: dict[UUID, Candidate] = field(default_factory=dict)
    _seq: int = -1
    _columns: Columns | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def columns(self) -> Columns | None:
        """The columns as last read; None before the first read."""
        return self._columns

    def refresh(self) -> Columns:
        """Read what changed since the last time and build the columns anew; safe to call from several threads."""
        with self._lock, Session(self.engine) as session:
            seq = last_change(session)
            if self._columns is None or seq != self._seq:
                changed = None if self._columns is None else changed_since(session, self._seq)
                if self._columns is not None and not changed:  # areas or words have changed, and no listing
                    self._seq = seq
                    return self._columns
                fresh = {candidate.id: candidate for candidate in read_candidates(session, changed)}
                kept = (
                    {} if changed is None else {key: value for key, value in self._known.items() if key not in changed}
                )
                self._known = kept | fresh
                self._columns = build_columns(self._known.values())
                self._seq = seq
            return self._columns


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
