"""Listings catch up with a steward's own words, some at a time, so that nobody who writes waits long meanwhile."""

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Engine
from sqlmodel import Session

from app.db.changes import kept_value
from app.db.engine import unit_of_work
from app.db.lease import Lease
from app.db.model import KeptValue
from app.directory.live_terms import merged_with_own
from app.directory.own_terms import Name, name_of
from app.directory.retag import listings_carrying, listings_saying, retag, untag
from app.directory.store import kept_terms
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.batches import batched
from app.kernel.clock import Clock
from app.kernel.ids import new_id

WAITING = "terms_waiting"  # the terms that listings have still to be looked through for
AT_ONCE = 100  # listings in one transaction: some tenths of a second
# Who waits for SQLite's lock looks every tenth of a second whether it is free: without a pause nobody else gets it.
PAUSE_S = 0.15

Progress = Callable[[int, int | None], None]


Piece = Callable[[Session], int]  # what is done to some listings in one transaction; how many it changed


@dataclass(frozen=True)
class _Asked:
    """The terms that wait, and the mark of the last time that one was added: the same name may come, go and come."""

    names: tuple[Name, ...] = ()
    mark: str = ""


def note_waiting(session: Session, names: Iterable[Name]) -> None:
    """Remember terms that came, changed or went, in the transaction in which they did."""
    told = {"names": sorted({*_asked(session).names, *names}), "mark": str(new_id())}
    session.merge(KeptValue(key=WAITING, value=json.dumps(told)))


def tag_waiting(engine: Engine, shipped: Vocabulary, clock: Clock, progress: Progress | None = None) -> int | None:
    """Bring the listings up to the terms that wait; how many changed, None while another process is at it.

    Whoever is killed on the way loses nothing: the next one begins again, and what is done stays done. Progress comes
    in listings looked at, of how many.
    """
    if not _read(engine).names:
        return 0
    lease, changed = Lease(engine, "tag listings"), 0
    if not lease.take():
        return None
    try:
        while (asked := _read(engine)).names:
            pieces = list(_pieces(engine, asked, shipped, clock))
            for number, piece in enumerate(pieces, start=1):
                with unit_of_work(engine, writes=True) as session:
                    changed += piece(session)
                lease.take()
                if progress:
                    progress(number * AT_ONCE, len(pieces) * AT_ONCE)
                time.sleep(PAUSE_S)
            _settle(engine, asked)
    finally:
        lease.give_back()
    return changed


def _asked(session: Session) -> _Asked:
    told = json.loads(kept_value(session, WAITING) or "{}")
    return _Asked(tuple((Scheme(scheme), code) for scheme, code in told.get("names", ())), told.get("mark", ""))


def _read(engine: Engine) -> _Asked:
    with unit_of_work(engine) as session:
        return _asked(session)


def _pieces(engine: Engine, asked: _Asked, shipped: Vocabulary, clock: Clock) -> Iterator[Piece]:
    """What is to be done: listings are looked through for terms that are new, and lose the code of what is no more."""
    with unit_of_work(engine) as session:
        there = [term for term in kept_terms(session) if name_of(term) in asked.names]
        vocabulary, saying = merged_with_own(session, shipped), listings_saying(session, there)
        gone = [name for name in asked.names if vocabulary.get(*name) is None]
        carrying = {name: listings_carrying(session, name) for name in gone}
    names = list(map(name_of, there))
    for some in batched(saying, AT_ONCE):
        yield partial(retag, ids=some, names=names, vocabulary=vocabulary, clock=clock)
    for name, held in carrying.items():
        for some in batched(held, AT_ONCE):
            yield partial(untag, ids=some, name=name, clock=clock)


def _settle(engine: Engine, asked: _Asked) -> None:
    """Forget what was asked, unless somebody has asked for more meanwhile."""
    with unit_of_work(engine, writes=True) as session:
        if _asked(session).mark == asked.mark:
            session.merge(KeptValue(key=WAITING, value="{}"))
