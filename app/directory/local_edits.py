"""What a person changed here since it came from elsewhere: such a field stays, whatever its source says later; pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

# Who writes history when a source is read, and no person's hand: "import:libraries".
BY_SOURCE = "import:"
# A table in our own form was gone over by a person, so what it changes is a person's change: "sheet:libraries".
BY_SHEET = "sheet:"
PARTS = ("place", "answering", "terms", "ease", "sessions", "languages", "areas")
# They say when and by whom it was written, not what it says.
_NO_EDIT = frozenset((
    "id", "created_at", "updated_at", "place_id", "checked_on", "checked_by", "source", "source_id", "licence",
    "text_language", "content_hash", "source_key",
))  # fmt: skip
_ORIGIN = frozenset(("source", "source_id", "source_key", "licence", "text_language", "organisation_id"))
_NOTHING = object()
_IN_NO_ORDER = ("terms", "ease", "languages", "areas")

Snapshot = Mapping[str, Any]


@dataclass(frozen=True)
class Entry:
    """One line of a listing's history, oldest first among its like."""

    who: str
    before: Snapshot | None
    after: Snapshot | None


def fields_of(snapshot: Snapshot) -> dict[str, Any]:
    """A listing's fields that can be edited, each part of it as one field, in a form that can be compared."""
    told = {name: value for name, value in snapshot["listing"].items() if name not in _NO_EDIT}
    return told | {part: _in_order(part, snapshot.get(part)) for part in PARTS}


def _in_order(part: str, value: Any) -> Any:
    return sorted(value, key=repr) if part in _IN_NO_ORDER and isinstance(value, list) else value


def is_put_here(entry: Entry) -> bool:
    """Whether this line says that a person put the listing here, on a form and not in a table."""
    return entry.before is None and not entry.who.startswith((BY_SOURCE, BY_SHEET))


def edited_here(history: Iterable[Entry]) -> frozenset[str]:
    """The fields that a person changed and did not change back to what the source had said.

    What a person put here first is theirs whole: a feed that carries it round again takes nothing over.
    """
    first: dict[str, Any] = {}
    edited: set[str] = set()
    for entry in history:
        if entry.who.startswith(BY_SOURCE) or not entry.after or not (entry.before or is_put_here(entry)):
            continue
        before, after = fields_of(entry.before) if entry.before else {}, fields_of(entry.after)
        edited |= _ORIGIN if not entry.before else frozenset()
        for name in (name for name, value in after.items() if before.get(name, _NOTHING) != value):
            if first.setdefault(name, before.get(name, _NOTHING)) == after[name]:
                edited.discard(name)
            else:
                edited.add(name)
    return frozenset(edited)


def merged(fresh: Snapshot, held: Snapshot, keep: frozenset[str]) -> dict[str, Any]:
    """What a listing will be when it is brought to `fresh` except for the fields in `keep`."""
    stays = keep | ({"organisation_id"} if "organisation" in keep else set())
    stays = stays | ({"place_id"} if "place" in keep else set()) | {"created_at"}
    listing = {name: held["listing"].get(name) if name in stays else value for name, value in fresh["listing"].items()}
    parts = {part: held.get(part) if part in keep else value for part, value in fresh.items() if part != "listing"}
    return {"listing": listing} | parts


def says_the_same(one: Snapshot, other: Snapshot) -> bool:
    """Whether two snapshots differ in nothing but the moment they were written."""

    def told(snapshot: Snapshot) -> Any:
        listing = {name: value for name, value in snapshot["listing"].items() if name != "updated_at"}
        return listing, {part: _in_order(part, snapshot.get(part)) for part in PARTS}

    return bool(told(one) == told(other))
