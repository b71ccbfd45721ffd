"""What a person found out: a new group read, a call made, somebody's yes by telephone or card."""

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.change import change_listing
from app.directory.model import Listing
from app.directory.rules import Status
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, Refused
from app.kernel.text import N_, plain
from app.upkeep.keepers.store import keepers_of
from app.upkeep.letters import Post, published, question, refused, rests
from app.upkeep.model import Keeper
from app.upkeep.photos.keep import take_down
from app.upkeep.report import overtaken
from app.upkeep.room import say_room
from app.upkeep.rules import (
    AFTER_VERDICT,
    Care,
    ConfirmBy,
    Outcome,
    Room,
    Verdict,
    Via,
    hides_after,
    may_publish,
)
from app.upkeep.seen import seen_true
from app.upkeep.store import add_call, calls_of, listing_row

NOT_YET = N_("Somebody typed this for them. Ring them or wait for the card first, and press that they said yes.")
NOT_NEW = N_("This is no new one any more. Look at its history.")
REASON_MAX = 1_000


def judge(
    session: Session, listing_id: UUID, verdict: Verdict, words: str, post: Post, *, who: str, at: datetime
) -> None:
    """Publish a new listing, ask about it, or refuse it with a reason; whoever registered it is told.

    Raises NotFound, Refused. Publishing is the check: the day is kept.
    """
    listing, keepers = _listing(session, listing_id), keepers_of(session, listing_id)
    helped = any(one.via == Via.HELPED for one in keepers)
    if verdict is Verdict.PUBLISH and not may_publish(Status(listing.status), helped, _confirmed(keepers)):
        raise Refused(NOT_YET if listing.status == Status.WAITING else NOT_NEW)
    if listing.status != Status.WAITING:
        raise Refused(NOT_NEW)
    if verdict in AFTER_VERDICT:
        checked = {"checked_on": local_date(at), "checked_by": "steward"} if verdict is Verdict.PUBLISH else {}
        change_listing(session, listing_id, who=who, at=at, status=AFTER_VERDICT[verdict].value, **checked)
        _show_as_agreed(session, listing, keepers, who, at)
    if verdict is Verdict.REFUSE:  # nobody will see it; should the verdict be undone, the photo can be put back too
        take_down(session, listing_id, who=who, at=at)
    _tell(session, listing, keepers, verdict, plain(words)[:REASON_MAX], post, at)


def _confirmed(keepers: list[Keeper]) -> bool:
    return any(one.confirmed_at for one in keepers if one.via == Via.HELPED)


def _show_as_agreed(session: Session, listing: Listing, keepers: list[Keeper], who: str, at: datetime) -> None:
    """A number is shown only when somebody who may has agreed."""
    agreed = any(one.show_agreed and one.care == Care.AGREED for one in keepers)
    change_listing(session, listing.id, who=who, at=at, show_contact=agreed)


def _tell(
    session: Session, listing: Listing, keepers: list[Keeper], verdict: Verdict, words: str, post: Post, at: datetime
) -> None:
    for one in keepers:
        key = f"{verdict.value}:{listing.id}:{one.id}"
        if verdict is Verdict.PUBLISH:
            published(session, post, one.email, listing.name, f"/listings/{listing.id}", key)
        elif verdict is Verdict.REFUSE:
            refused(session, post, one.email, listing.name, words, key)
        else:
            question(session, post, one.email, listing.name, words, f"{key}:{at.isoformat()}")


def rang(
    session: Session,
    listing_id: UUID,
    outcome: Outcome,
    post: Post,
    *,
    who: str,
    at: datetime,
    back: date | None = None,
) -> bool:
    """Keep what came of a call and act on it; whether the listing rests now.

    Still on, full, no meeting until they are `back` and the like: checked today. Ended: it rests. Not answered on two
    different days: it rests, nothing is lost (rule 8).
    A change is kept as a call and no more: the listing is checked when the steward has sent what is right now.
    """
    listing, today = _listing(session, listing_id), local_date(at)
    add_call(session, listing_id, outcome, day=today, who=who, at=at)
    if outcome is Outcome.STILL_ON:
        seen_true(session, listing_id, by="steward", who=who, at=at)
    elif outcome.value in set(Room):
        say_room(session, listing_id, Room(outcome.value), back, by="steward", who=who, at=at)
    if outcome not in (Outcome.ENDED, Outcome.NO_ANSWER):
        return False
    ended = outcome is Outcome.ENDED
    if not ended and not hides_after(calls_of(session, listing_id), today):
        return False
    rest(session, listing, Status.ENDED if ended else Status.HIDDEN, post, who=who, at=at)
    return True


def rest(session: Session, listing: Listing, status: Status, post: Post, *, who: str, at: datetime) -> None:
    """Take a listing off the map by a person's word, and tell whoever looks after it."""
    if change_listing(session, listing.id, who=who, at=at, status=status.value):
        for one in keepers_of(session, listing.id):
            if one.care == Care.AGREED:
                rests(session, post, one.email, listing.name, f"rests:{listing.id}:{one.id}:{local_date(at)}")
    overtaken(session, listing.id, who, at)


def said_yes(session: Session, listing_id: UUID, how: ConfirmBy, *, who: str, at: datetime) -> None:
    """Somebody for whom another typed has agreed, on the telephone or by the card. Raises NotFound."""
    helped = [one for one in keepers_of(session, listing_id) if one.via == Via.HELPED]
    if not helped:
        raise NotFound("Nobody typed this for somebody else.")
    for one in helped:
        one.care, one.agreed_at = Care.AGREED, at
        one.confirmed_at, one.confirmed_by, one.decided_by = at, how.value, who
        session.add(one)
    session.flush()


def _listing(session: Session, listing_id: UUID) -> Listing:
    found = listing_row(session, listing_id)
    if found is None:
        raise NotFound("There is no such listing here.")
    return found
