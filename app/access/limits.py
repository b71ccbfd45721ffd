"""How often something may be tried, by one address and from one line; kept in the database, so for all processes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from math import ceil

from sqlmodel import Session

from app.access.store import add_attempts, attempts_since
from app.access.tokens import keyed_hash
from app.kernel.errors import TooSoon


class Tried(StrEnum):
    """What is limited."""

    LINK = "link"
    PASSWORD = "password"
    CODE = "code"
    REGISTER = "register"


@dataclass(frozen=True)
class Limit:
    """At most so often within a time."""

    most: int
    within: timedelta


HOUR, QUARTER = timedelta(hours=1), timedelta(minutes=15)
# Who locks somebody out of their password by trying it has not locked them out of the link.
BY_ADDRESS: Mapping[Tried, Limit] = {
    Tried.LINK: Limit(5, HOUR),
    Tried.PASSWORD: Limit(10, QUARTER),
    Tried.CODE: Limit(5, QUARTER),  # of a million codes three are good at a time: 1 in 700 for a whole day of trying
    Tried.REGISTER: Limit(10, HOUR),
}
# A library or a health centre shares one line: what a room full of people does must pass.
BY_LINE: Mapping[Tried, Limit] = {
    Tried.LINK: Limit(40, HOUR),
    Tried.PASSWORD: Limit(60, QUARTER),
    Tried.CODE: Limit(60, QUARTER),
    Tried.REGISTER: Limit(30, HOUR),
}
KEPT = timedelta(days=1)


@dataclass(frozen=True)
class Who:
    """Whose tries are counted; kept as hashes under the deployment's secret. `line` None is this machine itself."""

    secret: str
    address: str | None = None
    line: str | None = None


def note_try(session: Session, what: Tried, who: Who, now: datetime) -> TooSoon | None:
    """Count one more try; the refusal when it is one too many (and then it is not counted).

    Returned and not raised: the count has to be committed first. It belongs in a unit of work that writes.
    """
    counted = _counted(what, who)
    waits = [_wait(session, what, name, limit, now) for name, limit in counted]
    if wait_s := max(waits, default=0):
        return TooSoon(f"That was tried too often. Wait {_in_words(wait_s)} and try again.", wait_s=wait_s)
    add_attempts(session, what, [name for name, _ in counted], now)
    return None


def _counted(what: Tried, who: Who) -> list[tuple[str, Limit]]:
    found = []
    if who.address is not None:
        found.append((keyed_hash(who.secret, "address", who.address), BY_ADDRESS[what]))
    if who.line is not None:
        found.append((keyed_hash(who.secret, "line", who.line), BY_LINE[what]))
    return found


def _wait(session: Session, what: Tried, name: str, limit: Limit, now: datetime) -> int:
    """Seconds until there is room for one more; 0 when there is."""
    times = attempts_since(session, what, name, now - limit.within)
    if len(times) < limit.most:
        return 0
    return max(1, ceil((times[-limit.most] + limit.within - now).total_seconds()))


def _in_words(wait_s: int) -> str:
    minutes = ceil(wait_s / 60)
    return "a minute" if minutes == 1 else f"{minutes} minutes"
