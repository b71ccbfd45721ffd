""" "That's us: may we look after it?" asked, and answered by a person."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.mending import mend_email, mend_own_phone
from app.kernel.errors import NotFound, NotUsable, Problem
from app.kernel.ids import new_id
from app.kernel.text import one_line, plain
from app.upkeep.keepers.store import add_keeper, keeper, keepers_of
from app.upkeep.letters import Post, claim_decided
from app.upkeep.model import Keeper
from app.upkeep.rules import Care, Via
from app.upkeep.store import listing_row

WORDS_MAX = 500
MOST_WAITING = 5  # for one listing: a person answers them first


def ask_to_look_after(
    session: Session, listing_id: UUID, name: str, line: str, words: str, at: datetime, account_id: UUID | None = None
) -> UUID:
    """Keep the wish for a steward; `line` is a number or an e-mail. Raises NotFound, NotUsable."""
    if listing_row(session, listing_id) is None:
        raise NotFound("There is no such listing here.")
    phone, email = mend_own_phone(line).value, mend_email(line).value
    if problems := _problems(name, phone or email, words):
        raise NotUsable("Something needs a look.", problems)
    asked = [one for one in keepers_of(session, listing_id) if one.care == Care.ASKED and one.via == Via.CLAIMED]
    if same := next((one for one in asked if (one.email, one.phone) == (email, "" if email else phone)), None):
        return same.id
    if len(asked) >= MOST_WAITING:
        raise NotUsable("Others have asked already. We answer them first. Please try again in a week.")
    fresh = Keeper(
        id=new_id(), listing_id=listing_id, name=one_line(name)[:100], email=email, phone="" if email else phone,
        account_id=account_id, care=Care.ASKED, via=Via.CLAIMED, words=plain(words)[:WORDS_MAX], made_at=at,
    )  # fmt: skip
    add_keeper(session, fresh)
    return fresh.id


def _problems(name: str, reached: str, words: str) -> tuple[Problem, ...]:
    found = [] if name.strip() else [Problem("who", "Tell us your name.")]
    if not reached:
        found.append(Problem("line", "Tell us a phone number or an e-mail address."))
    if not words.strip():
        found.append(Problem("words", "Tell us how you belong to it."))
    return tuple(found)


def decide_claim(session: Session, keeper_id: UUID, agreed: bool, post: Post, *, who: str, at: datetime) -> UUID:
    """A person's answer; the listing's id. A second answer changes nothing. Raises NotFound."""
    found = keeper(session, keeper_id)
    if found is None:
        raise NotFound("Nobody has asked that.")
    if found.care == Care.ASKED:
        found.care, found.decided_by = (Care.AGREED if agreed else Care.REFUSED), who
        found.agreed_at = at if agreed else None
        session.add(found)
        listing = listing_row(session, found.listing_id)
        claim_decided(session, post, found.email, listing.name if listing else "", agreed, f"claim:{found.id}")
    return found.listing_id
