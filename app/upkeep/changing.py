"""Changes a listing on the pages on which groups are registered: begun from what stands, brought in page by page."""

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from app.directory.bring_in import bring_in
from app.directory.model import Listing
from app.directory.rules import Kind, Status, TermRole
from app.directory.shapes import Draft, ListingIn
from app.directory.store import PARTS, snapshots
from app.kernel.clock import local_date
from app.kernel.errors import NotFound, NotUsable, Refused
from app.upkeep.answers import Ground, Problems, all_problems
from app.upkeep.as_answers import answers_of, changed_steps
from app.upkeep.draft import begin_with, forget_words
from app.upkeep.keepers.store import follow, keepers_of
from app.upkeep.letters import changed
from app.upkeep.listing_parts import contact_of, parts_of
from app.upkeep.photos.keep import hand_over, lend_photo
from app.upkeep.register import BARRED, Office
from app.upkeep.retire import bars_for
from app.upkeep.rules import CHANGEABLE, Care, Step
from app.upkeep.seen import seen_true
from app.upkeep.shapes import EASE_ASKED, KeptDraft
from app.upkeep.store import CHANGED_BY_KEEPER, Waiting, add_report, listing_row
from geo.gazetteer import Gazetteer

# What a page of answers says of a listing, by the names of its columns and parts.
SAYS: dict[Step, frozenset[str]] = {
    Step.WHAT: frozenset(("name", "summary", "terms")),
    Step.WHERE: frozenset(("place", "place_id", "online", "exact")),
    Step.WHEN: frozenset(("sessions", "opening")),
    Step.GETTING_IN: frozenset(("ease", "ease_checked_on", "way_in", "way_in_note", "free", "cost")),
    Step.CONTACT: frozenset(("contact_name", "phone", "email", "show_contact", "url")),
    Step.CHECK: frozenset(),
}
_COLUMNS = frozenset(Listing.model_fields) - {"updated_at"}
_ALL = _COLUMNS | PARTS.keys() | {"answering", "organisation", "place", "exact"}
GONE = "It is not on the map any more, so it cannot be changed. Please ring us."


def can_change(one: Listing | Waiting) -> bool:
    """Whether these pages can say what it says: it stands or rests here, and is no person's."""
    return one.status in CHANGEABLE and Kind(one.kind) not in (Kind.PERSON, Kind.EXCHANGE)


def begin_change(session: Session, listing_id: UUID, office: Office, *, by: str) -> str:
    """Begin a draft from what stands there; its code. Raises NotFound for what is gone, or is a person's."""
    now, listing = office.clock(), _listing(session, listing_id)
    if not can_change(listing):
        raise NotFound(GONE)
    answers = answers_of(snapshots(session, [listing_id])[listing_id], office.vocabulary, local_date(now))
    code, key = begin_with(session, answers, listing_id, by, now)
    lend_photo(session, listing_id, key, now)
    return code


def ground_of(draft: KeptDraft, now: datetime, gazetteer: Gazetteer) -> Ground:
    """What a draft's answers are judged by."""
    return Ground(local_date(now), gazetteer, draft.helped, draft.began)


def missing_in(draft: KeptDraft, now: datetime, gazetteer: Gazetteer) -> dict[Step, Problems]:
    """What is still to be put right; of a change only the pages on which something was changed."""
    found = all_problems(draft.answers, ground_of(draft, now, gazetteer))
    if draft.began is None:
        return found
    touched = changed_steps(draft.began, draft.answers)
    return {step: problems for step, problems in found.items() if step in touched}


def send_change(session: Session, draft: KeptDraft, office: Office) -> UUID:
    """Bring in what was changed; the listing. It is checked today, its keepers are told, a steward is asked to look.

    Raises NotUsable while a page is not whole, Refused for what may not stand here, NotFound for what is gone.
    """
    assert draft.changes_id is not None
    assert draft.began is not None
    now, listing = office.clock(), _listing(session, draft.changes_id)
    if missing_in(draft, now, office.gazetteer):
        raise NotUsable("Something is missing still.")
    steps = changed_steps(draft.began, draft.answers)
    keepers = [one for one in keepers_of(session, listing.id) if one.care == Care.AGREED]
    if steps:
        _bring_in(session, draft, listing, steps, office)
    hand_over(session, draft.key, listing.id, who=draft.changes_by, at=now)
    by_keeper = draft.changes_by.startswith("keeper")
    if listing.status != Status.WAITING:
        seen_true(session, listing.id, by="keeper" if by_keeper else "steward", who=draft.changes_by, at=now)
    if steps:
        for one in keepers:
            changed(
                session,
                office.post,
                one.email,
                listing.name,
                f"/listings/{listing.id}",
                f"changed:{draft.key}:{one.id}",
            )
        was, became = contact_of(draft.began), contact_of(draft.answers)
        follow(session, listing.id, was=(was.phone, was.email), now=(became.phone, became.email))
        if by_keeper:
            add_report(session, listing.id, CHANGED_BY_KEEPER, "", now, from_keeper=True)
    forget_words(session, draft.key, listing.id)
    return listing.id


def _bring_in(session: Session, draft: KeptDraft, listing: Listing, steps: tuple[Step, ...], office: Office) -> None:
    today = local_date(office.clock())
    said = frozenset().union(*(SAYS[step] for step in steps))
    if Step.WHERE in steps and not draft.answers.address:  # who does not say the door anew keeps it
        said = said - {"exact"}
    parts = parts_of(draft.answers, steps, Kind(listing.kind), today, office.vocabulary)
    parts |= _kept_beside(session, listing.id, parts, office)
    fresh = ListingIn.model_validate(
        {"id": listing.id, "kind": listing.kind, "status": listing.status, "name": listing.name} | parts
    )
    report = bring_in(
        session,
        [Draft(row=1, key=listing.source_key, listing=fresh, silent=_ALL - said)],
        source=listing.source,
        gazetteer=office.gazetteer,
        clock=office.clock,
        bars=bars_for(session),
        who=draft.changes_by,
    )
    if report.refused:
        raise Refused(BARRED)


def _kept_beside(session: Session, listing_id: UUID, parts: dict[str, object], office: Office) -> dict[str, object]:
    """Of terms and access facts those that these pages do not ask about: they stay beside what is said now."""
    held = snapshots(session, [listing_id])[listing_id]
    more: dict[str, object] = {}
    if "hopes" in parts:
        asked = answers_of(held, office.vocabulary, local_date(office.clock()))
        for role, name in ((TermRole.HOPE, "hopes"), (TermRole.GIFT, "gifts"), (TermRole.LABEL, "labels")):
            stood = [row["term"] for row in held["terms"] if row["role"] == role]
            stay = [term for term in stood if term not in getattr(asked, name)]
            more[name] = (*parts[name], *stay)  # type: ignore[misc]
        more["basics"] = tuple(row["term"] for row in held["terms"] if row["role"] == TermRole.BASIC)
    if "ease" in parts:
        beside = {row["ease"]: row["answer"] for row in held["ease"] if row["ease"] not in EASE_ASKED}
        more["ease"] = beside | dict(parts["ease"])  # type: ignore[call-overload]
    return more


def _listing(session: Session, listing_id: UUID) -> Listing:
    found = listing_row(session, listing_id)
    if found is None or found.status not in CHANGEABLE:
        raise NotFound(GONE)
    return found
