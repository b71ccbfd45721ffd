"""The facts on a made-up listing: what makes it easy, what it costs, how fresh it is, how full."""

from datetime import date, timedelta
from random import Random
from typing import Any

from app.directory.rules import Answer, Capacity, Ease, Kind
from app.directory.shapes import SessionIn
from seed.chance import pick, weighed
from seed.lists import read_list
from seed.topics import Topic

EVENING_FROM = 17  # o'clock, on a weekday

# How long ago somebody checked, in days, and how likely; the empty one was never checked.
AGES = {"3-30": 30.0, "31-88": 30.0, "91-178": 15.0, "181-360": 9.0, "366-540": 5.0, "550-700": 4.0, "": 7.0}
ROOM = {"open": 83.0, "nearly_full": 10.0, "full": 7.0}
CHECKED_BY = ("a steward, by telephone", "the keeper", "a volunteer who called in", "the keeper, by text")


def ease_facts(rng: Random, topic: Topic, meets: tuple[SessionIn, ...], free: bool | None) -> dict[Ease, Answer]:
    """A mix of yes, no and unknown; times and cost follow from what the listing says."""
    facts = {Ease(key): _drawn(rng, *chances) for key, chances in read_list("settings")[topic.setting]["ease"].items()}
    facts |= {ease: Answer.YES if told else Answer.NO for ease, told in times(meets).items()}
    if free is not None:
        facts[Ease.FREE] = Answer.YES if free else Answer.NO
    facts |= {Ease(key): Answer(value) for key, value in topic.ease.items()}
    if facts.get(Ease.ACCESSIBLE_TOILET) is Answer.YES:  # one implies the other
        facts[Ease.TOILET] = Answer.YES
    if facts.get(Ease.TOILET) is Answer.NO:
        facts[Ease.ACCESSIBLE_TOILET] = Answer.NO
    return facts


def _drawn(rng: Random, yes: float, no: float) -> Answer:
    return Answer(weighed(rng, {"yes": yes, "no": no, "unknown": 100.0 - yes - no}))


def times(meets: tuple[SessionIn, ...]) -> dict[Ease, bool]:
    """Which parts of the week the sessions fall in; nothing is said when there are none."""
    if not meets:
        return {}
    ends = [meet.rrule[-2:] in ("SA", "SU") for meet in meets]
    late = [meet.starts_at.hour >= EVENING_FROM for meet in meets]
    return {
        Ease.WEEKEND: any(ends),
        Ease.EVENING: any(late),
        Ease.DAYTIME: not all(late),
    }


def price(rng: Random, topic: Topic) -> dict[str, Any]:
    """`free` and `cost` as the topic's sort of price has them."""
    sort = read_list("costs")[topic.cost]
    return {"free": sort["free"], "cost": pick(rng, sort["texts"])}


def freshness_facts(rng: Random, today: date) -> dict[str, Any]:
    """When somebody last checked (or never), and who; facts of ease are checked then or earlier."""
    span = weighed(rng, AGES)
    if not span:
        return {}
    least, most = span.split("-")
    checked = today - timedelta(days=rng.randint(int(least), int(most)))
    looked = checked - timedelta(days=pick(rng, (0, 0, 0, 40, 200)))
    return {"checked_on": checked, "checked_by": pick(rng, CHECKED_BY), "ease_checked_on": looked}


def room(rng: Random, topic: Topic, today: date) -> dict[str, Any]:
    """How full it is; a few groups pause for a while."""
    if topic.kind not in (Kind.GROUP, Kind.EXCHANGE, Kind.PERSON):
        return {}
    paused = today + timedelta(days=rng.randint(10, 90)) if rng.random() < 0.02 else None
    return {"capacity": Capacity(weighed(rng, ROOM)), "paused_until": paused}
