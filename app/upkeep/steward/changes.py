"""The history of a listing as a steward reads it: who, when, and what was one thing and became another."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db.model import History
from app.kernel.text import shortened

SHOWN = 120
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


def changes_shown(entries: Iterable[History]) -> list[Changed]:
    """Every change that says something."""
    shown = [
        Changed(one.id, one.at, *_who(one.who), one.before is None, _fields(one.before or {}, one.after or {}))
        for one in entries
    ]
    return [one for one in shown if one.made or one.fields]


def _who(who: str) -> tuple[str, str]:
    by, _, detail = who.partition(":")
    return (detail, "") if by == "registered" else (by, detail if by == "import" else "")


def _fields(before: dict[str, Any], after: dict[str, Any]) -> tuple[tuple[str, str, str], ...]:
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
        found += [(name, _told(one), _told(two)) for name, one, two in pairs if name not in _DULL and one != two]
    return tuple(sorted(found))


def _told(value: Any) -> str:
    if isinstance(value, list):
        values = [" ".join(str(v) for k, v in one.items() if k not in _DULL) for one in value if isinstance(one, dict)]
        return shortened("; ".join(values), SHOWN)
    return "" if value is None else shortened(str(value), SHOWN)
