"""What must not stand here: kept as hashes, so that nobody reads from the list who is on it."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from functools import cache
from uuid import UUID

from sqlalchemy import event
from sqlmodel import Session

from app.directory.model import Listing
from app.directory.placing import Placed
from app.directory.shapes import ListingIn
from app.kernel.errors import NotFound
from app.kernel.ids import new_id
from app.kernel.text import N_
from app.upkeep.duplicates import digits, page_key, words_of
from app.upkeep.store import add_barred, barred_hashes, exact_place, lift, listing_row

SENTENCE = N_("it is on the list of what must not be listed here")


def hashes_of(name: str, sector: str | None, phone: str, url: str) -> dict[str, str]:
    """The hashes by which a listing is known again, by kind."""
    told = {"phone": digits(phone), "page": page_key(url)}
    if sector:
        told["name"] = f"{' '.join(sorted(words_of(name)))}\x1f{sector}"
    return {
        kind: hashlib.blake2b(f"{kind}\x1f{value}".encode(), digest_size=20, person=b"kith bar").hexdigest()
        for kind, value in told.items()
        if value
    }


def bars_for(session: Session) -> Callable[[ListingIn, Placed | None], str]:
    """For an import: why a listing may not stand here, "" when it may. The list is read once a transaction."""
    held = cache(lambda: barred_hashes(session))
    event.listen(session, "after_commit", lambda _: held.cache_clear())

    def bars(listing: ListingIn, placed: Placed | None) -> str:
        if not held():
            return ""
        phone = listing.contact.phone if listing.contact else ""
        hashes = hashes_of(listing.name, placed.sector if placed else None, phone, listing.url)
        return "" if held().isdisjoint(hashes.values()) else SENTENCE

    return bars


def is_barred(session: Session, listing: Listing) -> bool:
    """Whether what a listing says of itself must not stand here."""
    place, _ = exact_place(session, listing)
    hashes = hashes_of(listing.name, place.sector if place else None, listing.phone, listing.url)
    return not barred_hashes(session).isdisjoint(hashes.values())


def bar_listing(
    session: Session, listing_id: UUID, kinds: frozenset[str], reason: str, *, who: str, at: datetime
) -> int:
    """Keep a listing's number, page or name in its sector from ever coming back; how many of them."""
    listing = listing_row(session, listing_id)
    if listing is None:
        raise NotFound("There is no such listing here.")
    place, _ = exact_place(session, listing)
    hashes = hashes_of(listing.name, place.sector if place else None, listing.phone, listing.url)
    rows = [
        {"id": new_id(), "kind": kind, "hash": value, "reason": reason, "who": who, "at": at}
        for kind, value in hashes.items()
        if kind in kinds
    ]
    add_barred(session, rows)
    return len(rows)


def allow_again(session: Session, entry_id: UUID, at: datetime) -> None:
    """Take an entry off the list."""
    lift(session, entry_id, at)
