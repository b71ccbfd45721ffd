"""What is missing from a page of answers, and the listing that whole answers make; pure."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.directory.mending import (
    NO_EMAIL,
    mend_email,
    mend_own_phone,
    mend_phone,
    mend_url,
    seems_cut_short,
    seems_misspelt,
)
from app.directory.refuges import refuge_words
from app.directory.rules import WayIn
from app.directory.shapes import NAME_MAX
from app.kernel.errors import Problem
from app.kernel.recurrence import DAYS
from app.upkeep.as_answers import still_wrong
from app.upkeep.open_lines import ASKED, lines_in, open_words, to_ask
from app.upkeep.rules import ConfirmBy, Repeats, Setting, Step
from app.upkeep.shapes import Answers
from app.upkeep.when import WEEKS, Doubt, day_said, days_off_of, doubt_about
from geo.gazetteer import NOT_LOADED, Gazetteer, PlaceError
from geo.postcodes import Postcode, PostcodeError, PostcodeLevel, parse_postcode

LONG_ENOUGH = 12
SUMMARY_MAX = 1_200
_DOOR = re.compile(r"\d+[^\W\d_]?,?\s+[^\W\d_][^\d,\n]+")  # "14 Compton Road" of "Flat 2, 14 Compton Road, Leeds"
REFUGE = (
    "We never put a refuge on the map: its place must stay secret. A helpline is welcome, without an address. "
    "Please ring us instead."
)
Problems = list[Problem]


@dataclass(frozen=True)
class Ground:
    """What answers are judged by: the day, the places known here, and what stood there before a change."""

    today: date
    gazetteer: Gazetteer
    helped: bool = False  # somebody else types it
    stood: Answers | None = None


def problems_of(step: Step, said: Answers, ground: Ground) -> Problems:
    """What has to be put right on a page, in its order; nothing when it may be gone on with."""
    found: Problems = _OF_STEP[step](said, ground)
    if step is Step.CONTACT and ground.helped:
        found += _helper(said)
    return still_wrong(ground.stood, said, found) if ground.stood else found


def _what(said: Answers, ground: Ground) -> Problems:
    found = []
    if not said.name:
        found.append(Problem("name", "Tell us the name of the group."))
    elif len(said.name) > NAME_MAX:
        found.append(Problem("name", "That name is too long. 200 letters is the most."))
    if len(said.summary) < LONG_ENOUGH:
        found.append(Problem("summary", "Tell us in a sentence or two what you do."))
    elif len(said.summary) > SUMMARY_MAX:
        found.append(Problem("summary", "That is too long. Three or four sentences are enough."))
    if not found and refuge_words(said.name, said.summary):
        found.append(Problem("name", REFUGE))
    return found + _for_everybody(Step.WHAT, said, ground)


def _for_everybody(step: Step, said: Answers, ground: Ground) -> Problems:
    """What has to be put right in the words of a page that everybody reads: the door of a home, a private number."""
    words, pointer = open_words(step, said), _IN_OWN_WORDS[step]
    if said.setting == Setting.HOME and names_the_door(words, said.address, said.postcode):
        return [Problem(pointer, "Everybody can read this. Please leave out the street and postcode of a home.")]
    if to_ask(said, lines_in(words), lines_in(open_words(step, ground.stood)) if ground.stood else ()):
        return [Problem(pointer, ASKED)]
    return []


_IN_OWN_WORDS = {Step.WHAT: "summary", Step.WHEN: "opening", Step.GETTING_IN: "way_in_note"}


def names_the_door(words: str, address: str, postcode: str) -> bool:
    """Whether the words for everybody hold what we keep to ourselves: the door of a home, or its whole postcode."""
    told, postcode = _run_on(words), _run_on(postcode)
    doors = [_run_on(door) for door in _DOOR.findall(address)]
    whole = [postcode] if postcode[-1:].isalpha() else []  # a sector is shown anyway
    return any(one in told for one in (*doors, *whole))


def _run_on(text: str) -> str:
    return "".join(sign for sign in text.casefold() if sign.isalnum())


def _where(said: Answers, ground: Ground) -> Problems:
    if said.setting not in set(Setting):
        return [Problem("setting", "Tell us what sort of place it is."), *_postcode(said, ground)]
    if said.setting == Setting.ONLINE and not said.postcode:
        return []
    found = []
    if said.setting == Setting.HALL and not (said.place_name or said.address):
        found.append(Problem("place_name", "Tell us the name of the place, or its street."))
    return found + _postcode(said, ground)


def _postcode(said: Answers, ground: Ground) -> Problems:
    try:
        postcode = parse_postcode(said.postcode)
    except PostcodeError:
        if said.postcode:
            return [Problem("postcode", "We cannot read that as a postcode. Write it like LS8 5HX, or LS8 5.")]
        return [Problem("postcode", "Tell us the postcode. LS8 5HX, or LS8 5 if you are not sure.")]
    if postcode.level not in (PostcodeLevel.UNIT, PostcodeLevel.SECTOR):
        return [Problem("postcode", "We need a little more of the postcode. Like LS8 5.")]
    stays = ground.stood is not None and ground.stood.postcode == said.postcode
    return [] if stays else _unknown(postcode, ground.gazetteer)


def _unknown(postcode: Postcode, gazetteer: Gazetteer) -> Problems:
    """A slip in a postcode puts a group into another town: one that is nowhere is asked for again."""
    try:
        known = gazetteer.locate_postcode(postcode).sector is not None
    except PlaceError as error:
        if postcode.area in NOT_LOADED:
            return [Problem("postcode", error.detail)]
        known = False
    if known:
        return []
    return [Problem("postcode", "We do not know that postcode. Is it spelt right? If it is new, give one close by.")]


def _when(said: Answers, ground: Ground) -> Problems:
    found = [] if said.repeats in set(Repeats) else [Problem("repeats", "Tell us how often you meet.")]
    if said.repeats == Repeats.SOMETIMES:
        if not said.opening:
            return [Problem("opening", "Tell us in your own words when it is on.")]
        return _for_everybody(Step.WHEN, said, ground)
    found += [] if said.days else [Problem("days", "Tell us on which day you meet.")]
    found += _times(said)
    if said.repeats == Repeats.MONTHLY and said.week not in WEEKS:
        found.append(Problem("week", "Tell us which one of the month it is: the first, the second or another."))
    if said.repeats == Repeats.FORTNIGHTLY:
        found += _first_on(said, ground.today)
    if days_off_of(said.days_off, ground.today)[1]:
        found.append(Problem("days_off", "We could not read those dates. Write them like 24 December, 31 December."))
    return found


def _times(said: Answers) -> Problems:
    doubt = doubt_about(said.times)
    if doubt is Doubt.NO_END:
        return [Problem("times", "Tell us when it ends too. Like 2pm to 3.30pm.")]
    if doubt is Doubt.NOON_OR_MIDNIGHT:
        return [Problem("times", "12am can mean noon or midnight. Write 12 noon or 12 midnight.")]
    if doubt is Doubt.NO_TIMES:
        return [Problem("times", "Tell us from when to when, with am or pm: 10.30am to 12 noon.")]
    return []


def _first_on(said: Answers, today: date) -> Problems:
    day = day_said(said.first_on, today)
    if day is None:
        return [Problem("first_on", "Tell us a day on which you meet. Like 24 November.")]
    if said.days and DAYS[day.weekday()] not in said.days:
        return [Problem("first_on", "That date falls on another day of the week than you ticked. Which is right?")]
    return []


def _getting_in(said: Answers, ground: Ground) -> Problems:
    found = [] if said.way_in in set(WayIn) else [Problem("way_in", "Tell us how somebody new gets in.")]
    found += _for_everybody(Step.GETTING_IN, said, ground)
    if said.free not in ("yes", "no"):
        found.append(Problem("free", "Tell us whether it is free."))
    elif said.free == "no" and not said.cost:
        found.append(Problem("cost", "Tell us what it costs. Like £2 and tea."))
    elif said.free == "yes" and any(sign.isdecimal() and int(sign) for sign in said.cost):
        found.append(Problem("cost", "You say that it is free, and here is a price. Which is right?"))
    return found


def _contact(said: Answers, ground: Ground) -> Problems:
    found = [] if said.contact_name else [Problem("contact_name", "Tell us whom we may ask.")]
    stays = ground.stood is not None and ground.stood.phone == said.phone
    phone, email = mend_phone(said.phone).value, mend_email(said.email).value
    if phone and not stays and not mend_own_phone(said.phone).value:
        found.append(Problem("phone", "That is an emergency line or a helpline. Tell us the number of your group."))
    elif said.phone and not phone:
        found.append(Problem("phone", "That is no phone number we can read. Like 0113 496 0000."))
    elif phone and not stays and seems_cut_short(phone):
        found.append(Problem("phone", "A digit is missing from that number. Like 0113 496 0000."))
    if said.email and not email:
        found.append(Problem("email", NO_EMAIL))
    elif seems_misspelt(email) and not (ground.stood and ground.stood.email == said.email):
        found.append(Problem("email", "Look at the end of that e-mail address again. It may be gmail.com or the like."))
    if not said.phone and not said.email:
        found.append(Problem("phone", "We need a phone number or an e-mail address, so that we can ask you."))
    if said.url and not mend_url(said.url).value:
        found.append(Problem("url", "That is no web address we can read."))
    if said.show not in ("yes", "no"):
        found.append(Problem("show", "Tell us whether we may show it to everybody."))
    return found


def _helper(said: Answers) -> Problems:
    found = []
    if not said.for_name:
        found.append(Problem("for_name", "Tell us for whom you type this."))
    if not said.helper_name or not said.helper_from:
        found.append(Problem("helper_name", "Tell us who you are, and where you help. Like Sam, Leeds Library."))
    if said.confirm_by not in set(ConfirmBy):
        found.append(Problem("confirm_by", "Tell us how they say yes: by phone or by a card."))
    elif said.confirm_by == ConfirmBy.CALL and not said.phone:
        found.append(Problem("phone", "We need a phone number, so that we can ring and ask."))
    return found


def _nothing(_said: Answers, _ground: Ground) -> Problems:
    return []


_OF_STEP: dict[Step, Callable[[Answers, Ground], Problems]] = {
    Step.WHAT: _what, Step.WHERE: _where, Step.WHEN: _when, Step.GETTING_IN: _getting_in, Step.CONTACT: _contact,
    Step.CHECK: _nothing,
}  # fmt: skip


def all_problems(said: Answers, ground: Ground) -> dict[Step, Problems]:
    """What is still to be put right, by page; empty when it can be sent."""
    found = {step: problems_of(step, said, ground) for step in Step}
    return {step: problems for step, problems in found.items() if problems}
