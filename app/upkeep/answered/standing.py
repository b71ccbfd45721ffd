"""How people stand for whom an organisation answers: what is missing, and in how many days its word runs out."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlmodel import Session

from app.areas.book import AreaBook
from app.directory.answering import Kept, kept_people
from app.directory.rules import RUNS_OUT_SOON_DAYS, Lacking, answered_until, lacking
from app.upkeep import store
from app.upkeep.queue import within
from app.upkeep.store import Waiting


@dataclass(frozen=True)
class Standing:
    """Somebody, what stands here of them, what is missing, and the days until the first date is over."""

    one: Waiting
    kept: Kept
    lacks: tuple[Lacking, ...]
    days: int | None  # None when something is missing, and so nobody answers

    @property
    def pressing(self) -> bool:
        """Whether a person should see to it now."""
        return self.days is None or self.days <= RUNS_OUT_SOON_DAYS


def standing_of(session: Session, book: AreaBook, mine: frozenset[UUID] | None, today: date) -> list[Standing]:
    """Everybody in areas `mine` (None: everywhere), the most pressing first."""
    kept = {one.listing_id: one for one in kept_people(session)}
    there = within(session, book, mine, store.waiting_of(session, kept).values())
    return in_order(_standing(one, kept[one.id], today) for one in there)


def in_order(some: Iterable[Standing]) -> list[Standing]:
    """Those whose word ran out or lacks something first, then by the day on which it will."""
    return sorted(some, key=lambda each: (-1 if each.days is None else each.days, each.kept.name, each.one.id))


def _standing(one: Waiting, kept: Kept, today: date) -> Standing:
    lacks, until = lacking(kept.answering, today), answered_until(kept.answering)
    return Standing(one, kept, lacks, None if lacks or until is None else (until - today).days)
