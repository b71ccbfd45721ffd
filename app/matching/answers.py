"""What the conversation form said: read it, fill it in again, turn it into a match or a bookmark; pure."""

import re
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from typing import Any, get_args
from urllib.parse import urlencode
from uuid import UUID

from app.directory.rules import Ease
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.audience import STAFF, audience_of
from app.kernel.errors import Problem
from app.matching.company import Who, hopes_for_children
from app.matching.shapes import TEXT_MAX, Day, MatchIn, Part, PointIn, TravelIn
from geo.postcodes import Postcode, PostcodeError, PostcodeLevel, find_postcode, parse_postcode

TRAVEL = {
    "walk-10": TravelIn(mode="walk", minutes=10, only=True),
    "walk-20": TravelIn(),  # ticked before anybody has chosen: own words may tell another way
    "walk-30": TravelIn(mode="walk", minutes=30, only=True),
    "bus-30": TravelIn(mode="bus", minutes=30),
    "car-30": TravelIn(mode="car", minutes=30),
    "online": TravelIn(mode="online"),
}
USUAL_TRAVEL = "walk-20"
OLDEST = 120
FIRST_IDEAS = 10
MORE = ("15", "20", "25", "30")  # ideas in all after "Show 5 more", so often as it helps
MOST_DECLINED = 40  # whoever sends more ideas away wants to ask something else
LONGEST_PLACE_NAME = 60  # "Westhoughton and Chew Moor, Bolton" has 34; anything longer may be a story
ROOM_FOR_CHIPS = 4_000  # letters of a text that the chips' labels may take beside the own words
# These say nothing of health, belief or origin, so a web address may carry them (rule 5).
EASE_IN_ADDRESS = frozenset((Ease.DAYTIME, Ease.EVENING, Ease.WEEKEND, Ease.COMPANION, Ease.NEAR_BUS, Ease.FREE))
_POINT = re.compile(r"\s*(-?\d{1,2}(?:\.\d{1,15})?)\s*,\s*(-?\d{1,3}(?:\.\d{1,15})?)\s*")


