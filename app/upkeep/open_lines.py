"""Phone numbers and e-mail addresses in words that everybody reads: asked about once, for some are private; pure."""

import re

from app.directory.mending import mend_email, mend_phone
from app.kernel.text import N_
from app.upkeep.rules import Repeats, Step
from app.upkeep.shapes import Answers

ASKED = N_(
    "There is a phone number or an e-mail address in these words, and everybody reads them. Does it belong on the page "
    "“How to reach you”, where you say who may see it? Take it out here, or say below that it may stay."
)
# From its 0 or + on. No full stops: "09.30 11.00 12" are times; nor what begins as a date does.
_PHONE = re.compile(r"(?<![\w+./:-])(?!\d\d?[-/]\d\d?[-/]\d)(?:\+\d|0)(?:[ ()\-–]{0,2}\d){8,12}(?!\d)")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:]+@[^\s@<>()\[\],;:]+\.[a-z]{2,}", re.IGNORECASE)


def lines_in(text: str) -> tuple[str, ...]:
    """Each number and address in a text once, as we keep them."""
    phones = (mend_phone(found.group()).value for found in _PHONE.finditer(text))
    emails = (mend_email(found.group()).value.casefold() for found in _EMAIL.finditer(text))
    return tuple(dict.fromkeys(line for line in (*phones, *emails) if line))


def open_words(step: Step, said: Answers) -> str:
    """What is told on a page in own words, and everybody reads; "" where there is nothing of the kind."""
    if step is Step.WHAT:
        return f"{said.name}\n{said.summary}"
    if step is Step.WHEN:  # with a fixed day the words for "now and then" are shown to nobody
        return said.opening if said.repeats == Repeats.SOMETIMES else ""
    return said.way_in_note if step is Step.GETTING_IN else ""


def to_ask(said: Answers, found: tuple[str, ...], stood: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Those of them that nobody has said may stand there: none of before, none that everybody is shown anyway."""
    shown = (mend_phone(said.phone).value, mend_email(said.email).value.casefold()) if said.show == "yes" else ()
    kept = {*said.keep_open, *said.keep_open_in, *said.keep_open_when, *stood, *shown}
    return tuple(line for line in found if line not in kept)


def also_as_contact(said: Answers) -> Answers:
    """With a number or address that is asked about as the way to reach them, where none was given: nothing is lost."""
    asked = to_ask(said, lines_in("\n".join(open_words(step, said) for step in Step)))
    phone = next((line for line in asked if "@" not in line), "")
    email = next((line for line in asked if "@" in line), "")
    return said.model_copy(update={"phone": said.phone or phone, "email": said.email or email})
