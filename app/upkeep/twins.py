"""Looks for listings that somebody may mean by what they type: near by, or at the same number, e-mail or page."""

import hashlib
from uuid import UUID

from sqlmodel import Session

from app.directory.mending import mend_email, mend_phone, mend_url
from app.upkeep.duplicates import Alike, Typed, alike, page_key, words_of
from app.upkeep.reach import sectors_near
from app.upkeep.shapes import Answers
from app.upkeep.store import known_by_line, known_near
from geo.centroids import district_of_sector, sectors
from geo.gazetteer import Gazetteer, Located, PlaceError


def find_twins(session: Session, typed: Typed, sector: str | None, but: UUID | None = None) -> list[Alike]:
    """Listings that `typed` may be, the likeliest first; `but` is the listing itself where it stands already."""
    near = known_near(session, sectors_near(sector), but) if sector else []
    urls = pages_like(typed.url)
    return alike(typed, near, known_by_line(session, typed.phone, typed.email, urls, but))


def pages_like(url: str) -> list[str]:
    """The ways in which one page's address is written."""
    key = page_key(url)
    if not key:
        return []
    hosts, ends = (key, f"www.{key}"), ("", "/")
    return [f"{scheme}://{host}{end}" for scheme in ("https", "http") for host in hosts for end in ends]


def twins_of(session: Session, said: Answers, gazetteer: Gazetteer) -> list[Alike]:
    """What a draft may be, as far as its name and place are known; nothing before both are."""
    place = _place(said.postcode, gazetteer)
    if not said.name or (place is None and said.setting != "online"):
        return []
    typed = Typed(
        name=said.name,
        phone=mend_phone(said.phone).value,
        email=mend_email(said.email).value,
        url=mend_url(said.url).value,
        address=said.address or said.place_name,
        place_words=around(place) if place else frozenset(),
    )
    return find_twins(session, typed, place.sector if place else None)


def around(place: Located) -> frozenset[str]:
    """The names of the place and of those within reach: in a group's name they only say where."""
    codes = sectors_near(place.sector) if place.sector else ()
    names = (middle.name for code in codes if (middle := sectors().get(code)))
    return frozenset((place.name, district_of_sector(place.sector) or "", *names))


def asked_as(said: Answers) -> str:
    """A short sign of name and place: who has said "none of these" is asked again only when these change."""
    told = f"{' '.join(words_of(said.name))}\x1f{''.join(said.postcode.casefold().split())}"
    return hashlib.blake2b(told.encode(), digest_size=12).hexdigest()


def _place(postcode: str, gazetteer: Gazetteer) -> Located | None:
    try:
        return gazetteer.locate(postcode) if postcode.strip() else None
    except PlaceError:
        return None
