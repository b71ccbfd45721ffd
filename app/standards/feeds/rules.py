"""Feeds that are read again and again: what kinds there are, when one is due, and what looks wrong; pure."""

import re
from datetime import datetime, timedelta
from enum import StrEnum

from app.kernel.errors import NotUsable


class FeedKind(StrEnum):
    """The format a feed speaks."""

    ORUK = "oruk"
    OPENACTIVE = "openactive"


class FeedState(StrEnum):
    """Where a feed stands that is not taken away."""

    TRIAL = "trial"  # read once, to see what would come in; nothing comes in
    ON = "on"
    OFF = "off"  # read no more; what it brought stays as it is


USUAL_HOURS = 24
LEAST = timedelta(minutes=10)  # a feed is a guest's door: nobody knocks more often
# A feed that lost more than this at once is more likely broken than right, and then nothing is taken down.
MOST_WITHDRAWN_SHARE, MAY_ALWAYS_GO = 0.5, 10
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")


REFUSALS_KEPT = 20
SAMPLES_KEPT = 5
IF_RIGHT, TRUST = " If that is right: ", "--trust"


def is_loss(problem: str) -> bool:
    """Whether a feed waits for somebody's word that so many are gone rightly."""
    return problem.endswith(TRUST)


def on_a_page(problem: str) -> str:
    """What is wrong, without the command that puts it right: on a page there is a button."""
    return problem.partition(IF_RIGHT)[0]


def check_name(name: str) -> str:
    """The name when it can be one; raises NotUsable."""
    if not _NAME.fullmatch(name):
        raise NotUsable("A feed's name is made of small letters, figures and hyphens: north-lincolnshire.")
    return name


def is_due(state: FeedState, tried_at: datetime | None, every: timedelta, now: datetime) -> bool:
    """Whether it is time to read a feed again; one that failed waits its turn like the others. A trial is for once."""
    if state is not FeedState.ON:
        return state is FeedState.TRIAL and tried_at is None
    return tried_at is None or now - tried_at >= max(every, LEAST)


def too_many_gone(gone: int, held: int) -> bool:
    """Whether so many of those that are held went at once that it looks like a mistake."""
    return gone > MAY_ALWAYS_GO and gone > held * MOST_WITHDRAWN_SHARE
