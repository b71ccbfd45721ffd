"""The directory as the engine sees it: plain candidates, kept in memory and true to the database at each request."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import Engine, Select
from sqlmodel import Session

from app.db.changes import Mark, changed_since, ids_since, mark_of
from app.directory.as_lists import Parts, areas_of, languages_of, public_listings
from app.directory.carried_terms import terms_of
from app.directory.ease_facts import ease_of
from app.directory.rules import Answering, Capacity, Kind, Role, WayIn, answered_until, basics_of, reached_by
from app.directory.timetable import recurrence_of
from app.kernel.unswept import spare_what_is_here, unswept
from app.matching.engine.index.columns import Columns, build_columns
from app.matching.engine.index.country import Country
from app.matching.engine.index.ids import Crowded
from app.matching.engine.index.merge import merged
from app.matching.engine.index.patch import Overtaken, patched
from app.matching.engine.types import Candidate

MERGE_FROM = 1_000  # rows that came since, or are no more: from here on a question takes noticeably longer
MANY = 500  # changes whose ids would take long to hand over: the change log is asked for them where it lies
SPARED_FROM = 10_000  # listings; to sweep so many takes a fifth of a second


@dataclass(frozen=True)
class Edit:
    """What is no more, and what is new or was changed."""

    gone: frozenset[UUID]
    fresh: tuple[Candidate, ...]


@dataclass
class Candidates:
    """All public listings as columns; `refresh()` brings them up to the last commit."""

    engine: Engine
    country: Country | None = None  # whose counts weigh words; None: those of the listings here
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
                with unswept():
                    columns = build_columns(read_candidates(session))
                    if columns.count >= SPARED_FROM:
                        spare_what_is_here()
            else:
                columns, mark = _brought_up(session, self._columns, self._mark)
            return self._keep(columns, mark)

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
            return self._keep(*_brought_up(session, base, mark))

    def _keep(self, columns: Columns, mark: Mark) -> Columns:
        if columns.words.country is not self.country:  # built anew, or of a snapshot, which knows of no country
            columns = columns.among(self.country)
        self._columns, self._mark = columns, mark
        return columns


def _brought_up(session: Session, columns: Columns, mark: Mark) -> tuple[Columns, Mark]:
    new = mark_of(session)  # first: what is committed from here on is read again
    changed, fresh = read_changed(session, mark)
    if changed:  # else areas or words alone have changed, or nothing
        columns = after(columns, Edit(frozenset(changed - {one.id for one in fresh}), tuple(fresh)))
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


def read_changed(session: Session, mark: Mark) -> tuple[set[UUID], list[Candidate]]:
    """What has changed since a mark was made, and the public listings among it."""
    changed = changed_since(session, mark) or set()
    named = changed if len(changed) < MANY else ids_since(session, mark)
    return changed, read_candidates(session, named) if changed else []


def read_candidates(session: Session, ids: Iterable[UUID] | Select[tuple[UUID]] | None = None) -> list[Candidate]:
    """The public listings among `ids` (all when None) as plain values."""
    wanted = ids if ids is None or isinstance(ids, Select) else list(ids)
    return [_candidate(row, parts) for row, parts in public_listings(session, wanted, _SAME)]


def _candidate(row: Any, parts: Parts) -> Candidate:
    terms, (covers, excludes) = terms_of(row.terms), areas_of(parts.areas)
    kind, answering = _KINDS[row.kind], _answering(parts.answering)
    organisation = row.organisation_phone, row.organisation_email
    phone, email = reached_by(kind, (row.phone, row.email), organisation, shown=row.show_contact)
    return Candidate(
        **dict(zip(_SAME, row, strict=False)),
        kind=kind,
        role=answering.role if answering else None,
        organisation=row.organisation or "",
        place_name=row.place_name or row.address or "",
        private=bool(row.private),
        covers=covers,
        excludes=excludes,
        hopes=terms.hopes,
        gifts=terms.gifts,
        basics=basics_of(kind, terms.basics),
        labels=terms.labels,
        ease=ease_of(row.ease),
        way_in=_WAYS_IN[row.way_in] if row.way_in else None,
        sessions=tuple([recurrence_of(one._mapping, row.sector, row.opening) for one in parts.sessions]),
        languages=languages_of(parts.languages),
        phone=phone,
        email=email,
        capacity=_CAPACITIES[row.capacity],
        answered_until=answered_until(answering),
    )


# Columns of a row that a candidate has under the same name.
_SAME = (
    "id", "name", "source_id", "summary", "text_language", "sector", "lat", "lon", "online", "way_in_note",
    "opening", "min_age", "max_age", "free", "cost", "url", "paused_until", "checked_on",
)  # fmt: skip
_KINDS = {kind.value: kind for kind in Kind}
_WAYS_IN = {way_in.value: way_in for way_in in WayIn}
_CAPACITIES = {capacity.value: capacity for capacity in Capacity}


def _answering(row: Any | None) -> Answering | None:
    if row is None:
        return None
    kept = {name: value for name, value in row._mapping.items() if name != "key"}
    return Answering(**kept | {"role": Role(kept["role"])})
