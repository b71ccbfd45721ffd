"""What stands on the map as the answers that would say it, so that whoever looks after it can change them; pure."""

from collections.abc import Iterable, Mapping
from datetime import date, time, timedelta
from typing import Any

from app.directory.rules import TermRole
from app.directory.shapes import SessionIn
from app.directory.vocabulary import Scheme, Vocabulary
from app.kernel.errors import Problem
from app.kernel.recurrence import CODES, DAYS
from app.upkeep.rules import Repeats, Setting, Step
from app.upkeep.shapes import EASE_ASKED, FIELDS, LABELS_ASKED, Answers
from app.upkeep.when import sessions_of

_DAYS = dict(zip(CODES, DAYS, strict=True))
_EVERY = {"FREQ=WEEKLY": Repeats.WEEKLY, "FREQ=WEEKLY;INTERVAL=2": Repeats.FORTNIGHTLY, "FREQ=MONTHLY": Repeats.MONTHLY}
Kept = Mapping[str, Any]


def answers_of(kept: Kept, vocabulary: Vocabulary, today: date) -> Answers:
    """The answers behind a listing as history keeps it; what these pages cannot say is left empty.

    The street of a private place is not among them: it is no keeper's to read.
    """
    it, place = kept["listing"], kept["place"] or {}
    said: dict[str, Any] = {
        "name": it["name"], "summary": it["summary"],
        "hopes": _terms(kept, TermRole.HOPE, (term.code for term in vocabulary.chips(Scheme.HOPE))),
        "gifts": _terms(kept, TermRole.GIFT, (term.code for term in vocabulary.chips(Scheme.GIFT))),
        "labels": _terms(kept, TermRole.LABEL, LABELS_ASKED),
        "setting": _setting(it, place), "place_name": place.get("name", ""), "postcode": place.get("postcode", ""),
        "address": place.get("address", ""),
        "way_in": it["way_in"] or "", "way_in_note": it["way_in_note"], "cost": it["cost"],
        "free": {True: "yes", False: "no"}.get(it["free"], ""),
        "ease": _ease(kept),
        "contact_name": it["contact_name"], "phone": it["phone"], "email": it["email"], "url": it["url"],
        "show": "yes" if it["show_contact"] else "no",
    }  # fmt: skip
    return Answers.model_validate(said | _when(kept, today))


def changed_steps(began: Answers, now: Answers) -> tuple[Step, ...]:
    """The pages on which something is other than it was."""
    return tuple(step for step in Step if any(_differs(began, now, name) for name in FIELDS[step]))


# What nobody ever said may stay unsaid when something else is changed: each with what has to be as it was for that.
_MAY_STAY = {
    "summary": ("summary",), "place_name": ("setting", "place_name", "address"), "way_in": ("way_in",),
    "free": ("free",), "cost": ("free", "cost"), "contact_name": ("contact_name",), "phone": ("phone", "email"),
}  # fmt: skip


def still_wrong(began: Answers, now: Answers, problems: Iterable[Problem]) -> list[Problem]:
    """The problems of a change: none for what was missing before. Nobody is to make it up, so as to change the rest."""
    return [one for one in problems if not _was_missing(began, now, one.pointer)]


def _was_missing(began: Answers, now: Answers, pointer: str) -> bool:
    same = _MAY_STAY.get(pointer, ())
    unread = pointer == "phone" and now.phone  # a number that cannot be read would be lost
    return bool(same) and not unread and not any(_differs(began, now, name) for name in same)


def _differs(began: Answers, now: Answers, name: str) -> bool:
    was, became = getattr(began, name), getattr(now, name)
    if isinstance(was, tuple):
        return set(was) != set(became)
    return bool(" ".join(was.split()) != " ".join(became.split()))


def _terms(kept: Kept, role: TermRole, asked: Iterable[str]) -> tuple[str, ...]:
    there = {row["term"] for row in kept["terms"] if row["role"] == role}
    return tuple(code for code in asked if code in there)


def _setting(it: Kept, place: Kept) -> str:
    if it["online"] and not place:
        return Setting.ONLINE
    return "" if not place else Setting.HOME if place["private"] else Setting.HALL


def _ease(kept: Kept) -> tuple[str, ...]:
    known = {row["ease"]: row["answer"] for row in kept["ease"]}
    return tuple(f"{ease}:{known[ease]}" for ease in EASE_ASKED if known.get(ease) in ("yes", "no"))


def _when(kept: Kept, today: date) -> dict[str, Any]:
    """The days and times; nothing when there are several, or when the form could not say them."""
    sessions = [
        SessionIn.model_validate({name: row[name] for name in SessionIn.model_fields}) for row in kept["sessions"]
    ]
    if not sessions:
        opening = kept["listing"]["opening"]
        return {"repeats": Repeats.SOMETIMES, "opening": opening} if opening else {}
    said = _session(sessions[0]) if len(sessions) == 1 else {}
    if not said:
        return {}
    (again,) = sessions_of(Answers.model_validate(said), today) or (None,)
    return said if again and _same_time(again, sessions[0]) else {}


def _session(it: SessionIn) -> dict[str, Any]:
    pieces = dict(piece.partition("=")[::2] for piece in it.rrule.split(";"))
    codes = [code for code in pieces.pop("BYDAY", "").split(",") if code]
    if pieces.get("INTERVAL") == "1":
        del pieces["INTERVAL"]
    every = _EVERY.get(";".join(f"{name}={value}" for name, value in pieces.items()))
    weeks = {code[:-2] for code in codes}
    if every is None or len(weeks) != 1 or any(code[-2:] not in _DAYS for code in codes):
        return {}
    days = {_DAYS[code[-2:]] for code in codes}
    return {
        "repeats": every, "days": tuple(day for day in _DAYS.values() if day in days), "week": weeks.pop(),
        "times": f"{_clock(it.starts_at)} to {_clock(_ends(it))}",
        "first_on": _day(_first_met(it.starts_on, days)) if every is Repeats.FORTNIGHTLY else "",
        "term_time": "yes" if it.term_time else "", "days_off": ", ".join(map(_day, it.exdates)),
    }  # fmt: skip


def _first_met(starts_on: date, days: set[str]) -> date:
    """The first day from `starts_on` on that is one of these, every second week being counted from its Monday."""
    monday = starts_on - timedelta(days=starts_on.weekday())
    met = [monday + timedelta(days=week + DAYS.index(day)) for week in (0, 14) for day in days]
    return min((day for day in met if day >= starts_on), default=starts_on)


def _same_time(one: SessionIn, other: SessionIn) -> bool:
    same = ("starts_at", "minutes", "zone", "term_time", "note")
    return all(getattr(one, name) == getattr(other, name) for name in same) and set(one.exdates) == set(other.exdates)


def _ends(it: SessionIn) -> time:
    at = (it.starts_at.hour * 60 + it.starts_at.minute + it.minutes) % (24 * 60)
    return time(at // 60, at % 60)


def _clock(at: time) -> str:
    if at.hour % 12 == at.minute == 0:
        return "12 noon" if at.hour else "12 midnight"
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes}{'am' if at.hour < 12 else 'pm'}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B} {day.year}"
