"""Leases: work that one process at a time does for all, until it says that it is done or is heard of no more."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, delete, func, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from app.db.engine import unit_of_work
from app.db.model import LeaseRow
from app.db.statements import columns_of
from app.kernel.ids import new_id

LASTS = timedelta(seconds=60)  # a process that was killed keeps others waiting this long


@dataclass
class Lease:
    """One process's side of a lease: `take` before every piece of the work, `give_back` after the last."""

    engine: Engine
    name: str
    lasts: timedelta = LASTS
    holder: str = field(default_factory=lambda: str(new_id()))

    def take(self) -> bool:
        """Take the lease, or go on holding it; False when another has it. Writes only when that is needed.

        Raises KithError or SQLAlchemyError when the database cannot be written: then nobody may rely on holding it.
        """
        with unit_of_work(self.engine) as session:
            now, held = _now(session), self._held(session)
        if held is not None and held[1] > now:
            if held[0] != self.holder:
                return False
            if held[1] - now > self.lasts / 2:
                return True
        with unit_of_work(self.engine, writes=True) as session:
            return self._write(session)

    def give_back(self) -> None:
        """Let others have it at once; nothing when it is not ours."""
        of = columns_of(LeaseRow)
        with unit_of_work(self.engine, writes=True) as session:
            session.execute(delete(LeaseRow).where(of.name == self.name, of.holder == self.holder))

    def _held(self, session: Session) -> tuple[str, datetime] | None:
        of = columns_of(LeaseRow)
        row = session.execute(select(of.holder, of.until).where(of.name == self.name)).one_or_none()
        return (row.holder, row.until) if row else None

    def _write(self, session: Session) -> bool:
        """One statement, so that of two that ask at once the database lets one have it."""
        of, now = columns_of(LeaseRow), _now(session)
        made = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
        row = {"holder": self.holder, "until": now + self.lasts}
        statement = (
            made(LeaseRow)
            .values(name=self.name, **row)
            .on_conflict_do_update(
                index_elements=["name"], set_=row, where=or_(of.holder == self.holder, of.until <= now)
            )
            .returning(of.holder)
        )
        return session.execute(statement).one_or_none() is not None


def _now(session: Session) -> datetime:
    """The time that all holders share: PostgreSQL's own, or that of the one machine that has the SQLite file."""
    if session.get_bind().dialect.name == "postgresql":
        moment: datetime = session.execute(select(func.clock_timestamp())).scalar_one()
        return moment.astimezone(UTC)
    return datetime.now(UTC)
