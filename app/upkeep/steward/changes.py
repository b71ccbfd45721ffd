"""The history of a listing as a steward reads it: who, when, and what was one thing and became another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db.model import History
from app.kernel.text import shortened

SHOWN = 120
Say = Callable[[list[Any]], str]  # the rows of one part (days, what it is about), in words
_DULL = frozenset(("updated_at", "created_at", "id", "listing_id", "place_id", "organisation_id", "position"))


@dataclass(frozen=True)
class Changed:
    """One change: its fields as (part, before, after), shortened; `made` when the listing began with it.

    `by` is what sort of somebody it was ("steward", "keeper", "import" ...), `source` the file or feed of an import.
    """

    id: UUID
    at: datetime
    by: str
    source: str
    made: bool
    fields: tuple[tuple[str, str, str], ...]


def changes_shown(entries: Iterable[History], say: Mapping[str, Say]) -> list[Changed]:
    """Every change that says something; `say` has words for parts that are rows, by the name of the part."""
    shown = [
        Changed(one.id, one.at, *_who(one.who), one.before is None, _fields(one.before or {}, one.after or {}, say))
        for one in entries
    ]
    return [one for one in shown if one.made or one.fields]


def _who(who: str) -> tuple[str, str]:
    by, _, detail = who.partition(":")
    return (detail, "") if by == "registered" else (by, detail if by == "import" else "")


def _fields(before: dict[str, Any], after: dict[str, Any], say: Mapping[str, Say]) -> tuple[tuple[str, str, str], ...]:
    if not before:
        return ()
    found = []
    for part in sorted(before.keys() | after.keys()):
        was, now = before.get(part), after.get(part)
        if isinstance(was, dict) or isinstance(now, dict):
            names = {*(was or {}), *(now or {})}
            pairs = [(name, (was or {}).get(name), (now or {}).get(name)) for name in names]
        else:
            pairs = [(part, was, now)]
        changed = [pair for pair in pairs if pair[0] not in _DULL and pair[1] != pair[2]]
        found += [(name, *(_told(value, say.get(name)) for value in values)) for name, *values in changed]
    return tuple(sorted(found))


def _told(value: Any, say: Say | None) -> str:
    if isinstance(value, list) and say:
        return shortened(say(value), SHOWN)
    if isinstance(value, list):
        values = [" ".join(str(v) for k, v in one.items() if k not in _DULL) for one in value if isinstance(one, dict)]
        return shortened("; ".join(values), SHOWN)
    return "" if value is None else shortened(str(value), SHOWN)
