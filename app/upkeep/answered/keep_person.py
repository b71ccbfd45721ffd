"""A steward puts somebody on the map for whom an organisation answers, or keeps what it says for them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import Session

from app.directory.bring_in import bring_in
from app.directory.keep_answering import keep_answering, keep_organisation
from app.directory.rules import Kind
from app.directory.shapes import Draft, ListingIn, PlaceIn
from app.directory.tagging import Said as SaidByListing
from app.directory.tagging import tagger_of
from app.directory.vocabulary import Vocabulary
from app.kernel.clock import Clock, local_date
from app.kernel.errors import Refused, unusable_at
from app.kernel.ids import as_uuid, new_id
from app.upkeep.answered.form import Said
from app.upkeep.draft import SOURCE
from app.upkeep.retire import bars_for
from geo.gazetteer import Gazetteer
from geo.postcodes import PostcodeError, parse_postcode


@dataclass(frozen=True)
class Desk:
    """What this needs besides a session."""

    gazetteer: Gazetteer
    vocabulary: Vocabulary
    clock: Clock


def sector_of(typed: str) -> str:
    """The sector of a postcode as typed: no more is kept of where a person lives. Raises NotUsable."""
    try:
        sector = parse_postcode(typed).sector
    except PostcodeError as error:
        raise unusable_at("postcode", str(error)) from error
    if sector is None:
        raise unusable_at("postcode", "Give the postcode, or its first half and one digit, like LS8 5.")
    return sector


def add_person(session: Session, said: Said, desk: Desk, *, who: str) -> UUID:
    """Somebody new, with what is known of the organisation's word; the listing's id. The caller commits."""
    listing_id, now = new_id(), desk.clock()
    tags = tagger_of(desk.vocabulary)(Kind.PERSON, SaidByListing(name="", text=said.fields["summary"]))
    listing = ListingIn(
        id=listing_id,
        kind=Kind.PERSON,
        name=said.fields["name"],
        summary=said.fields["summary"],
        place=PlaceIn(postcode=sector_of(said.fields["postcode"]), private=True),
        hopes=tags.hopes,
        checked_on=local_date(now),
        checked_by="steward",
    )
    report = bring_in(
        session, [Draft(row=1, key=str(listing_id), listing=listing)], source=SOURCE, gazetteer=desk.gazetteer,
        clock=desk.clock, bars=bars_for(session), who=f"{SOURCE}:steward",
    )  # fmt: skip
    if report.refused:
        raise Refused("This must not be listed here. Another steward has said so.")
    keep_person(session, listing_id, said, desk, who=who)
    return listing_id


def keep_person(
    session: Session, listing_id: UUID, said: Said, desk: Desk, *, who: str, others: Sequence[UUID] = ()
) -> None:
    """Keep what is said of the organisation and for the person. Raises NotFound."""
    now, body = desk.clock(), as_uuid(said.body)
    if body is None or said.fields["organisation"]:
        body = keep_organisation(session, body, said.organisation(), who=who, at=now)
    keep_answering(session, listing_id, body, said.answering(), who=who, at=now, others=others)
