"""Says that a listing may be wrong, and that somebody has looked into it."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.kernel.errors import NotFound
from app.kernel.text import plain
from app.upkeep.rules import Wrong
from app.upkeep.store import add_report, close_reports, listing_row

WORDS_MAX = 1_000


def report_wrong(
    session: Session, listing_id: UUID, what: Wrong, words: str, at: datetime, *, from_keeper: bool = False
) -> UUID:
    """Keep it for a steward. Who said it is not asked and not kept. Raises NotFound."""
    if listing_row(session, listing_id) is None:
        raise NotFound("There is no such listing here.")
    return add_report(session, listing_id, what.value, plain(words)[:WORDS_MAX], at, from_keeper)


def looked_into(session: Session, listing_id: UUID, who: str, at: datetime) -> None:
    """All that was said of a listing is dealt with."""
    close_reports(session, listing_id, who, at)
