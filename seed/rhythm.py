"""When things happen: weekly mostly, told as local wall time and an RRULE."""

from datetime import date, time, timedelta
from random import Random

from app.directory.shapes import SessionIn
from app.kernel.recurrence import CODES
from seed.chance import pick, weighed
from seed.topics import Topic

WEEK, END = CODES[:5], CODES[5:]
BEGAN_WEEKS_AGO = (20, 150)  # before the day of first load
OFTEN = {"weekly": 77.0, "fortnightly": 11.0, "monthly": 12.0}

# Days, first and last hour of each part of the week.
PARTS: dict[str, tuple[tuple[str, ...], int, int]] = {
    "morning": (WEEK, 9, 11),
    "afternoon": (WEEK, 13, 15),
    "lunch": (WEEK, 12, 12),
    "evening": (WEEK, 18, 19),
    "tea_time": (WEEK, 16, 17),
    "weekend": (END, 10, 14),
    "sunday": (("SU",), 11, 14),
    "friday": (("FR",), 13, 13),
}
# A topic's `when` is one of the parts above or one of these mixes.
MIXES = {
    "day": {"morning": 52.0, "afternoon": 42.0, "weekend": 6.0},
    "any": {"morning": 30.0, "afternoon": 25.0, "evening": 28.0, "weekend": 17.0},
    "late": {"evening": 75.0, "weekend": 25.0},
    "light": {"morning": 48.0, "afternoon": 18.0, "weekend": 34.0},
    "after_school": {"tea_time": 80.0, "weekend": 20.0},
}


def sessions(rng: Random, topic: Topic, today: date) -> tuple[SessionIn, ...]:
    """One session, now and then two on different days; dates hang on the day of first load."""
    if topic.when == "never":
        return ()
    first = _session(rng, topic, today)
    if rng.random() > 0.14 or "MONTHLY" in first.rrule:
        return (first,)
    second = _session(rng, topic, today)
    return (first,) if second.rrule[-2:] == first.rrule[-2:] else (first, second)


def _session(rng: Random, topic: Topic, today: date) -> SessionIn:
    days, earliest, latest = PARTS[weighed(rng, MIXES[topic.when]) if topic.when in MIXES else topic.when]
    day, hour = pick(rng, days), rng.randint(earliest, latest)
    often = topic.often or weighed(rng, OFTEN)
    nth = pick(rng, (1, 2, 3, 4, -1))
    anchor = today - timedelta(weeks=rng.randint(*BEGAN_WEEKS_AGO))
    starts_on = nth_weekday(anchor, day, nth) if often == "monthly" else on_or_after(anchor, day)
    left_out = tuple(dates_left_out(rng, starts_on, today)) if often == "weekly" else ()
    return SessionIn(
        starts_on=starts_on,
        starts_at=time(hour, pick(rng, (0, 0, 0, 30, 30, 15, 45))),
        minutes=topic.minutes,
        rrule=rule(often, day, nth),
        exdates=left_out,
        term_time=topic.term_time,
        note=pick(rng, NOTES) if rng.random() < 0.12 else "",
    )


NOTES = (
    "Doors open ten minutes before.",
    "No meeting on bank holidays.",
    "We go on to the cafe after.",
    "First week of the month is a party.",
    "Ring if it snows.",
    "Tea from the start, the rest a bit later.",
)


def rule(often: str, day: str, nth: int) -> str:
    """The RRULE (RFC 5545) of a weekly, fortnightly or monthly meeting."""
    if often == "monthly":
        return f"FREQ=MONTHLY;BYDAY={nth}{day}"
    return f"FREQ=WEEKLY;{'INTERVAL=2;' if often == 'fortnightly' else ''}BYDAY={day}"


def on_or_after(anchor: date, day: str) -> date:
    """The first such weekday from the anchor on."""
    return anchor + timedelta(days=(CODES.index(day) - anchor.weekday()) % 7)


def nth_weekday(anchor: date, day: str, nth: int) -> date:
    """The nth such weekday (-1: the last) of the anchor's month."""
    first = on_or_after(anchor.replace(day=1), day)
    if nth > 0:
        return first + timedelta(weeks=nth - 1)
    fourth = first + timedelta(weeks=3)
    fifth = fourth + timedelta(weeks=1)
    return fifth if fifth.month == first.month else fourth


def dates_left_out(rng: Random, starts_on: date, today: date) -> list[date]:
    """Sometimes one or two coming weeks are off; each is a true date of the weekly meeting."""
    if rng.random() > 0.1:
        return []
    to_come = (today - starts_on).days // 7 + rng.randint(2, 12)
    return [starts_on + timedelta(weeks=to_come + off) for off in range(rng.randint(1, 2))]
