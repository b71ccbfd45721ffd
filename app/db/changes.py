"""Writing the two logs beside a change, in its transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import BigInteger, Select, func, literal_column, select, text
from sqlmodel import Session

from app.db.model import ChangeLog, History, KeptValue
from app.db.revision import is_noted, note
from app.db.statements import columns_of, insert_all
from app.kernel.ids import new_id

CHANNEL = "kith_changes"  # on which PostgreSQL tells every process that something was written
LISTING = "listing"  # what history calls a change of one
LATELY = 20_000  # changes; of so many the ends of two transactions under way at once may lie apart
NO_LISTING = UUID(int=0)  # stands in the change log for a change that is no listing's
DEMO_FIRST_LOADED = "demo_first_loaded_on"  # the key of the day the make-believe towns came in; pages then say so


@dataclass(frozen=True)
class Change:
    """One entity before and after; `before` is None when it is new, `after` of what a source brought: see `Past`."""

    entity_id: UUID
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def record_changes(session: Session, changes: Sequence[Change], *, who: str, at: datetime) -> None:
    """Keep who changed which listings, when and how, and tell the index."""
    if not changes:
        return
    _log(session, [change.entity_id for change in changes])
    keep_history(session, changes, entity=LISTING, who=who, at=at)


def note_listings(session: Session, ids: Sequence[UUID]) -> None:
    """Tell the index that something behind these listings has changed, though they themselves have not."""
    if ids:
        _log(session, list(ids))


def keep_history(session: Session, changes: Sequence[Change], *, entity: str, who: str, at: datetime) -> None:
    """Keep how things were before and after, so that it can be undone."""
    rows = [
        {
            "id": new_id(), "at": at, "who": who, "entity": entity, "entity_id": change.entity_id,
            "before": change.before, "after": change.after,
        }
        for change in changes
    ]  # fmt: skip
    insert_all(session, History, rows)


def note_revision(session: Session, key: str) -> None:
    """Tell every process that what goes by `key` (areas, own terms) has changed, in the transaction of the change.

    The change log grows too: on PostgreSQL its end is all that a process looks at.
    """
    session.merge(KeptValue(key=key, value=str(new_id())))
    _log(session, [NO_LISTING])


def _log(session: Session, ids: Sequence[UUID]) -> None:
    """Write the change log. On PostgreSQL every process that listens is told when this is committed."""
    rows: list[dict[str, Any]] = [{"listing_id": one} for one in ids]
    if on_server(session):
        number = session.execute(select(_NUMBER)).scalar_one()
        rows = [row | {"xid": number} for row in rows]
        session.execute(text(f"NOTIFY {CHANNEL}"))
    insert_all(session, ChangeLog, rows)
    if is_noted():
        note(last_change(session))


def last_change(session: Session) -> int:
    """The last sequence number of the change log; 0 when nothing was ever written."""
    return int(session.execute(select(func.coalesce(func.max(ChangeLog.seq), 0))).scalar_one())


def end_of_log(session: Session) -> str:
    """Where the change log ends, so that no two states of what was committed are told alike.

    On PostgreSQL a lower number may be committed after a higher one; the last stretch is counted, and then there is one
    more in it. On SQLite whoever writes has the database alone.
    """
    seq = last_change(session)
    if not on_server(session):
        return str(seq)
    lately = select(func.count()).select_from(ChangeLog).where(columns_of(ChangeLog).seq > seq - LATELY)
    return f"{seq}-{session.execute(lately).scalar_one()}"


@dataclass(frozen=True)
class Mark:
    """A place in the two logs: all changes up to `seq`, and what was under way then.

    On PostgreSQL a change with a lower number may be committed after one with a higher: those of transactions from
    `under_way` on are read again. `history` is the last entry of the other log, by which a mark is known again.
    """

    seq: int
    history: str | None
    under_way: int = 0


def mark_of(session: Session) -> Mark:
    """Where the logs end now. What is committed after this was asked is told by `changed_since`."""
    of = History.__table__.c  # type: ignore[attr-defined]
    under_way = session.execute(select(_OLDEST)).scalar_one() if on_server(session) else 0
    seq = last_change(session)
    last = session.execute(select(of.id).order_by(of.id.desc()).limit(1)).scalar_one_or_none()
    return Mark(seq, str(last) if last else None, int(under_way))


def stands(session: Session, mark: Mark) -> bool:
    """Whether this database has grown from what it was at a mark; one that was put back to before then has not."""
    if mark.history is None or last_change(session) < mark.seq:
        return False
    return session.get(History, UUID(mark.history)) is not None


def changed_since(session: Session, mark: Mark) -> set[UUID] | None:
    """The listings changed since a mark was made; None when nothing was written at all."""
    ids = set(session.execute(ids_since(session, mark)).scalars())
    return ids - {NO_LISTING} if ids else None


def ids_since(session: Session, mark: Mark) -> Select[tuple[UUID]]:
    """The ids that the change log names since a mark was made, as a query."""
    log = ChangeLog.__table__.c  # type: ignore[attr-defined]
    new = log.seq > mark.seq
    if on_server(session):  # a number of another server, from which this database was copied, is none of ours
        new |= (log.xid >= mark.under_way) & (log.xid < _NEXT)
    return select(log.listing_id).where(new)


def on_server(session: Session) -> bool:
    """Whether this is PostgreSQL."""
    return session.get_bind().dialect.name == "postgresql"


def _xid(sql: str) -> Any:
    return literal_column(f"({sql})::text::bigint", BigInteger)


_NUMBER = _xid("pg_current_xact_id()")
_OLDEST = _xid("pg_snapshot_xmin(pg_current_snapshot())")
_NEXT = _xid("pg_snapshot_xmax(pg_current_snapshot())")


def kept(session: Session, key: str, value: str) -> str:
    """The value kept under `key`, keeping `value` when there is none yet."""
    row = session.get(KeptValue, key)
    if row is None:
        session.add(KeptValue(key=key, value=value))
        session.flush()
        return value
    return row.value


def kept_value(session: Session, key: str) -> str | None:
    """The value kept under `key`, None when there is none."""
    row = session.get(KeptValue, key)
    return row.value if row else None


class Past(NamedTuple):
    """An entry of the history. What a source brought is written down once, as a listing: how it came is what the next
    entry found. Where there is none it is how the listing stands, and `after` is None.
    """

    entity_id: UUID
    who: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def history_of(session: Session, ids: Sequence[UUID]) -> list[Past]:
    """Who changed these, before and after, oldest first."""
    past = History.__table__.c  # type: ignore[attr-defined]
    query = select(past.entity_id, past.who, past.before, past.after).where(past.entity_id.in_(ids))
    entries, came = [Past(*row) for row in session.execute(query.order_by(past.at, past.id))], dict[UUID, Any]()
    for one in reversed(entries):
        came[one.entity_id] = one.before or came.get(one.entity_id)
    return [one if one.before or one.after else one._replace(after=came[one.entity_id]) for one in entries]
