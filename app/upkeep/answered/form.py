"""What a steward types of a person and of the organisation that answers for them: read, and what is wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.directory.answering import Kept
from app.directory.mending import NO_EMAIL, mend_email, mend_own_phone
from app.directory.rules import Role
from app.directory.shapes import AnsweringIn
from app.kernel.errors import Problem
from app.kernel.text import has_stray

TEXTS = ("name", "summary", "postcode", "organisation", "phone", "email", "supervised_by", "safeguarding_lead", "check")
DATES = ("references_on", "insured_until", "check_on")
LONGEST = 2_000
SHORT = 200  # of everything but what they do
NEW = "new"


@dataclass(frozen=True)
class Said:
    """Everything as typed. `body` is the organisation's id, or "new"."""

    fields: Mapping[str, str]
    role: str = ""
    body: str = ""
    lone_working_plan: bool = False
    alike: bool = False

    def answering(self) -> AnsweringIn:
        """The organisation's word; only when nothing is wrong."""
        days = {name: date.fromisoformat(text) if (text := self.fields[name]) else None for name in DATES}
        texts = {name: self.fields[name] for name in ("supervised_by", "safeguarding_lead", "check")}
        plan = self.lone_working_plan
        return AnsweringIn.model_validate(days | texts | {"role": self.role, "lone_working_plan": plan})

    def organisation(self) -> dict[str, str]:
        """Its name and numbers; only when nothing is wrong."""
        phone, email = mend_own_phone(self.fields["phone"]).value, mend_email(self.fields["email"]).value
        return {"name": self.fields["organisation"], "phone": phone, "email": email}


def read(fields: Mapping[str, Sequence[str]]) -> Said:
    """The form as it was sent."""

    def one(name: str) -> str:
        text = fields.get(name, ("",))[-1].replace("\x00", " ")
        return " ".join(text.split())[: LONGEST if name == "summary" else SHORT]

    typed = {name: one(name) for name in (*TEXTS, *DATES)}
    return Said(typed, one("role"), one("body"), one("lone_working_plan") == "yes", one("alike") == "yes")


def said_of(kept: Kept) -> Said:
    """What stands here of somebody, as the form shows it."""
    it = kept.answering
    texts = {"organisation": kept.organisation, "phone": kept.phone, "email": kept.email, "name": kept.name}
    texts |= {name: getattr(it, name) if it else "" for name in ("supervised_by", "safeguarding_lead", "check")}
    days = {name: day.isoformat() if it and (day := getattr(it, name)) else "" for name in DATES}
    plain = dict.fromkeys(TEXTS, "") | texts | days
    return Said(plain, it.role.value if it else "", str(kept.organisation_id or NEW), bool(it and it.lone_working_plan))


def problems_of(said: Said, today: date, *, new: bool) -> tuple[Problem, ...]:
    """What is wrong with a form. What is missing of the organisation's word is no fault: they wait until then."""
    found = [] if said.role in {role.value for role in Role} else [Problem("role", "Please choose what they do.")]
    if new and not said.fields["name"]:
        found.append(Problem("name", "What are they called? A first name will do."))
    if new and len(said.fields["summary"]) < 3:
        found.append(Problem("summary", "Say in a line what they do."))
    found += _of_body(said, new)
    found += [problem for name in DATES if (problem := _of_day(said, name, today))]
    if any(has_stray(text) for text in said.fields.values()):
        found.append(Problem("name", "There is a sign in it that we cannot keep."))
    return tuple(found)


def _of_body(said: Said, new: bool) -> list[Problem]:
    typed = said.fields
    if new and said.body != NEW:
        return [] if said.body else [Problem("body", "Who answers for them? Please choose.")]
    found = [] if typed["organisation"] else [Problem("organisation", "Who answers for them? Write the name.")]
    phone, email = mend_own_phone(typed["phone"]).value, mend_email(typed["email"]).value
    if typed["phone"] and not phone:
        found.append(Problem("phone", "That is no phone number we can read. Like 0113 496 0000."))
    if typed["email"] and not email:
        found.append(Problem("email", NO_EMAIL))
    if not typed["phone"] and not typed["email"]:
        found.append(Problem("phone", "People ring the organisation, never the person. Give its number or address."))
    return found


def _of_day(said: Said, name: str, today: date) -> Problem | None:
    text = said.fields[name]
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return Problem(name, "That is not a day. Write it like 2026-11-24.")
    if name != "insured_until" and day > today:
        return Problem(name, "That day is still to come. When was it done?")
    return None
