"""Sends a draft: from a whole form to a listing that waits for a person, once however often it is pressed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.bring_in import bring_in
from app.directory.refuges import refuge_words
from app.directory.shapes import Draft, ListingIn
from app.directory.vocabulary import Vocabulary
from app.kernel.clock import Clock, local_date
from app.kernel.errors import NotUsable, Problem, Refused
from app.kernel.ids import new_id
from app.upkeep.answers import REFUGE, Ground, all_problems
from app.upkeep.draft import SOURCE, forget_words, listing_id_of, open_draft
from app.upkeep.keepers.store import add_keeper
from app.upkeep.letters import Post, received
from app.upkeep.listing_parts import contact_of, listing_of
from app.upkeep.model import Keeper
from app.upkeep.photos.keep import hand_over
from app.upkeep.retire import bars_for
from app.upkeep.rules import Care, Via
from app.upkeep.shapes import Answers, KeptDraft
from geo.gazetteer import Gazetteer

BARRED = "This cannot be put on the map here. If you think that is a mistake, please ring us."


@dataclass(frozen=True)
class Office:
    """What registering needs besides a session: places, words, the time and the post."""

    gazetteer: Gazetteer
    vocabulary: Vocabulary
    clock: Clock
    post: Post


def register(session: Session, code: str, office: Office) -> UUID:
    """The listing that a draft becomes; pressed twice, the same. Its typed words are forgotten, the listing stays.

    Raises NotFound for a code that is none, NotUsable while a page is not whole, Refused for what may not stand here.
    The caller commits.
    """
    now = office.clock()
    draft = open_draft(session, code, now)
    if draft.listing_id is not None:
        sent: UUID = draft.listing_id
        return sent
    listing_id = listing_id_of(draft.key)
    listing = _listing(draft, listing_id, office)
    who = "helper" if draft.helped else "keeper"
    report = bring_in(
        session,
        [Draft(row=1, key=draft.key, listing=listing)],
        source=SOURCE,
        gazetteer=office.gazetteer,
        clock=office.clock,
        bars=bars_for(session),
        who=f"{SOURCE}:{who}",
    )
    if report.refused:
        raise Refused(BARRED)
    keeper = _keeper(draft.answers, listing_id, draft.helped, now)
    add_keeper(session, keeper)
    hand_over(session, draft.key, listing_id, who=f"{SOURCE}:{who}", at=now)
    received(session, office.post, keeper.email, listing.name, f"received:{listing_id}")
    forget_words(session, draft.key, listing_id)
    return listing_id


def _listing(draft: KeptDraft, listing_id: UUID, office: Office) -> ListingIn:
    today = local_date(office.clock())
    missing = all_problems(draft.answers, Ground(today, office.gazetteer, draft.helped))
    if missing:
        problems = tuple(Problem(step.value, each.detail) for step, found in missing.items() for each in found)
        raise NotUsable("Something is missing still.", problems)
    if refuge_words(draft.answers.name, draft.answers.summary):
        raise Refused(REFUGE)
    return listing_of(draft.answers, listing_id, today, office.vocabulary)


def _keeper(said: Answers, listing_id: UUID, helped: bool, now: datetime) -> Keeper:
    contact = contact_of(said)
    return Keeper(
        id=new_id(),
        listing_id=listing_id,
        name=said.for_name if helped else contact.name,
        email=contact.email,
        phone=contact.phone,
        care=Care.ASKED if helped else Care.AGREED,
        via=Via.HELPED if helped else Via.REGISTERED,
        show_agreed=contact.show,
        agreed_at=None if helped else now,  # somebody else cannot agree for them
        helper=f"{said.helper_name}, {said.helper_from}" if helped else "",
        confirm_by=said.confirm_by if helped else "",
        made_at=now,
    )
