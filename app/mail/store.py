"""Every query on the outbox."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from sqlalchemy import CursorResult, Executable, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.db.statements import columns_of
from app.mail.model import OutboxLetter
from app.mail.rules import STUCK, Letter, State

_WIPED = {"to": "", "subject": "", "text": ""}


@dataclass(frozen=True)
class Claimed:
    """A letter that is ours to send now; `tries` counts this one."""

    id: UUID
    message_id: str
    queued_at: datetime
    tries: int
    letter: Letter = field(repr=False)


def add_letter(session: Session, letter: Letter, *, id_: UUID, key: str, message_id: str, now: datetime) -> bool:
    """Add a letter unless its key stands already."""
    made = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    row = {
        "id": id_, "key": key, "message_id": message_id, "to": letter.to, "subject": letter.subject,
        "text": letter.text, "state": State.QUEUED, "tries": 0, "queued_at": now, "due_at": now, "problem": "",
    }  # fmt: skip
    unless_there = made(OutboxLetter).values(row).on_conflict_do_nothing(index_elements=["key"])
    return session.execute(unless_there.returning(columns_of(OutboxLetter).id)).one_or_none() is not None


def is_due(session: Session, now: datetime) -> bool:
    """Whether there is anything to send."""
    return _first_due(session, now) is not None


def claim(session: Session, now: datetime) -> Claimed | None:
    """Take the letter that has waited longest; None when none is due. One whose sender was stopped is due again."""
    of = columns_of(OutboxLetter)
    first = _first_due(session, now)
    if first is None:
        return None
    taken = update(OutboxLetter).where(of.id == first).values(state=State.SENDING, tries=of.tries + 1, due_at=now)
    row = session.execute(taken.returning(of.message_id, of.queued_at, of.tries, of.to, of.subject, of.text)).one()
    return Claimed(first, row.message_id, row.queued_at, row.tries, Letter(row.to, row.subject, row.text))


def settle(session: Session, id_: UUID, state: State, now: datetime, problem: str = "") -> None:
    """A letter that went, or never will."""
    of = columns_of(OutboxLetter)
    values = {"state": state, "done_at": now, "problem": problem}
    session.execute(update(OutboxLetter).where(of.id == id_).values(values))


def put_back(session: Session, id_: UUID, due: datetime, problem: str) -> None:
    """A letter that is tried again later."""
    of = columns_of(OutboxLetter)
    values = {"state": State.QUEUED, "due_at": due, "problem": problem}
    session.execute(update(OutboxLetter).where(of.id == id_).values(values))


def unclaim(session: Session, id_: UUID) -> None:
    """A letter that nobody was asked to take: it is due as before, and this was no try."""
    of = columns_of(OutboxLetter)
    values = {"state": State.QUEUED, "tries": of.tries - 1}
    session.execute(update(OutboxLetter).where(of.id == id_).values(values))


def wipe_done(session: Session, before: datetime) -> int:
    """Wipe the words and addresses of letters that were done with before a moment; how many."""
    of = columns_of(OutboxLetter)
    return _changed(session, update(OutboxLetter).where(of.done_at < before, of.to != "").values(_WIPED))


def wipe_address(session: Session, address: str, now: datetime) -> int:
    """Wipe every letter to an address; those that had not gone out have failed."""
    of = columns_of(OutboxLetter)
    waiting = of.state.in_((State.QUEUED, State.SENDING))
    ended = {"state": State.FAILED, "done_at": now, "problem": "address withdrawn"}
    session.execute(update(OutboxLetter).where(of.to == address, waiting).values(ended))
    return _changed(session, update(OutboxLetter).where(of.to == address).values(_WIPED))


def counts(session: Session) -> dict[str, int]:
    """How many letters are in each state."""
    of = columns_of(OutboxLetter)
    return {state: int(n) for state, n in session.execute(select(of.state, func.count()).group_by(of.state))}


def _first_due(session: Session, now: datetime) -> UUID | None:
    """Two looks at an index: one question with "or" in it would read the whole outbox for every letter."""
    of = columns_of(OutboxLetter)
    for state, before in ((State.QUEUED, now), (State.SENDING, now - STUCK)):
        query = select(of.id).where(of.state == state, of.due_at <= before).order_by(of.due_at).limit(1)
        if (found := session.execute(query).scalar_one_or_none()) is not None:
            return UUID(str(found))
    return None


def _changed(session: Session, statement: Executable) -> int:
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
