"""Says that a listing may be wrong, and that somebody has looked into it."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Session

from app.kernel.errors import NotFound, Refused
from app.kernel.text import N_, plain
from app.upkeep.rules import Wrong
from app.upkeep.store import add_report, close_reports, listing_row, open_reports

WORDS_MAX = 1_000
PRESSED_TWICE = timedelta(minutes=10)  # the same words so soon are one report, sent again
NEEDS_NOTE = N_("Write what you found out, and whom you told.")


def report_wrong(
    session: Session, listing_id: UUID, what: Wrong, words: str, at: datetime, *, from_keeper: bool = False
) -> UUID:
    """Keep it for a steward, pressed twice as once. Who said it is not asked and not kept. Raises NotFound."""
    if listing_row(session, listing_id) is None:
        raise NotFound("There is no such listing here.")
    said = (what.value, plain(words)[:WORDS_MAX], from_keeper)
    before = (one for one in open_reports(session, listing_id) if at - one.at < PRESSED_TWICE)
    if same := next((one for one in before if (one.what, one.words, one.from_keeper) == said), None):
        return same.id
    return add_report(session, listing_id, *said[:2], at, from_keeper)


def looked_into(
    session: Session, listing_id: UUID, read: Collection[UUID], note: str, *, who: str, at: datetime
) -> None:
    """A person has dealt with these reports: the ones they read, none that came in meanwhile.

    Raises Refused when something did not feel safe and nothing is said of what came of it.
    """
    mine, said = [one for one in open_reports(session, listing_id) if one.id in read], plain(note)[:WORDS_MAX]
    if not said and any(one.what == Wrong.UNSAFE for one in mine):
        raise Refused(NEEDS_NOTE)
    close_reports(session, [one.id for one in mine], who, at, said)


def overtaken(session: Session, listing_id: UUID, who: str, at: datetime) -> None:
    """A steward has checked the listing, or it rests: what was said of its facts is dealt with.

    That something did not feel safe is no fact of a listing. No call and no answer closes it, the group's own least of
    all: only a person who looked into it does.
    """
    facts = [one.id for one in open_reports(session, listing_id) if one.what != Wrong.UNSAFE]
    close_reports(session, facts, who, at)
