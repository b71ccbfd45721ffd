"""Sessions as schedules of Open Referral: the rule where it can say it, and always in words; pure."""

from datetime import date, datetime, timedelta
from uuid import UUID

from app.kernel.recurrence import CODES, Recurrence
from app.standards.hsds_feed.fields import Doc, part_id, said
from app.standards.open_listing import OpenListing, OpenSession

NAMES = dict(
    zip(CODES, ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"), strict=True)
)  # fmt: skip
_NTH = {"1": "first", "2": "second", "3": "third", "4": "fourth", "5": "fifth", "-1": "last", "-2": "last but one"}
_BEYOND = ("BYSETPOS", "BYMONTH")  # a schedule has no field for these


def schedules(it: OpenListing) -> list[Doc]:
    """Every session as a schedule, and the opening times in the source's own words as one more."""
    made = [_schedule(it.id, n, session, bool(it.opening)) for n, session in enumerate(it.sessions)]
    if it.opening:
        made.append(said(id=part_id(it.id, "opening"), service_id=str(it.id), description=it.opening))
    return made


def _schedule(listing_id: UUID, number: int, session: OpenSession, worded: bool) -> Doc:
    when = session.recurrence
    parts = _parts(when)
    until = _until(parts)
    return said(
        id=part_id(listing_id, f"schedule:{number}"),
        service_id=str(listing_id),
        dtstart=when.starts_on.isoformat(),
        valid_from=when.starts_on.isoformat(),
        valid_to=when.starts_on.isoformat() if not when.rrule else until,
        until=until,
        **_rule(when, parts),
        opens_at=f"{when.start:%H:%M}",
        closes_at=f"{when.start + timedelta(minutes=when.minutes):%H:%M}",
        description="" if worded else in_words(when),
        notes=" ".join(filter(None, (f"{in_words(when)}." if worded else "", session.note, exceptions(session)))),
        # Beyond the standard, which has no days left out, no term time and no zone with a summer.
        zone=when.zone,
        rrule=when.rrule,
        exdates=[day.isoformat() for day in session.left_out],
        term_time=when.term_time or None,
    )


def _parts(when: Recurrence) -> dict[str, str]:
    return dict(part.partition("=")[::2] for part in when.rrule.upper().split(";") if part)


def _until(parts: dict[str, str]) -> str:
    text = parts.get("UNTIL", "")
    return f"{text[:4]}-{text[4:6]}-{text[6:8]}" if text else ""


def _rule(when: Recurrence, parts: dict[str, str]) -> Doc:
    """The fields of the rule; none of them when they could only say it wrongly."""
    every_day = parts.get("FREQ") == "DAILY" and set(parts) <= {"FREQ", "UNTIL"}
    if every_day:
        return {"freq": "WEEKLY", "interval": 1, "byday": ",".join(CODES)}
    if parts.get("FREQ") not in ("WEEKLY", "MONTHLY") or any(name in parts for name in _BEYOND):
        return {}
    return said(
        freq=parts["FREQ"],
        interval=int(parts.get("INTERVAL", "1")),
        byday=",".join(_days(when, parts)),
        bymonthday=parts.get("BYMONTHDAY") or ("" if parts.get("BYDAY") else _month_day(when, parts)),
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        wkst=parts.get("WKST"),
    )


def _days(when: Recurrence, parts: dict[str, str]) -> list[str]:
    if parts.get("BYDAY"):
        return parts["BYDAY"].split(",")
    return [CODES[when.starts_on.weekday()]] if parts["FREQ"] == "WEEKLY" else []


def _month_day(when: Recurrence, parts: dict[str, str]) -> str:
    return str(when.starts_on.day) if parts["FREQ"] == "MONTHLY" else ""


def in_words(when: Recurrence) -> str:
    """When it happens, as one would say it: "Every other Tuesday, 10:30 to 12:00, in term time"."""
    parts = _parts(when)
    ends = when.start + timedelta(minutes=when.minutes)
    until = _until(parts)
    told = [
        _repeats(when, parts),
        f"{when.start:%H:%M} to {ends:%H:%M}",
        "in term time" if when.term_time else "",
        f"until {day_words(date.fromisoformat(until))}" if until else "",
    ]
    return ", ".join(filter(None, told))


def _repeats(when: Recurrence, parts: dict[str, str]) -> str:
    frequency, times = parts.get("FREQ"), int(parts.get("INTERVAL", "1"))
    if frequency is None:
        return day_words(when.starts_on)
    first = f"From {day_words(when.starts_on)}"
    if any(name in parts for name in _BEYOND) or frequency == "YEARLY":
        return f"{first}, {'yearly' if frequency == 'YEARLY' else 'on some days'}"
    if frequency == "DAILY":
        return "Every day" if times == 1 else f"{first}, every {times} days"
    rule = _rule(when, parts)
    days = _joined([_day_name(code) for code in rule.get("byday", "").split(",") if code])
    if frequency == "WEEKLY":
        often = {1: f"Every {days}", 2: f"Every other {days}"}
        return often.get(times, f"Every {times} weeks on {days}")
    on = f"The {days}" if days else f"Day {_joined(rule.get('bymonthday', '').split(','))}"
    return f"{on} of {'the month' if times == 1 else f'every {times} months'}"


def _day_name(code: str) -> str:
    nth = _NTH.get(code[:-2].lstrip("+"), "")
    return f"{nth} {NAMES[code[-2:]]}".strip()


def _joined(words: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), words[-1]))) if words else ""


def exceptions(session: OpenSession) -> str:
    """The days left out, in words; "" when there are none."""
    return f"Not on {_joined([day_words(day) for day in session.left_out])}." if session.left_out else ""


def day_words(day: date | datetime) -> str:
    """ "24 November 2026"."""
    return f"{day.day} {day:%B %Y}"
