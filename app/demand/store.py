"""Every query on the totals of hopes that were not met."""

from collections.abc import Mapping

from sqlalchemy import func, select
from sqlmodel import Session

from app.db.statements import columns_of, insert_all
from app.demand.model import Demand
from app.demand.rules import LEAST, Cell

Totals = Mapping[tuple[str, str], int]  # by area and term


def add_batches(session: Session, batches: Mapping[Cell, int]) -> None:
    """Keep counts that are large enough; raises ValueError for one that is not."""
    if small := [n for n in batches.values() if n < LEAST]:
        raise ValueError(f"a count of {small[0]} must not be kept")
    rows = [
        {"week": cell.week, "area": cell.area, "term": cell.term, "outcome": cell.outcome.value, "n": n}
        for cell, n in batches.items()
    ]
    insert_all(session, Demand, rows)


def totals_since(session: Session, week: str) -> Totals:
    """How often each hope went unmet in each area from `week` on, where that is often enough to be told."""
    of = columns_of(Demand)
    total = func.sum(of.n)
    query = select(of.area, of.term, total).where(of.week >= week).group_by(of.area, of.term).having(total >= LEAST)
    return {(area, term): int(n) for area, term, n in session.execute(query)}
