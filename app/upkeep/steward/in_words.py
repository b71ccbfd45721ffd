"""How what history keeps of a listing is told: days, times and terms as everywhere else, never as they are stored."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from app.directory.rules import PAUSED_OPENLY
from app.directory.shapes import SessionIn
from app.directory.vocabulary import Scheme
from app.edge.languages import catalogue, locale_of
from app.edge.templating import day_words, language_name
from app.kernel.text import N_
from app.upkeep.asked import Kith
from app.upkeep.queue import codes_of
from app.upkeep.said import when_words
from app.upkeep.steward.changes import Say
from app.upkeep.store import Waiting

_DAYS = ("paused_until", "checked_on", "ease_checked_on", "references_on", "insured_until", "check_on")
_OPENLY = N_("Not known yet")


def change_words(kith: Kith, one: Waiting, language: str) -> dict[str, Say]:
    """How a part of a change is told, by its name; access facts stay codes, for which a page has the words."""
    gettext, locale = catalogue(language).gettext, locale_of(language)

    def when(rows: list[Any]) -> str:
        kept = [SessionIn.model_validate({name: row[name] for name in SessionIn.model_fields}) for row in rows]
        return " ".join(in_words(kith, one, kept, language))

    def about(rows: list[Any]) -> str:
        known = [(row["term"], kith.vocabulary.get(Scheme(row["role"]), row["term"])) for row in rows]
        return ", ".join(gettext(term.label) if term else code for code, term in known)

    def day(kept: str) -> str:
        told = date.fromisoformat(kept)
        return gettext(_OPENLY) if told == PAUSED_OPENLY else f"{day_words(told, locale)} {told.year}"

    def spoken(rows: list[Any]) -> str:
        return ", ".join(language_name(row["language"], language) for row in rows)

    def access(rows: list[Any]) -> str:
        return " ".join(f"{row['ease']}:{row['answer']}" for row in rows)

    return {"sessions": when, "terms": about, "languages": spoken, "ease": access, **dict.fromkeys(_DAYS, day)}


def in_words(kith: Kith, one: Waiting, sessions: Iterable[SessionIn], language: str) -> list[str]:
    """Each of some sessions in words."""
    terms = kith.areas.terms(codes_of(kith.areas, one))
    return [when_words([it], one.sector, terms, kith.clock(), language) for it in sessions]
