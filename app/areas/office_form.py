"""The form of whom to ring in an area and of its school terms: its fields read, and what is wrong with them; pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.areas.rules import Contact, Purpose
from app.areas.shapes import AreaContactIn, TermIn
from app.kernel.errors import Problem

LEAST_DIGITS = 3  # 111, 999
LONGEST = {"name": 200, "contact": 200, "note": 500}
BLANK_TERMS = 2  # room for more on the page
MOST_TERMS = 40


@dataclass(frozen=True)
class Line:
    """One contact as it stands on the form, under its own name there."""

    key: str
    purpose: str
    name: str = ""
    contact: str = ""
    note: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class Asked:
    """A form as it was sent: every line, the terms as typed, and what is wrong with them."""

    lines: tuple[Line, ...]
    terms: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...] = ()

    def contacts(self) -> list[AreaContactIn]:
        """The contacts that were filled in; only when nothing is wrong."""
        filled = (line for line in self.lines if line.name or line.contact)
        return [
            AreaContactIn(
                purpose=Purpose(line.purpose), name=line.name, contact=line.contact, note=line.note,
                checked_on=line.checked_on,
            )
            for line in filled
        ]  # fmt: skip

    def term_dates(self) -> list[TermIn]:
        """The terms that were filled in; only when nothing is wrong."""
        return [TermIn.model_validate({"starts_on": first, "ends_on": last}) for first, last in self.terms if first]


def lines_of(contacts: Iterable[Contact]) -> tuple[Line, ...]:
    """A line for every contact, and an empty one for each purpose that has none."""
    held: dict[str, list[Contact]] = {purpose.value: [] for purpose in Purpose}
    for contact in contacts:
        held.setdefault(contact.purpose, []).append(contact)
    return tuple(
        Line(f"{purpose}-{n}", purpose, one.name, one.contact, one.note, one.checked_on)
        for purpose, some in held.items()
        for n, one in enumerate(some or [Contact(purpose, "", "")])
    )


def read_form(fields: Mapping[str, Sequence[str]], held: Sequence[Line], today: date) -> Asked:
    """The form as it was sent for these lines. A contact ticked as rung today is checked today."""
    lines = tuple(_line(fields, line, today) for line in held)
    firsts, lasts = fields.get("starts", ()), fields.get("ends", ())
    terms = tuple((first.strip(), last.strip()) for first, last in zip(firsts, lasts, strict=False))[:MOST_TERMS]
    terms = tuple(term for term in terms if any(term))
    problems = [problem for line in lines if (problem := _contact_problem(line))]
    problems += [problem for n, term in enumerate(terms) if (problem := _term_problem(n, *term))]
    return Asked(lines, terms, tuple(problems))


def _line(fields: Mapping[str, Sequence[str]], line: Line, today: date) -> Line:
    def said(what: str) -> str:
        given = " ".join(fields.get(f"{what}-{line.key}", ("",))[-1].replace("\x00", " ").split())
        return given[: LONGEST[what]]

    now = Line(line.key, line.purpose, said("name"), said("contact"), said("note"))
    same = (now.name, now.contact) == (line.name, line.contact)
    checked = today if fields.get(f"checked-{line.key}") else line.checked_on if same else None
    return Line(now.key, now.purpose, now.name, now.contact, now.note, checked)


def _contact_problem(line: Line) -> Problem | None:
    if not line.name and not line.contact:
        return Problem(f"name-{line.key}", "This note has no name and no number.") if line.note else None
    if not line.name:
        return Problem(f"name-{line.key}", "Who answers there? Write a name.")
    digits = sum(sign.isdigit() for sign in line.contact)
    if digits < LEAST_DIGITS and "@" not in line.contact:
        return Problem(f"contact-{line.key}", "Write a number that can be rung, or an e-mail address.")
    return None


def _term_problem(number: int, first: str, last: str) -> Problem | None:
    try:
        starts, ends = date.fromisoformat(first), date.fromisoformat(last)
    except ValueError:
        return Problem(f"starts-{number}", "Give both days of the term, like 2026-09-01.")
    if ends < starts:
        return Problem(f"starts-{number}", "A term ends after it begins.")
    return None
