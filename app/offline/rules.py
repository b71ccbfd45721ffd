"""What of a neighbourhood may be kept on somebody's phone, and how much of it; pure."""

from collections.abc import Iterable

from app.directory.rules import Kind
from app.directory.shapes import ListingOut

PACK_RADIUS_M = 3_000.0  # about 45 minutes on foot, as the crow flies; a phone holds a neighbourhood, not a city
MOST_LISTINGS = 300


def may_be_kept(it: ListingOut) -> bool:
    """Only what everybody may see and take along: no person, and nothing that happens in a home (rule 10)."""
    return it.kind is not Kind.PERSON and not it.private


def kept(listings: Iterable[ListingOut]) -> list[ListingOut]:
    """The nearest that may be kept, in the order given."""
    return [it for it in listings if may_be_kept(it)][:MOST_LISTINGS]
