"""The history of a listing as a steward reads it: who, when, and what was one thing and became another."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.db.model import History
from app.kernel.text import shortened

SHOWN = 120
Say = Callable[[Any], str]  # a value or the rows of one part (days, what it is about), in words
_LOOKED = frozenset(("checked_on", "checked_by"))
# What we keep for ourselves: whoever looks after a group neither typed nor reads it. The place tells where it lies.
_BOOKKEEPING = _LOOKED | {
    "ease_checked_on", "source", "source_id", "licence", "text_language", "sector", "lat", "lon", "precision",
}  # fmt: skip
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

    @property
    def said(self) -> tuple[tuple[str, str, str], ...]:
        """The fields that somebody who looks after it cares for."""
        return tuple(field for field in self.fields if field[0] not in _BOOKKEEPING)

    @property
    def looked(self) -> bool:
        """Whether it was only looked at: marked as checked, and nothing else said."""
        return not self.said and any(name in _LOOKED for name, _, _ in self.fields)


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
        changed = [_differing(*pair) for pair in pairs if pair[0] not in _DULL and pair[1] != pair[2]]
        found += [
            (name, _told(was, say.get(name)), _told(now, say.get(name))) for name, was, now in changed if was != now
        ]
    return tuple(sorted(found))


def _differing(name: str, was: Any, now: Any) -> tuple[str, Any, Any]:
    """Of rows those that one side has and the other has not: an access fact looked at again says what it said."""
    if not (isinstance(was, list) or isinstance(now, list)):
        return name, was, now
    before, after = ({repr(_kept(row)): row for row in rows or ()} for rows in (was, now))
    gone = [row for key, row in before.items() if key not in after]
    return name, gone, [row for key, row in after.items() if key not in before]


def _kept(row: dict[str, Any]) -> list[tuple[str, Any]]:
    return sorted((name, value) for name, value in row.items() if name not in _DULL | _LOOKED)


def _told(value: Any, say: Say | None) -> str:
    if value and say:
        return shortened(say(value), SHOWN)
    if isinstance(value, list):
        values = [" ".join(str(v) for k, v in one.items() if k not in _DULL) for one in value if isinstance(one, dict)]
        return shortened("; ".join(values), SHOWN)
    return "" if value is None else shortened(str(value), SHOWN)