@dataclass(frozen=True)
class Answers:
    """The form as filled in: chips as vocabulary codes, own words as typed."""

    near: str = ""
    hopes: tuple[str, ...] = ()
    hopes_words: str = ""
    basics: tuple[str, ...] = ()
    gifts: tuple[str, ...] = ()
    gifts_words: str = ""
    around: str = ""
    ease: tuple[str, ...] = ()
    slowly: tuple[str, ...] = ()  # ("yes",) when ticked
    travel: str = USUAL_TRAVEL
    days: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    age: str = ""
    more: str = ""  # how many ideas in all, when more than the first ten are wanted
    no: tuple[str, ...] = ()  # ids of ideas that are not for them; never in an address
    far: tuple[str, ...] = ()  # those of them that are too far
    travel_was: str = ""  # how far they would go before they said so
    who: str = ""  # for two or for a family; "" for one person
    children: str = ""  # how old they are, as typed
    audience: str = ""  # staff who ask on behalf of somebody; "" for residents

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every answer as a form field, so that a page can send them all again and nothing is lost (rule 12)."""
        return as_pairs(self)


def as_pairs(answers: Any) -> list[tuple[str, str]]:
    """Every field of a filled-in form with what it holds, one pair a value, empty ones left out."""
    values = ((field.name, getattr(answers, field.name)) for field in fields(answers))
    several = ((name, value if isinstance(value, tuple) else (value,)) for name, value in values)
    return [(name, text) for name, texts in several for text in texts if text]


def read_form(pairs: Iterable[tuple[str, str]]) -> Answers:
    """The answers in a posted form; fields that we do not know are left out."""
    return Answers(**known_fields(pairs, Answers))


def known_fields(pairs: Iterable[tuple[str, str]], form: type[Any]) -> dict[str, Any]:
    """The values of those fields that `form` has, several where it holds several."""
    got: dict[str, list[str]] = {}
    for name, value in pairs:
        got.setdefault(name, []).append(value.replace("\x00", " "))
    return {
        field.name: tuple(got[field.name]) if isinstance(field.default, tuple) else got[field.name][-1]
        for field in fields(form)
        if field.name in got
    }


def read_query(pairs: Iterable[tuple[str, str]], vocabulary: Vocabulary) -> tuple[Answers, bool]:
    """The answers in a web address, and whether anything was left out because an address must not carry it."""
    said = read_form(apart(pairs, Answers))
    kept = _for_address(said, vocabulary)
    return kept, kept != said


def apart(pairs: Iterable[tuple[str, str]], form: type[Any]) -> list[tuple[str, str]]:
    """The pairs of an address, where a field that holds several is one text with commas."""
    lists = {field.name for field in fields(form) if isinstance(field.default, tuple)}
    parts = [(name, part.strip()) for name, value in pairs for part in (value.split(",") if name in lists else [value])]
    return [(name, part) for name, part in parts if part]


def address(answers: Answers) -> str:
    """The query of a results page that may be kept as a bookmark."""
    lists = [(name, ",".join(getattr(answers, name))) for name in ("hopes", "gifts", "ease", "days", "parts")]
    travel = answers.travel if answers.travel != USUAL_TRAVEL else ""
    said = [("near", coarse(answers).near.strip()), *lists, ("travel", travel), ("more", answers.more)]
    said.append(("audience", answers.audience))
    return urlencode([pair for pair in said if pair[1]])


def fits_address(answers: Answers, vocabulary: Vocabulary) -> bool:
    """Whether all of it may stand in a web address: a place and plain codes; no own words, nothing sensitive."""
    return place_fits_address(answers.near) and _for_address(answers, vocabulary) == answers


def place_fits_address(near: str) -> bool:
    """Whether a place reads like a name or a postcode: a long one may be a story, a point or a number somebody's door.

    A full postcode is cut to its sector before it stands there.
    """
    return len(near) <= LONGEST_PLACE_NAME and not _POINT.fullmatch(near) and not _has_a_door(coarse_place(near))


def _has_a_door(near: str) -> bool:
    try:
        parse_postcode(near)
    except PostcodeError:
        return any(char.isdigit() for char in near)
    return False


def coarse(answers: Answers) -> Answers:
    """The same answers with a full postcode, wherever it stands in the place, cut to its sector."""
    return replace(answers, near=coarse_place(answers.near))


def coarse_place(near: str) -> str:
    """The place, or the sector of the full postcode that stands in it."""
    try:
        found: Postcode | None = parse_postcode(near)
    except PostcodeError:
        found = find_postcode(near)
    return found.sector if found is not None and found.level is PostcodeLevel.UNIT and found.sector else near


def problems(answers: Answers) -> tuple[Problem, ...]:
    """What stops these answers from being used: which field, and what to do, in a plain sentence."""
    found = []
    said = (answers.near, answers.hopes_words, answers.gifts_words, *answers.hopes, *answers.basics, *answers.gifts)
    if not any(text.strip() for text in said):
        found.append(Problem("near", "Tell us a place, or one thing that matters."))
    if len(answers.near) > 200:
        found.append(Problem("near", "Type a postcode or the name of a place, and no more."))
    for name, most in (("hopes_words", TEXT_MAX), ("gifts_words", TEXT_MAX), ("around", 500)):
        room = most - ROOM_FOR_CHIPS if most == TEXT_MAX else most
        if len(getattr(answers, name)) > room:
            found.append(Problem(name, "That is a lot of words. Say it in fewer words."))
    if len(answers.children) > LONGEST_PLACE_NAME:
        found.append(Problem("children", "Type the ages in numbers, like 3 and 7. Or leave them out."))
    if not _age_is_sound(answers.age.strip()):
        found.append(Problem("age", "Type the age in numbers, like 71. Or leave it out."))
    return tuple(found)


def to_match(answers: Answers, vocabulary: Vocabulary) -> MatchIn:
    """The question for the engine, codes as words that are read as them.

    Raises pydantic's ValidationError for a made-up form.
    """
    hopes = _sayings(vocabulary, Scheme.HOPE, (*answers.hopes, *_for_children(answers)))
    hopes += _sayings(vocabulary, Scheme.BASIC, answers.basics)
    travel = TRAVEL.get(answers.travel, TRAVEL[USUAL_TRAVEL])
    return MatchIn(
        near=_near(answers.near),
        hopes=_words(hopes, answers.hopes_words),
        gifts=_words(_sayings(vocabulary, Scheme.GIFT, answers.gifts), answers.gifts_words),
        around=answers.around.strip(),
        ease=[ease for ease in Ease if ease in answers.ease or (ease == Ease.BRING_A_CHILD and _is_family(answers))],
        languages=list(answers.languages),
        age=int(answers.age) if answers.age.strip() else None,
        travel=travel.model_copy(update={"slowly": bool(answers.slowly)}),
        days=[day for day in get_args(Day) if day in answers.days],
        parts=[part for part in get_args(Part) if part in answers.parts],
        limit=first_or_more(answers),
        not_for_me=_ids(answers.no),
        too_far=_ids(answers.far),
        audience=audience_of(answers.audience),
        formal=True,  # the fold opens with one press and no round trip, so its content is always in the page
    )


def _for_address(said: Answers, vocabulary: Vocabulary) -> Answers:
    return Answers(
        near=said.near,
        hopes=plain_codes(vocabulary, Scheme.HOPE, said.hopes),
        gifts=plain_codes(vocabulary, Scheme.GIFT, said.gifts),
        ease=tuple(code for code in said.ease if code in EASE_IN_ADDRESS),
        travel=said.travel if said.travel in TRAVEL else USUAL_TRAVEL,
        days=tuple(day for day in said.days if day in get_args(Day)),
        parts=tuple(part for part in said.parts if part in get_args(Part)),
        more=said.more if said.more in MORE else "",
        audience=said.audience if said.audience in STAFF else "",
    )


def _is_family(said: Answers) -> bool:
    return said.who == Who.FAMILY


def _for_children(said: Answers) -> tuple[str, ...]:
    """What a family adds to the hopes; nothing beside a need, which comes first (rule 2)."""
    if not _is_family(said) or (said.basics and not said.children.strip()):
        return ()
    others = (*said.hopes, *said.gifts, said.hopes_words.strip(), said.gifts_words.strip())
    return hopes_for_children(said.children, alone=not any(others))


def first_or_more(answers: Answers) -> int:
    """How many ideas are asked for in all."""
    return int(answers.more) if answers.more in MORE else FIRST_IDEAS


def next_more(answers: Answers) -> str:
    """What "Show 5 more" asks for; "" when that is all we show."""
    wider = [step for step in MORE if int(step) > first_or_more(answers)]
    return wider[0] if wider else ""


def _ids(texts: Iterable[str]) -> list[UUID]:
    """The ids among the texts; a form that somebody changed by hand is no reason to complain."""
    found = []
    for text in list(texts)[:MOST_DECLINED]:
        with suppress(ValueError):
            found.append(UUID(text))
    return found


def plain_codes(vocabulary: Vocabulary, scheme: Scheme, codes: Iterable[str]) -> tuple[str, ...]:
    """Those of the codes that are known and not sensitive."""
    terms = (vocabulary.get(scheme, code) for code in codes)
    return tuple(term.code for term in terms if term and not term.sensitive)


def _sayings(vocabulary: Vocabulary, scheme: Scheme, codes: Iterable[str]) -> list[str]:
    terms = (vocabulary.get(scheme, code) for code in codes)
    return [vocabulary.saying(term) for term in terms if term]


def _words(labels: list[str], own: str) -> str:
    """Chips and own words as one text: a new line between them, because no phrase runs across one."""
    return "\n".join(part for part in (", ".join(labels), own.strip()) if part)


def _near(text: str) -> str | PointIn | None:
    """A phone's place is coarsened here too: two decimals are about a kilometre."""
    point = _POINT.fullmatch(text)
    if point and abs(float(point[1])) <= 90 and abs(float(point[2])) <= 180:
        return PointIn(lat=round(float(point[1]), 2), lon=round(float(point[2]), 2))
    return text.strip() or None


def _age_is_sound(text: str) -> bool:
    return not text or (text.isascii() and text.isdecimal() and len(text) <= 3 and int(text) <= OLDEST)
