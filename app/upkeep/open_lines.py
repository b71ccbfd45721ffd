"""Phone numbers and e-mail addresses in words that everybody reads: asked about once, for some are private; pure."""

import re

from app.directory.mending import mend_email, mend_phone
from app.kernel.text import N_
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


def lines_of_what(said: Answers) -> tuple[str, ...]:
    """Those in the name and in what a group does."""
    return lines_in(f"{said.name}\n{said.summary}")


def to_ask(said: Answers, found: tuple[str, ...], stood: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Those of them that nobody has said may stand there: none of before, none that everybody is shown anyway."""
    shown = (mend_phone(said.phone).value, mend_email(said.email).value.casefold()) if said.show == "yes" else ()
    return tuple(line for line in found if line not in {*said.keep_open, *said.keep_open_in, *stood, *shown})


def also_as_contact(said: Answers) -> Answers:
    """With a number or address that is asked about as the way to reach them, where none was given: nothing is lost."""
    asked = (*to_ask(said, lines_of_what(said)), *to_ask(said, lines_in(said.way_in_note)))
    phone = next((line for line in asked if "@" not in line), "")
    email = next((line for line in asked if "@" in line), "")
    return said.model_copy(update={"phone": said.phone or phone, "email": said.email or email})
