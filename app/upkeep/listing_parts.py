"""The listing that whole answers make, page by page, so that a change touches only the pages it is about; pure."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from app.directory.mending import mend_email, mend_phone, mend_url
from app.directory.rules import Answer, Ease, Kind, Status, WayIn
from app.directory.shapes import ContactIn, ListingIn, PlaceIn
from app.directory.tagging import Said, tagger_of
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.text import one_line, plain
from app.upkeep.rules import PRIVATE_SETTINGS, Repeats, Setting, Step
from app.upkeep.shapes import Answers
from app.upkeep.when import sessions_of
from geo.postcodes import PostcodeError, parse_postcode

Part = dict[str, Any]


def listing_of(said: Answers, listing_id: UUID, today: date, vocabulary: Vocabulary) -> ListingIn:
    """The listing that whole answers make: waiting for a person, never checked. Raises ValidationError."""
    parts = parts_of(said, Step, Kind.GROUP, today, vocabulary)
    return ListingIn(id=listing_id, kind=Kind.GROUP, status=Status.WAITING, **parts)


def parts_of(said: Answers, steps: Iterable[Step], kind: Kind, today: date, vocabulary: Vocabulary) -> Part:
    """The fields of a listing that some pages say."""
    made: Part = {}
    for step in steps:
        if step is Step.WHAT:
            made |= _what(said, kind, vocabulary)
        elif step is Step.WHERE:
            made |= {"place": _place(said), "online": said.setting == Setting.ONLINE}
        elif step is Step.WHEN:
            opening = plain(said.opening) if said.repeats == Repeats.SOMETIMES else ""
            made |= {"sessions": sessions_of(said, today), "opening": opening}
        elif step is Step.GETTING_IN:
            made |= _getting_in(said, today)
        elif step is Step.CONTACT:
            made |= {"contact": contact_of(said), "url": mend_url(said.url).value}
    return made


def _what(said: Answers, kind: Kind, vocabulary: Vocabulary) -> Part:
    tags = tagger_of(vocabulary)(kind, Said(name=said.name, text=said.summary))
    return {
        "name": one_line(said.name),
        "summary": plain(said.summary),
        "hopes": tuple(dict.fromkeys((*_known(vocabulary, Scheme.HOPE, said.hopes), *tags.hopes))),
        "gifts": _known(vocabulary, Scheme.GIFT, said.gifts),
        "labels": tuple(dict.fromkeys((*_known(vocabulary, Scheme.LABEL, said.labels), *tags.labels))),
    }


def _getting_in(said: Answers, today: date) -> Part:
    return {
        "ease": {Ease(name): Answer(answer) for name, _, answer in (one.partition(":") for one in said.ease)},
        "ease_checked_on": today,
        "way_in": WayIn(said.way_in) if said.way_in else None,
        "way_in_note": one_line(said.way_in_note),
        "free": {"yes": True, "no": False}.get(said.free),
        "cost": one_line(said.cost),  # a price beside "free" was asked about; "donations welcome" is no price
    }


def contact_of(said: Answers) -> ContactIn:
    """Whom to ring or write to, in the way numbers and addresses are kept."""
    phone, email = mend_phone(said.phone).value, mend_email(said.email).value
    return ContactIn(name=one_line(said.contact_name), phone=phone, email=email, show=said.show == "yes")


def postcode_of(said: Answers) -> str:
    """A postcode in the way we keep it, "LS8 5HX"; one that cannot be read as it was typed."""
    try:
        return parse_postcode(said.postcode).text
    except PostcodeError:
        return said.postcode


def _place(said: Answers) -> PlaceIn | None:
    if said.setting == Setting.ONLINE and not said.postcode:
        return None
    postcode, private = parse_postcode(said.postcode).text, said.setting in PRIVATE_SETTINGS
    address = one_line(said.address) or one_line(said.place_name)
    return PlaceIn(name=one_line(said.place_name), address=address, postcode=postcode, private=private)


def _known(vocabulary: Vocabulary, scheme: Scheme, codes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(code for code in codes if vocabulary.get(scheme, code))
