"""A neighbourhood as it is kept on a phone: each listing in words that are ready to be shown and looked through."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from babel.dates import format_date

from app.directory.rules import Answer, Freshness
from app.directory.shapes import ListingOut
from app.directory.telling import section_of, where
from app.directory.vocabulary import Scheme, Vocabulary
from app.edge.languages import catalogue, locale_of
from app.edge.templating import brief, day_words, environment, hours_words, price_words
from geo.distance import LONGEST_WALK, walking_minutes

FRESH_WORDS = {Freshness.NEVER_CHECKED: "Never checked, ring first", Freshness.RING_FIRST: "Ring first."}


def pack(sector: str, name: str, listings: Iterable[ListingOut], vocabulary: Vocabulary, now: datetime,
         language: str) -> dict[str, Any]:  # fmt: skip
    """What `/near/{sector}.json` answers: the sector, when it was made, and the listings in order."""
    words = _Words(vocabulary, language)
    return {
        "sector": sector,
        "name": name,
        "made_at": now.isoformat(),
        "language": language,
        "listings": [words.entry(it) for it in listings],
    }


class _Words:
    """The words of our own pages, taken from the same macros, so that a card reads alike with and without a signal."""

    def __init__(self, vocabulary: Vocabulary, language: str) -> None:
        self.vocabulary = vocabulary
        self.catalogue = catalogue(language)
        self.locale = locale_of(language)
        said = environment(language).get_template("_macros.html").module
        self.ways_in: Mapping[str, str] = said.ways_in  # type: ignore[attr-defined]
        self.access: Mapping[str, str] = said.access_words  # type: ignore[attr-defined]
        self.kinds: Mapping[str, str] = said.kind_words  # type: ignore[attr-defined]

    def entry(self, it: ListingOut) -> dict[str, Any]:
        """One listing. What is not known is left out, which keeps the pack small."""
        told = {
            "id": str(it.id),
            "name": it.name,
            "lang": it.text_language if it.text_language != self.locale.language else "",
            "section": section_of(it.kind),
            "kind": self.kinds[it.kind.value],
            "what": brief(it.summary),
            "times": [self._time(one.starts, one.ends) for one in it.next_sessions],
            "opening": "" if it.next_sessions else brief(it.opening or "", 140),
            "far": self._far(it.distance_m),
            "place": where(it),
            "way_in": self.ways_in[it.way_in.value] if it.way_in else "",
            "access": self._access(it),
            "cost": price_words(it.cost.free, it.cost.text, self.catalogue),
            "fresh": self._fresh(it),
            "phone": it.contact.phone or "",
            "email": it.contact.email or "",
            "url": it.url or "",
            "also": self._also(it),
        }
        return {name: value for name, value in told.items() if value}

    def _time(self, starts: datetime, ends: datetime) -> dict[str, str]:
        """A time in words, and when it is over, so that a kept pack shows what is still to come."""
        words = f"{day_words(starts, self.locale)}, {hours_words(starts, ends, self.locale, self.catalogue)}"
        return {"words": words, "over": ends.isoformat()}

    def _far(self, metres: int | None) -> str:
        minutes = walking_minutes(metres) if metres is not None else LONGEST_WALK + 1
        return self.catalogue.gettext("About %(num)s min walk") % {"num": minutes} if minutes <= LONGEST_WALK else ""

    def _access(self, it: ListingOut) -> str:
        known = [
            self.access[ease] for ease, answer in it.access.items() if answer is Answer.YES and ease in self.access
        ]
        return ". ".join(known)

    def _fresh(self, it: ListingOut) -> str:
        """A day and no "3 days ago": nobody knows when this is read."""
        first = self.catalogue.gettext(FRESH_WORDS[it.freshness.state]) if it.freshness.state in FRESH_WORDS else ""
        day = it.freshness.checked_on
        if day is None:
            return first
        told = self.catalogue.gettext("Checked on %(day)s") % {"day": format_date(day, "long", locale=self.locale)}
        return f"{first} {told}".strip()

    def _also(self, it: ListingOut) -> str:
        """Words to find it by that it does not say itself: its hopes and basics by their names."""
        asked = [(Scheme.HOPE, it.hopes), (Scheme.BASIC, it.basics), (Scheme.LABEL, it.labels)]
        terms = [self.vocabulary.get(scheme, code) for scheme, codes in asked for code in codes]
        return ", ".join(self.catalogue.gettext(term.label) for term in terms if term)
