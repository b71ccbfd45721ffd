"""Takes what came back: cards in the post, texts, a word at the counter, typed in line by line."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.rules import Status
from app.kernel.clock import local_date
from app.kernel.errors import KithError, NotUsable
from app.kernel.text import N_
from app.upkeep.cards import store
from app.upkeep.cards.rules import Said, read_line
from app.upkeep.chase import take_reply
from app.upkeep.letters import Post
from app.upkeep.room import back_said
from app.upkeep.rules import Reply, Room
from app.upkeep.store import listing_row

UNKNOWN = N_("We do not know this code. Please look at the card again.")
USED = N_("This card was answered before. Nothing was changed.")
TOO_OLD = N_("This card is too old. Please ring them.")
OFF = N_("It is not on the map any more. Please look at its history.")


@dataclass(frozen=True)
class Taken:
    """What came of one line: the group and what was said, or the sentence that tells why not."""

    line: str
    name: str = ""
    listing_id: UUID | None = None
    reply: Reply | Room | None = None
    problem: str = ""


def take_line(
    session: Session, line: str, allowed: Callable[[UUID], object], post: Post, *, who: str, at: datetime
) -> Taken:
    """Act on one line. `allowed` raises for a listing that is not theirs to check; then the code is as unknown."""
    said = read_line(line)
    if isinstance(said, str):
        return Taken(line, problem=said)
    card = store.find_card(session, said.code)
    if card is None or not _theirs(allowed, card.listing_id):
        return Taken(line, problem=UNKNOWN)
    listing = listing_row(session, card.listing_id)
    assert listing is not None
    known = Taken(line, listing.name, listing.id, said.reply)
    back, unread = _back(said, at)
    if problem := _stale(said, card.replied_at, card.ends_at, listing.status, at) or unread:
        return Taken(line, listing.name, listing.id, problem=problem)
    if not store.use_card(session, card.id, said.reply.value, at):
        return Taken(line, listing.name, listing.id, problem=USED)
    take_reply(session, listing, said.reply, said.words, post, who=who, at=at, back=back)
    return known


def _back(said: Said, at: datetime) -> tuple[date | None, str]:
    """The day on which they are back, or the sentence that tells what is wrong with it."""
    if said.reply is not Room.PAUSE:
        return None, ""
    try:
        return back_said(said.words, local_date(at)), ""
    except NotUsable as error:
        return None, error.detail


def _stale(said: Said, replied_at: datetime | None, ends_at: datetime, status: str, at: datetime) -> str:
    if replied_at is not None:
        return USED
    if at > ends_at:
        return TOO_OLD
    return "" if status in (Status.PUBLIC, Status.HIDDEN) or said.reply is Reply.ENDED else OFF


def _theirs(allowed: Callable[[UUID], object], listing_id: UUID) -> bool:
    try:
        allowed(listing_id)
    except KithError:
        return False
    return True
