"""Where a listing is, as locations and addresses of Open Referral; a home by its sector only (rule 10); pure."""

from uuid import UUID

from app.directory.rules import Answer, Ease
from app.directory.vocabulary import Scheme, Vocabulary
from app.standards.hsds_feed.fields import Doc, part_id, said, strict_uri
from app.standards.open_listing import OpenListing, OpenPlace
from geo.centroids import district_of_sector, nation_of_sector

DECIMALS = 5  # about a metre
COUNTRY = "GB"
PRIVATE = "They tell you the door when you ring."
# Said by the times and the cost, and of no building.
NO_FACT_OF_A_PLACE = {
    Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND, Ease.FREE, Ease.COMES_TO_YOU, Ease.WOMEN_ONLY, Ease.MEN_ONLY,
    Ease.COMPANION, Ease.SITTER,
}  # fmt: skip
# The halves of a listing's own id that its two ways of happening go by; the bits that tell a UUID's version stay.
_MARKS = {"place": 0x5C000000_0000_0000_0000_0000000000A1, "online": 0x5C000000_0000_0000_0000_0000000000B2}


def at_location_id(listing_id: UUID, way: str) -> UUID:
    """The id of a listing's place or of its being online; done twice it gives the listing's own id back."""
    return UUID(int=listing_id.int ^ _MARKS[way])


def ways(it: OpenListing) -> tuple[str, ...]:
    """In which ways it happens: at a place, online, both or neither that is known."""
    there = it.place is not None and it.place.tells_something
    return (*(("place",) if there else ()), *(("online",) if it.online else ()))


def location(it: OpenListing, way: str, vocabulary: Vocabulary | None = None) -> Doc:
    """The location of a listing; with a vocabulary also its addresses and what is known of getting in."""
    if way == "online" or it.place is None:
        where = part_id(it.id, "online")
        return said(id=where, location_type="virtual", name="Online", url=strict_uri(it.url))
    place = it.place
    plain = said(
        id=str(place.id),
        location_type="physical",
        name=place.name,
        description=_description(place),
        latitude=None if place.lat is None else round(place.lat, DECIMALS),
        longitude=None if place.lon is None else round(place.lon, DECIMALS),
    )
    if vocabulary is None:
        return plain
    return plain | said(addresses=_addresses(place), accessibility=_accessibility(it, place, vocabulary))


def _description(place: OpenPlace) -> str:
    if place.private:
        return PRIVATE
    return "" if _addresses(place) else place.address


def _addresses(place: OpenPlace) -> list[Doc]:
    """The address when every part that the standard asks for is known; a home has none."""
    nation, code = nation_of_sector(place.sector), place.postcode or place.sector
    street = place.address.replace(place.postcode, "").strip(" ,") if place.postcode else place.address
    first = street or place.name
    if place.private or not (nation and code and first):
        return []
    one = said(
        id=part_id(place.id, "address"),
        location_id=str(place.id),
        address_1=first,
        city=district_of_sector(place.sector) or nation,
        state_province=nation,
        postal_code=code,
        country=COUNTRY,
        address_type="physical",
    )
    return [one]


def _accessibility(it: OpenListing, place: OpenPlace, vocabulary: Vocabulary) -> list[Doc]:
    facts = [(e, a) for e, a in it.ease.items() if a is not Answer.UNKNOWN and e not in NO_FACT_OF_A_PLACE]
    return [_fact(place, ease, answer, vocabulary) for ease, answer in facts]


def _fact(place: OpenPlace, ease: Ease, answer: Answer, vocabulary: Vocabulary) -> Doc:
    term = vocabulary.get(Scheme.EASE, ease.value)
    words = f"{term.label if term else ease.value.replace('_', ' ')}: {answer.value}"
    own = part_id(place.id, f"access:{ease.value}")
    return said(id=own, location_id=str(place.id), description=words, accessibility=words)
