"""Looking through the directory: the verb behind `/find` and `GET /api/v1/listings`."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from app.areas.book import AreaBook
from app.directory.read import read_listings
from app.directory.shapes import ListingPage
from app.directory.vocabulary import Scheme
from app.kernel.errors import NotUsable, Problem
from app.kernel.paging import Mark, to_cursor
from app.matching.engine.search import Found, Wanted, search
from app.matching.suggest import Parts

# What could be left out when nothing is found, by the name of its field, and what leaving it out means.
LEFT_OUT = {
    "q": {"words": (), "said": ""},
    "near": {"near": None},
    "kind": {"kind": None},
    "hope": {"hope": None},
    "day": {"days": frozenset()},
    "ease": {"ease": frozenset()},
}


@dataclass(frozen=True)
class Stretch:
    """Which part of the list: `take` listings after a mark, or else after the first `skip`."""

    take: int
    after: Mark | None = None
    skip: int = 0


def find(wanted: Wanted, stretch: Stretch, parts: Parts) -> Found:
    """A stretch of what is wanted. Writes nothing and logs nothing. Raises NotUsable for a hope nobody knows."""
    if wanted.hope is not None and parts.vocabulary.get(Scheme.HOPE, wanted.hope) is None:
        raise NotUsable("We do not know that hope.", (Problem("hope", "This is no hope of our vocabulary."),))
    return search(
        parts.columns, parts.vocabulary, wanted, parts.clock(),
        after=stretch.after, skip=stretch.skip, take=stretch.take,
    )  # fmt: skip


def without(wanted: Wanted, parts: Parts) -> dict[str, int]:
    """How many there are when one thing that was asked is left out, by its field; only what helps."""
    fewer = {name: replace(wanted, **change) for name, change in LEFT_OUT.items()}  # type: ignore[arg-type]
    asked = {name: other for name, other in fewer.items() if other != wanted and other.asks}
    totals = {name: find(other, Stretch(0), parts).total for name, other in asked.items()}
    return {name: total for name, total in totals.items() if total}


def read_found(session: Session, found: Found, stretch: Stretch, now: datetime, areas: AreaBook) -> ListingPage:
    """What was found, with all that everybody may see of it."""
    return ListingPage(
        page=None if stretch.after else stretch.skip // stretch.take + 1,
        per_page=stretch.take,
        total=found.total,
        listings=read_listings(session, {key: found.metres.get(key) for key in found.ids}, now, areas),
        next=to_cursor(found.next) if found.next else None,
    )
