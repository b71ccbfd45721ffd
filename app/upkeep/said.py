"""When a group meets, in words: "Every Tuesday in term time, 10am to 12 noon. Next on Tuesday 24 November."."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from babel import Locale
from babel.dates import get_day_names
from babel.support import NullTranslations

from app.directory.shapes import SessionIn
from app.directory.timetable import next_times, recurrence_of
from app.edge.languages import catalogue
from app.edge.templating import day_words, hours_words
from app.kernel.recurrence import CODES
from geo.centroids import district_of_sector
from geo.gazetteer import Located

Term = tuple[date, date]


def when_words(
    sessions: Sequence[SessionIn], sector: str | None, terms: Sequence[Term], now: datetime, language: str
) -> str:
    """How often, when, and the next day; "" when there is no fixed time."""
    if not sessions:
        return ""
    locale, words = Locale.parse(language, sep="-"), catalogue(language)
    _, session = words.gettext, sessions[0]
    again = recurrence_of(session.model_dump() | {"exdates": [day.isoformat() for day in session.exdates]}, sector)
    coming = next_times([again], now, terms, 1)
    starts = datetime.combine(session.starts_on, session.starts_at, tzinfo=now.tzinfo)
    told = _often(session, locale, words) if session.rrule else day_words(starts, locale)
    if session.term_time:
        told = _("%(often)s in term time") % {"often": told}
    first = coming[0] if coming else None
    hours = hours_words(*first, locale, words) if first else _plain_hours(session, starts, locale, words)
    line = f"{told}, {hours}."
    coming_on = _("Next on %(day)s.") % {"day": day_words(first[0], locale)} if first and session.rrule else ""
    return f"{line} {coming_on}".rstrip()


def place_words(found: Located, language: str) -> str:
    """Where a postcode is, so that whoever typed another town's sees it: "That is in Harehills, Leeds."."""
    district = district_of_sector(found.sector)
    names = dict.fromkeys(name for name in (found.name, district) if name)
    return catalogue(language).gettext("That is in %(place)s.") % {"place": ", ".join(names)}


def _plain_hours(session: SessionIn, starts: datetime, locale: Locale, words: NullTranslations) -> str:
    return hours_words(starts, starts + timedelta(minutes=session.minutes), locale, words)


def _often(session: SessionIn, locale: Locale, words: NullTranslations) -> str:
    """How often, as far as a rule can be told in a few words: feeds bring rules that no form of ours makes."""
    _, parts = words.gettext, dict(part.partition("=")[::2] for part in session.rrule.split(";"))
    every, codes = parts.get("FREQ"), [code for code in parts.get("BYDAY", "").split(",") if code[-2:] in CODES]
    if every == "MONTHLY":
        return _of_the_month(codes, locale, words)
    if every == "DAILY" and not codes and parts.get("INTERVAL", "1") == "1":
        return _("Every day")
    if every not in ("WEEKLY", "DAILY") or parts.get("INTERVAL", "1") not in ("1", "2"):
        return _("Now and then")
    told = {"days": _days(codes or [CODES[session.starts_on.weekday()]], locale, words)}
    return (_("Every second %(days)s") if parts.get("INTERVAL") == "2" else _("Every %(days)s")) % told


def _of_the_month(codes: list[str], locale: Locale, words: NullTranslations) -> str:
    _ = words.gettext
    weeks = {
        "1": _("The first %(days)s of the month"), "2": _("The second %(days)s of the month"),
        "3": _("The third %(days)s of the month"), "4": _("The fourth %(days)s of the month"),
        "-1": _("The last %(days)s of the month"),
    }  # fmt: skip
    which = {code[:-2] for code in codes}
    week = which.pop() if len(which) == 1 else ""
    return weeks[week] % {"days": _days(codes, locale, words)} if week in weeks else _("Every month")


def _days(codes: list[str], locale: Locale, words: NullTranslations) -> str:
    names = get_day_names("wide", locale=locale)
    return _joined([names[CODES.index(code[-2:])] for code in codes], words.gettext("and"))


def _joined(days: Sequence[str], and_: str) -> str:
    return days[0] if len(days) == 1 else f"{', '.join(days[:-1])} {and_} {days[-1]}"
